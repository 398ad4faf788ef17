"""What is told of a group: never a person, never a few, and only of weeks that are over."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.crowd import Told, progress_of, share_of, whole_week

people = st.integers(0, 400)


@given(people, people, st.integers(0, 30))
def test_I14_no_figure_speaks_of_few_nor_leaves_few_out(active: int, others: int, smallest: int):
    told = share_of(active, others, smallest)
    if min(active, others) < max(5, smallest):
        assert told == Told(None)
    else:
        assert told.tenths is not None
        share = 100 * active / (active + others)
        assert 10 * told.tenths <= share < 10 * told.tenths + 10


@given(st.integers(5, 400), st.integers(5, 400))
def test_one_person_more_or_less_mostly_changes_nothing_and_never_more_than_one_band(
    active: int, others: int
):
    one, two = share_of(active, others).tenths, share_of(active + 1, others).tenths
    assert one is not None
    assert two is not None
    assert 0 <= two - one <= 1


@pytest.mark.parametrize(
    ("now", "monday"),
    [
        ("2026-11-23T11:59", "2026-11-09"),
        ("2026-11-23T12:00", "2026-11-16"),
        ("2026-11-26T09:00", "2026-11-16"),
        ("2026-11-29T23:59", "2026-11-16"),
        ("2027-01-04T12:00", "2026-12-28"),
    ],
)
def test_a_week_is_told_of_once_its_last_steps_can_no_longer_be_noted(now: str, monday: str):
    assert whole_week(datetime.fromisoformat(now)).isoformat() == monday


def test_a_common_goal_is_told_in_tenths_once_five_have_taken_part():
    assert progress_of(4, 90, 100) == Told(None)
    assert progress_of(5, 9, 100) == Told(0)
    assert progress_of(5, 39, 100) == Told(3)
    assert progress_of(5, 400, 100) == Told(10)
    assert progress_of(7, 50, 100, smallest=8) == Told(None)
