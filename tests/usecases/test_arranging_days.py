"""The dialog about one's days: what it shows reads as what is kept, and whatever comes back is read or repaired."""

from dataclasses import replace
from datetime import date, time

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.arrangement import Arrangement, Slot
from bot.domain.calendar import arranged
from bot.screens.settings import days_form
from bot.texts import catalogues
from bot.usecases.arrange_days import read_days
from tests.factories import MONDAY, NOON, a_member, an_arrangement
from tests.usecases.dialogs import answers_of

TEXTS = catalogues()
FIELDS = sorted(answers_of(days_form(TEXTS.for_locale("en"), a_member(), MONDAY)))

weeks = st.frozensets(st.integers(0, 6))
times = st.times().map(lambda at: at.replace(second=0, microsecond=0))
arrangements = st.builds(
    an_arrangement,
    timezone=st.sampled_from(["Europe/Paris", "America/New_York", "Asia/Kolkata", "UTC"]),
    rollover=st.integers(0, 6).map(time),
    work_week=weeks,
    other_week=st.none() | weeks,
    holidays=st.sampled_from(["", "FR", "FR-57", "BE", "US-NY"]),
    slot=st.builds(Slot, times, times),
    weekly_target=st.integers(1, 3),
)


@given(kept=arrangements, language=st.sampled_from(["en", "fr"]))
def test_what_the_dialog_shows_of_an_arrangement_reads_as_that_arrangement(kept: Arrangement, language: str):
    words = TEXTS.for_locale(language)
    form = days_form(words, a_member(arrangements=(kept,)), MONDAY)
    read, repairs = read_days(answers_of(form), replace(kept, timezone="Europe/Madrid", holidays="ES"))
    is_empty = not kept.work_week and not kept.other_week
    assert set(repairs) == ({"week"} if is_empty else set()) | (
        {"to"} if kept.slot.starts == kept.slot.ends else set()
    )
    assert read == kept


@given(
    kept=arrangements.filter(lambda each: each.work_week and each.slot.starts != each.slot.ends),
    spoilt=st.dictionaries(st.sampled_from(FIELDS), st.text(), max_size=2),
)
def test_whatever_a_dialog_brings_is_repaired_or_reads_as_what_it_then_shows(
    kept: Arrangement, spoilt: dict[str, str]
):
    read, repairs = read_days(shown(kept) | spoilt, kept)
    assert repairs.keys() <= set(FIELDS)
    if not repairs:
        assert read_days(shown(read), read) == (read, {})
        assert arranged((an_arrangement(date(2020, 1, 1)),), read, NOON)


def shown(kept: Arrangement) -> dict[str, str]:
    """Give what the dialog shows of an arrangement."""
    return answers_of(days_form(TEXTS.for_locale("en"), a_member(arrangements=(kept,)), MONDAY))
