"""Two hundred people, five places: always exactly five winners."""

import asyncio

import pytest
from sqlalchemy import select

from bot.domain.claims import Taking
from bot.ports import Store
from store.tables import CLAIM
from tests.factories import a_person
from tests.store.making import a_posted, moment, places_taken

PEOPLE, PLACES = 200, 5


@pytest.mark.parametrize("rounds", [3, pytest.param(100, marks=pytest.mark.slow)])
async def test_a_race_of_two_hundred_for_five_places_has_exactly_five_winners(
    store: Store, rounds: int
) -> None:
    for number in range(rounds):
        post = await a_posted(store, slot=f"share-{number}", slots=PLACES)

        async def claim(user: int, post_id: str = post.id) -> Taking:
            async with store.writing() as shelves:
                return await shelves.claims.take(post_id, a_person(f"U{user}"), moment(1), moment(1))

        outcomes = await asyncio.gather(*(claim(user) for user in range(PEOPLE)))
        assert outcomes.count(Taking.TAKEN) == PLACES
        assert outcomes.count(Taking.FULL) == PEOPLE - PLACES
        assert await places_taken(store, post) == PLACES
        async with store.reading() as shelves:
            claims = await shelves.connection.execute(select(CLAIM.c.user_id).where(CLAIM.c.post == post.id))
        assert set(claims.scalars()) == {
            f"U{user}" for user, won in enumerate(outcomes) if won is Taking.TAKEN
        }
