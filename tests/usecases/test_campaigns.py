"""Campaigns: anybody sees what runs, whoever likes leaves it out, and each ends once, by itself, without a name."""

import asyncio
from datetime import date, datetime, timedelta

import pytest

from bot.playbook.book import Book, Playbook
from bot.playbook.programme import Silence
from bot.usecases.campaigns import close_campaigns
from tests.bots import Bot, button, labels, the_starters
from tests.factories import a_place

ENGLISH = next(each for each in the_starters().playbooks if each.language == "en")
FRIDAY, SATURDAY = date(2026, 11, 27), date(2026, 11, 28)
BEFORE = date(2026, 11, 16)


def running(ends: date = FRIDAY, starts: date = BEFORE, **channel: object) -> Playbook:
    campaign = ENGLISH.campaigns[0].model_copy(update={"starts": starts, "ends": ends})
    [here] = [each for each in ENGLISH.channels if each.platform == "slack"]
    channels = (here.model_copy(update=channel),)
    return ENGLISH.model_copy(update={"campaigns": (campaign,), "channels": channels})


def runs(bot: Bot, playbook: Playbook) -> None:
    bot.books.append(Book((playbook,)))


def ended(bot: Bot) -> list[str]:
    return [card.plain() for _, card, _ in bot.platform.in_channels if "it ends here" in card.summary]


async def until(bot: Bot, last: str, **step: float) -> None:
    while bot.clock.now() < datetime.fromisoformat(last):
        await bot.tick(**step)


async def test_anybody_sees_what_runs_until_when_and_towards_what(bot: Bot):
    runs(bot, running())
    card = await bot.type("campagne", user="U0NEW")
    text = card.plain()
    assert "Mend-it March · until Friday 27 November" in text
    assert "The common goal" in text
    assert "Its ideas" in text
    assert labels(card) == ["Talk to a human"]


async def test_a_member_leaves_it_out_by_the_button_and_sees_that_they_have(bot: Bot):
    runs(bot, running())
    await bot.join()
    card = await bot.type("campaign")
    await bot.press("mute.campaign", button(card, "mute.campaign").value)
    again = await bot.type("campaign")
    assert "You have left it out" in again.plain()
    assert button(again, "mute.campaign_back")


async def test_where_nothing_runs_it_says_what_comes(bot: Bot):
    runs(bot, running(ends=date(2027, 3, 20), starts=date(2027, 3, 1)))
    text = (await bot.type("campaign")).plain()
    assert "No campaign runs at the moment" in text
    assert "From Monday 1 March: Mend-it March" in text


@pytest.mark.parametrize("ends", [FRIDAY, SATURDAY])
async def test_it_ends_once_on_its_last_day_or_the_next_posting_day(bot: Bot, ends: date):
    runs(bot, running(ends=ends))
    await until(bot, "2026-11-26T23:00:00+00:00", hours=3)
    assert ended(bot) == []
    await until(bot, "2026-11-27T18:00:00+00:00", minutes=30)
    assert len(ended(bot)) == (ends == FRIDAY)
    await until(bot, "2026-12-08T23:00:00+00:00", hours=1)
    (said,) = ended(bot)
    assert "@" not in said
    assert "Thank you" in said


async def test_an_hour_that_was_missed_is_made_good_on_the_next_posting_day_and_not_for_ever(bot: Bot):
    runs(bot, running())
    bot.clock.set(datetime.fromisoformat("2026-11-28T12:00:00+00:00"))
    await bot.tick()
    assert ended(bot) == []
    await until(bot, "2026-12-01T12:00:00+00:00", minutes=45)
    assert len(ended(bot)) == 1
    runs(bot, running(ends=date(2026, 12, 4), starts=date(2026, 12, 1)))
    bot.clock.set(datetime.fromisoformat("2026-12-14T08:35:00+00:00"))
    await bot.tick()
    assert len(ended(bot)) == 1


async def test_on_a_full_day_it_takes_the_place_of_the_last_entry(bot: Bot):
    runs(bot, running(daily_cap=2))
    bot.clock.set(datetime.fromisoformat("2026-11-27T08:30:00+00:00"))
    await until(bot, "2026-11-27T12:00:00+00:00", minutes=20)
    assert len(ended(bot)) == 1
    async with bot.store.reading() as shelves:
        posts = await shelves.posts.on_day(a_place("C0SHARES"), FRIDAY)
    assert sorted(post.kind for post in posts) == ["campaign", "share"]


async def test_a_silence_leaves_it_unsaid(bot: Bot):
    silence = Silence.model_validate({"since": "2026-11-20", "all_clear": "Claire"})
    runs(bot, running().model_copy(update={"silence": silence}))
    await until(bot, "2026-11-27T12:00:00+00:00", hours=2)
    assert ended(bot) == []


async def test_looking_again_and_again_and_twice_at_once_ends_it_once(bot: Bot):
    runs(bot, running())
    bot.clock.set(datetime.fromisoformat("2026-11-27T08:30:00+00:00"))
    now = bot.clock.now()
    await asyncio.gather(close_campaigns(bot.services, now), close_campaigns(bot.services, now))
    for _ in range(3):
        await bot.tick()
    await bot.tick(seconds=timedelta(minutes=5).seconds)
    assert len(ended(bot)) == 1
