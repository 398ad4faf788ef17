"""Setting up: how each step stands is read from the playbook, and admins, never volunteers, are reminded of what is theirs."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from bot.playbook.book import Book, Playbook
from bot.playbook.kinds.charter import Charter
from bot.playbook.programme import Champion, Pilot, Readiness
from bot.playbook.readiness import next_step, steps_of
from bot.playbook.settled import Settlement
from bot.usecases.remind_admins import remind_admins
from tests.bots import Bot, button, labels, the_starters

DONE, WAIVED = Settlement(is_settled=True), Settlement(is_settled=True, waived_by="Claire Morel")
ENGLISH = next(each for each in the_starters().playbooks if each.language == "en")


def a_playbook(**changes: Any) -> Playbook:
    return ENGLISH.model_copy(update=changes)


def state(name: str, **changes: Any) -> bool:
    return next(step.is_done for step in steps_of(a_playbook(**changes)) if step.name == name)


def champions(*departments: str | None) -> tuple[Champion, ...]:
    return tuple(
        Champion.model_validate({"person": f"slack:U0{number}AB", "department": each})
        for number, each in enumerate(departments)
    )


@pytest.mark.parametrize(
    ("departments", "is_done"),
    [((), False), (("A",), False), (("A", "A"), False), (("A", None), False), (("A", "B"), True)],
)
def test_two_champions_of_different_trades_are_wanted(departments: tuple[str | None, ...], is_done: bool):
    assert state("champions", champions=champions(*departments)) == is_done


@pytest.mark.parametrize(
    ("name", "open_", "done"),
    [
        ("sponsor", {"sponsor": None}, {"sponsor": "Samira", "owner": "Claire"}),
        ("sponsor", {"owner": None}, {"sponsor": "Samira", "owner": "Claire"}),
        ("hours", {"readiness": Readiness()}, {"readiness": Readiness(hours=DONE)}),
        ("hours", {"readiness": Readiness()}, {"readiness": Readiness(hours=WAIVED)}),
        ("representatives", {"readiness": Readiness()}, {"readiness": Readiness(representatives=DONE)}),
        ("profiles", {"readiness": Readiness()}, {"readiness": Readiness(employer_profiles=DONE)}),
        ("scale", {"pilot": None}, {"pilot": Pilot(until=date(2027, 1, 29))}),
        ("scale", {"pilot": None}, {"readiness": Readiness(whole_company=DONE)}),
        ("review", {"review_on": None}, {"review_on": date(2027, 6, 15)}),
        ("charter", {"charter": None}, {"charter": ENGLISH.charter}),
        ("localisation", {}, {"localisation": None}),
    ],
)
def test_a_step_is_settled_by_what_the_playbook_says(name: str, open_: dict[str, Any], done: dict[str, Any]):
    assert isinstance(ENGLISH.charter, Charter)
    assert not state(name, **open_)
    assert state(name, **done)


async def test_the_next_open_step_is_shown_whole_and_the_others_are_a_press_away(bot: Bot):
    card = await bot.type("setup", user="U0PRIYA")
    coming = next_step(steps_of(ENGLISH))
    assert coming is not None
    words = bot.services.texts.for_locale("en")
    assert words(f"setup.step.{coming.name}.why") in card.plain()
    shown = await bot.press("setup.step", "profiles", user="U0PRIYA")
    assert "ask nobody for a review" in shown.plain()
    assert "employer_profiles: done" in shown.plain()
    assert button(shown, "setup.show").label in labels(shown)
    again = await bot.press("setup.show", user="U0PRIYA")
    assert again.plain() == card.plain()


async def test_what_the_file_says_now_counts(bot: Bot):
    settled = Readiness(hours=DONE, representatives=WAIVED, employer_profiles=DONE, whole_company=DONE)
    ready = a_playbook(
        readiness=settled,
        sponsor="Samira",
        owner="Claire",
        review_on=date(2027, 6, 15),
        localisation=None,
        champions=(*ENGLISH.champions[:1], *champions("Workshop")),
    )
    bot.books.append(Book((ready,)))
    card = await bot.type("setup", user="U0PRIYA")
    assert "All steps are settled" in card.plain()
    assert "waived by Claire Morel" in card.plain()


async def told(bot: Bot, at: str) -> list[str]:
    """Let the bot look at its duties at a moment, and give what admins were told by then."""
    bot.clock.set(datetime.fromisoformat(at))
    await remind_admins(bot.services, bot.clock.now())
    await bot.tick()
    return [
        card.summary for place, card, marker in bot.platform.posted if not marker and place.channel[0] == "U"
    ]


async def test_admins_are_told_once_that_the_pilot_has_ended(bot: Bot):
    bot.books.append(Book((a_playbook(pilot=Pilot(until=date(2026, 11, 27))),)))
    assert not any("pilot" in line for line in await told(bot, "2026-11-27T10:00:00+00:00"))
    for at in ("2026-11-30T10:00:00+00:00", "2026-12-01T10:00:00+00:00", "2026-12-09T10:00:00+00:00"):
        lines = await told(bot, at)
        assert sum("pilot" in line for line in lines) == 1


@pytest.mark.parametrize(("settled", "times"), [(DONE, 2), (WAIVED, 0), (Settlement(is_settled=False), 0)])
async def test_who_claimed_the_employer_profiles_is_reminded_each_quarter(
    bot: Bot, settled: Settlement, times: int
):
    bot.books.append(Book((a_playbook(readiness=Readiness(employer_profiles=settled)),)))
    lines: list[str] = []
    for at in ("2026-12-30", "2027-01-04", "2027-01-05", "2027-02-01", "2027-04-01", "2027-04-20"):
        lines = await told(bot, f"{at}T10:00:00+00:00")
    assert sum("employer profiles" in line for line in lines) == times


def champion_since(since: str, person: str = "slack:U0SAM", department: str | None = "Showroom") -> Champion:
    return Champion.model_validate({"person": person, "department": department, "since": since})


@pytest.mark.parametrize(
    ("since", "first"),
    [("2026-03-05", "2026-12-05"), ("2026-05-31", "2027-02-28"), ("2026-05-28", "2027-02-28")],
)
async def test_admins_are_told_once_when_somebody_has_been_a_champion_for_nine_months(
    bot: Bot, since: str, first: str
):
    bot.books.append(Book((a_playbook(champions=(champion_since(since),)),)))
    day = date.fromisoformat(first)
    before = day - timedelta(days=1)
    assert not any("nine months" in line for line in await told(bot, f"{before}T10:00:00+00:00"))
    # The first dates are weekends, on which nobody is reminded.
    for later in (2, 3, 4, 20, 60):
        at = day + timedelta(days=later)
        lines = await told(bot, f"{at}T10:00:00+00:00")
        assert sum("nine months" in line for line in lines) == 1


async def test_one_person_on_two_platforms_is_told_of_once_and_nobody_is_named(bot: Bot):
    twice = (
        champion_since("2026-03-05"),
        champion_since("2026-03-05", "teams:788e2ee6-ac5d-56ea-90d9-2f0291905da0"),
    )
    bot.books.append(Book((a_playbook(champions=twice),)))
    await told(bot, "2026-12-07T10:00:00+00:00")
    cards = [
        card.plain()
        for _, card, marker in bot.platform.posted
        if not marker and "nine months" in card.plain()
    ]
    assert len(cards) == 1
    assert "Showroom" in cards[0]
    assert "U0SAM" not in cards[0]


async def test_who_has_handed_over_meanwhile_is_not_told_of(bot: Bot):
    bot.books.append(Book((a_playbook(champions=(champion_since("2026-03-05"),)),)))
    bot.clock.set(datetime.fromisoformat("2026-12-05T10:00:00+00:00"))
    await remind_admins(bot.services, bot.clock.now())
    bot.books.append(Book((a_playbook(champions=()),)))
    await bot.tick()
    assert not any("nine months" in card.plain() for _, card, _ in bot.platform.posted)


async def test_a_champion_without_a_date_is_never_told_of(bot: Bot):
    bot.books.append(Book((a_playbook(champions=champions("Workshop")),)))
    assert not any("nine months" in line for line in await told(bot, "2027-08-05T10:00:00+00:00"))


@pytest.mark.parametrize(
    ("at", "comes"),
    [("2026-11-30T00:05:00", False), ("2026-11-28T12:00:00", False), ("2026-11-30T09:00:00", True)],
)
async def test_admins_are_reminded_by_day_and_on_a_posting_day(bot: Bot, at: str, comes: bool):
    bot.books.append(Book((a_playbook(pilot=Pilot(until=date(2026, 11, 27))),)))
    assert any("pilot" in line for line in await told(bot, f"{at}+00:00")) is comes
