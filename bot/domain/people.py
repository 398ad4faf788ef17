"""Who and where: people, places and messages as the house names them, and what a member chose."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

WEEKDAYS = frozenset(range(5))
"""Monday to Friday, as `date.weekday()` counts."""


@dataclass(frozen=True, slots=True, order=True)
class PersonRef:
    """One person of one workspace. Identity is these ids, never a name."""

    platform: str
    workspace: str
    user: str


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """One channel of one workspace."""

    platform: str
    workspace: str
    channel: str


@dataclass(frozen=True, slots=True, order=True)
class MessageRef:
    """One message. `opaque` is written and read by the platform's adapter alone; equal messages have equal refs."""

    platform: str
    workspace: str
    opaque: str


@dataclass(frozen=True, slots=True)
class Profile:
    """What a platform tells of a person when asked; never stored for people who have not joined."""

    name: str
    locale: str
    """BCP 47, for example `fr-FR`."""
    timezone: str
    """IANA, for example `Europe/Paris`."""
    is_guest: bool = False
    is_bot: bool = False
    is_gone: bool = False


class Rhythm(StrEnum):
    """What a member chose for the game, apart from joining the programme; nothing is chosen for them."""

    UNDECIDED = "undecided"
    DAILY = "daily"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Member:
    """A person who joined by their own act, with what they chose."""

    person: PersonRef
    locale: str
    timezone: str
    joined_at: datetime
    rhythm: Rhythm = Rhythm.UNDECIDED
    holidays: str = ""
    """Public-holiday calendar, `FR` or `FR-57`; empty for none."""
    work_week: frozenset[int] = field(default=WEEKDAYS)
