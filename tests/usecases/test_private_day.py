"""The day by private message: idea and tip together, in one's own hours, and nothing one has left out."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

import store.members
from bot.cards.elements import Card
from bot.domain.acts import ActKind
from bot.domain.arrangement import Pause, Slot
from bot.domain.people import Reminders
from bot.playbook.book import Book
from bot.playbook.programme import ClosedPeriod, Phases
from bot.ports import Store
from bot.usecases.membership import change, choose
from tests.bots import Bot, a_bot, button, labels, the_starters
from tests.factories import MONDAY, a_person

HOME = "U0CAMILLE"
DAY = timedelta(days=1)


def letters(bot: Bot, user: str = HOME) -> list[Card]:
    return [card for place, card, _ in bot.platform.posted if place.channel == user]


async def goes_private(bot: Bot, *, weeks_ago: int = 3, slot: Slot | None = None, **choices: object) -> None:
    """Join some weeks ago, and ask for ideas privately."""
    await bot.join()
    await choose(bot.services, a_person(), is_private=True, **choices)
    joined_at = bot.clock.now() - timedelta(weeks=weeks_ago)

    def longer_ago(member):
        arrangement = replace(member.arrangement, slot=slot or member.arrangement.slot)
        return replace(member, joined_at=joined_at, arrangements=(arrangement,))

    await change(bot.services, a_person(), longer_ago)


async def through(bot: Bot, until: str) -> None:
    end = datetime.fromisoformat(f"{until}:00+00:00" if "T" in until else f"2026-11-23T{until}:00+00:00")
    while bot.clock.now() < end:
        await bot.tick(minutes=20)


def altered(**fields: object) -> Book:
    """The starters, the English one with other fields."""
    return Book(
        tuple(
            each.model_copy(update=fields) if each.id == "starter-en" else each
            for each in the_starters().playbooks
        )
    )


async def test_idea_and_tip_come_in_one_message_when_ones_hours_begin(bot: Bot):
    await goes_private(bot)
    await through(bot, "09:50")
    assert not letters(bot)
    await through(bot, "16:00")
    (card,) = letters(bot)
    idea, tip = button(card, "claims.take"), button(card, "tip.read")
    assert "Talk to a human" in labels(card)
    await bot.press(idea.action, idea.value)
    assert await bot.press(tip.action, tip.value)
    shown = next(
        each
        for place, each, _ in bot.platform.posted
        if place.channel == "C0SHARES" and "Idea" in each.summary
    )
    assert shown.summary.removeprefix("Idea of the day: ") in card.summary


async def test_only_those_who_asked_get_it_and_going_back_stops_it_at_once(bot: Bot):
    await goes_private(bot)
    await bot.join("U0SAM")
    await through(bot, "16:00")
    assert not letters(bot, "U0SAM")
    await choose(bot.services, a_person(), is_private=False)
    await through(bot, "2026-11-24T16:00")
    assert len(letters(bot)) == 1


async def test_each_day_brings_another_idea_and_another_tip(bot: Bot):
    await goes_private(bot)
    await through(bot, "2026-11-26T17:00")
    said = [card.summary for card in letters(bot)]
    tips = [button(card, "tip.read").value for card in letters(bot)]
    assert len(said) == len(set(said)) == len(set(tips)) == 4


async def test_a_tip_that_was_only_shown_is_no_step(bot: Bot):
    await goes_private(bot)
    await through(bot, "16:00")
    async with bot.store.reading() as shelves:
        acts = await shelves.acts.of(a_person())
    assert [act.kind for act in acts] == [ActKind.TIP_SEEN]
    assert "starts with your next step" in (await bot.type("streak")).plain()


async def test_in_the_first_week_nothing_about_publishing_is_brought(bot: Bot):
    await goes_private(bot, weeks_ago=0)
    await through(bot, "16:00")
    (card,) = letters(bot)
    assert "I'll take it" not in labels(card)
    assert button(card, "tip.read")


async def test_a_topic_left_out_does_not_come(store: Store):
    first = next(each for each in the_starters().playbooks if each.id == "starter-en")
    shares = tuple(each.model_copy(update={"topic": "customer"}) for each in first.shares)
    async with a_bot(store, book=altered(shares=shares)) as bot:
        await goes_private(bot, topics=frozenset({"employer"}))
        await through(bot, "16:00")
        assert "I'll take it" not in labels(letters(bot)[0])


async def test_hours_before_the_channels_bring_what_came_since_the_last_letter(bot: Bot):
    await goes_private(bot, slot=Slot(time(7), time(8)))
    await bot.tick()
    await through(bot, "2026-11-24T07:20")
    (card,) = letters(bot)
    assert "For today" in card.summary, "yesterday's idea, which came after yesterday's hours"


async def test_hours_around_the_channels_wait_for_its_idea(bot: Bot):
    bot.clock.advance(timedelta(hours=-3))
    await goes_private(bot, slot=Slot(time(7), time(16)))
    await through(bot, "08:10")
    assert not letters(bot)
    await through(bot, "09:00")
    assert "For today" in letters(bot)[0].summary


@pytest.mark.parametrize("pause", [Pause(MONDAY, MONDAY, datetime.fromisoformat("2026-11-20T10:00+00:00"))])
async def test_a_pause_a_weekend_and_a_closed_company_are_silent(store: Store, pause: Pause):
    closed = ClosedPeriod.model_validate({"title": "Bridge", "from": "2026-11-24", "to": "2026-11-24"})
    async with a_bot(store, book=altered(closed_periods=(closed,))) as bot:
        await goes_private(bot)
        await change(bot.services, a_person(), lambda member: replace(member, pauses=(pause,)))
        await through(bot, "2026-11-24T18:00")
        assert not letters(bot)
        await through(bot, "2026-11-29T18:00")
        assert len(letters(bot)) == 3
    assert date(2026, 11, 29).weekday() == 6


async def test_before_their_phases_neither_tips_nor_ideas_come(store: Store):
    phases = Phases.model_validate({"vision": "2026-11-02", "learn": "2026-11-24", "share": "2026-11-25"})
    async with a_bot(store, book=altered(phases=phases)) as bot:
        await goes_private(bot)
        await through(bot, "16:00")
        assert not letters(bot)
        await through(bot, "2026-11-24T16:00")
        assert "I'll take it" not in labels(letters(bot)[0])
        await through(bot, "2026-11-25T16:00")
        assert "I'll take it" in labels(letters(bot)[1])


async def test_a_reminder_keeps_its_distance_from_the_letter(bot: Bot):
    await goes_private(bot, reminders=Reminders.USUAL)
    await through(bot, "13:40")
    assert len(letters(bot)) == 1
    await through(bot, "16:00")
    assert len(letters(bot)) == 2


async def test_after_half_a_year_of_pause_one_question_comes_and_no_other(bot: Bot):
    await bot.join()
    pause = Pause(MONDAY - 178 * DAY, None, bot.clock.now() - 178 * DAY)
    await change(bot.services, a_person(), lambda member: replace(member, pauses=(pause,)))
    await through(bot, "2026-11-24T18:00")
    assert not letters(bot)
    await through(bot, "2026-11-27T18:00")
    (card,) = letters(bot)
    assert "the pause goes on, and I will not ask again" in card.plain()
    back = button(card, "resume.now")
    assert "Good to see you again" in (await bot.press(back.action, back.value)).plain()


async def test_a_short_pause_and_one_with_an_end_are_never_asked_about(bot: Bot):
    await bot.join()
    for pause in (
        Pause(MONDAY - 20 * DAY, None, bot.clock.now()),
        Pause(MONDAY - 190 * DAY, MONDAY + 9 * DAY, bot.clock.now()),
    ):
        await change(bot.services, a_person(), lambda member, pause=pause: replace(member, pauses=(pause,)))
        await bot.tick(days=1, hours=3)
        bot.clock.advance(timedelta(hours=-3))
    assert not letters(bot)


async def test_a_round_that_is_over_costs_nothing_until_the_next(bot: Bot, monkeypatch):
    pages = []
    page = store.members.Members.page

    async def counted(self, *arguments):
        pages.append(bot.clock.now())
        return await page(self, *arguments)

    await goes_private(bot)
    monkeypatch.setattr(store.members.Members, "page", counted)
    bot.services.daily_round.begin(bot.clock.now().date())
    await bot.tick(hours=3)
    first = len(pages)
    for _ in range(9):
        await bot.tick(minutes=1)
    assert len(pages) - first <= 1
    looked = []
    monkeypatch.setattr(
        "bot.usecases.plan_letters.PLANNERS",
        (lambda *_: looked.append(1),),  # would fail if it were called
    )
    await bot.tick(minutes=20)
    assert not looked, "who has been looked at is left alone for the day"
