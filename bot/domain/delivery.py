"""A delivery: the durable intention to speak, and how far it has come."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.people import PersonRef


class DeliveryKind(StrEnum):
    """What a delivery does. The words are drawn when it is sent, from the state of that moment."""

    POST = "post"
    UPDATE = "update"
    """Redraws a post's card. One row per post: asking again before it is sent asks once."""
    NOTICE = "notice"
    """Tells one admin privately about the bot itself; at most once, so a doubtful one is left at that."""


class DeliveryState(StrEnum):
    """`SENDING` is committed before the platform is called, so a crash leaves an honest doubt, never a second message."""

    DUE = "due"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    HELD = "held"
    SKIPPED = "skipped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One row of the outbox. `fence` grows with every lease; only the newest holder may settle it."""

    key: str
    """`post:<post>`, `update:<post>` or `notice:<time>:<person>`; unique."""
    kind: DeliveryKind
    post: str
    """Empty for a notice."""
    due_at: datetime
    expires_at: datetime
    """Later than this it is skipped instead of arriving late."""
    state: DeliveryState = DeliveryState.DUE
    fence: int = 0
    attempts: int = 0
    leased_until: datetime | None = None
    reason: str = ""
    person: PersonRef | None = None
    """Whom a notice is for."""
    notice: str = ""
    """What a notice is about, as data: it is worded when it is sent."""
