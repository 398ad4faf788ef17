"""Sending: the pace, what a fault leaves alone, and what is known again after a restore or under another key."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot import engine
from bot.domain.delivery import DeliveryKind, DeliveryState
from bot.domain.pace import Lane, LaneKey
from bot.domain.people import MessageRef
from bot.events import Installed
from bot.playbook.book import Book
from bot.ports import Gone, RateLimited, Refused, Unknown
from bot.usecases import deliver
from bot.usecases.plan_daily import plan_daily
from tests.bots import Bot, a_bot, button, links, someone, the_starters
from tests.usecases.doubts import (
    ADMIN,
    IDEA,
    STOPPED,
    forget_that_it_was_sent,
    found,
    one_fails,
    state_of,
    told,
    until_it_rests,
)


@pytest.fixture
async def bot(store) -> AsyncIterator[Bot]:
    async with a_bot(store, admins=frozenset({("slack", ADMIN), ("teams", ADMIN)})) as found:
        found.platform.clock = found.clock
        yield found


async def test_the_pace_lets_a_burst_pass_and_spreads_the_rest_evenly(bot: Bot):
    lane = Lane("post", every=10, burst=2)
    bot.platform.abilities = replace(bot.platform.abilities, lanes={DeliveryKind.POST: (lane,)})
    counts = []
    for _ in range(4):
        await bot.tick(seconds=0 if not counts else 5)
        counts.append(len(bot.platform.in_channels))
    assert counts == [2, 2, 3, 3]


async def test_one_that_comes_late_takes_a_place_of_now(bot: Bot):
    """Or else all that was booked while a machine was busy would be spoken at once, beside what is new."""
    lane = Lane("post", every=0.2, burst=1)
    bot.platform.abilities = replace(bot.platform.abilities, lanes={DeliveryKind.POST: (lane,)})
    counts = []
    for seconds in (0.0, 5.0, 0.2, 0.2):
        await bot.tick(seconds=seconds)
        counts.append(len(bot.platform.in_channels))
    assert counts == [1, 2, 3, 4]


async def test_one_that_waited_behind_slow_calls_asks_for_a_place_again(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
):
    """Or else all that lay ready while calls were slow would be spoken at once, beside those whose turn it is."""
    lane = Lane("post", every=10, burst=4)
    bot.platform.abilities = replace(bot.platform.abilities, lanes={DeliveryKind.POST: (lane,)})
    monkeypatch.setattr(deliver, "SENDERS", 1)
    bot.platform.seconds_for_a_post = 1
    counts = []
    for seconds in (0, 5, 10, 10, 10):
        await bot.tick(seconds=seconds)
        counts.append(len(bot.platform.in_channels))
    assert counts == [1, 1, 2, 3, 4]


async def test_where_the_platform_asks_to_wait_nothing_else_passes_that_lane(bot: Bot):
    lane = Lane("post", every=0.1, burst=1)
    bot.platform.abilities = replace(bot.platform.abilities, lanes={DeliveryKind.POST: (lane,)})
    bot.platform.failures = [RateLimited(60)]
    await bot.tick()
    before = len(bot.platform.in_channels)
    await bot.tick(seconds=59)
    assert len(bot.platform.in_channels) == before
    for _ in range(8):
        await bot.tick(seconds=1)
    assert len(bot.platform.in_channels) == 4


async def test_lanes_that_have_rested_are_forgotten_the_next_day(bot: Bot):
    lane = Lane("post", every=10, burst=9)
    bot.platform.abilities = replace(bot.platform.abilities, lanes={DeliveryKind.POST: (lane,)})
    key = LaneKey("slack", "T0SANDBOX", "", "post")
    await bot.tick()
    for hours, is_kept in ((0, True), (17, False)):
        await bot.tick(hours=hours)
        async with bot.store.writing() as shelves:
            assert (key in await shelves.lanes.hold([key])) is is_kept


async def test_a_token_that_is_gone_stops_private_messages_as_well(bot: Bot):
    bot.platform.failures = [Refused("msg_too_long"), Gone("token_revoked", "workspace")]
    for _ in range(4):
        await bot.tick(minutes=1)
    async with bot.store.reading() as shelves:
        [halt] = await shelves.halts.all()
    assert (halt.channel, halt.reason) == ("", "token_revoked")


async def test_after_an_admin_said_that_it_appeared_a_hand_under_it_still_claims(bot: Bot):
    await bot.join()
    await one_fails(bot, Unknown("timeout"), lands=True)
    await bot.tick(minutes=1)
    await bot.press("status.appeared", IDEA, user=ADMIN)
    await bot.react(bot.platform.last_written(IDEA))
    assert (await found(bot)).taken == 1


async def test_of_a_restored_post_a_press_on_it_is_evidence_whenever_it_was_sent(bot: Bot):
    await bot.join()
    await bot.tick()
    message = bot.platform.last_written(IDEA)
    await forget_that_it_was_sent(bot)
    assert links(await bot.press("claims.take", IDEA, message=message))
    assert (await found(bot)).message == message
    assert await state_of(bot) is DeliveryState.SENT


async def test_what_nobody_answered_until_the_post_closed_is_left_at_that(bot: Bot):
    await one_fails(bot, Unknown("timeout"))
    await bot.tick(days=8)
    await bot.tick(days=1)
    assert await state_of(bot) is DeliveryState.SKIPPED


async def test_a_key_that_is_replaced_still_finds_what_the_old_one_signed(bot: Bot):
    bot.platform.abilities = replace(bot.platform.abilities, finds_messages=True)
    bot.platform.history = []
    old, new = bot.services.settings.secret_keys[0], "n" * 32
    await one_fails(bot, Unknown("timeout"), lands=True)
    object.__setattr__(bot.services.settings, "secret_keys", (new, old))
    bot.platform.history = [IDEA]
    await bot.tick(seconds=11)
    assert bot.platform.searched_for == [bot.services.markers(IDEA)]
    assert len(set(bot.services.markers(IDEA))) == 2
    assert await state_of(bot) is DeliveryState.SENT


async def test_a_fault_in_one_doubt_holds_up_no_other(bot: Bot, monkeypatch: pytest.MonkeyPatch):
    bot.platform.abilities = replace(bot.platform.abilities, finds_messages=True)

    async def stumble(*_: object) -> MessageRef:
        raise KeyError("ours")

    bot.platform.failures = [Unknown("timeout")] * 4
    await bot.tick()
    monkeypatch.setattr(bot.platform, "find", stumble)
    await bot.tick(seconds=11)
    await bot.tick(seconds=1)
    assert len(told(bot)) == 4


async def test_a_post_that_vanished_in_an_unknown_way_is_told(bot: Bot):
    await one_fails(bot, Gone("HTTP 404"))
    await bot.tick(minutes=1)
    (card,) = told(bot)
    assert "HTTP 404" in card.plain()


async def test_an_admin_elsewhere_lets_a_stopped_channel_go_on(store):
    playbooks = (each.model_copy(update={"admins": ()}) for each in the_starters().playbooks)
    async with a_bot(store, book=Book(tuple(playbooks)), admins=frozenset({("teams", ADMIN)})) as bot:
        there = someone(ADMIN, "teams")
        await bot.hear(
            Installed(
                id="install", at=bot.clock.now(), platform="teams", workspace=there.workspace, present=True
            )
        )
        await one_fails(bot, Gone("is_archived", "place"))
        shown_there = await bot.type("status", user=ADMIN, on="teams")
        assert button(shown_there, "status.resume").value == STOPPED
        bot.teams.admins = {"U0TOM"}
        answer = await bot.press("status.resume", STOPPED, user="U0TOM", on="teams")
        assert "for champions or admins" in answer.plain()
        answer = await bot.press("status.resume", STOPPED, user=ADMIN, on="teams")
        assert "comes at its time" in answer.plain()


async def test_what_keeps_failing_is_tried_with_longer_and_longer_pauses(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
):
    async def fail(*_: object) -> None:
        raise RuntimeError("unforeseen")

    await plan_daily(bot.services, bot.clock.now())
    monkeypatch.setattr(engine, "JOBS", (fail,))
    pauses = []
    for _ in range(8):
        await bot.tick()
        pauses.append((await bot.engine._next_work() - bot.clock.now()).total_seconds())
    assert pauses == [2, 4, 8, 16, 32, 60, 60, 60]


async def test_a_database_that_cannot_be_read_for_a_moment_does_not_end_the_engine(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
):
    met = 0

    def broken() -> None:
        nonlocal met
        met += 1
        raise OSError("server is down")

    with monkeypatch.context() as patch:
        patch.setattr(bot.store, "reading", broken)
        task = asyncio.create_task(bot.engine.run())
        await until_it_rests(bot)
    assert met
    bot.clock.advance(timedelta(minutes=1))
    async with asyncio.timeout(30):
        while not bot.platform.in_channels:
            await asyncio.sleep(0)
    bot.engine.stop()
    await task
