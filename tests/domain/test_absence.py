"""Being away: since when nobody has heard of a member, pauses left out."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.absence import Signs, last_presence
from bot.domain.arrangement import Pause
from tests.factories import a_member


def test_a_pause_is_no_absence_and_its_end_is_where_absence_begins():
    now = datetime.fromisoformat("2026-11-23T12:00:00+00:00")
    today = now.date()
    found = a_member(joined_at=now - timedelta(days=400))

    def since(*pauses: Pause) -> date:
        return last_presence(replace(found, pauses=pauses), Signs(), today)

    assert since() == found.joined_at.date()
    assert since(Pause(today - timedelta(days=90), None, now)) == today
    assert since(Pause(today - timedelta(days=90), today - timedelta(days=30), now)) == today - timedelta(
        days=30
    )
    assert since(Pause(today - timedelta(days=9), today + timedelta(days=9), now)) == today
    assert since(Pause(today + timedelta(days=9), None, now)) == found.joined_at.date()


@given(
    ages=st.lists(st.integers(0, 500), min_size=4, max_size=4),
    paused=st.lists(st.tuples(st.integers(0, 500), st.integers(0, 60)), max_size=3),
)
@settings(max_examples=300)
def test_nobody_is_away_since_before_their_last_sign(ages: list[int], paused: list[tuple[int, int]]):
    now = datetime.fromisoformat("2026-11-23T12:00:00+00:00")
    days = [now.date() - timedelta(days=age) for age in ages]
    pauses = tuple(
        Pause(now.date() - timedelta(days=age), now.date() - timedelta(days=age - length), now)
        for age, length in paused
    )
    found = replace(a_member(joined_at=now - timedelta(days=ages[0])), renewed_on=days[1], pauses=pauses)
    signs = Signs(last_step=days[2], last_claim=now - timedelta(days=ages[3]))
    ends = [min(pause.ends, now.date()) for pause in pauses if pause.ends]
    assert last_presence(found, signs, now.date()) == max([*days, *ends])
