"""Installations: their tokens are renewed by one at a time, never brought back, and states work once and in one browser."""

import asyncio
from datetime import timedelta

import pytest

import store as cellar
from bot.ports import Store
from tests.databases import Cluster
from tests.factories import NOON, an_installation

SOON = NOON + timedelta(seconds=30)


async def kept(store: Store):
    async with store.reading() as shelves:
        return await shelves.installations.all("slack")


async def test_what_is_put_is_there_and_a_second_time_takes_its_place_as_a_later_version(store: Store):
    async with store.writing() as shelves:
        await shelves.installations.put(an_installation())
        await shelves.installations.put(an_installation("T0OTHER", expires_at=None, refresh_token=""))
        await shelves.installations.put(an_installation(token="xoxb-anew", version=77))
    mine, other = sorted(await kept(store), key=lambda each: each.name + each.id, reverse=True)
    assert (mine.id, mine.token, mine.version) == ("T0SANDBOX", "xoxb-anew", 2)
    assert other == an_installation("T0OTHER", expires_at=None, refresh_token="")
    assert "xoxb-anew" not in repr(mine)


async def test_a_token_is_leased_to_one_until_the_lease_ends(store: Store):
    async with store.writing() as shelves:
        await shelves.installations.put(an_installation())
        lease = shelves.installations.lease
        assert await lease("slack", "T0SANDBOX", 1, NOON, SOON)
        assert not await lease("slack", "T0SANDBOX", 1, NOON, SOON)
        assert not await lease("slack", "T0SANDBOX", 2, SOON, SOON)
        assert await lease("slack", "T0SANDBOX", 1, SOON, SOON + timedelta(seconds=30))
        await shelves.installations.put_off("slack", "T0SANDBOX", 1, NOON + timedelta(hours=1))
        assert not await lease("slack", "T0SANDBOX", 1, SOON + timedelta(minutes=1), NOON)


async def test_a_renewed_token_is_of_the_next_version_and_free(store: Store):
    async with store.writing() as shelves:
        await shelves.installations.put(an_installation())
        assert await shelves.installations.lease("slack", "T0SANDBOX", 1, NOON, SOON)
        assert await shelves.installations.renew(an_installation(token="xoxb-next"))
        assert not await shelves.installations.renew(an_installation(token="xoxb-late"))
        assert await shelves.installations.lease("slack", "T0SANDBOX", 2, NOON, SOON)
    [found] = await kept(store)
    assert (found.token, found.version) == ("xoxb-next", 2)


async def test_a_renewal_brings_nothing_back_that_was_removed_or_replaced(store: Store):
    async with store.writing() as shelves:
        await shelves.installations.put(an_installation())
        await shelves.installations.put(an_installation(token="xoxb-installed-anew"))
        assert not await shelves.installations.renew(an_installation(token="xoxb-late"))
        await shelves.installations.remove("slack", "T0SANDBOX")
        assert not await shelves.installations.renew(an_installation(token="xoxb-late"))
    assert await kept(store) == []


async def test_what_was_refused_is_said_once_and_leased_no_more_until_it_is_installed_again(store: Store):
    async with store.writing() as shelves:
        await shelves.installations.put(an_installation())
        assert await shelves.installations.refuse("slack", "T0SANDBOX", 1, "invalid_refresh_token")
        assert not await shelves.installations.refuse("slack", "T0SANDBOX", 1, "invalid_refresh_token")
        assert not await shelves.installations.lease("slack", "T0SANDBOX", 1, NOON, SOON)
        await shelves.installations.put(an_installation())
        assert await shelves.installations.lease("slack", "T0SANDBOX", 2, NOON, SOON)
    [found] = await kept(store)
    assert found.refused == ""


async def test_an_organisation_serves_what_it_admitted_and_takes_it_along_when_it_goes(store: Store):
    async with store.writing() as shelves:
        await shelves.installations.put(an_installation("E0ORG", is_organisation=True))
        await shelves.installations.put(an_installation("T0OWN"))
        assert await shelves.installations.admit("slack", "E0ORG", "T0ONE")
        assert await shelves.installations.admit("slack", "E0ORG", "T0TWO")
        assert not await shelves.installations.admit("slack", "T0OWN", "T0THREE")
        assert not await shelves.installations.admit("slack", "E0NONE", "T0THREE")
        await shelves.installations.remove("slack", "T0TWO")
        assert await shelves.installations.admitted("slack") == {"T0ONE": "E0ORG"}
        await shelves.installations.remove("slack", "E0ORG")
        assert await shelves.installations.admitted("slack") == {}
    assert [each.id for each in await kept(store)] == ["T0OWN"]


@pytest.mark.parametrize(
    ("digest", "browser", "after", "is_good"),
    [
        ("digest", "browser", 0, True),
        ("digest", "browser", 599, True),
        ("digest", "browser", 600, False),
        ("digest", "another", 0, False),
        ("another", "browser", 0, False),
    ],
)
async def test_a_state_is_good_in_its_browser_and_time_and_once(
    store: Store, digest: str, browser: str, after: int, is_good: bool
):
    at = NOON + timedelta(seconds=after)
    async with store.writing() as shelves:
        await shelves.installations.put_state("digest", "browser", NOON + timedelta(minutes=10))
        assert await shelves.installations.take_state(digest, browser, at) is is_good
        assert not await shelves.installations.take_state(digest, browser, at)
        if not is_good and after == 0:
            assert await shelves.installations.take_state("digest", "browser", at), "nobody else uses it up"


async def test_states_whose_time_is_over_are_forgotten(store: Store):
    async with store.writing() as shelves:
        await shelves.installations.put_state("old", "browser", NOON)
        await shelves.installations.put_state("young", "browser", SOON)
        await shelves.installations.forget_states(NOON)
        assert not await shelves.installations.take_state("old", "browser", NOON - timedelta(hours=1))
        assert await shelves.installations.take_state("young", "browser", NOON)


@pytest.mark.postgres
async def test_of_many_machines_one_has_the_renewing_in_hand_and_of_two_browsers_one_uses_a_state(
    postgres_cluster: Cluster,
):
    name = postgres_cluster.copy("migrated")
    machines = [await cellar.open_store(postgres_cluster.url(name), migrate=False) for _ in range(3)]

    async def leases(store: Store) -> bool:
        async with store.writing() as shelves:
            return await shelves.installations.lease("slack", "T0SANDBOX", 1, NOON, SOON)

    async def takes(store: Store) -> bool:
        async with store.writing() as shelves:
            return await shelves.installations.take_state("digest", "browser", NOON)

    try:
        async with machines[0].writing() as shelves:
            await shelves.installations.put(an_installation())
            await shelves.installations.put_state("digest", "browser", SOON)
        assert sum(await asyncio.gather(*(leases(each) for each in machines * 5))) == 1
        assert sum(await asyncio.gather(*(takes(each) for each in machines * 5))) == 1
    finally:
        for machine in machines:
            await machine.close()
        postgres_cluster.drop(name)


async def test_which_of_two_moments_an_installation_is_younger_than(store: Store):
    async with store.writing() as shelves:
        await shelves.installations.put(an_installation())
        is_younger = shelves.installations.is_younger
        assert [await is_younger("slack", "T0SANDBOX", at) for at in (NOON, NOON - timedelta(seconds=1))] == [
            False,
            True,
        ]
        assert not await is_younger("slack", "T0OTHER", NOON - timedelta(days=1))
