"""A channel's coming days: what a human chose for a slot instead of what the rotation would bring."""

from dataclasses import dataclass
from datetime import date

from bot.domain.people import Place


@dataclass(frozen=True, slots=True)
class Choice:
    """What is to come in one slot of one day."""

    place: Place
    on: date
    slot: str
    """As a Post has it, for example `share-1`."""
    playbook: str
    item: str
    """The entry's id; empty when nothing is to come."""

    @property
    def is_skip(self) -> bool:
        """Tell whether nothing is to come."""
        return not self.item
