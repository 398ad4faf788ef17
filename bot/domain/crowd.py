"""What is told of the group: never a person, never a small number, and never two figures that can be subtracted.

A figure speaks of the last whole week and is worked out once for it (k-anonymity with a complement and a guard against
differencing, domain research L16). No team is compared with another.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

RHYTHM: Final = "rhythm"
SMALLEST: Final = 5
"""No figure speaks of fewer people, nor leaves fewer out; a playbook may only raise it."""
_WEEK: Final = timedelta(days=7)
_LATE_STEPS: Final = timedelta(hours=12)
"""Until noon of Monday a step of Friday can still be told."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is told for a week: tenths, or nothing, because the group is too small for a figure."""

    tenths: int | None


def whole_week(now: datetime) -> date:
    """Give the Monday of the last week that is over, late steps included. `now` is a wall clock of the workplace."""
    today = (now - _LATE_STEPS).date()
    return today - timedelta(days=today.weekday()) - _WEEK


def share_of(active: int, others: int, smallest: int = SMALLEST) -> Told:
    """Give which tenth the share of active people lies in: 0 for less than 10 %, 9 for 90 % and more.

    Both the active and the others must be `smallest` at least, or else everybody would know of each of a few.
    """
    if min(active, others) < max(smallest, SMALLEST):
        return Told(None)
    return Told(10 * active // (active + others))


def progress_of(people: int, steps: int, goal: int, smallest: int = SMALLEST) -> Told:
    """Give how many tenths of a common goal are reached, 10 at most, once enough people have taken part."""
    if people < max(smallest, SMALLEST):
        return Told(None)
    return Told(min(10, 10 * steps // goal))
