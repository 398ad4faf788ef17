"""Reading the dates people type for a pause, as they say them in English or French: `2w`, `until 3 March`, `du 24/12 au 4/1`.

What is read is always said back to the person. What could mean two things is not read at all: then they are asked.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from bot.domain.date_words import (
    BECAUSE,
    BY_LANGUAGE,
    COMING,
    FOR,
    FROM,
    LAST,
    NEXT_WEEK,
    OPEN,
    ORDINAL,
    SINCE,
    THE,
    THIS_WEEK,
    TO,
    DateWords,
    bare,
)

FURTHEST_BACK: Final = 14
"""Days before today on which a pause may begin (streak specification, 2.2)."""
FURTHEST_AHEAD: Final = 366
"""And after today: a date further on is a slip of the keyboard."""
LONGEST: Final = 180
"""Days of a pause with an end; one without an end lasts until the person comes back."""

LONGEST_LINE: Final = 200
"""Characters that are looked at; dates are said in fewer, and what comes behind is a reason."""

_DAY: Final = timedelta(days=1)
_YEARS_AHEAD: Final = 9
"""So far a day of a month without a year is looked for: 29 February may be eight years away."""
_TOKEN: Final = re.compile(
    r"(?P<iso>\d{4})([-/.])(?P<iso_month>\d{1,2})\2(?P<iso_day>\d{1,2})(?!\d)"
    r"|(?P<one>\d{1,2})([-/.])(?P<two>\d{1,2})(?:\6(?P<year>\d{4}|\d{2}))?(?!\d)"
    r"|(?P<number>\d+)|(?P<word>[a-z]+(?:-[a-z]+)*)|(?P<dash>->|[-\u2013\u2014\u2192])|(?P<mark>[^\s.])"
)
_HYPHEN: Final = re.compile(r"(?<=\d)-(?=\d)")


@dataclass(frozen=True, slots=True)
class Wish:
    """The dates somebody wishes for, first and last included."""

    starts: date
    ends: date | None
    """None: without an end."""


Flaw = Literal["backwards", "too_early", "too_late", "too_long"]


def read_wish(text: str, language: str, today: date, *, month_first: bool = False) -> Wish | None:
    """Read what was typed; nothing typed means from today on. None: it cannot be read for sure.

    The language is tried first that is the person's own. `month_first` says how they write 3/4, as Americans do. What
    stands behind a comma, a bracket or "because" is a reason: it is passed over and nobody gets to see it.
    """
    for words in sorted(BY_LANGUAGE, key=lambda each: each != language):
        wish = _read(text, BY_LANGUAGE[words], today, month_first=month_first)
        if wish:
            return wish
    return None


def flaw_of(wish: Wish, today: date) -> Flaw | None:
    """Tell why dates cannot be those of a pause declared today (streak specification, 2.2). None: they can."""
    if wish.ends and wish.ends < wish.starts:
        return "backwards"
    if wish.starts < today - FURTHEST_BACK * _DAY:
        return "too_early"
    if wish.starts > today + FURTHEST_AHEAD * _DAY:
        return "too_late"
    if wish.ends and (wish.ends - wish.starts).days >= LONGEST:
        return "too_long"
    return None


def week_from(today: date) -> Wish:
    """Give the seven days that begin today."""
    return Wish(today, today + 6 * _DAY)


class _Unreadable(Exception):
    """It does not read as dates."""


@dataclass(frozen=True, slots=True)
class _Spot:
    """A date as it was named; what was not said of it is None."""

    day: int | None = None
    month: int | None = None
    year: int | None = None
    weekday: int | None = None
    offset: int | None = None
    """Days from today."""
    is_past: bool = False
    """Of a weekday: the last one before today."""

    @property
    def is_day_alone(self) -> bool:
        return self.day is not None and self.month is None

    def near(self, today: date, begin: date, *, step: int = 1) -> date:
        """Find the first date that it names, from `begin` on; with a step of -1, going back. Raises _Unreadable."""
        if self.offset is not None:
            return today + self.offset * _DAY
        if self.is_past:
            begin, step = today - _DAY, -1
        if self.year:
            found = _date(self.year, self.month or 0, self.day or 0)
            found = found if found and self.weekday in {None, found.weekday()} else None
        else:
            # With its weekday a date is looked for within a year: it may be wrong, and some year would always fit.
            far = _YEARS_AHEAD * 366 if self.weekday is None else FURTHEST_BACK + FURTHEST_AHEAD
            days = (begin + number * step * _DAY for number in range(far + 1))
            found = next((on for on in days if self._names(on)), None)
        if found is None:
            raise _Unreadable
        return found

    def _names(self, on: date) -> bool:
        is_day = self.day in {None, on.day} and self.month in {None, on.month}
        return is_day and self.weekday in {None, on.weekday()}


def _read(text: str, words: DateWords, today: date, *, month_first: bool) -> Wish | None:
    line = bare(text[:LONGEST_LINE])
    for pattern, role in words.phrases:
        line = pattern.sub(role, line)
    # `24-12` is a date, `24-27 December` two.
    for spelled in (line, _HYPHEN.sub(" - ", line)):
        for said in _without_reason(list(_TOKEN.finditer(spelled)), words):
            try:
                return _Reading(said, words, today, is_month_first=month_first).wish()
            except (_Unreadable, OverflowError):
                continue
    return None


def _without_reason(tokens: Sequence[re.Match[str]], words: DateWords) -> Iterator[Sequence[re.Match[str]]]:
    """Give all that was typed without marks, then each beginning that a reason may follow."""
    yield [token for token in tokens if token["mark"] != ","]
    for number, token in enumerate(tokens):
        begins_reason = token["mark"] or words.roles.get(token["word"] or "") == BECAUSE
        may_be_dates = (
            each["number"] or each["one"] or words.known(each["word"] or "") for each in tokens[number:]
        )
        if number and begins_reason and not any(may_be_dates):
            yield [each for each in tokens[:number] if each["mark"] != ","]


class _Reading:
    """Reads a line from left to right; each part takes what it knows, and at the end nothing may be left."""

    def __init__(
        self, tokens: Sequence[re.Match[str]], words: DateWords, today: date, *, is_month_first: bool
    ) -> None:
        self._tokens = tokens
        self._words = words
        self._today = today
        self._is_month_first = is_month_first
        self._at = 0

    def wish(self) -> Wish:
        """Read the whole line. Raises _Unreadable."""
        found = self._whole()
        if self._at < len(self._tokens):
            raise _Unreadable
        return found

    def _whole(self) -> Wish:
        today = self._today
        if not self._tokens or self._take(OPEN):
            return Wish(today, None)
        if length := self._length():
            starts = self._start() if self._take(FROM) else today
            return Wish(starts, _after(starts, length))
        if self._take(TO):
            spot = self._spot(is_day_enough=True)
            begin = today + _DAY if spot.day is None else today
            return Wish(today, spot.near(today, begin))
        if self._take(THIS_WEEK):
            return Wish(today, today + (6 - today.weekday()) * _DAY)
        if self._take(SINCE):
            starts = self._spot(is_day_enough=True).near(today, today, step=-1)
            return Wish(starts, self._end(starts, None))
        return self._from_on(is_open=self._take(FROM))

    def _from_on(self, *, is_open: bool) -> Wish:
        """Read a first date and what follows it: a last date, a length, or nothing."""
        if self._take(NEXT_WEEK):
            starts = self._next_monday()
            return Wish(starts, self._end(starts, None if is_open else starts + 6 * _DAY))
        self._take(FOR)
        first = self._spot(is_day_enough=is_open)
        if first.is_day_alone and self._take(TO):
            return self._between_days(first)
        starts = self._resolved(first)
        return Wish(starts, self._end(starts, None if is_open else starts, first))

    def _between_days(self, first: _Spot) -> Wish:
        """Read `24 to 27 December`, where the first date takes its month from the last."""
        last = self._spot(is_day_enough=True)
        today = self._today
        if last.is_day_alone:
            starts = first.near(today, today)
            return Wish(starts, last.near(today, starts))
        ends = last.near(today, today)
        return Wish(first.near(today, ends, step=-1), ends)

    def _start(self) -> date:
        if self._take(NEXT_WEEK):
            return self._next_monday()
        return self._resolved(self._spot(is_day_enough=True))

    def _resolved(self, first: _Spot) -> date:
        """Give a first date: a weekday to come, or a day of a month that may be as far back as a pause may begin."""
        today = self._today
        if first.day is None:
            return first.near(today, today + _DAY)
        return first.near(today, today if first.is_day_alone else today - FURTHEST_BACK * _DAY)

    def _end(self, starts: date, otherwise: date | None, first: _Spot | None = None) -> date | None:
        """Read a last date or a length. `otherwise`: what it is when nothing more is said."""
        if self._take(OPEN):
            return None
        if length := self._length():
            return _after(starts, length)
        is_said = self._take(TO)
        if self._take(OPEN):
            return None
        if not is_said and self._at == len(self._tokens):
            return otherwise
        last = self._spot(is_day_enough=is_said)
        is_week_later = first is not None and first == last and last.day is None and last.weekday is not None
        return last.near(self._today, starts + _DAY if is_week_later else starts)

    def _next_monday(self) -> date:
        return self._today + (7 - self._today.weekday()) * _DAY

    def _spot(self, *, is_day_enough: bool) -> _Spot:
        """Read a date. A number alone is a day only behind an article or a word such as `until`."""
        is_day_enough = self._take(THE) or is_day_enough
        words = self._words
        if (offset := self._word(words.relative)) is not None:
            return _Spot(offset=offset)
        is_past = self._take(LAST)
        weekday = self._word(words.weekdays)
        if weekday is not None:
            self._take(COMING)
            is_past = self._take(LAST) or is_past
            is_day_enough = self._take(THE) or is_day_enough
        if is_past:
            if weekday is None:
                raise _Unreadable
            return _Spot(weekday=weekday, is_past=True)
        spot = self._calendar_day(is_day_enough=is_day_enough)
        if spot is None and weekday is None:
            raise _Unreadable
        day = spot or _Spot()
        return _Spot(day.day, day.month, day.year, weekday)

    def _calendar_day(self, *, is_day_enough: bool) -> _Spot | None:
        token = self._now
        if token is None:
            return None
        if token["iso"]:
            self._at += 1
            return _Spot(int(token["iso_day"]), int(token["iso_month"]), int(token["iso"]))
        if token["one"]:
            self._at += 1
            return self._numeric(int(token["one"]), int(token["two"]), token["year"] or "")
        if (month := self._word(self._words.months)) is not None:
            day = self._number(31)
            if day is None:
                raise _Unreadable
            self._take(ORDINAL)
            return _Spot(day, month, self._year())
        return self._day_and_month(is_day_enough=is_day_enough)

    def _day_and_month(self, *, is_day_enough: bool) -> _Spot | None:
        begin = self._at
        day = self._number(31)
        if day is None:
            return None
        is_ordinal = self._take(ORDINAL)
        self._take(THE)
        if (month := self._word(self._words.months)) is not None:
            return _Spot(day, month, self._year())
        if is_ordinal or is_day_enough or self._role == TO:
            return _Spot(day)
        self._at = begin
        return None

    def _numeric(self, one: int, two: int, year: str) -> _Spot:
        day, month = (two, one) if self._is_month_first else (one, two)
        if month > 12 >= day:
            day, month = month, day
        if not (1 <= day <= 31 and 1 <= month <= 12):
            raise _Unreadable
        return _Spot(day, month, int(year) + (2000 if len(year) == 2 else 0) if year else None)

    def _length(self) -> tuple[int, int] | None:
        """Read how long, as months and days. Takes nothing when there is no such thing."""
        begin = self._at
        self._take(FOR)
        count = self._number(LONGEST * 2)
        if count is None:
            count = self._word(self._words.numbers)
        token = self._now
        unit = self._words.units.get(token["word"] or "") if token else None
        if not count or unit is None:
            self._at = begin
            return None
        self._at += 1
        return count * unit[0], count * unit[1]

    @property
    def _now(self) -> re.Match[str] | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    @property
    def _role(self) -> str:
        token = self._now
        if token is None:
            return ""
        return TO if token["dash"] else self._words.roles.get(token["word"] or "", "")

    def _take(self, role: str) -> bool:
        is_there = self._role == role
        self._at += is_there
        return is_there

    def _word(self, table: Mapping[str, int]) -> int | None:
        token = self._now
        found = table.get(token["word"] or "") if token else None
        self._at += found is not None
        return found

    def _number(self, most: int) -> int | None:
        token = self._now
        if token is None or not token["number"] or not 1 <= int(token["number"]) <= most:
            return None
        self._at += 1
        return int(token["number"])

    def _year(self) -> int | None:
        token = self._now
        if token is None or not token["number"] or len(token["number"]) != 4:
            return None
        self._at += 1
        return int(token["number"])


def _after(starts: date, length: tuple[int, int]) -> date:
    """Give the last date of a length of months and days that begins on a date."""
    months, days = length
    year, month = divmod(starts.year * 12 + starts.month - 1 + months, 12)
    last = next(on for day in range(starts.day, 0, -1) if (on := _date(year, month + 1, day)))
    return last + (days - 1) * _DAY


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
