"""Posts and workspaces: an occurrence is planned once and found again."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.ports import Store
from tests.factories import MONDAY, NOON, a_person, a_place, a_post
from tests.store.making import a_message, a_posted

TUESDAY = MONDAY + timedelta(days=1)


async def test_an_occurrence_is_planned_once(store: Store) -> None:
    post = a_post()
    async with store.writing() as shelves:
        assert await shelves.posts.plan(post)
        assert not await shelves.posts.plan(replace(post, item="another"))
        assert not await shelves.posts.plan(replace(post, id="another id for the same place, date and slot"))
    async with store.reading() as shelves:
        assert await shelves.posts.get(post.id) == post
        assert await shelves.posts.get("unknown") is None


async def test_an_occurrence_planned_on_many_machines_at_once_is_planned_once(store: Store) -> None:
    async def plan() -> bool:
        async with store.writing() as shelves:
            return await shelves.posts.plan(a_post())

    assert sum(await asyncio.gather(*(plan() for _ in range(8)))) == 1


async def test_a_post_is_found_by_its_message(store: Store) -> None:
    post, message = a_post(), a_message()
    async with store.writing() as shelves:
        await shelves.posts.plan(post)
        assert await shelves.posts.at(message) is None
        await shelves.posts.mark_posted(post.id, message)
    async with store.reading() as shelves:
        assert await shelves.posts.at(message) == replace(post, message=message)
        assert await shelves.posts.at(a_message(workspace="T0OTHER")) is None
        assert await shelves.posts.at(replace(message, platform="teams")) is None


@pytest.mark.parametrize("workspace", ["T0SANDBOX", "T0OTHER"])
async def test_a_message_is_kept_only_for_a_post_of_its_own_workspace(store: Store, workspace: str) -> None:
    post = a_post()
    unknown_here = "unknown" if workspace == "T0SANDBOX" else post.id
    async with store.writing() as shelves:
        await shelves.posts.plan(post)
        with pytest.raises(LookupError):
            await shelves.posts.mark_posted(unknown_here, a_message(workspace=workspace))


async def test_a_day_shows_one_place_in_the_order_of_the_hours(store: Store) -> None:
    noon = a_post(slot="share-1")
    early = replace(a_post(slot="tip-1"), due_at=noon.due_at - timedelta(hours=2))
    async with store.writing() as shelves:
        for post in (noon, early, a_post(on=TUESDAY), a_post(channel="C0ELSEWHERE")):
            await shelves.posts.plan(post)
    async with store.reading() as shelves:
        assert await shelves.posts.on_day(a_place(), MONDAY) == [early, noon]
        assert await shelves.posts.on_day(a_place(workspace="T0OTHER"), MONDAY) == []


async def test_an_item_was_last_shown_on_its_newest_date_in_that_place_planned_ones_included(
    store: Store,
) -> None:
    async with store.writing() as shelves:
        for post in (
            a_post(on=MONDAY),
            a_post(on=TUESDAY),
            replace(a_post(slot="share-2"), item="award"),
            replace(a_post(slot="tip-1"), kind="tip", item="a tip"),
            replace(a_post(channel="C0ELSEWHERE"), item="elsewhere"),
        ):
            await shelves.posts.plan(post)
    async with store.reading() as shelves:
        assert await shelves.posts.last_shown(a_place(), "share") == {"open-role": TUESDAY, "award": MONDAY}
        assert await shelves.posts.last_shown(a_place(), "conversation") == {}


async def test_a_workspace_was_shown_what_was_posted_since_a_date_newest_first(store: Store) -> None:
    old = await a_posted(store, on=MONDAY - timedelta(days=1))
    monday = await a_posted(store, on=MONDAY)
    tuesday = await a_posted(store, on=TUESDAY, channel="C0ELSEWHERE")
    async with store.writing() as shelves:
        await shelves.posts.plan(a_post(slot="not posted"))
    async with store.reading() as shelves:
        assert await shelves.posts.shown_to("slack", "T0SANDBOX", MONDAY) == [tuesday, monday]
        assert await shelves.posts.shown_to("slack", "T0SANDBOX", old.on) == [tuesday, monday, old]
        assert await shelves.posts.shown_to("slack", "T0OTHER", MONDAY) == []
        assert await shelves.posts.shown_to("teams", "T0SANDBOX", MONDAY) == []


async def test_a_workspace_is_there_once_until_it_is_removed(store: Store) -> None:
    async with store.writing() as shelves:
        for workspace in ("T2", "T1", "T2"):
            await shelves.workspaces.put("slack", workspace)
        await shelves.workspaces.put("teams", "T1")
        await shelves.workspaces.remove("slack", "T2")
        await shelves.workspaces.remove("slack", "never there")
    async with store.reading() as shelves:
        assert await shelves.workspaces.all() == [("slack", "T1"), ("teams", "T1")]


async def test_an_item_of_many_places_is_open_once_where_one_is_free_then_near_then_newest(
    store: Store,
) -> None:
    monday = await a_posted(store, channel="C0OLD")
    tuesday = await a_posted(store, channel="C0NEW", on=TUESDAY)
    async with store.reading() as shelves:
        posts = shelves.posts
        assert tuesday.due_at == monday.due_at, "so the ids decide"
        assert await posts.open_in("slack", "T0SANDBOX", NOON) == [
            min(monday, tuesday, key=lambda each: each.id)
        ]
        assert await posts.open_in("slack", "T0SANDBOX", NOON, "C0OLD") == [monday]
        assert await posts.open_in("slack", "T0SANDBOX", NOON, "C0NEW") == [tuesday]
        assert await posts.open_in("slack", "T0SANDBOX", monday.closes_at) == []
    async with store.writing() as shelves:
        for number in range(monday.slots):
            await shelves.claims.take(monday.id, a_person(f"U{number}"), NOON, NOON)
    async with store.reading() as shelves:
        assert await shelves.posts.open_in("slack", "T0SANDBOX", NOON, "C0OLD") == [tuesday]


async def test_what_is_open_comes_newest_first_whatever_is_chosen_of_an_item(store: Store) -> None:
    async with store.writing() as shelves:
        for number, item in enumerate(("a", "b", "a", "c")):
            post = a_post(channel=f"C{number}")
            newer = NOON + timedelta(minutes=number)
            await shelves.posts.plan(
                replace(post, item=item, due_at=newer, message=a_message(f"message of {post.id}"))
            )
    async with store.reading() as shelves:
        found = await shelves.posts.open_in("slack", "T0SANDBOX", NOON)
        near = await shelves.posts.open_in("slack", "T0SANDBOX", NOON, "C0")
    assert [(post.item, post.place.channel) for post in found] == [("c", "C3"), ("a", "C2"), ("b", "C1")]
    assert [(post.item, post.place.channel) for post in near] == [("c", "C3"), ("b", "C1"), ("a", "C0")]
