"""How pauses add up: the newest wish counts, days gone by stay as they were, and coming back ends all of it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.arrangement import Pause
from bot.domain.pauses import pause_on, planned_after, with_pause, without_pause
from bot.domain.wishes import Wish

TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SIGHT = range(-40, 41)
"""Days around today that the tests look at."""


def a_pause(starts: int, ends: int | None) -> Pause:
    """A pause by days from today."""
    return Pause(TODAY + starts * DAY, None if ends is None else TODAY + ends * DAY, NOW - DAY)


@st.composite
def spans(draw: st.DrawFn, earliest: int = -30) -> tuple[int, int | None]:
    starts = draw(st.integers(earliest, 30))
    return starts, draw(st.none() | st.integers(starts, 35))


@st.composite
def declared(draw: st.DrawFn) -> tuple[Pause, ...]:
    """Pauses in the order in which they were declared."""
    found = draw(st.lists(spans(), max_size=4))
    return tuple(
        replace(a_pause(*span), declared_at=NOW - (9 - number) * DAY) for number, span in enumerate(found)
    )


pauses = declared()
wishes = spans(-14).map(lambda span: a_pause(*span)).map(lambda each: Wish(each.starts, each.ends))


def paused(found: tuple[Pause, ...], days: range = SIGHT) -> set[int]:
    return {number for number in days if pause_on(found, TODAY + number * DAY)}


@given(before=pauses, wish=wishes)
def test_every_day_that_was_asked_for_is_paused(before: tuple[Pause, ...], wish: Wish):
    after = with_pause(before, wish, TODAY, NOW)
    wished = {number for number in SIGHT if Pause(wish.starts, wish.ends, NOW).covers(TODAY + number * DAY)}
    assert wished <= paused(after)


@given(before=pauses, wish=wishes)
def test_a_new_pause_takes_no_paused_day_back_that_has_gone_by(before: tuple[Pause, ...], wish: Wish):
    after = with_pause(before, wish, TODAY, NOW)
    assert paused(before, range(-40, 0)) <= paused(after, range(-40, 0))


@given(before=pauses, wish=wishes)
def test_the_newest_wish_is_the_last_and_pauses_stay_in_the_order_in_which_they_were_declared(
    before: tuple[Pause, ...], wish: Wish
):
    after = with_pause(before, wish, TODAY, NOW)
    assert after[-1] == Pause(wish.starts, wish.ends, NOW)
    assert list(after) == sorted(after, key=lambda each: each.declared_at)


@given(before=pauses, wish=wishes)
def test_after_a_wish_with_an_end_nothing_older_goes_on_behind_it(before: tuple[Pause, ...], wish: Wish):
    if wish.ends is None or wish.ends < TODAY:
        return
    after = with_pause(before, wish, TODAY, NOW)
    assert not any(each.covers(wish.ends + DAY) and each.starts <= wish.ends for each in after)


@given(found=pauses)
def test_coming_back_ends_what_holds_today_and_leaves_what_has_gone_by(found: tuple[Pause, ...]):
    after = without_pause(found, TODAY)
    assert pause_on(after, TODAY) is None
    assert paused(after, range(-40, 0)) == paused(found, range(-40, 0))


@given(found=pauses)
def test_coming_back_twice_ends_the_planned_pauses_too(found: tuple[Pause, ...]):
    assert paused(without_pause(without_pause(found, TODAY), TODAY), range(41)) == set()


def test_a_wish_ends_an_open_pause_and_is_no_longer_than_asked():
    after = with_pause((a_pause(-3, None),), Wish(TODAY, TODAY + 4 * DAY), TODAY, NOW)
    assert paused(after) == {-3, -2, -1, 0, 1, 2, 3, 4}


def test_a_pause_planned_for_later_outlives_one_without_an_end():
    after = with_pause((a_pause(30, 40),), Wish(TODAY, None), TODAY, NOW)
    back = without_pause(after, TODAY)
    assert planned_after(back, TODAY) == (a_pause(30, 40),)


def test_a_planned_pause_that_is_corrected_is_replaced():
    after = with_pause((a_pause(10, 20),), Wish(TODAY + 8 * DAY, TODAY + 15 * DAY), TODAY, NOW)
    assert paused(after) == set(range(8, 16))


def test_of_two_pauses_that_hold_the_longer_one_is_told():
    found = (a_pause(-1, 5), a_pause(-2, None), a_pause(0, 9))
    assert pause_on(found, TODAY) == a_pause(-2, None)


def test_dates_that_cannot_be_a_pause_are_refused_with_their_flaw():
    with pytest.raises(ValueError, match="too_early"):
        with_pause((), Wish(TODAY - 15 * DAY, TODAY), TODAY, NOW)
