"""The outbox: what is due goes out once, and a doubt stays a doubt."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from bot.domain.delivery import Delivery, DeliveryKind, DeliveryState
from bot.domain.posts import Post
from bot.ports import Store
from tests.factories import NOON, a_post
from tests.store.making import a_delivery, a_letter, a_posted, moment

UNTIL = moment(10)


async def put(store: Store, delivery: Delivery) -> bool:
    async with store.writing() as shelves:
        return await shelves.outbox.put(delivery)


async def ask(store: Store, post: Post, *, due: float, expires: float = 60) -> None:
    async with store.writing() as shelves:
        await shelves.outbox.ask_update(post.id, moment(due), moment(expires))


async def lease(store: Store, *, now: float = 0, limit: int = 20) -> Sequence[Delivery]:
    async with store.writing() as shelves:
        return await shelves.outbox.lease(moment(now), UNTIL, limit)


async def send(store: Store, *, now: float = 0, limit: int = 20) -> Sequence[Delivery]:
    """Lease and begin, as a sender does before it calls the platform."""
    async with store.writing() as shelves:
        leased = await shelves.outbox.lease(moment(now), UNTIL, limit)
        assert all([await shelves.outbox.begin(each, moment(now), UNTIL) for each in leased])
        begun = [await shelves.outbox.get(each.key) for each in leased]
    return [each for each in begun if each]


async def settle(store: Store, delivery: Delivery, state: DeliveryState, **more: Any) -> bool:
    async with store.writing() as shelves:
        return await shelves.outbox.settle(delivery.key, delivery.fence, state, **more)


async def doubtful(store: Store, *, now: float = 0) -> Sequence[Delivery]:
    async with store.reading() as shelves:
        return await shelves.outbox.doubtful(moment(now))


async def next_due(store: Store) -> datetime | None:
    async with store.reading() as shelves:
        return await shelves.outbox.next_due()


async def test_an_intention_is_put_once_by_its_key(store: Store) -> None:
    delivery = a_delivery(await a_posted(store))
    assert await put(store, delivery)
    assert not await put(store, replace(delivery, due_at=moment(5)))
    assert await next_due(store) == NOON


async def test_a_delivery_speaks_of_a_post_that_exists(store: Store) -> None:
    with pytest.raises(IntegrityError):
        await put(store, a_delivery(a_post()))


async def test_a_leased_delivery_says_who_may_settle_it_and_is_not_leased_again(store: Store) -> None:
    delivery = a_delivery(await a_posted(store))
    await put(store, delivery)
    assert await lease(store, now=-1) == []
    assert await lease(store) == [replace(delivery, state=DeliveryState.LEASED, fence=1, leased_until=UNTIL)]
    assert await lease(store) == []
    assert await next_due(store) is None


async def test_sending_begins_once_and_only_for_who_holds_the_lease(store: Store) -> None:
    await put(store, a_delivery(await a_posted(store)))
    [leased] = await lease(store)
    async with store.writing() as shelves:
        assert not await shelves.outbox.begin(replace(leased, fence=2), moment(1), UNTIL)
        assert await shelves.outbox.begin(leased, moment(1), UNTIL)
        assert not await shelves.outbox.begin(leased, moment(2), UNTIL)
        begun = await shelves.outbox.get(leased.key)
    assert begun == replace(leased, state=DeliveryState.SENDING, attempts=1, tried_at=moment(1))


async def test_what_a_dead_machine_had_merely_in_hand_is_due_again(store: Store) -> None:
    for number in range(2):
        await put(store, a_delivery(await a_posted(store, slot=f"share-{number}")))
    await send(store, limit=1)
    [left] = await lease(store)
    for minutes, expected in ((9, []), (10, [left.key])):
        async with store.writing() as shelves:
            await shelves.outbox.reclaim(moment(minutes))
        assert [each.key for each in await lease(store, now=minutes)] == expected


async def test_what_is_put_back_comes_at_its_time_and_counts_as_no_try(store: Store) -> None:
    await put(store, a_delivery(await a_posted(store)))
    [leased] = await lease(store)
    async with store.writing() as shelves:
        await shelves.outbox.put_back(leased, moment(3), is_booked=True)
    assert await next_due(store) == moment(3)
    assert await lease(store, now=2) == []
    [again] = await lease(store, now=3)
    assert (again.attempts, again.is_booked, again.fence) == (0, True, 2)


async def test_a_channel_s_hour_goes_before_redrawings_and_these_before_letters(store: Store) -> None:
    post, other = await a_posted(store), await a_posted(store, slot="share-2")
    await put(store, a_letter(due_at=moment(-9)))
    await ask(store, post, due=-5)
    await put(store, a_delivery(other, due_at=moment(0)))
    assert [each.kind.value for each in await lease(store)] == ["post", "update", "letter"]


async def test_only_what_is_held_can_be_asked_for_again(store: Store) -> None:
    await put(store, a_delivery(await a_posted(store)))
    [sent] = await send(store)
    await settle(store, sent, DeliveryState.UNKNOWN, looks=1)
    async with store.writing() as shelves:
        assert not await shelves.outbox.ask_again(sent.key, moment(5), moment(50))
    await settle(store, sent, DeliveryState.HELD, looks=1)
    async with store.writing() as shelves:
        assert await shelves.outbox.ask_again(sent.key, moment(5), moment(50))
        anew = await shelves.outbox.get(sent.key)
    assert anew is not None
    assert (anew.state, anew.due_at, anew.expires_at) == (DeliveryState.DUE, moment(5), moment(50))
    assert (anew.attempts, anew.looks) == (0, 0)


@pytest.mark.parametrize("doubt", [DeliveryState.UNKNOWN, DeliveryState.HELD, DeliveryState.DUE])
async def test_what_has_been_seen_is_sent_and_stays_so(store: Store, doubt: DeliveryState) -> None:
    await put(store, a_delivery(await a_posted(store)))
    [sent] = await send(store)
    await settle(store, sent, doubt)
    async with store.writing() as shelves:
        assert await shelves.outbox.prove(sent.key)
        assert not await shelves.outbox.prove(sent.key)
    assert not await settle(store, sent, DeliveryState.DUE)
    assert await lease(store, now=100) == []


async def test_the_longest_due_are_leased_first_and_no_more_than_asked(store: Store) -> None:
    posts = [await a_posted(store, slot=f"share-{number}") for number in range(4)]
    for post, due in zip(posts, (3, 1, 2, 0), strict=True):
        await put(store, a_delivery(post, due_at=moment(due)))
    assert await next_due(store) == moment(0)
    first = await lease(store, now=5, limit=3)
    assert [delivery.post for delivery in first] == [posts[3].id, posts[1].id, posts[2].id]
    assert [delivery.post for delivery in await lease(store, now=5)] == [posts[0].id]


async def test_two_machines_never_lease_the_same_delivery(store: Store) -> None:
    for number in range(30):
        await put(store, a_delivery(await a_posted(store, slot=f"share-{number}")))
    batches = await asyncio.gather(*(lease(store, limit=7) for _ in range(8)))
    keys = [delivery.key for batch in batches for delivery in batch]
    assert len(keys) == len(set(keys)) == 30
    assert max(map(len, batches)) <= 7


async def test_only_the_newest_lease_may_settle(store: Store) -> None:
    await put(store, a_delivery(await a_posted(store)))
    [old] = await send(store)
    assert await settle(store, old, DeliveryState.DUE, due_at=moment(1), reason="rate limit")
    [new] = await send(store, now=1)
    assert (new.fence, new.attempts, new.due_at, new.reason) == (2, 2, moment(1), "rate limit")
    assert not await settle(store, old, DeliveryState.SENT)
    assert await settle(store, new, DeliveryState.SENT)


@pytest.mark.parametrize("final", [DeliveryState.SENT, DeliveryState.SKIPPED, DeliveryState.FAILED])
async def test_what_was_settled_for_good_stays_so(store: Store, final: DeliveryState) -> None:
    await put(store, a_delivery(await a_posted(store)))
    [delivery] = await send(store)
    assert await settle(store, delivery, final)
    assert not await settle(store, delivery, DeliveryState.DUE, due_at=moment(1))
    assert await next_due(store) is None
    assert await doubtful(store, now=100) == []


async def test_a_doubt_is_an_unknown_one_or_one_whose_lease_has_ended(store: Store) -> None:
    unknown, dead, alive, held = [
        a_delivery(await a_posted(store, slot=f"share-{number}"), due_at=moment(-number))
        for number in range(4)
    ]
    for delivery in (unknown, dead, alive, held):
        await put(store, delivery)
    leased = {delivery.key: delivery for delivery in await send(store)}
    await settle(store, leased[unknown.key], DeliveryState.UNKNOWN, reason="timeout")
    await settle(store, leased[held.key], DeliveryState.HELD)
    await settle(store, leased[alive.key], DeliveryState.SENT)
    assert [delivery.key for delivery in await doubtful(store, now=9)] == [unknown.key]
    assert [delivery.key for delivery in await doubtful(store, now=10)] == [dead.key, unknown.key]
    assert (await doubtful(store))[0].reason == "timeout"


async def test_a_doubt_is_settled_by_what_was_found(store: Store) -> None:
    await put(store, a_delivery(await a_posted(store)))
    [delivery] = await send(store)
    assert await settle(store, delivery, DeliveryState.UNKNOWN)
    assert await settle(store, delivery, DeliveryState.SENT)
    assert await doubtful(store) == []


async def test_many_asks_for_an_update_are_one_at_the_earliest_time(store: Store) -> None:
    post = await a_posted(store)
    for due in (5, 3, 8):
        await ask(store, post, due=due)
    assert await next_due(store) == moment(3)
    [update] = await send(store, now=3)
    assert (update.key, update.kind, update.post) == (f"update:{post.id}", DeliveryKind.UPDATE, post.id)
    assert (update.due_at, update.expires_at, update.attempts) == (moment(3), moment(60), 1)


async def test_fifty_asks_at_once_are_one(store: Store) -> None:
    post = await a_posted(store)
    await asyncio.gather(*(ask(store, post, due=due) for due in range(50)))
    assert await next_due(store) == moment(0)
    assert len(await send(store, now=100)) == 1


async def test_an_update_asked_for_while_one_is_sent_becomes_due_again_when_that_is_settled(
    store: Store,
) -> None:
    post = await a_posted(store)
    await ask(store, post, due=0)
    [update] = await send(store)
    await ask(store, post, due=7, expires=70)
    await ask(store, post, due=5, expires=71)
    await ask(store, post, due=6, expires=72)
    assert await next_due(store) is None
    assert await settle(store, update, DeliveryState.SENT)
    assert await next_due(store) == moment(5)
    [again] = await send(store, now=5)
    assert (again.fence, again.attempts, again.expires_at) == (2, 1, moment(72))
    assert await settle(store, again, DeliveryState.SENT)
    assert await next_due(store) is None


async def test_an_update_that_the_platform_puts_off_waits_as_long_as_it_says(store: Store) -> None:
    post = await a_posted(store)
    await ask(store, post, due=0)
    [update] = await send(store)
    await ask(store, post, due=1)
    assert await settle(store, update, DeliveryState.DUE, due_at=moment(30), reason="rate limit")
    await ask(store, post, due=2)
    assert await next_due(store) == moment(30)
    [again] = await send(store, now=30)
    assert (again.attempts, again.reason) == (2, "rate limit")


@pytest.mark.parametrize(
    "past",
    [
        DeliveryState.SENT,
        DeliveryState.SKIPPED,
        DeliveryState.FAILED,
        DeliveryState.UNKNOWN,
        DeliveryState.HELD,
    ],
)
async def test_an_update_of_the_past_is_due_anew_at_the_time_asked_for(
    store: Store, past: DeliveryState
) -> None:
    post = await a_posted(store)
    await ask(store, post, due=0)
    [update] = await send(store)
    await settle(store, update, past, reason="because")
    await ask(store, post, due=9)
    assert await next_due(store) == moment(9)
    [again] = await send(store, now=9)
    assert (again.fence, again.attempts, again.reason) == (2, 1, "")


async def test_posts_have_updates_of_their_own(store: Store) -> None:
    one, other = await a_posted(store, slot="share-1"), await a_posted(store, slot="share-2")
    await ask(store, one, due=1)
    await ask(store, other, due=0)
    assert [delivery.post for delivery in await send(store, now=1)] == [other.id, one.id]


async def test_writing_an_outcome_twice_takes_no_redrawing_away(store: Store) -> None:
    post = await a_posted(store)
    await ask(store, post, due=0)
    [update] = await send(store)
    await ask(store, post, due=1)
    assert await settle(store, update, DeliveryState.SENT)
    assert not await settle(store, update, DeliveryState.SENT)
    assert [each.key for each in await lease(store, now=1)] == [update.key]
