"""A member's log: the steps they declared, and which dates and weeks these make count, as read at one moment.

Dates are ordinals in here, and weeks the ordinals of their Mondays.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from operator import attrgetter
from typing import Final

from bot.domain.acts import Act, ActKind
from bot.domain.arrangement import MOST_WEEKLY, Arrangement, Pause
from bot.domain.calendar import arrangement_on, logical_date
from bot.domain.days import Asked, DueDays, noon_of
from bot.domain.people import Member
from bot.domain.standing import Standing

SAME_ITEM_DAYS: Final = 30
"""An item counts once in this many days, so reading one tip over and over is reading it once."""
_FOREVER: Final = date.max.toordinal()
_BY_DATE: Final = attrgetter("on")


@dataclass(frozen=True, slots=True)
class Periods:
    """Due dates, or weeks with due dates, and what became of them."""

    due: Sequence[int]
    """Up to today, ascending."""
    counted: Collection[int]
    open_from: int
    """From here on those that have not counted are still open."""
    early_after: Callable[[int], int]
    """From one that closed to the due one after it, if that counted while it was still open; else 0."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What a log says at one moment."""

    today: int
    due: tuple[int, ...]
    """Up to the next Sunday, ascending."""
    counted: Mapping[int, datetime]
    """Days that count, and when the first step of each was told."""
    days: Periods
    weeks: Periods
    valid: Sequence[Act]
    """The steps on counted days, without those whose item had counted shortly before."""
    week_counted: int
    """Counted days of this week,"""
    week_needed: int
    """and how many make it count; 0: it has no due days."""


@dataclass(frozen=True, slots=True)
class Log:
    """What a member declared, in the order of its dates."""

    member: Member
    acts: Sequence[Act]
    days: DueDays
    base: Standing | None
    first: int
    """The first date that is followed: when they joined, or the day after the base."""

    @staticmethod
    def of(member: Member, acts: Iterable[Act], days: DueDays, base: Standing | None) -> "Log":
        """Put acts into their order."""
        first = logical_date(member.arrangements, member.joined_at).toordinal()
        if base:
            first = max(first, base.on.toordinal() + 1)
        return Log(member, sorted(acts, key=_BY_DATE), days, base, first)

    def as_of(self, moment: datetime) -> "Log":
        """Leave out what was declared later."""
        return replace(self, acts=[act for act in self.acts if act.at <= moment])

    def read(self, pauses: Sequence[Pause], now: datetime) -> Moment:
        """Read the log at a moment, with these of the pauses."""
        today = logical_date(self.member.arrangements, now, self.acts[-1].on if self.acts else None)
        ordinal = today.toordinal()
        asked = self.days.between(self.member.arrangements, self.first, ordinal + -ordinal % 7, pauses)
        counted, valid = self._counted(asked)
        due = asked.due
        if excused := asked.excused.keys() & counted.keys():
            due = tuple(sorted((*due, *excused)))
        return _moment(self.member.arrangements, now, today, due, counted, valid)

    def paused(self, moment: Moment, pause: Pause) -> Moment:
        """Read it with one more pause, declared at that very moment: its days that have not counted are due no more."""
        due, counted = moment.due, moment.counted
        first = bisect_left(due, pause.starts.toordinal())
        last = bisect_right(due, pause.ends.toordinal()) if pause.ends else len(due)
        due = (*due[:first], *[day for day in due[first:last] if day in counted], *due[last:])
        today = date.fromordinal(moment.today)
        return _moment(self.member.arrangements, pause.declared_at, today, due, counted, moment.valid)

    def _counted(self, asked: Asked) -> tuple[dict[int, datetime], list[Act]]:
        """Find the dates that count, with when the first step of each was told, and the steps that make them count."""
        due, excused = frozenset(asked.due), asked.excused
        used = {item: on.toordinal() for item, on in self.base.used.items()} if self.base else {}
        seen = ActKind.TIP_SEEN
        counted: dict[int, datetime] = {}
        valid: list[Act] = []
        for act in self.acts:
            day = act.on.toordinal()
            if act.kind is seen or (day not in due and (day not in excused or act.at > excused[day])):
                continue
            item = act.item
            if item in used and 0 < day - used[item] < SAME_ITEM_DAYS:
                continue
            used[item] = day
            valid.append(act)
            if day not in counted or act.at < counted[day]:
                counted[day] = act.at
        return counted, valid


def _moment(
    arrangements: Sequence[Arrangement],
    now: datetime,
    on: date,
    due: tuple[int, ...],
    counted: Mapping[int, datetime],
    valid: Sequence[Act],
) -> Moment:
    today = on.toordinal()
    passed = due[: bisect_right(due, today)]
    open_from = passed[-1] if passed else today
    if open_from == today and len(passed) > 1 and now < noon_of(arrangements, on):
        open_from = passed[-2]
    weeks = _weeks(due, counted)
    met = _met(weeks, arrangements)
    close = _Close(arrangements, due, counted, met)
    monday = _monday(today)
    _, week_counted, week_due = weeks[-1] if weeks and weeks[-1][0] == monday else (monday, 0, 0)
    return Moment(
        today=today,
        due=due,
        counted=counted,
        days=Periods(passed, counted, open_from, close.early_day_after),
        weeks=Periods([week for week, _, _ in weeks], met, _monday(open_from), close.early_week_after),
        valid=valid,
        week_counted=week_counted,
        week_needed=min(_target(arrangements, monday), week_due),
    )


@dataclass(frozen=True, slots=True)
class _Close:
    """What had counted when a day or week closed, which is at noon of the next due date."""

    arrangements: Sequence[Arrangement]
    due: Sequence[int]
    counted: Mapping[int, datetime]
    met: Collection[int]

    def early_day_after(self, day: int) -> int:
        following = _next(self.due, day)
        if following not in self.counted:
            return 0
        noon = noon_of(self.arrangements, date.fromordinal(following))
        return following if self.counted[following] < noon else 0

    def early_week_after(self, monday: int) -> int:
        """By that noon no more than one day of the next week can have counted."""
        first = _next(self.due, monday + 6)
        week = _monday(first)
        has_more = week < _next(self.due, first) <= week + 6
        is_one_enough = week in self.met and (not has_more or _target(self.arrangements, week) == 1)
        return week if is_one_enough and self.early_day_after(first - 1) else 0


def _weeks(due: Sequence[int], counted: Collection[int]) -> list[tuple[int, int, int]]:
    """Give each week that has due days, how many of its days counted, and how many are due."""
    weeks = []
    sunday = of_week = counted_of_week = 0
    for day in (*due, _FOREVER):
        if day > sunday:
            weeks.append((sunday - 6, counted_of_week, of_week))
            sunday, of_week, counted_of_week = day + -day % 7, 0, 0
        of_week += 1
        if day in counted:
            counted_of_week += 1
    return weeks[1:]


def _met(weeks: Iterable[tuple[int, int, int]], arrangements: Sequence[Arrangement]) -> frozenset[int]:
    """Give the weeks that count: those that reach the target, or all of whose due days count."""
    counted = [week for week in weeks if week[1]]
    if len(arrangements) == 1:
        target = arrangements[0].weekly_target
        return frozenset([monday for monday, number, most in counted if number == most or number >= target])
    return frozenset(
        [
            monday
            for monday, number, most in counted
            if number == most or number >= MOST_WEEKLY or number >= _target(arrangements, monday)
        ]
    )


def _next(due: Sequence[int], after: int) -> int:
    """Give the first due date after one; 0: there is none."""
    place = bisect_right(due, after)
    return due[place] if place < len(due) else 0


def _target(arrangements: Sequence[Arrangement], monday: int) -> int:
    """Give the target of a week; where it changed within the week, the lower one holds."""
    if len(arrangements) == 1:
        return arrangements[0].weekly_target
    first, last = date.fromordinal(monday), date.fromordinal(monday + 6)
    later = [each.weekly_target for each in arrangements[1:] if first < each.since <= last]
    return min([arrangement_on(arrangements, first).weekly_target, *later])


def _monday(day: int) -> int:
    return day - (day - 1) % 7
