"""Two hundred people, five places: always exactly five winners, within one process and between two.

A few rounds in the ordinary run; with EVERY_HISTORY=1 there are five hundred.
"""

import asyncio
from multiprocessing import get_context
from multiprocessing.connection import Connection

import pytest
from sqlalchemy import select

import store as cellar
from bot.domain.claims import Taking
from bot.domain.posts import Post
from bot.ports import Store
from store.tables import CLAIM
from tests.counts import EVERYTHING
from tests.databases import Cluster
from tests.factories import a_person
from tests.store.making import a_posted, moment, places_taken

PEOPLE, PLACES = 200, 5
ROUNDS = 500 if EVERYTHING else 20


@pytest.mark.parametrize("rounds", [ROUNDS])
async def test_a_race_of_two_hundred_for_five_places_has_exactly_five_winners(
    store: Store, rounds: int
) -> None:
    for number in range(rounds):
        post = await a_posted(store, slot=f"share-{number}", slots=PLACES)
        outcomes = await race(store, post.id, range(PEOPLE))
        await five_have_won(store, post, dict(enumerate(outcomes)))


@pytest.mark.postgres
async def test_a_race_between_two_processes_has_exactly_five_winners(postgres_cluster: Cluster) -> None:
    database = postgres_cluster.copy("migrated")
    url = postgres_cluster.url(database)
    store = await cellar.open_store(url, migrate=False)
    context = get_context("spawn")
    here, there = context.Pipe()
    other = context.Process(target=_race_elsewhere, args=(url, there))
    other.start()
    try:
        assert await asyncio.to_thread(here.recv) == "ready"
        for number in range(ROUNDS):
            post = await a_posted(store, slot=f"share-{number}", slots=PLACES)
            here.send(post.id)
            ours = await race(store, post.id, range(0, PEOPLE, 2))
            theirs = await asyncio.to_thread(here.recv)
            outcomes = dict(zip(range(0, PEOPLE, 2), ours, strict=True))
            await five_have_won(store, post, outcomes | dict(zip(range(1, PEOPLE, 2), theirs, strict=True)))
    finally:
        here.send(None)
        other.join(30)
        other.kill()
        await store.close()
        postgres_cluster.drop(database)


async def race(store: Store, post: str, people: range) -> list[Taking]:
    """Let people claim at the same time."""

    async def claim(user: int) -> Taking:
        async with store.writing() as shelves:
            return await shelves.claims.take(post, a_person(f"U{user}"), moment(1), moment(1))

    return await asyncio.gather(*(claim(user) for user in people))


async def five_have_won(store: Store, post: Post, outcomes: dict[int, Taking]) -> None:
    """Compare what each was told with what is kept."""
    told = list(outcomes.values())
    assert told.count(Taking.TAKEN) == PLACES
    assert told.count(Taking.FULL) == PEOPLE - PLACES
    assert await places_taken(store, post) == PLACES
    async with store.reading() as shelves:
        claims = await shelves.connection.execute(select(CLAIM.c.user_id).where(CLAIM.c.post == post.id))
    assert set(claims.scalars()) == {f"U{user}" for user, won in outcomes.items() if won is Taking.TAKEN}


def _race_elsewhere(url: str, pipe: Connection) -> None:
    """Take part in each race that one is told of, from another process."""

    async def take_part() -> None:
        store = await cellar.open_store(url, migrate=False)
        pipe.send("ready")
        while post := await asyncio.to_thread(pipe.recv):
            pipe.send(await race(store, post, range(1, PEOPLE, 2)))
        await store.close()

    asyncio.run(take_part())
