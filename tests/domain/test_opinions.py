"""What is told of the anonymous questions, and when reminders rest."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.crowd import Told
from bot.domain.opinions import Said, are_open, are_over, must_rest, quarter_before, quarter_of, results_of

people = st.integers(0, 200)


@given(people, people, st.integers(0, 20))
def test_I14_nothing_is_told_where_few_said_yes_or_few_said_no(yes: int, no: int, smallest: int):
    told = results_of({"obliged": Said(yes, no)}, smallest)["opinion:obliged"]
    assert (told == Told(None)) == (min(yes, no) < max(5, smallest))


@pytest.mark.parametrize(
    ("yes", "no", "members", "rests"),
    [
        (0, 50, 100, False),
        (4, 4, 100, False),
        (5, 20, 100, True),
        (5, 21, 100, False),
        (20, 80, 100, True),
        (19, 81, 100, False),
        (30, 0, 100, True),
        (6, 0, 6, False),
        (6, 0, 10, False),
        (6, 0, 11, True),
    ],
)
def test_reminders_rest_when_one_in_five_felt_obliged_and_neither_they_nor_the_others_are_few(
    yes: int, no: int, members: int, rests: bool
):
    assert must_rest({"obliged": Said(yes, no)}, members) is rests


def test_an_unanswered_question_is_no_reason_to_rest():
    assert not must_rest({}, 100)


@given(st.dates(date(2020, 1, 1), date(2100, 1, 1)))
def test_quarters_follow_each_other_and_nothing_is_told_while_somebody_may_still_answer(on: date):
    quarter = quarter_of(on)
    assert quarter.day == 1
    assert quarter <= on < quarter + timedelta(days=93)
    assert quarter_of(quarter - timedelta(days=1)) == quarter_before(quarter)
    # A day apart: somewhere it is still yesterday.
    assert not (are_open(on) and are_over(quarter, on + timedelta(days=1)))
