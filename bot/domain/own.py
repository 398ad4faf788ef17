"""What a person has for themselves: notes of small wins, milestones and badges, and the reminders they were sent."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Note:
    """One small win in the private notebook."""

    id: str
    on: date
    text: bytes
    """Encrypted; only the use-case that shows it to its owner opens it."""


@dataclass(frozen=True, slots=True)
class Award:
    """A milestone or a badge, reached once in a lifetime."""

    name: str
    """`day-10`, `week-3`, `variety-3`, `helping-5`."""
    on: date


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder that was sent."""

    on: date
    wording: str
    """Which sentence it was."""
    unanswered: int
    """How many in a row before it came on days that stayed without a step."""
