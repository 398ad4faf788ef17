"""Milestones: told once in a lifetime to their owner, and to a channel only by their owner's own press."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.cards.elements import Card, Paragraph
from bot.domain.acts import Act, ActKind
from bot.domain.arrangement import Slot
from bot.domain.people import Rhythm
from bot.playbook.book import Book
from bot.playbook.programme import Silence
from bot.ports import Store
from bot.usecases.membership import change, choose
from tests.bots import Bot, a_bot, button, labels, the_starters
from tests.factories import MONDAY, a_person

HOME = "U0CAMILLE"
DAY = timedelta(days=1)


def letters(bot: Bot, user: str = HOME) -> list[Card]:
    return [card for place, card, _ in bot.platform.posted if place.channel == user]


def announced(bot: Bot) -> list[Card]:
    """What a channel was told that is no idea and no tip."""
    cards = [card for place, card, _ in bot.platform.posted if place.channel == "C0SHARES"]
    return [card for card in cards if "milestone" in card.summary]


def working_days(before: date, count: int) -> Iterator[date]:
    while count:
        before -= DAY
        if before.weekday() < 5:
            count -= 1
            yield before


async def has_steps(bot: Bot, days: int, *, user: str = HOME) -> None:
    """Give a member steps on so many working days before today."""
    async with bot.store.writing() as shelves:
        member = await shelves.members.get(a_person(user))
        assert member is not None
        dates = list(working_days(bot.clock.now().date(), days))
        if dates:
            joined_at = datetime.combine(min(dates), time(6), UTC)
            await shelves.members.put(replace(member, joined_at=joined_at))
        for on in dates:
            at = datetime.combine(on, time(10), UTC)
            await shelves.acts.record(Act(a_person(user), f"starter/{on}", ActKind.TIP_READ, on, at))


async def takes_a_step(bot: Bot, user: str = HOME) -> None:
    tip = button(await bot.type("tip", user=user), "tip.read")
    await bot.press("tip.read", tip.value, user=user)


@pytest.mark.parametrize("length", [3, 5, 10, 20, 40, 60])
async def test_a_milestone_is_told_privately_and_once(bot: Bot, length: int):
    await bot.join()
    await has_steps(bot, length - 1)
    bot.clock.advance(timedelta(hours=3))
    await takes_a_step(bot)
    await bot.tick(minutes=1)
    (card,) = letters(bot)
    assert f"{length} working days in a row" in card.plain()
    await bot.press("tip.read", "starter-en/tip/five-voices")
    await bot.tick(minutes=1)
    assert len(letters(bot)) == 1
    assert "Tell the channel" not in labels(card), "not even that is asked, unless they wished to be asked"


async def test_it_is_never_told_twice_in_a_lifetime(bot: Bot):
    await bot.join()
    await has_steps(bot, 2)
    bot.clock.advance(timedelta(hours=3))
    await takes_a_step(bot)
    await bot.tick(minutes=1)
    async with bot.store.writing() as shelves:
        for act in await shelves.acts.of(a_person()):
            await shelves.acts.withdraw(a_person(), act.item, date.min)
    bot.clock.advance(21 * DAY)
    await has_steps(bot, 2)
    await takes_a_step(bot)
    await bot.tick(minutes=1)
    assert len(letters(bot)) == 1


@pytest.mark.parametrize("rhythm", [Rhythm.OFF, Rhythm.UNDECIDED])
async def test_without_a_rhythm_there_is_nothing_to_reach(bot: Bot, rhythm: Rhythm):
    await bot.join(rhythm=rhythm)
    await has_steps(bot, 9)
    bot.clock.advance(timedelta(hours=3))
    await takes_a_step(bot)
    await bot.tick(minutes=1)
    assert not letters(bot)
    async with bot.store.reading() as shelves:
        assert not await shelves.awards.of(a_person())


async def test_who_chooses_a_rhythm_later_is_told_of_the_highest_alone(bot: Bot):
    await bot.join(rhythm=Rhythm.OFF)
    await has_steps(bot, 11)
    await choose(bot.services, a_person(), rhythm=Rhythm.DAILY)
    bot.clock.advance(timedelta(hours=3))
    await takes_a_step(bot)
    await bot.tick(minutes=1)
    assert ["10 working days" in card.plain() for card in letters(bot)] == [True]


async def test_a_weekly_rhythm_has_its_own(bot: Bot):
    await bot.join(rhythm=Rhythm.WEEKLY)
    await has_steps(bot, 10)
    bot.clock.advance(timedelta(hours=3))
    await takes_a_step(bot)
    await bot.tick(minutes=1)
    assert not letters(bot)
    bot.clock.advance(DAY)
    await takes_a_step(bot)
    await bot.tick(minutes=1)
    assert "3 weeks in a row" in letters(bot)[0].plain()


async def test_a_badge_for_helping_and_one_for_variety(bot: Bot):
    await bot.join()
    bot.clock.advance(timedelta(hours=3))
    await bot.type("helped")
    await bot.tick(minutes=1)
    assert "You helped, answered or thanked somebody." in letters(bot)[0].plain()
    assert "1 day of helping somebody" in (await bot.type("streak")).plain()


async def test_outside_their_hours_it_waits_for_the_next_ones(bot: Bot):
    await bot.join()
    await has_steps(bot, 2)
    bot.clock.advance(timedelta(hours=11))
    await takes_a_step(bot)
    await bot.tick(minutes=1)
    assert not letters(bot)
    bot.clock.advance(timedelta(hours=14))
    await bot.tick(minutes=30)
    assert len(letters(bot)) == 1


async def test_in_a_pause_taken_meanwhile_nothing_comes(bot: Bot):
    await bot.join()
    await has_steps(bot, 2)
    bot.clock.advance(timedelta(hours=11))
    await takes_a_step(bot)
    bot.clock.advance(timedelta(hours=12))
    await bot.press("pause.week")
    await bot.tick(hours=3)
    assert not letters(bot)


async def test_the_channel_is_told_after_a_preview_and_of_that_milestone_alone(bot: Bot):
    await bot.join()
    await choose(bot.services, a_person(), tells_milestones=True)
    await has_steps(bot, 9)
    bot.clock.advance(timedelta(hours=3))
    await takes_a_step(bot)
    await bot.tick(minutes=1)
    tell = button(letters(bot)[0], "milestone.tell")
    preview = await bot.press(tell.action, tell.value)
    await bot.tick(minutes=1)
    assert not announced(bot), "a preview posts nothing"
    confirm = button(preview, "milestone.confirm")
    await bot.press(confirm.action, confirm.value)
    await bot.press(confirm.action, confirm.value)
    await bot.tick(minutes=1)
    (card,) = announced(bot)
    assert card.plain() == f"@{HOME}: 10 working days in a row with a small step."
    line = [element for element in preview.elements if isinstance(element, Paragraph)][1]
    assert card.elements == (line,), "what was shown before is what is posted"
    assert "once is enough" in (await bot.press(confirm.action, confirm.value)).plain()


async def test_keeping_it_to_oneself_posts_nothing(bot: Bot):
    await bot.join()
    assert "stays with you" in (await bot.press("milestone.keep")).plain()
    await bot.tick(minutes=1)
    assert not announced(bot)


async def test_nobody_tells_of_what_is_not_theirs(bot: Bot):
    await bot.join()
    await has_steps(bot, 9)
    bot.clock.advance(timedelta(hours=3))
    await takes_a_step(bot)
    await bot.join("U0SAM")
    for user in ("U0SAM", "U0STRANGER"):
        for action in ("milestone.tell", "milestone.confirm"):
            assert "no such milestone" in (await bot.press(action, "day-10", user=user)).plain()
    await bot.tick(minutes=1)
    assert not announced(bot)


async def test_who_leaves_before_it_is_posted_is_not_spoken_of(bot: Bot):
    await bot.join()
    await has_steps(bot, 9)
    bot.clock.advance(timedelta(hours=3))
    await takes_a_step(bot)
    await bot.press("milestone.confirm", "day-10")
    await bot.press("leave.now")
    await bot.tick(minutes=1)
    assert not announced(bot)


async def test_in_a_silence_the_channel_is_told_nothing(store: Store):
    silence = Silence.model_validate({"since": "2026-11-24", "all_clear": "Claire Morel"})
    first, *others = the_starters().playbooks
    book = Book((first.model_copy(update={"silence": silence}), *others))
    async with a_bot(store, book=book) as bot:
        await bot.join()
        await has_steps(bot, 9)
        bot.clock.advance(timedelta(hours=3))
        await takes_a_step(bot)
        bot.clock.advance(DAY)
        assert "quiet at the moment" in (await bot.press("milestone.confirm", "day-10")).plain()
        await bot.tick(minutes=1)
        assert not announced(bot)


async def test_at_sixty_a_lighter_rhythm_is_proposed_and_the_number_stops_there(bot: Bot):
    await bot.join()
    await has_steps(bot, 59)
    bot.clock.advance(timedelta(hours=3))
    await takes_a_step(bot)
    await bot.tick(minutes=1)
    weekly = button(letters(bot)[0], "streak.choose")
    question = await bot.press(weekly.action, weekly.value)
    target = button(question, "streak.choose")
    await bot.press(target.action, "weekly-2")
    assert "weeks" in (await bot.type("streak")).plain()
    await bot.press("streak.choose", "daily")
    text = (await bot.type("streak")).plain()
    assert "60 working days and more" in text
    assert "61" not in text


async def test_a_night_worker_is_told_at_night(bot: Bot):
    await bot.join()
    await change(
        bot.services,
        a_person(),
        lambda member: replace(
            member,
            arrangements=(replace(member.arrangement, slot=Slot(time(21), time(5)), rollover=time(6)),),
        ),
    )
    await has_steps(bot, 2)
    bot.clock.advance(timedelta(hours=3))
    await takes_a_step(bot)
    await bot.tick(hours=8)
    assert not letters(bot)
    await bot.tick(hours=2)
    assert len(letters(bot)) == 1
    assert bot.clock.now().date() == MONDAY
