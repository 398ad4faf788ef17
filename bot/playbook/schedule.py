"""When a channel is posted to: days, a time of day in a time zone, and public holidays left out."""

import datetime as dt
from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import Annotated, Final
from zoneinfo import ZoneInfo, available_timezones

import holidays
from pydantic import BeforeValidator, Field, PlainValidator, WithJsonSchema

from bot.domain.zones import first_instant, skipped_dates
from bot.playbook.fields import ClockTime, Written, wrong
from bot.playbook.guess import nearest

DAYS: Final = {
    **{name: number for number, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))},
    **{name: number for number, name in enumerate(("lun", "mar", "mer", "jeu", "ven", "sam", "dim"))},
}
WEEKDAYS: Final = "weekdays"
WORKING_DAYS: Final = range(5)
GRACE: Final = dt.timedelta(hours=3)
"""How late a post may come at most, on its own date,"""
MORNING: Final = dt.time(8)
EVENING: Final = dt.time(19)
"""and not after this hour of the channel's zone,"""
ON_TIME: Final = dt.timedelta(minutes=15)
"""unless its own hour is in the evening: then within this time. What comes later than this catches up."""
MOST_MISSED: Final = 10
"""Days of an absence of which each hour missed is written down."""
NONE: Final = frozenset({"", "no", "No", "non", "Non", "none", "None", "false", "False"})
"""How people write "no holidays". `NO` is not among them: it is Norway."""


class UnknownCalendar(ValueError):
    """There is no such public-holiday calendar."""

    def __init__(self, calendar: str, guess: str) -> None:
        super().__init__(
            f"no public-holiday calendar {calendar!r}" + (f"; did you mean {guess!r}?" if guess else "")
        )
        self.guess = guess


def _day(value: object) -> int:
    if isinstance(value, int):
        return value
    word = value if isinstance(value, str) else ""
    if word.casefold() in DAYS:
        return DAYS[word.casefold()]
    short = word.casefold()[:3]
    raise wrong("not_a_day", word=word, guess=short if short in DAYS else nearest(word, [*DAYS, WEEKDAYS]))


def _days(value: object) -> object:
    if isinstance(value, str):
        return list(WORKING_DAYS) if value.casefold() == WEEKDAYS else [value]
    return value


def _zone(value: object) -> str:
    name = value if isinstance(value, str) else ""
    if name in _zones():
        return name
    raise wrong("unknown_zone", word=name, guess=nearest_zone(name))


def _calendar(value: object) -> str:
    name = value if isinstance(value, str) else "?"
    if name in NONE:
        return ""
    try:
        _holidays(name, 2026)
    except UnknownCalendar as error:
        raise wrong("unknown_calendar", word=name, guess=error.guess) from None
    return name


Days = Annotated[
    frozenset[Annotated[int, PlainValidator(_day)]],
    Field(min_length=1),
    BeforeValidator(_days),
    WithJsonSchema(
        {"anyOf": [{"const": WEEKDAYS}, {"type": "array", "items": {"enum": list(DAYS)}, "minItems": 1}]},
    ),
]
Zone = Annotated[str, PlainValidator(_zone), WithJsonSchema({"type": "string"})]
Calendar = Annotated[str, PlainValidator(_calendar), WithJsonSchema({"type": "string"})]


class Schedule(Written):
    """When a channel is posted to."""

    days: Days = Field(
        default_factory=lambda: frozenset(WORKING_DAYS),
        description="weekdays, or a list of days: mon tue wed thu fri sat sun (lun mar mer jeu ven sam dim).",
        examples=["weekdays", ["tue", "thu"]],
    )
    at: ClockTime = Field(description="The time of day, hours:minutes.", examples=["09:30"])
    timezone: Zone = Field(
        description="The channel's time zone, by its IANA name.", examples=["Europe/Paris"]
    )
    skip_holidays: Calendar = Field(
        default="",
        description="Nothing is posted on public holidays of this country, or country-region.",
        examples=["FR", "FR-57"],
    )


def nearest_zone(name: str) -> str:
    """Give the IANA zone closest to what somebody wrote, by its name or its city; an empty string when none is close."""
    if close := nearest(name, _zones()):
        return close
    cities = {zone.rpartition("/")[2]: zone for zone in sorted(_zones(), reverse=True)}
    return cities.get(nearest(name.rpartition("/")[2], cities, cutoff=0.65), "")


def occurrence(schedule: Schedule, on: dt.date) -> dt.datetime | None:
    """Tell the UTC instant of that local date's posting; None when nothing is posted on that date.

    A time that the clock skips becomes the first instant after the gap, a time that comes twice is taken the
    first time, and a civil date that a zone skips altogether has none: each date is posted to at most once.
    """
    if on.weekday() not in schedule.days or is_holiday(schedule.skip_holidays, on):
        return None
    if on.toordinal() in skipped_dates(schedule.timezone, on.year):
        return None
    return first_instant(on, schedule.at, schedule.timezone)


def working_day_after(schedule: Schedule, on: dt.date, count: int) -> dt.datetime | None:
    """Tell when the posting hour of the `count`-th posting day after a date comes; None for a schedule without any."""
    for ahead in range(1, 366):
        if instant := occurrence(schedule, on + dt.timedelta(days=ahead)):
            count -= 1
            if count == 0:
                return instant
    return None


def in_working_hours(schedule: Schedule, at: dt.datetime) -> dt.datetime:
    """Give an instant if it falls into the daytime of a posting day, else the beginning of the next such daytime."""
    on = at.astimezone(ZoneInfo(schedule.timezone)).date()
    for ahead in range(366):
        day = on + dt.timedelta(days=ahead)
        if occurrence(schedule, day):
            starts = first_instant(day, MORNING, schedule.timezone)
            if at < first_instant(day, EVENING, schedule.timezone):
                return max(at, starts)
    return at


def latest(schedule: Schedule, on: dt.date, due_at: dt.datetime) -> dt.datetime:
    """Tell before which UTC instant that date's posting must have come; after it, people have other things to do."""
    evening = first_instant(on, EVENING, schedule.timezone)
    ends = first_instant(on + dt.timedelta(days=1), dt.time(), schedule.timezone)
    return min(due_at + GRACE, max(evening, due_at + ON_TIME), ends)


def came(
    schedule: Schedule, since: dt.datetime, until: dt.datetime
) -> tuple[tuple[dt.date, dt.datetime], ...]:
    """List dates and UTC instants of the postings after `since` up to `until`, of the last days of a long time."""
    last = until.astimezone(ZoneInfo(schedule.timezone)).date()
    days = min((until - since) // dt.timedelta(days=1) + 2, MOST_MISSED)
    dates = (last - dt.timedelta(days=ago) for ago in range(days, -1, -1))
    found = ((on, occurrence(schedule, on)) for on in dates)
    return tuple((on, at) for on, at in found if at is not None and since < at <= until)


def next_runs(schedule: Schedule, after: dt.datetime, count: int) -> tuple[dt.datetime, ...]:
    """List the next `count` UTC instants later than `after`, soonest first."""
    return tuple(islice(_runs(schedule, after), count))


def is_holiday(calendar: str, on: dt.date) -> bool:
    """Tell whether the date is a public holiday in the calendar, `FR` or `FR-57`; an empty calendar has none.

    Raises UnknownCalendar, a ValueError that names the closest calendar.
    """
    return bool(calendar) and on in _holidays(calendar, on.year)


def _runs(schedule: Schedule, after: dt.datetime) -> Iterator[dt.datetime]:
    on = after.astimezone(ZoneInfo(schedule.timezone)).date()
    while on < dt.date(dt.MAXYEAR, 1, 1):
        if (instant := occurrence(schedule, on)) is not None and instant > after:
            yield instant
        on += dt.timedelta(days=1)


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


@cache
def _holidays(calendar: str, year: int) -> frozenset[dt.date]:
    country, dash, region = calendar.partition("-")
    known = holidays.list_supported_countries()
    # Three letters would do for the library, but one country has one name here.
    if len(country) != 2 or country not in known or (dash and region not in known[country]):
        raise UnknownCalendar(calendar, _nearest_calendar(calendar.upper(), known))
    return frozenset(holidays.country_holidays(country, subdiv=region or None, years=year))


def _nearest_calendar(calendar: str, known: dict[str, list[str]]) -> str:
    country, _, region = calendar.partition("-")
    code = country[:2]
    if country not in known or code not in known:
        return ""
    close = nearest(region, known[code]) if region else ""
    return f"{code}-{close}" if close else code
