"""Finishing what was accepted and not answered: some tries with longer and longer waits between them, then it is set aside."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot import router as reception
from bot.events import Gestured, Unfinished
from bot.router import AGAIN_AFTER, MOST_TRIES
from tests.bots import Bot
from tests.factories import a_person, a_place
from tests.store.making import a_message

MINUTE = timedelta(minutes=1)
POISON: set[str] = set()


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the events whose handler was called; it fails for those in POISON."""
    found: list[str] = []

    async def gesture(event: Gestured, services: object) -> None:
        found.append(event.id)
        if event.id in POISON:
            raise RuntimeError(event.id)

    monkeypatch.setattr(reception, "GESTURES", {"claim": gesture})
    POISON.clear()
    return found


def a_hand(bot: Bot, id_: str) -> Gestured:
    return Gestured(
        id=id_,
        at=bot.clock.now(),
        person=a_person(),
        message=a_message(),
        emoji="raising_hand",
        added=True,
        place=a_place(),
    )


async def left(bot: Bot) -> list[Unfinished]:
    return list(await bot.router.unfinished(bot.clock.now() + timedelta(days=1)))


async def test_what_a_crash_cut_off_is_finished_once(bot: Bot, tried: list[str]):
    assert await bot.router.accept(a_hand(bot, "Ev1"))
    bot.router._under_way.clear()
    await bot.tick(seconds=31)
    await bot.tick(seconds=31)
    assert tried == ["Ev1"]
    await bot.router.close()
    assert await left(bot) == []


async def test_what_a_door_is_answering_just_now_is_not_answered_beside_it(bot: Bot, tried: list[str]):
    event = a_hand(bot, "Ev1")
    assert await bot.router.accept(event)
    await bot.tick(seconds=45)
    assert tried == []
    await bot.router.answer(event)
    await bot.tick(seconds=45)
    assert tried == ["Ev1"]


async def test_a_poisonous_event_is_tried_a_few_times_with_longer_waits_and_then_set_aside(
    bot: Bot, tried: list[str], capsys: pytest.CaptureFixture[str]
):
    POISON.add("Ev1")
    await bot.hear(a_hand(bot, "Ev1"))
    waits: list[timedelta] = []
    last = bot.clock.now()
    for minutes in (1, 1, 1, 4, 1, 29, 1, 119, 1, 600, 600):
        before = len(tried)
        await bot.tick(minutes=minutes)
        if len(tried) > before:
            waits.append(bot.clock.now() - last)
            last = bot.clock.now()
    assert waits == [MINUTE, *AGAIN_AFTER]
    [unfinished] = await left(bot)
    assert unfinished.tries == MOST_TRIES
    assert capsys.readouterr().out.count("event.set_aside") == 1


async def test_a_poisonous_event_holds_up_no_other(bot: Bot, tried: list[str]):
    POISON.add("Ev1")
    for number in (1, 2, 3):
        assert await bot.router.accept(a_hand(bot, f"Ev{number}"))
    bot.router._under_way.clear()
    await bot.tick(seconds=31)
    assert tried == ["Ev1", "Ev2", "Ev3"]
    await bot.router.close()
    assert [each.id for each in await left(bot)] == ["Ev1"]


async def test_a_try_is_counted_before_it_begins_so_that_a_crash_counts_as_well(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
):
    async def crash(event: Gestured, services: object) -> None:
        raise asyncio.CancelledError

    monkeypatch.setattr(reception, "GESTURES", {"claim": crash})
    assert await bot.router.accept(a_hand(bot, "Ev1"))
    bot.router._under_way.clear()
    bot.clock.advance(MINUTE)
    with pytest.raises(asyncio.CancelledError):
        await bot.router.finish_waiting(bot.clock.now())
    await bot.router.finish_waiting(bot.clock.now())
    assert [each.tries for each in await left(bot)] == [1], "the next process waits as well"


async def test_of_two_machines_one_tries(bot: Bot, tried: list[str]):
    assert await bot.router.accept(a_hand(bot, "Ev1"))
    bot.clock.advance(MINUTE)
    [unfinished] = await left(bot)
    machines = bot.router, reception.Router(bot.services)
    assert sorted([str(await machine.finish(unfinished, bot.clock.now())) for machine in machines]) == [
        "None",
        "True",
    ]
    assert tried == ["Ev1"]


async def test_an_event_that_this_version_cannot_read_holds_up_no_other(bot: Bot, tried: list[str]):
    for number in (1, 2):
        assert await bot.router.accept(a_hand(bot, f"Ev{number}"))
    bot.router._under_way.clear()
    async with bot.store.writing() as shelves:
        spoil = text("UPDATE inbox_event SET payload = :it WHERE id = 'Ev1'")
        await shelves.connection.execute(spoil, {"it": '{"kind": "from the future"}'})
    await bot.tick(seconds=31)
    assert tried == ["Ev2"]
    await bot.router.close()
    assert [(each.id, each.event) for each in await left(bot)] == [("Ev1", None)]
