"""When a person works: days, hours and zone, each from a date on, and the pauses they take without giving a reason."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Final

WEEKDAYS: Final = frozenset(range(5))
"""Monday to Friday, as `date.weekday()` counts."""
LATEST_ROLLOVER: Final = time(6)
"""A day may begin up to this much after midnight, for those who work at night (streak specification, 2.2)."""
MOST_WEEKLY: Final = 3


@dataclass(frozen=True, slots=True)
class Slot:
    """The hours in which one may be written to, on the person's wall clock. It may reach over midnight."""

    starts: time = time(10)
    ends: time = time(16)

    def holds(self, at: time) -> bool:
        """Tell whether a wall-clock time lies in it; the end itself does not."""
        if self.starts <= self.ends:
            return self.starts <= at < self.ends
        return at >= self.starts or at < self.ends


@dataclass(frozen=True, slots=True)
class Arrangement:
    """How a person's days are arranged from a logical date on, until the next arrangement begins.

    A change asked for on a date holds from the next one, when the old date has ended in the old zone; so no date changes
    its nature after the fact.
    """

    since: date
    timezone: str
    """IANA, for example `Europe/Paris`."""
    rollover: time = time(0)
    """When the person's day begins, 00:00 to LATEST_ROLLOVER: earlier hours belong to the date before."""
    work_week: frozenset[int] = WEEKDAYS
    other_week: frozenset[int] | None = None
    """For a fortnight: the working days of even ISO weeks, `work_week` being those of odd ones. None: every week alike."""
    holidays: str = ""
    """Public-holiday calendar, `FR` or `FR-57`; empty for none."""
    slot: Slot = field(default_factory=Slot)
    weekly_target: int = 2
    """In the weekly rhythm: how many days with a step make a week count, 1 to MOST_WEEKLY."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Logical dates on which nothing is asked, first and last included. No reason is asked or kept."""

    starts: date
    ends: date | None
    """None: until the person comes back."""
    declared_at: datetime
    """When they said so, in UTC: what they were shown until then is never lowered by it (I8)."""

    def covers(self, on: date) -> bool:
        """Tell whether it is paused on a date."""
        return self.starts <= on and (self.ends is None or on <= self.ends)
