"""Turns: whom a platform is asked about next, where it lets us ask only so often. Memory of one process alone."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import takewhile

from bot.domain.people import PersonRef


@dataclass
class Turns:
    """A queue with an instant for each who waits. Losing it costs those who waited a new place."""

    _free_at: dict[str, datetime] = field(default_factory=dict)
    """When the next question about anybody may be asked, by platform."""
    _of: dict[PersonRef, datetime] = field(default_factory=dict)
    """Of those who wait, in the order in which they came; so far only one platform makes anybody wait."""

    @property
    def first_at(self) -> datetime | None:
        """Tell when the next turn comes. None: nobody waits."""
        return next(iter(self._of.values()), None)

    def take(self, person: PersonRef, now: datetime, every: timedelta) -> datetime:
        """Give the instant of somebody's turn, which is kept for them unless it is now; the turns lie `every` apart."""
        at = self._of.get(person)
        if at is None:
            at = max(now, self._free_at.get(person.platform, now))
            self._free_at[person.platform] = at + every
        if at > now:
            self._of[person] = at
        else:
            self._of.pop(person, None)
        return at

    def called(self, now: datetime) -> Sequence[PersonRef]:
        """List those whose turn has come."""
        return list(takewhile(lambda person: self._of[person] <= now, self._of))

    def leave(self, person: PersonRef) -> None:
        """Let somebody wait no longer."""
        self._of.pop(person, None)
