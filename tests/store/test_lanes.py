"""Lanes: what one machine books the others see, and forgetting never loses a booking or stands in anybody's way."""

import asyncio

import pytest

import store as cellar
from bot.domain.pace import LaneKey
from bot.ports import Store
from tests.databases import Cluster

KEYS = [LaneKey("slack", "T0", "", f"lane-{number}") for number in range(20)]


async def test_a_lane_that_was_never_used_is_not_there(store: Store) -> None:
    async with store.writing() as shelves:
        assert await shelves.lanes.hold(KEYS[:2]) == {}
        await shelves.lanes.put({KEYS[0]: 5.0})
    async with store.writing() as shelves:
        assert await shelves.lanes.hold(KEYS[:2]) == {KEYS[0]: 5.0}
        await shelves.lanes.forget(6.0)
        assert await shelves.lanes.hold(KEYS[:2]) == {}


@pytest.mark.postgres
async def test_machines_that_book_and_forget_at_once_lose_no_booking(postgres_cluster: Cluster) -> None:
    name = postgres_cluster.copy("migrated")
    machines = [await cellar.open_store(postgres_cluster.url(name), migrate=False) for _ in range(3)]

    async def books(store: Store, times: int) -> None:
        for number in range(times):
            async with store.writing() as shelves:
                keys = KEYS[number % 7 :] if number % 2 else KEYS[::-1]
                held = await shelves.lanes.hold(keys)
                await shelves.lanes.put({key: held.get(key, 1_000.0) + 1 for key in keys[:3]})

    async def forgets(store: Store) -> None:
        for _ in range(60):
            async with store.writing() as shelves:
                await shelves.lanes.forget(500.0)

    try:
        await asyncio.gather(books(machines[0], 60), books(machines[1], 60), forgets(machines[2]))
        async with machines[0].writing() as shelves:
            booked = await shelves.lanes.hold(KEYS)
        assert sum(until - 1_000.0 for until in booked.values()) == 2 * 60 * 3
    finally:
        for machine in machines:
            await machine.close()
        postgres_cluster.drop(name)
