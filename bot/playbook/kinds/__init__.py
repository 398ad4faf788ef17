"""The kinds of items, as one explicit table: a kind is a file beside this one and a line here."""

from dataclasses import dataclass
from typing import Final

from bot.playbook.item import Item
from bot.playbook.kinds import share, tip


@dataclass(frozen=True, slots=True)
class Kind:
    """How a kind is written down."""

    name: str
    """`tip`; what `Item.kind` says."""
    files: str
    """`tips`: read from `tips.yaml` and `tips/*.yaml`, and kept in the Playbook under this name."""
    model: type[Item]
    example: str
    """One item as YAML text that validates."""


KINDS: Final = (
    Kind("tip", "tips", tip.Tip, tip.EXAMPLE),
    Kind("share", "shares", share.Share, share.EXAMPLE),
)
