"""A claim: a volunteer holds one of a post's few places, until they say it is done or give it back."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.people import PersonRef


class ClaimState(StrEnum):
    """`RELEASED` stays until the post closes, so that a late, older event cannot undo a newer wish."""

    HELD = "held"
    DONE = "done"
    RELEASED = "released"


class Taking(StrEnum):
    """How an attempt to claim ended."""

    TAKEN = "taken"
    ALREADY = "already"
    """The person holds it, or has done it."""
    FULL = "full"
    CLOSED = "closed"
    """The post is too old, unknown, or not of a kind that is claimed."""
    STALE = "stale"
    """A newer event of the same person has been applied before."""


@dataclass(frozen=True, slots=True)
class Claim:
    """`changed_at` is when the person acted, by the platform's clock; the last wish wins."""

    post: str
    person: PersonRef
    state: ClaimState
    changed_at: datetime
    by_hand: bool = False
    """Their last wish was a raised hand, or one taken down; not a button."""
