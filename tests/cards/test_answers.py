"""What people filled in, read as values; and a form shown again as it was sent."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cards.answers import read_choices, read_day, read_time
from bot.cards.elements import Choice, Choices, DateInput, Form, Heading, Option, TextInput, TimeInput

DAYS = ("mon", "tue", "wed")
values = st.text(st.characters(codec="utf-8", exclude_characters=","), min_size=1)


@given(st.lists(values, unique=True))
def test_several_answers_come_back_each_once(given_values: list[str]):
    joined = ",".join(given_values)
    assert read_choices(joined) == tuple(given_values)
    assert read_choices(f",{joined},{joined}") == tuple(given_values)


@given(st.dates())
def test_a_day_comes_back(day: date):
    assert read_day(day.isoformat()) == day


@given(st.times())
def test_a_time_of_day_comes_back_to_the_minute(moment: time):
    assert read_time(f"{moment:%H:%M}") == read_time(f"{moment:%H:%M:%S}") == time(moment.hour, moment.minute)


@pytest.mark.parametrize("answer", ["", "2026-02-30", "20261123", "2026-W01-1", "23.11.2026", "2026-11-23T09:30", "٢٠٢٦-١١-٢٣"])  # fmt: skip
def test_what_is_no_day_is_none(answer: str):
    assert read_day(answer) is None


@pytest.mark.parametrize("answer", ["", "24:00", "9:30", "09:60", "0930", "9 am", "09:30+01:00", "٠٩:٣٠"])
def test_what_is_no_time_of_day_is_none(answer: str):
    assert read_time(answer) is None


def test_a_form_is_shown_again_as_it_was_sent():
    options = tuple(Option(each, each.title()) for each in DAYS)
    form = Form(
        "rhythm",
        "Your days",
        "Save",
        (
            Heading("When"),
            TextInput("why", "Why?", "Before"),
            Choice("one", "One", options, "mon"),
            Choices("days", "Days", options, ("mon", "tue")),
            DateInput("from", "From", "2026-11-23"),
            TimeInput("at", "At", "09:30"),
            TextInput("untouched", "Untouched", "As it was"),
        ),
    )
    sent = {"why": "After", "one": "", "days": "wed", "from": "2026-12-24", "at": "", "else": "x"}
    assert form.filled(sent).elements == (
        Heading("When"),
        TextInput("why", "Why?", "After"),
        Choice("one", "One", options),
        Choices("days", "Days", options, ("wed",)),
        DateInput("from", "From", "2026-12-24"),
        TimeInput("at", "At"),
        TextInput("untouched", "Untouched", "As it was"),
    )
