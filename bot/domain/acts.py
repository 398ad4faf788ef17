"""Acts: the small steps that keep a rhythm, all worth the same, all self-declared (streak specification, section 2.2)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.domain.people import PersonRef


class ActKind(StrEnum):
    """What counts. Publishing is never required and clicks never count."""

    TIP_READ = "tip_read"
    SHARE_DONE = "share_done"
    SHARE_DECLINED = "share_declined"
    """Looked at and consciously left, with a reason chosen and not stored."""


@dataclass(frozen=True, slots=True)
class Act:
    """One act. Its key is (person, item, kind, logical date)."""

    person: PersonRef
    item: str
    """`playbook/item`, so that the same tip in two channels is one item."""
    kind: ActKind
    on: date
    """The logical date: fixed when the act is made, never recomputed."""
    at: datetime
