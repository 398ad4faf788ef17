"""Workshops: the working days around one, and its entry for calendars."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.workshops import (
    Meeting,
    calendar_file,
    hours_after,
    hours_before,
    is_working_day,
    working_day_after,
    working_day_before,
)
from tests.factories import a_place

AT = datetime(2026, 11, 30, 13, tzinfo=UTC)
MEETING = Meeting("a" * 20, a_place(), "starter-en", "privacy-pit-stop", AT, 30, "Room 12")
HOLIDAY = date(2026, 11, 27)


def works(on: date) -> bool:
    return is_working_day(on, lambda day: day == HOLIDAY)


def unfolded(content: bytes) -> dict[str, str]:
    """Read a calendar file as RFC 5545 says, by its own words: unfold, then split at the first colon."""
    lines = content.decode().replace("\r\n ", "").removesuffix("\r\n").split("\r\n")
    return dict(line.split(":", 1) for line in lines)


def read_text(value: str) -> str:
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], value)


def test_the_reminder_comes_on_the_working_day_before_over_a_weekend_and_a_holiday():
    starts, ends = hours_before(MEETING, "Europe/Paris", works)
    assert starts == datetime(2026, 11, 26, 9, tzinfo=UTC)
    assert ends == datetime(2026, 11, 26, 17, tzinfo=UTC)


def test_what_follows_comes_on_the_working_day_after():
    friday = replace(MEETING, starts_at=datetime(2026, 12, 4, 13, tzinfo=UTC))
    assert hours_after(friday, "Europe/Paris", works)[0] == datetime(2026, 12, 7, 9, tzinfo=UTC)


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.sets(st.dates(date(2020, 1, 1), date(2040, 1, 1))))
def test_the_days_around_are_working_days_with_none_between(on: date, holidays: set[date]):
    def is_working(day: date) -> bool:
        return is_working_day(day, lambda each: each in holidays)

    before, after = working_day_before(on, is_working), working_day_after(on, is_working)
    assert before < on < after
    for day in (before, after):
        between = [on + timedelta(days=n) for n in range((before - on).days + 1, (after - on).days) if n]
        assert is_working(day)
        assert not any(is_working(each) for each in between)


@given(st.text(max_size=300), st.text(max_size=300), st.text(max_size=200))
def test_a_calendar_file_says_what_was_put_in_and_nothing_that_was_typed_becomes_a_line_of_it(
    title: str, text: str, where: str
):
    content = calendar_file(replace(MEETING, where=where), title, text, AT)
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")
    found = unfolded(content)
    assert len(content.decode("utf-8").replace("\r\n ", "").split("\r\n")) == 19
    lines = "\n".join(title.replace("\r\n", "\n").splitlines())
    assert (
        read_text(found["SUMMARY"])
        == "".join(sign for sign in lines if sign == "\n" or (ord(sign) >= 32 and ord(sign) != 127))
        .encode("utf-8", "replace")
        .decode()
    )


def test_a_calendar_knows_the_newest_date_and_that_it_was_called_off():
    first = unfolded(calendar_file(MEETING, "T", "", AT))
    moved = unfolded(calendar_file(replace(MEETING, moves=1), "T", "", AT))
    ended = unfolded(calendar_file(replace(MEETING, moves=1, is_cancelled=True), "T", "", AT))
    assert [each["SEQUENCE"] for each in (first, moved, ended)] == ["0", "1", "2"]
    assert [each["STATUS"] for each in (first, ended)] == ["CONFIRMED", "CANCELLED"]
    assert (first["DTSTART"], first["DTEND"]) == ("20261130T130000Z", "20261130T133000Z")
    assert len({each["UID"] for each in (first, moved, ended)}) == 1


@pytest.mark.parametrize("kind", ["ORGANIZER", "ATTENDEE"])
def test_a_calendar_file_names_nobody(kind: str):
    assert kind.encode() not in calendar_file(MEETING, "T", "", AT)
