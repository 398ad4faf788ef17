"""Which dates are due."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.domain.arrangement import Slot
from bot.domain.days import DueDays, noon_of
from tests.factories import MONDAY, a_member, an_arrangement

DAY = timedelta(days=1)


def nothing(_: str, __: date) -> bool:
    return False


def due_of(days: DueDays, dates: int = 14, **arrangement: object) -> list[int]:
    """Number the due dates from a Monday on."""
    member = a_member(arrangements=(an_arrangement(timezone="UTC", **arrangement),))
    return [number for number in range(dates) if days.is_due(MONDAY + number * DAY, member)]


def test_part_time_days_are_due_and_no_others():
    assert due_of(DueDays(nothing), work_week=frozenset({1, 3})) == [1, 3, 8, 10]


def test_a_fortnight_follows_the_number_of_the_iso_week():
    assert MONDAY.isocalendar().week % 2 == 0
    week, other = frozenset({0}), frozenset({2, 3})
    assert due_of(DueDays(nothing), work_week=week, other_week=other) == [2, 3, 7]


def test_public_holidays_of_the_chosen_calendar_are_not_due():
    days = DueDays(lambda calendar, on: calendar == "FR" and on == MONDAY)
    assert due_of(days, dates=3, holidays="FR") == [1, 2]
    assert due_of(days, dates=3) == [0, 1, 2]


@pytest.mark.parametrize(
    ("slot", "hours", "is_due"),
    [
        (Slot(time(10), time(16)), 2, True),
        (Slot(time(10), time(16)), 3, False),
        (Slot(time(9), time(12)), 0, True),
        (Slot(time(9), time(12)), 2, False),
        (Slot(time(22), time(6)), 3, True),
    ],
)
def test_a_date_is_due_only_if_the_bot_was_at_work_for_four_hours_of_the_slot_or_for_all_of_a_shorter_one(
    slot: Slot, hours: int, is_due: bool
):
    begin = datetime(2026, 11, 23, 10, tzinfo=UTC)
    outages = [(begin, begin + timedelta(hours=hours)), (begin, begin + timedelta(hours=hours) / 2)]
    assert (0 in due_of(DueDays(nothing, outages=outages), dates=1, slot=slot)) == is_due


def test_an_outage_counts_where_the_member_is():
    begin = datetime(2026, 11, 23, 1, tzinfo=UTC)
    days = DueDays(nothing, outages=[(begin, begin + timedelta(hours=6))])
    for zone, is_due in (("Asia/Tokyo", False), ("Europe/Paris", True)):
        member = a_member(arrangements=(an_arrangement(timezone=zone),))
        assert days.is_due(MONDAY, member) == is_due


def test_a_date_closes_at_noon_of_the_next_due_date_where_the_member_then_is():
    member = a_member()
    after_friday = DueDays(nothing).next_due(MONDAY + 4 * DAY, member)
    assert after_friday is not None
    assert noon_of(member.arrangements, after_friday) == datetime(2026, 11, 30, 11, tzinfo=UTC)
    never = a_member(arrangements=(an_arrangement(work_week=frozenset()),))
    assert DueDays(nothing).next_due(MONDAY, never) is None


def test_a_change_of_days_leaves_the_dates_before_it_as_they_were():
    arrangements = (an_arrangement(), an_arrangement(MONDAY + 2 * DAY, work_week=frozenset({0, 4})))
    member = a_member(arrangements=arrangements)
    due = [number for number in range(9) if DueDays(nothing).is_due(MONDAY + number * DAY, member)]
    assert due == [0, 1, 4, 7]
