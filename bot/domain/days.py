"""Due days: on which dates a member is asked for a step. Every other date is neutral and can break nothing.

Inside, dates are kept as ordinals (`date.toordinal`), so that folding a year is counting whole numbers.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from typing import Final

from bot.domain.arrangement import Arrangement, Pause
from bot.domain.calendar import arrangement_on, instant_on, is_shortened, slot_on
from bot.domain.people import Member
from bot.domain.zones import skipped_dates

Holiday = Callable[[str, date], bool]
"""From a holiday calendar (`FR`, `FR-57`) and a civil date to whether it is a public holiday."""

CLOSING_HOUR: Final = time(12)
"""A date stays open until noon of the next due date, so that yesterday's step can still be told."""
LEAST_SERVICE: Final = timedelta(hours=4)
"""How much of the slot the bot must have been at work for the date to ask anything; of a shorter slot, all of it."""
ALWAYS: Final = datetime.min.replace(tzinfo=UTC)
NEVER: Final = datetime.max.replace(tzinfo=UTC)

_ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a span of dates asks of a member."""

    due: tuple[int, ...]
    """Ascending."""
    excused: Mapping[int, datetime]
    """Dates that would be due, and since when it is known that they are not: a step taken before that still counts, so
    that neither a silence at noon nor an outage nor a pause takes anything away. NEVER: a step counts whenever it is."""


class DueDays:
    """Answers which dates are due, and remembers it for all members whose arrangements are alike."""

    def __init__(
        self,
        holiday: Holiday,
        quiet: Mapping[date, datetime] = MappingProxyType({}),
        outages: Sequence[tuple[datetime, datetime]] = (),
    ) -> None:
        """`quiet`: the company's days of silence and closure, and since when each was known (ALWAYS: nothing counts on it).

        `outages`: when the bot was not at work, in UTC.
        """
        self._holiday = holiday
        self._quiet = {on.toordinal(): known_at for on, known_at in quiet.items()}
        self._outages = _merged(outages)
        self._spans_of_years: dict[object, Asked] = {}

    def between(
        self, arrangements: Sequence[Arrangement], first: int, last: int, pauses: Sequence[Pause] = ()
    ) -> Asked:
        """Tell what the dates from `first` to `last`, both included, ask of a member with these arrangements and pauses."""
        work = self._span if len(arrangements) == 1 else self._spans
        asked = work(arrangements, first, last)
        return _paused(asked, pauses) if pauses else asked

    def is_due(self, on: date, member: Member) -> bool:
        """Tell whether a logical date asks a step of a member who has not taken any."""
        ordinal = on.toordinal()
        return bool(self.between(member.arrangements, ordinal, ordinal, member.pauses).due)

    def next_due(self, after: date, member: Member) -> date | None:
        """Give the first due date after another. None: there is none within a year."""
        ordinal = after.toordinal()
        due = self.between(member.arrangements, ordinal + 1, ordinal + 366, member.pauses).due
        return date.fromordinal(due[0]) if due else None

    def _spans(self, arrangements: Sequence[Arrangement], first: int, last: int) -> Asked:
        spans = [
            self._span((arrangement,), max(first, begins), min(last, ends))
            for arrangement, begins, ends in _terms(arrangements, first, last)
        ]
        shortened = frozenset(_shortened(arrangements))
        return Asked(
            tuple(day for span in spans for day in span.due if day not in shortened),
            {
                day: known_at
                for span in spans
                for day, known_at in span.excused.items()
                if day not in shortened
            },
        )

    def _span(self, arrangements: Sequence[Arrangement], first: int, last: int) -> Asked:
        if first > last:
            return Asked((), {})
        known = self._known(arrangements[0], date.fromordinal(first).year, date.fromordinal(last).year)
        due = known.due[bisect_left(known.due, first) : bisect_right(known.due, last)]
        return Asked(due, {day: known.excused[day] for day in known.excused if first <= day <= last})

    def _known(self, arrangement: Arrangement, first_year: int, last_year: int) -> Asked:
        key = (
            first_year,
            last_year,
            arrangement.timezone,
            arrangement.work_week,
            arrangement.other_week,
            arrangement.holidays,
            # The hours matter only where the bot was not at work in them.
            (arrangement.rollover, arrangement.slot) if self._outages else None,
        )
        found = self._spans_of_years.get(key)
        if found is None:
            years = range(first_year, last_year + 1)
            found = self._spans_of_years[key] = self._computed(arrangement, years)
        return found

    def _computed(self, arrangement: Arrangement, years: Iterable[int]) -> Asked:
        days = [day for year in years for day in self._working(arrangement, year)]
        out = self._out(arrangement, days)
        excused = {day: self._quiet.get(day, NEVER) for day in days if day in self._quiet or day in out}
        return Asked(tuple(day for day in days if day not in excused), excused)

    def _working(self, arrangement: Arrangement, year: int) -> Iterator[int]:
        weeks = (arrangement.other_week, arrangement.work_week)
        skipped = skipped_dates(arrangement.timezone, year)
        for ordinal in range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1):
            on = date.fromordinal(ordinal)
            week = weeks[on.isocalendar().week % 2]
            if on.weekday() not in (arrangement.work_week if week is None else week) or ordinal in skipped:
                continue
            if not (arrangement.holidays and self._holiday(arrangement.holidays, on)):
                yield ordinal

    def _out(self, arrangement: Arrangement, days: Sequence[int]) -> frozenset[int]:
        """Give the days on which the bot was at work for too little of the slot."""
        touched = {
            day
            for starts, ends in self._outages
            for day in days[
                bisect_left(days, (starts - 2 * _ONE_DAY).toordinal()) : bisect_right(
                    days, (ends + _ONE_DAY).toordinal()
                )
            ]
        }
        return frozenset(day for day in touched if self._is_out(arrangement, date.fromordinal(day)))

    def _is_out(self, arrangement: Arrangement, on: date) -> bool:
        begins, ends = slot_on((arrangement,), on)
        missing = sum(
            (max(timedelta(), min(ends, until) - max(begins, since)) for since, until in self._outages),
            timedelta(),
        )
        # Of a slot shorter than LEAST_SERVICE every minute counts.
        return missing > timedelta() and ends - begins - missing < LEAST_SERVICE


def noon_of(arrangements: Sequence[Arrangement], on: date) -> datetime:
    """Give noon of a logical date, in UTC: until then a step of the due date before it can still be told."""
    return instant_on(arrangement_on(arrangements, on), on, CLOSING_HOUR)


def _terms(
    arrangements: Sequence[Arrangement], first: int, last: int
) -> Iterator[tuple[Arrangement, int, int]]:
    """Give the arrangements with the first and last dates that follow them."""
    starts = [first, *(each.since.toordinal() for each in arrangements[1:]), last + 1]
    for number, arrangement in enumerate(arrangements):
        yield arrangement, starts[number], starts[number + 1] - 1


def _shortened(arrangements: Sequence[Arrangement]) -> Iterator[int]:
    for arrangement in arrangements[1:]:
        on = arrangement.since
        while is_shortened(arrangements, on):
            yield on.toordinal()
            on += _ONE_DAY


def _paused(asked: Asked, pauses: Sequence[Pause]) -> Asked:
    excused = dict(asked.excused)
    due = asked.due
    for pause in pauses:
        first, last = pause.starts.toordinal(), pause.ends.toordinal() if pause.ends else date.max.toordinal()
        low, high = bisect_left(due, first), bisect_right(due, last)
        for day, known_at in [
            *((day, NEVER) for day in due[low:high]),
            *((day, known_at) for day, known_at in excused.items() if first <= day <= last),
        ]:
            excused[day] = min(known_at, pause.declared_at)
        due = due[:low] + due[high:]
    return Asked(due, excused)


def _merged(outages: Sequence[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """Join outages that overlap, so that no minute is missing twice."""
    merged: list[tuple[datetime, datetime]] = []
    for starts, ends in sorted(outages):
        if merged and starts <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(ends, merged[-1][1]))
        else:
            merged.append((starts, ends))
    return merged
