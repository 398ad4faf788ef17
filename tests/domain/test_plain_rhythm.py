"""The fold and the plain rhythm, written apart from each other, agree on random histories."""

from dataclasses import astuple

import pytest

from bot.domain import streak
from bot.domain.runs import Rules
from tests.counts import histories_of
from tests.domain import plain_rhythm
from tests.domain.histories import History, histories
from tests.domain.plain_rhythm import Numbers

HISTORIES = histories_of(20_000)
PARTS = 4


def check(each: History) -> None:
    member = each.member
    plain = plain_rhythm.rhythm(
        each.company, member.arrangements, member.pauses, member.joined_at.date(), each.acts, each.now
    )
    found = each.streak()
    assert (
        found.days.current,
        found.days.best,
        found.days.reserve,
        found.days.counted,
        found.days.spared_on,
    ) == (*plain.days, plain.spared_on), f"seed {each.seed}"
    assert (
        found.weeks.current,
        found.weeks.best,
        found.weeks.reserve,
        found.weeks.counted,
    ) == plain.weeks, f"seed {each.seed}"
    assert (found.kinds, found.helped) == (plain.kinds, plain.helped), f"seed {each.seed}"
    assert (found.is_today_due, found.open_day) == (plain.is_today_due, plain.open_day), f"seed {each.seed}"


@pytest.mark.parametrize("part", range(PARTS))
def test_the_fold_agrees_with_the_plain_rhythm(part: int):
    number = HISTORIES // PARTS
    for each in histories(number, first=part * number, pauses=2):
        check(each)


def test_they_agree_with_other_numbers_too_which_make_pauses_lower_more(monkeypatch: pytest.MonkeyPatch):
    numbers = (Rules(1, 9, 1, 4, 2, 8), Rules(1, 2, 1, 2, 2, 3))
    for name, plain_name, rules in zip(("DAILY", "WEEKLY"), ("DAYS", "WEEKS"), numbers, strict=True):
        monkeypatch.setattr(streak, name, rules)
        monkeypatch.setattr(plain_rhythm, plain_name, Numbers(*astuple(rules)))
    for each in histories(histories_of(3_000), first=HISTORIES, pauses=6):
        check(each)
