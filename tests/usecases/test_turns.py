"""Where a platform lets us ask only so often who may be disturbed, everybody gets a turn, and nobody is forgotten."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.domain.people import Member, PersonRef
from bot.ports import RateLimited
from bot.usecases.turns import Turns
from tests.bots import Bot
from tests.factories import NOON, a_person
from tests.usecases.test_nudges import asking_member

EVERY = timedelta(minutes=2)


def test_turns_lie_apart_and_are_kept():
    turns, (one, two, three) = Turns(), (a_person(name) for name in ("U1", "U2", "U3"))
    assert turns.take(one, NOON, EVERY) == NOON
    assert turns.take(two, NOON, EVERY) == NOON + EVERY == turns.first_at
    assert turns.take(three, NOON, EVERY) == NOON + 2 * EVERY
    assert turns.take(two, NOON, EVERY) == NOON + EVERY
    assert turns.called(NOON) == []
    assert turns.called(NOON + EVERY) == [two]
    turns.leave(two)
    assert turns.called(NOON + 3 * EVERY) == [three]
    assert turns.take(three, NOON + 3 * EVERY, EVERY) == NOON + 2 * EVERY
    assert turns.first_at is None
    assert turns.take(one, NOON + 3 * EVERY, EVERY) == NOON + 3 * EVERY


async def many_ask(bot: Bot, count: int) -> None:
    bot.platform.abilities = replace(bot.platform.abilities, asks_every=EVERY)
    async with bot.store.writing() as shelves:
        for number in range(count):
            await shelves.members.put(asking_member(bot, f"U{number:03d}"))


async def test_many_reminders_of_one_moment_ask_no_faster_than_the_platform_lets_them(bot: Bot, monkeypatch):
    asked: list[datetime] = []
    ask = bot.platform.is_available

    async def noted(person: PersonRef) -> bool:
        asked.append(bot.clock.now())
        return await ask(person)

    monkeypatch.setattr(bot.platform, "is_available", noted)
    await many_ask(bot, 12)
    await bot.tick(hours=4)
    for _ in range(120):
        await bot.tick(minutes=0.5)
    assert len(asked) == 12
    assert asked == [asked[0] + number * EVERY for number in range(12)]
    assert len({place.channel for place, _, _ in bot.platform.posted if place.channel.startswith("U")}) == 12


async def test_whoever_leaves_while_they_wait_is_asked_about_by_nobody(bot: Bot, monkeypatch):
    asked: list[str] = []

    async def noted(person: PersonRef) -> bool:
        asked.append(person.user)
        raise RateLimited(1)

    monkeypatch.setattr(bot.platform, "is_available", noted)
    await many_ask(bot, 3)
    for _ in range(40):
        await bot.tick(minutes=10)
        if asked:
            break
    async with bot.store.writing() as shelves:
        gone: Member | None = await shelves.members.get(a_person("U001"))
        assert gone is not None
        await shelves.members.erase(gone.person)
    for _ in range(20):
        await bot.tick(minutes=0.5)
    assert asked[:2] == ["U000", "U002"]
    assert "U001" not in asked


@pytest.mark.parametrize("minutes", [1, 30])
def test_a_turn_that_has_passed_costs_no_later_one(minutes: int):
    turns, later = Turns(), NOON + timedelta(minutes=minutes)
    turns.take(a_person("U1"), NOON, EVERY)
    turns.take(a_person("U2"), NOON, EVERY)
    turns.leave(a_person("U2"))
    assert turns.take(a_person("U3"), later, EVERY) == max(later, NOON + 2 * EVERY)
