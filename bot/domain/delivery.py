"""A delivery: the durable intention to speak, and how far it has come."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from bot.domain.people import PersonRef, Place


class DeliveryKind(StrEnum):
    """What a delivery does. The words are drawn when it is sent, from the state of that moment."""

    POST = "post"
    UPDATE = "update"
    """Redraws a post's card. One row per post: asking again before it is sent asks once."""
    NOTICE = "notice"
    """Tells one admin privately about the bot itself; a doubtful one is repeated, for better twice than never."""
    LETTER = "letter"
    """Writes to one member privately; at most once as well."""
    ANNOUNCEMENT = "announcement"
    """Tells a channel of a milestone, because its owner wished it and saw it before; at most once."""


PERHAPS_SENT: Final = "perhaps sent"
"""The reason of a message to one person that failed for good, though it may have arrived."""


class DeliveryState(StrEnum):
    """`SENDING` is committed before the platform is called, so a crash leaves an honest doubt, never a second message."""

    DUE = "due"
    LEASED = "leased"
    """One machine has it in hand and has not spoken yet: when that machine dies, it is simply due again."""
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    """Perhaps sent. Evidence is looked for."""
    HELD = "held"
    """Perhaps sent, and no evidence can tell: an admin is asked."""
    SKIPPED = "skipped"
    FAILED = "failed"


RANKS: Final = {
    DeliveryKind.NOTICE: 0,
    DeliveryKind.POST: 0,
    DeliveryKind.ANNOUNCEMENT: 0,
    DeliveryKind.UPDATE: 1,
    DeliveryKind.LETTER: 2,
}
"""What goes first where a platform's pace lets only some pass: a channel's hour never waits behind ten thousand letters."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One row of the outbox. `fence` grows with every lease; only the newest holder may settle it."""

    key: str
    """`post:<post>`, `update:<post>`, `notice:<about>:<occasion>:<person>`, `letter:<subject>:<occasion>:<person>` or
    `announcement:<award>:<person>`; unique."""
    kind: DeliveryKind
    post: str
    """Empty for what has a `person`."""
    due_at: datetime
    expires_at: datetime
    """Later than this it is skipped instead of arriving late."""
    state: DeliveryState = DeliveryState.DUE
    fence: int = 0
    attempts: int = 0
    leased_until: datetime | None = None
    tried_at: datetime | None = None
    """When the platform was last called for it."""
    looks: int = 0
    """How often a doubtful one was looked for, whole and in vain."""
    is_booked: bool = False
    """It has its place in its lanes for the time at which it is due."""
    reason: str = ""
    person: PersonRef | None = None
    """Whom a notice or a letter is for, or whose milestone is announced."""
    notice: str = ""
    """What a notice, a letter or an announcement is about, as data: it is worded when it is sent."""


@dataclass(frozen=True, slots=True)
class Halt:
    """A channel, or without one a whole workspace, in which the platform has refused us for good."""

    platform: str
    workspace: str
    channel: str
    reason: str
    since: datetime

    def covers(self, place: Place) -> bool:
        """Tell whether nothing is to be said there. A private message has a place without a channel."""
        is_here = (self.platform, self.workspace) == (place.platform, place.workspace)
        return is_here and self.channel in {"", place.channel}
