"""Hours that were missed: one post a channel catches up, on its date and before the evening; every other leaves one row."""

import datetime as dt
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from sqlalchemy import select

import store as cellar
from bot.domain.delivery import DeliveryState
from bot.playbook.book import Book
from bot.playbook.schedule import EVENING, GRACE, ON_TIME, Schedule, came, latest
from bot.ports import Store
from bot.usecases.plan_daily import ENOUGH, MISSED, next_planning, plan_daily
from store.rows import delivery_from, post_from
from store.tables import DELIVERY, POST
from tests.bots import Bot, a_bot, the_starters
from tests.counts import histories_of
from tests.factories import MONDAY
from tests.playbook.test_schedule import changes, offset, utc

DAY = timedelta(days=1)
HOURS = ("00:00", "00:30", "02:15", "09:30", "18:50", "23:30")
AWAY = tuple(timedelta(minutes=minutes) for minutes in (1, 20, 170, 190, 600, 1_440, 4_000, 14_400))
"""One minute to ten days."""


def a_book(zone: str, hours: Sequence[str] = HOURS, *, days: str = "all", **counts: int) -> Book:
    """A playbook that posts to one channel for each hour, in a zone."""
    playbook = the_starters().playbook("starter-en")
    assert playbook is not None
    [channel, *_] = playbook.channels
    made = tuple(
        channel.model_copy(
            update={
                "address": replace(channel.address, id=f"C{hour.replace(':', '')}"),
                "schedule": Schedule(
                    days=frozenset(range(7)) if days == "all" else frozenset(range(5)),
                    at=dt.time.fromisoformat(hour),
                    timezone=zone,
                ),
                "shares_per_day": 1,
                "tips_per_day": 1,
                **counts,
            }
        )
        for hour in hours
    )
    return Book((playbook.model_copy(update={"channels": made, "phases": None}),))


async def written(store: Store) -> Mapping[tuple[str, dt.date, str], tuple[str, DeliveryState, str]]:
    """What is written down of each channel, date and slot: the item, how its delivery stands, and why."""
    async with store.reading() as shelves:
        posts = [post_from(row) for row in await shelves.connection.execute(select(POST))]
        found = [delivery_from(row) for row in await shelves.connection.execute(select(DELIVERY))]
    deliveries = {each.post: each for each in found if each.key.startswith("post:")}
    return {
        (post.place.channel, post.on, post.slot): (
            post.item,
            deliveries[post.id].state,
            deliveries[post.id].reason,
        )
        for post in posts
    }


def the_clocks() -> list[tuple[str, tuple[dt.datetime, ...]]]:
    """Every clock that changes from 2024 to 2035, once, with the instants at which it does."""
    clocks = {
        (changes(ZoneInfo(name)), offset(ZoneInfo(name), utc("2024-01-01"))): name
        for name in sorted(available_timezones())
    }
    return [(name, instants) for (instants, _), name in clocks.items() if instants]


async def test_in_every_zone_each_hour_comes_once_on_its_date_or_leaves_one_skip():
    clocks = the_clocks()
    assert len(clocks) > 30
    chance, most = random.Random(2035), histories_of(len(clocks) * 5) // 5
    checked = Counter[str]()
    for name, instants in chance.sample(clocks, max(8, most)):
        for instant in chance.sample(instants, min(len(instants), max(2, most // 2))):
            opened = await cellar.open_store("sqlite://")
            async with a_bot(opened, at=instant - 2 * DAY, book=a_book(name)) as bot:
                await plan_daily(bot.services, bot.clock.now())
                begin, end = bot.clock.now(), instant + 2 * DAY
                while (at := await next_planning(bot.services, bot.clock.now())) and at <= end:
                    bot.clock.set(at)
                    await plan_daily(bot.services, at)
                checked += await _check(bot, begin, end)
            await opened.close()
    assert checked["posted"] > 300


async def _check(bot: Bot, begin: dt.datetime, end: dt.datetime) -> Counter[str]:
    """Demand one row for each slot of each hour that came, and no other."""
    rows, expected, outcomes = await written(bot.store), set(), Counter[str]()
    for channel in bot.services.book().playbooks[0].channels:
        # On the first day an hour may have come before we did.
        for on, at in came(channel.schedule, begin, end):
            keys = {(channel.channel, on, "share-1"), (channel.channel, on, "tip-1")}
            assert keys <= rows.keys(), (channel.schedule, on, at)
            expected |= keys
            is_on_date = at.astimezone(ZoneInfo(channel.schedule.timezone)).date() == on
            states = {rows[key][1] for key in keys}
            assert states == {DeliveryState.DUE if is_on_date else DeliveryState.SKIPPED}
            outcomes["posted" if is_on_date else "skipped"] += 1
    begun = {key for key in rows if key[1] <= begin.astimezone(ZoneInfo(channel.schedule.timezone)).date()}
    assert rows.keys() - begun <= expected
    return outcomes


@pytest.mark.parametrize("away", AWAY, ids=str)
async def test_after_an_absence_one_post_a_channel_catches_up_and_the_rest_is_written_down(
    store: Store, away: timedelta
):
    chance = random.Random(away.total_seconds())
    book = a_book("Europe/Paris", ("07:45", "09:30", "16:30", "18:50", "20:00", "22:30"))
    async with a_bot(store, at=utc("2026-11-23T00:00"), book=book) as bot:
        await bot.tick()
        stopped_at = bot.clock.now() + timedelta(minutes=chance.randrange(1, 1_440))
        await work_until(bot, stopped_at)
        before = len(bot.platform.posted)
    async with a_bot(store, at=stopped_at + away, book=book) as bot:
        await bot.tick()
        now, rows = bot.clock.now(), await written(store)
        caught_up = Counter(place.channel for place, _, _ in bot.platform.posted)
        for channel in book.playbooks[0].channels:
            schedule = channel.schedule
            for on, at in came(schedule, stopped_at, now):
                outcomes = sorted(rows[channel.channel, on, slot][1:] for slot in ("share-1", "tip-1"))
                if now >= latest(schedule, on, at):
                    assert outcomes == [(DeliveryState.SKIPPED, MISSED)] * 2
                elif now - at > ON_TIME:
                    assert outcomes == [(DeliveryState.SENT, ""), (DeliveryState.SKIPPED, ENOUGH)]
                    assert caught_up[channel.channel] == 1
                    local = now.astimezone(ZoneInfo("Europe/Paris"))
                    assert (local.date(), local.time() < EVENING, now - at <= GRACE) == (on, True, True)
                else:
                    assert caught_up[channel.channel] == 2
        assert before + sum(caught_up.values()) == sum(
            state is DeliveryState.SENT for _, state, _ in rows.values()
        )
        skipped = [item for item, state, _ in rows.values() if state is DeliveryState.SKIPPED]
        assert set(skipped) <= {""}, "an item that did not come keeps its turn"


async def test_an_absence_without_end_is_written_down_for_ten_days_and_the_work_is_bounded(store: Store):
    book = a_book("Europe/Paris", ("09:30",))
    async with a_bot(store, book=book) as bot:
        await bot.tick()
    async with a_bot(store, at=bot.clock.now() + 400 * DAY, book=book) as bot:
        await bot.tick()
        skipped = [key for key, row in (await written(store)).items() if row[1] is DeliveryState.SKIPPED]
    assert 18 <= len(skipped) <= 22


async def test_nothing_is_written_down_of_hours_before_the_first_start(store: Store):
    async with a_bot(store, at=utc("2026-11-25T18:00"), book=a_book("Europe/Paris", ("09:30",))) as bot:
        await bot.tick()
        assert await written(store) == {}


async def work_until(bot: Bot, end: dt.datetime) -> None:
    """Let the engine work whenever it plans to, and at the end."""
    while (at := await next_planning(bot.services, bot.clock.now())) and at < end:
        bot.clock.set(at)
        await bot.engine.tick(at)
    bot.clock.set(end)
    await bot.engine.tick(end)


@pytest.mark.parametrize("jump", [timedelta(hours=1), timedelta(hours=-1), DAY, -DAY], ids=str)
@pytest.mark.parametrize("at", ["08:00", "08:40"])
async def test_a_clock_that_jumps_at_work_doubles_nothing_and_what_it_skips_is_written_down(
    store: Store, jump: timedelta, at: str
):
    book = a_book("Europe/Paris", ("09:30",))
    async with a_bot(store, at=utc("2026-11-22T00:00"), book=book) as bot:
        await work_until(bot, utc(f"2026-11-24T{at}"))
        bot.clock.advance(jump)
        await bot.tick()
        await work_until(bot, utc("2026-11-28T00:00"))
        posted = Counter(marker for _, _, marker in bot.platform.posted)
        assert set(posted.values()) == {1}
        rows = await written(store)
        assert {on for _, on, _ in rows} == {MONDAY + number * DAY for number in range(-1, 5)}
        unsent = [reason for _, state, reason in rows.values() if state is not DeliveryState.SENT]
        missed = {DAY: [MISSED] * 2, timedelta(hours=1): [ENOUGH]}
        assert unsent == (missed.get(jump, []) if at == "08:00" else [])
