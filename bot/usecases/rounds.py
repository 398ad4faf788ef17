"""Rounds over the members: whom one process has looked at, and when it wants to look again. Memory alone."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from bot.domain.days import DueDays
from bot.domain.people import Member, PersonRef
from bot.usecases.turns import Turns

ROUND_EVERY: Final = timedelta(minutes=10)
"""So late a change of settings is noticed that was made on another machine, or an hour that has come."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A member on one of their due days, in the hours in which they may be written to."""

    member: Member
    on: date
    """Their logical date."""
    now: datetime
    starts: datetime
    """When these hours began, in UTC,"""
    until: datetime
    """and when they end."""
    days: DueDays


@dataclass
class Rounds:
    """Losing it costs one more look at each member; what must not happen twice is a row in the database."""

    after: PersonRef | None = None
    """How far the round that goes on has come."""
    next_at: datetime | None = None
    """When there is something to do again. None: at once."""
    busy_until: dict[str, datetime] = field(default_factory=dict)
    """Platforms that asked us to wait before asking them about people again."""
    turns: Turns = field(default_factory=Turns)
    """Of those who are due, and about whom the platform is to be asked first."""
    is_awake: bool = False
    """Whether the last sign of life of this process was written down."""
    _began_at: datetime | None = None
    _looks: dict[PersonRef, tuple[int, datetime]] = field(default_factory=dict)
    """Of each member looked at: a mark of what they had chosen, and when to look again."""
    _fresh: dict[PersonRef, tuple[int, datetime]] = field(default_factory=dict)
    """The same, of the round that goes on: who has left is in no new one."""

    @property
    def looks_at(self) -> datetime | None:
        """Tell when there is something to do again, in a round or because somebody's turn comes."""
        return min((at for at in (self.next_at, self.turns.first_at) if at), default=None)

    def goes_on(self, now: datetime) -> bool:
        """Tell whether a round begins or goes on now. A clock that was set back does not stop them, nor does trouble."""
        if self.next_at is not None and timedelta() < self.next_at - now <= ROUND_EVERY:
            return False
        self._began_at = self._began_at or now
        self.next_at = now + ROUND_EVERY
        return True

    def wants(self, member: Member, now: datetime) -> bool:
        """Tell whether to look at a member: their time has come, or they have changed their mind about something."""
        known = self._looks.get(member.person)
        if known is None or known[0] != hash(member) or known[1] <= now:
            return True
        self._fresh[member.person] = known
        return False

    def note(self, member: Member, look_again_at: datetime) -> None:
        """Remember when to look at a member again, unless they change something before."""
        self._looks[member.person] = self._fresh[member.person] = (hash(member), look_again_at)

    def rest(self, after: PersonRef, now: datetime) -> None:
        """Let other work pass before the round goes on behind a member."""
        self.after, self.next_at = after, now

    def end(self, now: datetime) -> None:
        """End a round; the next begins some minutes after this one began."""
        began_at, self._began_at = self._began_at or now, None
        self.after, self.next_at = None, max(now, began_at + ROUND_EVERY)
        self._looks, self._fresh = self._fresh, {}
