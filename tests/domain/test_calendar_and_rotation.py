"""Which day an act belongs to, and which item comes next."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calendar import logical_date, trusted_time
from bot.domain.people import Place
from bot.domain.posts import post_id
from bot.domain.rotation import choose
from tests.factories import MONDAY, NOON, an_arrangement

PARIS = (an_arrangement(),)

moments = st.integers(0, 365 * 24 * 60).map(lambda minutes: NOON + timedelta(minutes=minutes))


@given(st.lists(moments, max_size=20), st.dates(date(2026, 1, 1), date(2028, 1, 1)))
def test_the_logical_date_is_never_before_one_that_has_begun(history, opened):
    for at in history:
        assert logical_date(PARIS, at, opened) == max(logical_date(PARIS, at), opened)


def test_a_step_just_after_midnight_belongs_to_the_new_day_where_the_member_is():
    at = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    assert logical_date(PARIS, at) == date(2026, 11, 24)
    assert logical_date((an_arrangement(timezone="Europe/London"),), at) == date(2026, 11, 23)


@pytest.mark.parametrize("hours", [-25, 1, 400])
def test_an_unbelievable_event_time_is_replaced_by_ours(hours):
    assert trusted_time(NOON + timedelta(hours=hours), NOON) == NOON


def test_a_late_but_believable_event_keeps_its_time():
    assert trusted_time(NOON - timedelta(hours=3), NOON) == NOON - timedelta(hours=3)


@given(st.lists(st.integers(0, 30), min_size=1, max_size=12, unique=True), st.integers(1, 40))
def test_nothing_comes_back_before_everything_else_was_seen(numbers, days):
    items = [f"tip-{number}" for number in numbers]
    shown: dict[str, date] = {}
    order: list[str] = []
    for offset in range(days):
        item = choose(items, shown)
        assert item is not None
        assert item not in order[-(len(items) - 1) :] or len(items) == 1
        shown[item] = MONDAY + timedelta(days=offset)
        order.append(item)
    assert order[: len(items)] == items[:days]


def test_a_removed_item_is_never_chosen_and_a_new_one_comes_first():
    assert choose(["new", "old"], {"old": MONDAY, "removed": MONDAY}) == "new"
    assert choose([], {}) is None
    assert choose(["a"], {}, besides={"a"}) is None


def test_the_same_occurrence_has_the_same_id_on_every_machine_and_another_has_another():
    here = Place("slack", "T0SANDBOX", "C0SHARES")
    assert post_id(here, date(2026, 11, 23), "tip-1") == "2636ec5de1015d017c79"
    others = {
        post_id(here, MONDAY, "share-1"),
        post_id(here, MONDAY + timedelta(days=1), "tip-1"),
        post_id(Place("slack", "T2", here.channel), MONDAY, "tip-1"),
    }
    assert len(others | {post_id(here, MONDAY, "tip-1")}) == 4
