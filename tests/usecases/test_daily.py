"""Planning and delivering: once per channel and day, never late, never twice."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, event

from bot.cards.elements import Card
from bot.domain.people import MessageRef, Place
from bot.domain.posts import post_id
from bot.playbook.book import Book
from bot.ports import Gone, RateLimited, Refused, Unknown
from bot.usecases.plan_daily import plan_daily
from tests.bots import Bot
from tests.factories import MONDAY, a_place


async def shown(bot: Bot) -> int:
    """How many of the day's posts we hold for shown."""
    async with bot.store.reading() as shelves:
        posts = [
            post
            for channel in ("C0SHARES", "C0PARTAGES")
            for post in await shelves.posts.on_day(a_place(channel), bot.clock.now().date())
        ]
    assert len(posts) == 4
    return sum(post.message is not None for post in posts)


async def test_a_share_and_a_tip_come_to_each_channel_at_its_hour(bot: Bot):
    await bot.tick()
    assert sorted((place.channel, card.summary.split(" ")[0]) for place, card, _ in bot.platform.posted) == [
        ("C0PARTAGES", "Le"),
        ("C0PARTAGES", "L’idée"),
        ("C0SHARES", "Idea"),
        ("C0SHARES", "Tip"),
    ]


async def test_planning_again_and_on_another_machine_changes_nothing(bot: Bot):
    for _ in range(3):
        await bot.tick(minutes=1)
    assert len(bot.platform.in_channels) == 4


async def test_the_next_working_day_brings_other_items(bot: Bot):
    await bot.tick()
    await bot.tick(days=1)
    titles = [card.summary for _, card, _ in bot.platform.posted]
    assert len(titles) == 8
    assert len(set(titles)) == 8


async def test_a_weekend_and_a_public_holiday_bring_nothing(bot: Bot):
    await bot.tick(days=5)
    assert not bot.platform.posted
    christmas = bot.clock.now().replace(month=12, day=25)
    bot.clock.advance(christmas - bot.clock.now())
    await bot.tick()
    assert not bot.platform.posted


async def test_a_short_outage_is_caught_up_by_one_post_a_channel_and_a_long_one_is_not(bot: Bot):
    await bot.tick(hours=2, minutes=59)
    assert sorted(place.channel for place, _, _ in bot.platform.in_channels) == ["C0PARTAGES", "C0SHARES"]
    await bot.tick(days=1, minutes=2)
    assert len(bot.platform.in_channels) == 2


@contextmanager
def statements() -> Iterator[list[str]]:
    """List what the cellar is asked meanwhile."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(Engine, "before_cursor_execute", note)


@pytest.mark.parametrize("remembers", [True, False], ids=["as it runs", "after a start"])
async def test_a_tick_with_nothing_to_do_asks_as_little_for_twenty_channels_as_for_one(
    bot: Bot, remembers: bool
):
    [*playbooks] = bot.services.book().playbooks
    first = playbooks[0].channels[0]
    counts = []
    for number in (1, 20):
        channels = tuple(
            first.model_copy(update={"address": replace(first.address, id=f"C0ROOM{each}")})
            for each in range(number)
        )
        bot.books.append(
            Book(tuple(each.model_copy(update={"channels": channels}) for each in playbooks[:1]))
        )
        for _ in range(3):
            await bot.tick(minutes=1)
        if not remembers:
            bot.services.planned.written.clear()
        with statements() as asked:
            await bot.tick(minutes=1)
        counts.append(len(asked))
    assert counts[0] == counts[1] > 5


async def test_before_its_hour_nothing_is_posted(bot: Bot):
    await bot.tick(minutes=-1)
    assert not bot.platform.posted


async def test_a_rate_limit_waits_as_told_and_loses_nothing(bot: Bot):
    bot.platform.failures = [RateLimited(90)]
    await bot.tick()
    assert len(bot.platform.in_channels) == 3
    await bot.tick(seconds=80)
    assert len(bot.platform.in_channels) == 3
    await bot.tick(seconds=11)
    assert len(bot.platform.in_channels) == 4


async def test_a_doubtful_post_is_never_sent_again(bot: Bot):
    bot.platform.failures = [Unknown("timeout")]
    bot.platform.effect_before_failure = True
    await bot.tick()
    for _ in range(10):
        await bot.tick(minutes=5)
    assert len(bot.platform.in_channels) == 4
    assert await shown(bot) == 3


async def test_a_doubtful_post_that_is_found_is_taken_as_sent(bot: Bot):
    marker = bot.services.marker(post_id(a_place(), MONDAY, "share-1"))
    bot.platform.found[marker] = MessageRef("slack", "T0SANDBOX", "C0SHARES/found")
    bot.platform.failures = [Unknown("timeout")] * 4
    bot.platform.effect_before_failure = True
    bot.platform.abilities = replace(bot.platform.abilities, finds_messages=True)
    await bot.tick()
    await bot.tick(seconds=11)
    async with bot.store.reading() as shelves:
        post = await shelves.posts.at(bot.platform.found[marker])
    assert post is not None
    assert (post.place, post.slot) == (a_place(), "share-1")
    assert len(bot.platform.in_channels) == 4


@pytest.mark.parametrize("failure", [Refused("not_in_channel"), Gone("is_archived")])
async def test_a_refusal_is_final_and_the_others_are_still_sent(bot: Bot, failure):
    bot.platform.failures = [failure]
    await bot.tick()
    for _ in range(3):
        await bot.tick(minutes=10)
    assert len(bot.platform.in_channels) == 3


async def test_a_post_that_could_not_be_sent_in_time_is_skipped(bot: Bot):
    bot.platform.failures = [RateLimited(timedelta(hours=4).total_seconds())]
    await bot.tick()
    await bot.tick(hours=5)
    assert len(bot.platform.in_channels) == 3


async def test_a_crash_while_sending_leaves_a_doubt_and_no_second_message(bot: Bot):
    now = bot.clock.now()
    await plan_daily(bot.services, now)
    async with bot.store.writing() as shelves:
        leased = await shelves.outbox.lease(now, now + timedelta(minutes=2), 10)
        begun = [await shelves.outbox.begin(each, now, now + timedelta(minutes=2)) for each in leased]
    assert begun == [True] * 4
    for _ in range(4):
        await bot.tick(minutes=5)
    assert bot.platform.in_channels == []


async def test_a_fault_of_ours_in_one_message_holds_up_no_other(bot: Bot, monkeypatch: pytest.MonkeyPatch):
    post = bot.platform.post

    async def stumble(place: Place, card: Card, marker: str) -> MessageRef:
        if not stumbled:
            stumbled.append(marker)
            raise KeyError(marker)
        return await post(place, card, marker)

    stumbled: list[str] = []
    monkeypatch.setattr(bot.platform, "post", stumble)
    await bot.tick()
    assert len(bot.platform.in_channels) == 3
    await bot.tick(minutes=5)
    assert len(bot.platform.in_channels) == 3


async def test_what_became_too_late_while_others_were_sent_is_skipped(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
):
    post = bot.platform.post

    async def take_hours(place: Place, card: Card, marker: str) -> MessageRef:
        bot.clock.advance(timedelta(hours=12))
        return await post(place, card, marker)

    monkeypatch.setattr(bot.platform, "post", take_hours)
    monkeypatch.setattr("bot.usecases.deliver.SENDERS", 1)
    await bot.tick()
    assert len(bot.platform.in_channels) == 1
