"""Acts: the small steps that keep a rhythm, all worth the same, all self-declared (streak specification, section 2.2)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.domain.people import PersonRef


class ActKind(StrEnum):
    """What a step was. Publishing is never required and clicks never count."""

    TIP_READ = "tip_read"
    SCENARIO_PLAYED = "scenario_played"
    SHARE_DONE = "share_done"
    SHARE_DECLINED = "share_declined"
    """Looked at and consciously left, with a reason chosen and not stored."""
    HELPED = "helped"
    """Commented on, helped or thanked a colleague, by their own word."""
    PRIVACY_CHECKED = "privacy_checked"
    POSTURE_CHECKED = "posture_checked"
    TOPIC_PROPOSED = "topic_proposed"
    WORKSHOP_ATTENDED = "workshop_attended"
    """Or hosted."""
    SESSION_DONE = "session_done"
    """Five minutes of the executive track."""
    CONVERSATION_JOINED = "conversation_joined"
    TIP_SEEN = "tip_seen"
    """A tip was in front of them, so that it does not come back. No step: it never counts."""


@dataclass(frozen=True, slots=True)
class Act:
    """One act. Its key is (person, item, kind, logical date)."""

    person: PersonRef
    item: str
    """`playbook/item`, so that the same tip in two channels is one item; see `deed` for acts without one."""
    kind: ActKind
    on: date
    """The logical date: fixed when the act is made, never recomputed."""
    at: datetime
    """When they said so, in UTC. For an act of yesterday it lies on a later date than `on`."""


def deed(kind: ActKind, on: date) -> str:
    """Name an act that is about no item of a playbook by its date: helping somebody each day is no repetition."""
    return f"{kind}/{on.isoformat()}"
