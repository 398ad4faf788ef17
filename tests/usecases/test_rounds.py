"""Rounds over the members: everybody is looked at, nobody twice for nothing, and other work passes in between."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.people import Member, Reminders
from bot.usecases import plan_letters as planning
from bot.usecases.rounds import ROUND_EVERY, Rounds, Visit
from tests.bots import Bot
from tests.factories import NOON, a_member, an_arrangement

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def members(count: int) -> list[Member]:
    london = an_arrangement(timezone="Europe/London")
    return [a_member(f"U{number:03d}", arrangements=(london,)) for number in range(count)]


@pytest.fixture
def looked_at(monkeypatch) -> Counter[str]:
    """Who was looked at closely, and how often; three at a time."""
    found: Counter[str] = Counter()

    async def look(_services: object, visit: Visit) -> None:
        found[visit.member.person.user] += 1

    monkeypatch.setattr(planning, "PLANNERS", (look,))
    monkeypatch.setattr(planning, "MOST_LOOKS", 3)
    monkeypatch.setattr(planning, "PAGE", 4)
    return found


async def put(bot: Bot, found: list[Member]) -> None:
    async with bot.store.writing() as shelves:
        for member in found:
            await shelves.members.put(member)


async def test_a_long_round_goes_on_where_it_rested(bot: Bot, looked_at: Counter[str]):
    await put(bot, members(10))
    await bot.tick(hours=2)
    assert sum(looked_at.values()) == 3
    assert bot.services.rounds.next_at == bot.clock.now(), "the engine comes back at once"
    for _ in range(4):
        await bot.tick()
    assert looked_at == Counter({f"U{number:03d}": 1 for number in range(10)})
    assert bot.services.rounds.next_at == bot.clock.now() + ROUND_EVERY


async def test_who_has_been_looked_at_is_left_alone_until_tomorrow(bot: Bot, looked_at: Counter[str]):
    await put(bot, members(2))
    for _ in range(12):
        await bot.tick(minutes=30)
    assert set(looked_at.values()) == {1}
    await bot.tick(hours=20)
    assert set(looked_at.values()) == {2}


async def test_who_changes_something_is_looked_at_again(bot: Bot, looked_at: Counter[str]):
    one, two = members(2)
    await put(bot, [one, two])
    await bot.tick(hours=2)
    await put(bot, [replace(one, choices=replace(one.choices, reminders=Reminders.USUAL))])
    await bot.tick(minutes=11)
    assert looked_at == Counter({"U000": 2, "U001": 1})


async def test_nobody_is_looked_at_outside_their_hours_or_where_the_bot_is_not_installed(
    bot: Bot, looked_at: Counter[str]
):
    (one,) = members(1)
    await put(bot, [one, replace(one, person=replace(one.person, workspace="T0ELSEWHERE"))])
    await bot.tick(minutes=30)
    assert not looked_at
    await bot.tick(hours=10)
    assert not looked_at
    await bot.tick(hours=16)
    assert looked_at == Counter({"U000": 1})


def test_a_clock_that_is_set_back_does_not_stop_the_rounds():
    rounds = Rounds()
    assert rounds.goes_on(NOON)
    rounds.end(NOON)
    assert not rounds.goes_on(NOON + MINUTE)
    assert rounds.goes_on(NOON - HOUR)


def test_trouble_in_a_round_lets_the_next_one_wait():
    rounds = Rounds()
    assert rounds.goes_on(NOON)
    assert not rounds.goes_on(NOON + MINUTE)
    assert rounds.goes_on(NOON + ROUND_EVERY)


def test_who_has_left_is_forgotten_with_the_round():
    rounds, (one, two) = Rounds(), members(2)
    for member in (one, two):
        rounds.note(member, NOON + HOUR)
    rounds.end(NOON)
    assert not rounds.wants(one, NOON)
    rounds.end(NOON)
    assert not rounds.wants(one, NOON)
    assert rounds.wants(two, NOON)
