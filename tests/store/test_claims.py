"""A claim: who gets a place, who keeps it, and which of one person's wishes counts."""

import asyncio
from collections.abc import Iterable
from datetime import timedelta
from itertools import islice, permutations

import pytest

from bot.domain.claims import Claim, ClaimState, Taking
from bot.domain.people import PersonRef
from bot.domain.posts import Post
from bot.ports import Store
from tests.factories import NOON, a_person, a_post
from tests.store.making import a_posted, moment, places_taken

CAMILLE = a_person("U0CAMILLE")
Wish = tuple[int, bool]
"""The minute it was made, and whether it was for the place."""


async def take(
    store: Store, post: Post, person: PersonRef = CAMILLE, *, at: float = 1, now: float = 1
) -> Taking:
    async with store.writing() as shelves:
        return await shelves.claims.take(post.id, person, moment(at), moment(now))


async def release(store: Store, post: Post, person: PersonRef = CAMILLE, *, at: float) -> ClaimState | None:
    async with store.writing() as shelves:
        return await shelves.claims.release(post.id, person, moment(at))


async def finish(store: Store, post: Post, person: PersonRef = CAMILLE, *, at: float) -> bool:
    async with store.writing() as shelves:
        return await shelves.claims.finish(post.id, person, moment(at))


async def claim_of(store: Store, post: Post, person: PersonRef = CAMILLE) -> Claim | None:
    async with store.reading() as shelves:
        return await shelves.claims.get(post.id, person)


async def test_a_free_place_is_taken_and_counted(store: Store) -> None:
    post = await a_posted(store)
    assert await take(store, post, at=1) is Taking.TAKEN
    assert await claim_of(store, post) == Claim(post.id, CAMILLE, ClaimState.HELD, moment(1))
    assert await places_taken(store, post) == 1


async def test_two_claims_of_one_person_are_one_claim(store: Store) -> None:
    post = await a_posted(store)
    await take(store, post, at=1)
    assert await take(store, post, at=1) is Taking.ALREADY
    assert await take(store, post, at=2) is Taking.ALREADY
    assert await places_taken(store, post) == 1


async def test_the_last_place_goes_once_and_the_loser_leaves_no_trace(store: Store) -> None:
    post = await a_posted(store, slots=1)
    late = a_person("U0LATE")
    await take(store, post)
    assert await take(store, post, late) is Taking.FULL
    assert await claim_of(store, post, late) is None
    assert await places_taken(store, post) == 1


async def test_who_holds_a_place_is_told_so_even_when_it_is_full_or_closed(store: Store) -> None:
    post = await a_posted(store, slots=1)
    await take(store, post)
    assert await take(store, post, at=2) is Taking.ALREADY
    assert await take(store, post, at=3, now=60 * 24 * 30) is Taking.ALREADY


async def test_a_post_is_closed_at_its_very_end_when_unknown_unposted_or_not_for_claiming(
    store: Store,
) -> None:
    post = await a_posted(store)
    unposted = a_post(slot="share-2")
    tip = await a_posted(store, slot="tip-1", slots=0)
    async with store.writing() as shelves:
        await shelves.posts.plan(unposted)
    minutes_open = (post.closes_at - NOON) / timedelta(minutes=1)
    assert await take(store, post, now=minutes_open) is Taking.CLOSED
    assert await take(store, unposted) is Taking.CLOSED
    assert await take(store, tip) is Taking.CLOSED
    assert await take(store, a_post(slot="never planned")) is Taking.CLOSED
    assert await take(store, post, now=minutes_open - 0.01) is Taking.TAKEN


async def test_a_place_given_back_is_free_for_others_and_for_the_same_person(store: Store) -> None:
    post = await a_posted(store, slots=1)
    await take(store, post, at=1)
    assert await release(store, post, at=2) is ClaimState.HELD
    assert await places_taken(store, post) == 0
    assert await take(store, post, a_person("U0OTHER"), at=3) is Taking.TAKEN
    assert await release(store, post, a_person("U0OTHER"), at=4) is ClaimState.HELD
    assert await take(store, post, at=5) is Taking.TAKEN
    assert await claim_of(store, post) == Claim(post.id, CAMILLE, ClaimState.HELD, moment(5))


async def test_releasing_twice_frees_one_place(store: Store) -> None:
    post = await a_posted(store)
    await take(store, post, a_person("U0OTHER"))
    await take(store, post, at=1)
    assert await release(store, post, at=2) is ClaimState.HELD
    assert await release(store, post, at=3) is None
    assert await places_taken(store, post) == 1


@pytest.mark.parametrize("at", [1, 2])
async def test_a_claim_made_before_the_release_or_with_it_is_stale(store: Store, at: int) -> None:
    post = await a_posted(store)
    await take(store, post, at=0)
    await release(store, post, at=2)
    assert await take(store, post, at=at) is Taking.STALE
    assert await places_taken(store, post) == 0


@pytest.mark.parametrize("at", [1, 2])
async def test_a_release_made_before_the_claim_or_with_it_changes_nothing(store: Store, at: int) -> None:
    post = await a_posted(store)
    await take(store, post, at=2)
    assert await release(store, post, at=at) is None
    assert await places_taken(store, post) == 1


async def test_a_release_that_arrives_before_its_claim_still_wins(store: Store) -> None:
    post = await a_posted(store)
    assert await release(store, post, at=2) is None
    assert await take(store, post, at=1) is Taking.STALE
    assert await take(store, post, at=3) is Taking.TAKEN


async def test_a_second_claim_is_remembered_so_that_a_release_between_them_is_stale(store: Store) -> None:
    post = await a_posted(store)
    await take(store, post, at=1)
    await take(store, post, at=3)
    assert await release(store, post, at=2) is None


async def test_nothing_is_kept_of_a_release_on_what_nobody_can_claim(store: Store) -> None:
    tip = await a_posted(store, slot="tip-1", slots=0)
    assert await release(store, tip, at=1) is None
    assert await release(store, a_post(slot="never planned"), at=1) is None
    assert await claim_of(store, tip) is None


async def test_only_a_held_claim_is_finished_and_it_keeps_its_place(store: Store) -> None:
    post = await a_posted(store)
    assert not await finish(store, post, at=1)
    await take(store, post, at=1)
    assert await finish(store, post, at=2)
    assert not await finish(store, post, at=3)
    assert await claim_of(store, post) == Claim(post.id, CAMILLE, ClaimState.DONE, moment(2))
    assert await places_taken(store, post) == 1
    assert await take(store, post, at=4) is Taking.ALREADY


async def test_a_late_word_that_it_is_done_does_not_turn_back_the_clock(store: Store) -> None:
    post = await a_posted(store)
    await take(store, post, at=5)
    assert await finish(store, post, at=4)
    assert await claim_of(store, post) == Claim(post.id, CAMILLE, ClaimState.DONE, moment(5))


async def test_a_done_claim_can_be_given_back(store: Store) -> None:
    post = await a_posted(store)
    await take(store, post, at=1)
    await finish(store, post, at=2)
    assert await release(store, post, at=3) is ClaimState.DONE
    assert await places_taken(store, post) == 0


async def test_a_person_sees_held_and_done_claims_newest_first(store: Store) -> None:
    held, done, returned = [await a_posted(store, slot=f"share-{number}") for number in range(3)]
    await take(store, held, at=2)
    await take(store, done, at=1)
    await finish(store, done, at=3)
    await take(store, returned, at=4)
    await release(store, returned, at=5)
    await take(store, held, a_person("U0OTHER"), at=6)
    async with store.reading() as shelves:
        assert [claim.post for claim in await shelves.claims.of(CAMILLE)] == [done.id, held.id]


async def test_the_same_user_id_of_another_workspace_or_platform_is_another_person(store: Store) -> None:
    post = await a_posted(store)
    await take(store, post, at=1)
    for stranger in (
        PersonRef("slack", "T0OTHER", CAMILLE.user),
        PersonRef("teams", CAMILLE.workspace, CAMILLE.user),
    ):
        assert await claim_of(store, post, stranger) is None
        assert not await finish(store, post, stranger, at=2)
        assert await release(store, post, stranger, at=2) is None
        async with store.reading() as shelves:
            assert await shelves.claims.of(stranger) == []
    assert await claim_of(store, post) == Claim(post.id, CAMILLE, ClaimState.HELD, moment(1))


async def ends_held(store: Store, post: Post, wishes: Iterable[Wish]) -> bool:
    """Apply wishes in the order of their arrival, in one transaction, and tell how it ends."""
    async with store.writing() as shelves:
        for minute, is_for_it in wishes:
            if is_for_it:
                await shelves.claims.take(post.id, CAMILLE, moment(minute), moment(10))
            else:
                await shelves.claims.release(post.id, CAMILLE, moment(minute))
    claim = await claim_of(store, post)
    is_held = claim is not None and claim.state is ClaimState.HELD
    assert await places_taken(store, post) == is_held
    return is_held


@pytest.mark.parametrize("last_is_for_it", [True, False])
async def test_six_wishes_end_the_same_in_every_order_of_arrival(
    store: Store, database_url: str, last_is_for_it: bool
) -> None:
    wishes = [(minute, (minute % 2 == 0) == last_is_for_it) for minute in range(1, 7)]
    every = 1 if database_url.startswith("sqlite") else 20  # the rule is the same; a round trip takes longer
    for number, order in enumerate(islice(permutations(wishes), 0, None, every)):
        post = await a_posted(store, slot=f"share-{number}", slots=1)
        assert await ends_held(store, post, order) is last_is_for_it


@pytest.mark.parametrize("last_is_for_it", [True, False])
async def test_six_wishes_arriving_at_once_end_with_the_last_one(store: Store, last_is_for_it: bool) -> None:
    wishes = [(minute, (minute % 2 == 0) == last_is_for_it) for minute in range(1, 7)]
    for number in range(20):
        post = await a_posted(store, slot=f"share-{number}", slots=1)
        await asyncio.gather(
            *(
                take(store, post, at=minute) if is_for_it else release(store, post, at=minute)
                for minute, is_for_it in wishes[number % 6 :] + wishes[: number % 6]
            )
        )
        assert await ends_held(store, post, []) is last_is_for_it
