"""The page on the rhythm, in both languages: its examples are worked out by the domain, and its list of steps is the domain's."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from bot.domain.acts import ActKind
from bot.domain.arrangement import Pause
from bot.domain.days import DueDays
from bot.domain.runs import DAILY, WEEKLY
from bot.domain.streak import SATURATION, Streak, fold
from tests.factories import a_member, an_act, an_arrangement

PAGES = [
    (Path(__file__).parents[2] / "docs" / "explanations" / name).read_text(encoding="utf-8")
    for name in ("rhythm.md", "rhythm.fr.md")
]
MONDAY = date(2026, 11, 2)
SIGNS = set("●○·PH")


def part(page: str, name: str) -> list[str]:
    """Give the lines of a marked part of a page."""
    found = re.search(rf"<!-- {name} -->\n(.*?)\n<!-- end (?:of )?{name} -->", page, re.DOTALL)
    assert found is not None, name
    return found[1].splitlines()


def rows(*names: str) -> list[tuple[str, tuple[int, ...]]]:
    """Give each example of some tables: what happened, and its three figures."""
    lines = [line for page in PAGES for name in names for line in part(page, name)[2:]]
    cells = [[cell.strip() for cell in line.split("|")[1:5]] for line in lines]
    return [(cell[0].strip("`"), tuple(map(int, cell[1:]))) for cell in cells]


def lived(signs: str) -> Streak:
    """Live some days from a Monday on, with steps at two, and look at the rhythm at six in the evening of the last one."""
    assert set(signs) <= SIGNS
    dates = {MONDAY + timedelta(days=number): sign for number, sign in enumerate(signs)}
    assert all(sign in "·●" for on, sign in dates.items() if on.weekday() > 4), "weekends are ·"
    assert all(sign != "·" for on, sign in dates.items() if on.weekday() < 5), "working days are not ·"
    begins = datetime.combine(MONDAY, time(7), UTC)
    member = a_member(
        joined_at=begins,
        arrangements=(an_arrangement(timezone="UTC", holidays="FR"),),
        pauses=tuple(Pause(on, on, begins) for on, sign in dates.items() if sign == "P"),
    )
    return fold(
        member,
        [
            replace(an_act(on), at=datetime.combine(on, time(14), UTC))
            for on, sign in dates.items()
            if sign == "●"
        ],
        days=DueDays(lambda _, on: dates.get(on) == "H"),
        now=datetime.combine(max(dates), time(18), UTC),
    )


@pytest.mark.parametrize(("signs", "figures"), rows("by days", "way back"))
def test_an_example_in_days_is_what_the_domain_works_out(signs: str, figures: tuple[int, ...]):
    days = lived(signs).days
    assert (days.current, days.best, days.reserve) == figures


@pytest.mark.parametrize(("signs", "figures"), rows("by weeks"))
def test_an_example_in_weeks_is_what_the_domain_works_out(signs: str, figures: tuple[int, ...]):
    weeks = lived(signs).weeks
    assert (weeks.current, weeks.best, weeks.reserve) == figures


def test_every_kind_of_step_is_on_the_page():
    kinds = set(ActKind) - {ActKind.TIP_SEEN}  # no step
    told_together = {ActKind.SHARE_DECLINED}  # with the idea that was done
    assert [len(part(page, "the steps")) for page in PAGES] == [len(kinds - told_together)] * 2


def test_the_numbers_in_the_text_are_those_of_the_rules():
    assert (DAILY.every, DAILY.most, DAILY.least, DAILY.needed, DAILY.window, DAILY.apart) == (
        5,
        2,
        3,
        2,
        3,
        20,
    )
    assert (WEEKLY.every, WEEKLY.most) == (4, 1)
    assert SATURATION == 60
    for words in ("Every fifth day", "two at most", "three days or more", "two of your next three", "twenty"):
        assert words in PAGES[0]
