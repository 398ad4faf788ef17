"""What a rule found in a part of a playbook, and what it may know when it looks."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from pydantic import BaseModel

from bot.domain.share import NETWORKS, Network
from bot.playbook.item import Drawn
from bot.playbook.programme import Programme

Location = tuple[int | str, ...]

NOT_PROSE: Final = frozenset(
    {
        "after", "audience", "consent", "follow_up", "hashtags", "id", "legal", "level", "link", "module", "network",
        "origin", "relationship", "role", "roles", "see_also", "shares", "topic", "version", "words",
    }
)  # fmt: skip
"""Fields that hold names, choices and addresses; every other text is read by people."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something found at a field, or at the first match of `pattern` in it."""

    location: Location
    code: str
    values: dict[str, str | int] = field(default_factory=dict)
    pattern: re.Pattern[str] | None = None
    blocks: bool = False
    """An error refuses the playbook; advice does not."""
    part: Drawn | None = None
    """Where a rule about the whole playbook found it; None is the front page."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What the front page says that a rule about one part needs; empty while the front page cannot be read."""

    language: str = ""
    networks: tuple[Network, ...] = ()
    vocabulary: Mapping[str, str] = field(default_factory=dict)
    company: str = ""

    @classmethod
    def of(cls, programme: Programme | None) -> "Setting":
        """Take it from the front page."""
        if programme is None:
            return cls(networks=tuple(NETWORKS.values()))
        networks = tuple(each.network for each in programme.networks)
        return cls(programme.language, networks, programme.vocabulary, programme.company or "")


def texts_of(part: BaseModel, *, of: Location = ()) -> Iterator[tuple[Location, str]]:
    """List every text of a part that people read, with its place."""
    for name, written in type(part).model_fields.items():
        if name not in NOT_PROSE:
            yield from _texts(getattr(part, name), (*of, written.alias or name))


def _texts(value: object, at: Location) -> Iterator[tuple[Location, str]]:
    if isinstance(value, str):
        yield at, value
    elif isinstance(value, BaseModel):
        yield from texts_of(value, of=at)
    elif isinstance(value, tuple):
        for number, each in enumerate(value):
            yield from _texts(each, (*at, number))
