"""When posts are due: once on each local date, whatever the clocks, the zones and the calendars do."""

import datetime as dt
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playbook.schedule import Schedule, UnknownCalendar, is_holiday, next_runs, occurrence

EVERY_DAY = frozenset(range(7))
DAY = dt.timedelta(days=1)
WEEK = dt.timedelta(days=7)


def a_schedule(
    at: str = "09:30",
    timezone: str = "Europe/Paris",
    *,
    days: frozenset[int] = EVERY_DAY,
    skip_holidays: str = "",
) -> Schedule:
    return Schedule(days=days, at=dt.time.fromisoformat(at), timezone=timezone, skip_holidays=skip_holidays)


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def offset(zone: ZoneInfo, instant: dt.datetime) -> dt.timedelta:
    found = instant.astimezone(zone).utcoffset()
    assert found is not None
    return found


def changes(zone: ZoneInfo) -> tuple[dt.datetime, ...]:
    """Find the instants of 2024 to 2035 at which the zone's clock changes, to the minute."""
    steps = [utc("2024-01-01") + number * 3 * WEEK for number in range(210)]
    offsets = [offset(zone, step) for step in steps]
    found = []
    for (early, late), (before, after) in zip(pairwise(steps), pairwise(offsets), strict=True):
        if before != after:
            begin, end = early, late
            while end - begin > dt.timedelta(minutes=1):
                middle = begin + (end - begin) / 2
                begin, end = (middle, end) if offset(zone, middle) == before else (begin, middle)
            found.append(end.replace(second=0, microsecond=0))
    return tuple(found)


def test_every_zone_is_posted_to_exactly_once_on_each_date_around_its_clock_changes():
    # Many names share one clock; each clock is tried once.
    clocks = {
        (changes(ZoneInfo(name)), offset(ZoneInfo(name), utc("2024-01-01"))): name
        for name in available_timezones()
    }
    assert len(clocks) > 40
    for (instants, _), name in clocks.items():
        zone = ZoneInfo(name)
        for at in (dt.time(0), dt.time(0, 30), dt.time(1, 30), dt.time(2, 15), dt.time(3), dt.time(23, 30)):
            schedule = Schedule(days=EVERY_DAY, at=at, timezone=name)
            for instant in instants:
                dates = [instant.astimezone(zone).date() + days * DAY for days in (-1, 0, 1)]
                posted = [occurrence(schedule, date) for date in dates]
                assert all(one < other for one, other in pairwise(posted)), (name, dates, at)
                for date, each in zip(dates, posted, strict=True):
                    late = each.astimezone(zone).replace(tzinfo=None) - dt.datetime.combine(date, at)
                    # Greenland skips the last hour of a date: its first instant after that is midnight.
                    assert dt.timedelta() <= late <= dt.timedelta(hours=2), (name, date, at)


def test_a_time_that_the_clock_skips_is_the_first_instant_after_the_gap():
    assert occurrence(a_schedule("02:30"), dt.date(2026, 3, 29)) == utc("2026-03-29T01:00")
    assert occurrence(a_schedule("02:15", "Australia/Lord_Howe"), dt.date(2026, 10, 4)) == utc(
        "2026-10-03T15:30"
    )


def test_a_time_that_comes_twice_is_taken_the_first_time():
    assert occurrence(a_schedule("02:30"), dt.date(2026, 10, 25)) == utc("2026-10-25T00:30")


def test_a_date_that_a_zone_skips_has_no_posting():
    assert occurrence(a_schedule("09:30", "Pacific/Apia"), dt.date(2011, 12, 29)) is not None
    assert occurrence(a_schedule("09:30", "Pacific/Apia"), dt.date(2011, 12, 30)) is None
    assert occurrence(a_schedule("09:30", "Pacific/Apia"), dt.date(2011, 12, 31)) is not None


def test_nothing_is_posted_on_other_days_or_on_public_holidays():
    schedule = a_schedule(days=frozenset(range(5)), skip_holidays="FR")
    assert occurrence(schedule, dt.date(2026, 12, 24)) == utc("2026-12-24T08:30")
    assert occurrence(schedule, dt.date(2026, 12, 25)) is None
    assert occurrence(schedule, dt.date(2026, 12, 26)) is None
    assert occurrence(schedule, dt.date(2026, 12, 27)) is None


def test_the_next_runs_step_over_holidays_and_weekends():
    schedule = a_schedule(days=frozenset(range(5)), skip_holidays="FR")
    runs = next_runs(schedule, utc("2026-12-24T08:30"), 3)
    assert runs == (utc("2026-12-28T08:30"), utc("2026-12-29T08:30"), utc("2026-12-30T08:30"))
    assert next_runs(schedule, utc("2026-12-24T08:29:59"), 1) == (utc("2026-12-24T08:30"),)


@given(
    minutes=st.integers(0, 3_000_000),
    zone=st.sampled_from(
        ["Europe/Paris", "Pacific/Auckland", "America/New_York", "Asia/Kolkata", "Pacific/Kiritimati"]
    ),
    at=st.times(),
    days=st.frozensets(st.integers(0, 6), min_size=1),
)
def test_the_next_runs_are_later_in_order_and_none_is_left_out(minutes, zone, at, days):
    schedule = Schedule(days=days, at=at.replace(second=0, microsecond=0), timezone=zone)
    after = utc("2024-01-01") + dt.timedelta(minutes=minutes)
    runs = next_runs(schedule, after, 4)
    assert len(runs) == 4
    assert all(one < other for one, other in pairwise((after, *runs)))
    first = after.astimezone(ZoneInfo(zone)).date()
    dates = [first + number * DAY for number in range(-2, (runs[-1] - after).days + 3)]
    between = [each for date in dates if (each := occurrence(schedule, date)) and after < each <= runs[-1]]
    assert list(runs) == between


def test_regional_holidays_belong_to_their_region():
    boxing_day = dt.date(2025, 12, 26)
    assert is_holiday("FR-57", boxing_day)
    assert not is_holiday("FR", boxing_day)
    assert not is_holiday("", boxing_day)


@pytest.mark.parametrize(
    ("calendar", "guess"), [("fr", "FR"), ("GB-SCO", "GB-SCT"), ("GB-England", "GB-ENG"), ("X", "")]
)
def test_an_unknown_calendar_names_the_closest(calendar, guess):
    with pytest.raises(UnknownCalendar, match="no public-holiday calendar") as error:
        is_holiday(calendar, dt.date(2026, 1, 1))
    assert isinstance(error.value, ValueError)
    assert error.value.guess == guess
