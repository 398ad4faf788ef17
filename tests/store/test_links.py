"""Linked accounts in the cellar: one member behind both, codes that work once, and nothing left when they go."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from bot.domain.acts import ActKind
from bot.domain.claims import ClaimState
from bot.domain.people import PersonRef, Rhythm
from bot.events import CommandTyped
from bot.ports import Store
from store.tables import LINK_CODE, LINK_TRY
from tests.factories import MONDAY, NOON, a_member, a_person, an_act
from tests.store.making import a_posted, all_text, moment, places_taken

CAMILLE = a_person("U0CAMILLE")
THERE = PersonRef("teams", "T0TENANT", "29:camille")
THIRD = PersonRef("teams", "T0OTHER", "29:third")
SAM = a_person("U0SAM")


async def joined(store: Store, *people: PersonRef) -> None:
    async with store.writing() as shelves:
        for minute, person in enumerate(people):
            await shelves.members.put(replace(a_member(joined_at=moment(minute)), person=person))


async def linked(store: Store, account: PersonRef = THERE, kept: PersonRef = CAMILLE) -> Sequence[str]:
    async with store.writing() as shelves:
        await shelves.links.take_turn()
        return await shelves.links.join(account, kept)


async def accounts(store: Store, person: PersonRef) -> Sequence[PersonRef]:
    async with store.reading() as shelves:
        return await shelves.links.accounts(person)


async def test_a_linked_account_gives_the_member_whose_things_are_kept_under_the_other(store: Store) -> None:
    await joined(store, CAMILLE)
    await linked(store)
    async with store.writing() as shelves:
        for person in (CAMILLE, THERE):
            found = await shelves.members.get(person)
            assert found is not None
            assert found.person == CAMILLE
            assert found == await shelves.members.hold(person)
        assert await shelves.members.get(replace(THERE, workspace="T0ELSEWHERE")) is None
        assert await shelves.members.hold(replace(THERE, platform="slack")) is None


async def test_accounts_are_listed_from_each_of_them_the_one_that_keeps_first(store: Store) -> None:
    await joined(store, CAMILLE, SAM)
    await linked(store)
    await linked(store, THIRD)
    for person in (CAMILLE, THERE, THIRD):
        assert await accounts(store, person) == [CAMILLE, THIRD, THERE]
    assert await accounts(store, SAM) == [SAM]


async def test_linking_moves_acts_without_doubles_and_leaves_nothing_behind(store: Store) -> None:
    await joined(store, CAMILLE, THERE)
    same = an_act(item="a")
    later = an_act(MONDAY + timedelta(days=1), item="a")
    other_kind = replace(same, kind=ActKind.SHARE_DONE, at=same.at + timedelta(hours=1))
    async with store.writing() as shelves:
        await shelves.acts.record(same)
        for act in (replace(same, at=same.at + timedelta(hours=3)), later, other_kind):
            await shelves.acts.record(replace(act, person=THERE))
        await shelves.members.put(replace(a_member(rhythm=Rhythm.OFF, locale="fr-FR"), person=THERE))
    await linked(store)
    async with store.reading() as shelves:
        assert await shelves.acts.of(CAMILLE) == [same, other_kind, later]
        assert await shelves.acts.of(THERE) == []
        member = await shelves.members.get(THERE)
    assert member == a_member(joined_at=moment(0))


@pytest.mark.parametrize(
    ("here", "there", "state", "taken"),
    [
        (None, "held", ClaimState.HELD, 1),
        (None, "done", ClaimState.DONE, 1),
        (None, "released", ClaimState.RELEASED, 0),
        ("held", "held", ClaimState.HELD, 1),
        ("held", "done", ClaimState.DONE, 1),
        ("done", "held", ClaimState.DONE, 1),
        ("done", "done", ClaimState.DONE, 1),
        ("released", "held", ClaimState.HELD, 1),
        ("done", "released", ClaimState.DONE, 1),
    ],
)
async def test_linking_makes_one_claim_and_one_place_of_two(
    store: Store, here: str | None, there: str, state: ClaimState, taken: int
) -> None:
    await joined(store, CAMILLE, THERE)
    post = await a_posted(store)
    async with store.writing() as shelves:
        for minute, person, wish in ((1, CAMILLE, here), (3, THERE, there)):
            if wish:
                await shelves.claims.take(post.id, person, moment(minute), moment(minute))
            if wish == "done":
                await shelves.claims.finish(post.id, person, moment(minute + 1))
            if wish == "released":
                await shelves.claims.release(post.id, person, moment(minute + 1))
    before = await places_taken(store, post)
    freed = await linked(store)
    assert await places_taken(store, post) == taken
    assert freed == ([post.id] if before > taken else [])
    async with store.reading() as shelves:
        claim = await shelves.claims.get(post.id, CAMILLE)
        assert await shelves.claims.get(post.id, THERE) is None
    assert claim is not None
    assert (claim.state, claim.changed_at) == (state, moment(3 if there == "held" else 4))


async def test_accounts_that_were_linked_to_the_one_that_moves_follow_it(store: Store) -> None:
    await joined(store, CAMILLE, THERE)
    await linked(store, THIRD, THERE)
    await linked(store, THERE, CAMILLE)
    assert await accounts(store, THIRD) == [CAMILLE, THIRD, THERE]


async def test_a_link_leads_to_a_member_or_is_not_made(store: Store) -> None:
    await joined(store, SAM)
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        await linked(store, THERE, CAMILLE)
    assert await accounts(store, THERE) == [THERE]


async def test_two_accounts_of_one_workspace_are_never_linked_to_one_member(store: Store) -> None:
    await joined(store, CAMILLE)
    await linked(store)
    with pytest.raises(Exception, match=r"(?i)unique"):
        await linked(store, replace(THERE, user="29:sam"))


async def test_unlinking_keeps_the_member_and_nothing_under_the_other_account(store: Store) -> None:
    await joined(store, CAMILLE)
    await linked(store)
    async with store.writing() as shelves:
        await shelves.links.put_code("code", THERE, moment(10))
        await shelves.links.may_try(THERE, NOON, moment(10), 5)
        await shelves.links.put_code("typed there", SAM, moment(10))
        await shelves.links.bind("typed there", THERE, NOON)
        await shelves.links.part(THERE)
    async with store.reading() as shelves:
        assert await shelves.members.get(CAMILLE) is not None
        assert await shelves.members.get(THERE) is None
    assert THERE.user not in await all_text(store)


@pytest.mark.parametrize("who", [CAMILLE, THERE])
async def test_erasing_from_either_side_leaves_nothing_of_both(store: Store, who: PersonRef) -> None:
    await joined(store, CAMILLE, SAM)
    post = await a_posted(store)
    await linked(store)
    async with store.writing() as shelves:
        await shelves.claims.take(post.id, CAMILLE, moment(1), moment(1))
        for person in (CAMILLE, THERE):
            await shelves.links.put_code(f"from {person.user}", person, moment(10))
            await shelves.links.may_try(person, NOON, moment(10), 5)
        await shelves.links.put_code("typed there", SAM, moment(10))
        await shelves.links.bind("typed there", THERE, NOON)
        await shelves.inbox.accept([CommandTyped(id="waiting", at=NOON, person=THERE, text="link x")])
    async with store.writing() as shelves:
        await shelves.members.erase(who)
    left = await all_text(store)
    assert CAMILLE.user not in left
    assert THERE.user not in left
    assert SAM.user in left
    assert await places_taken(store, post) == 0


async def test_a_code_is_found_until_it_is_typed_replaced_or_too_old(store: Store) -> None:
    async with store.writing() as shelves:
        links = shelves.links
        await links.put_code("first", CAMILLE, moment(10))
        assert await links.owner_of("first", moment(9)) == CAMILLE
        assert await links.owner_of("first", moment(10)) is None
        assert not await links.bind("first", THERE, moment(10))
        await links.put_code("second", CAMILLE, moment(10))
        assert await links.owner_of("first", NOON) is None
        assert await links.bind("second", THERE, NOON)
        assert await links.owner_of("second", NOON) is None
        assert not await links.bind("second", THIRD, NOON)


async def test_a_typed_code_is_used_once_by_the_account_that_typed_it(store: Store) -> None:
    async with store.writing() as shelves:
        links = shelves.links
        await links.put_code("code", CAMILLE, moment(10))
        assert await links.use("code", THERE, NOON) is None
        await links.bind("code", THERE, NOON)
        assert await links.use("code", THIRD, NOON) is None
        assert await links.use("code", THERE, moment(10)) is None
        assert await links.use("code", THERE, moment(9)) == CAMILLE
        assert await links.use("code", THERE, moment(9)) is None


async def test_a_new_code_forgets_who_typed_the_last_one(store: Store) -> None:
    async with store.writing() as shelves:
        await shelves.links.put_code("first", CAMILLE, moment(10))
        await shelves.links.bind("first", THERE, NOON)
        await shelves.links.put_code("second", CAMILLE, moment(10))
        assert await shelves.links.owner_of("second", NOON) == CAMILLE
    assert THERE.user not in await all_text(store)


async def test_of_many_who_type_a_code_at_once_one_gets_it(store: Store) -> None:
    async with store.writing() as shelves:
        await shelves.links.put_code("code", CAMILLE, moment(10))

    async def type_it(number: int) -> PersonRef | None:
        account = replace(THERE, user=f"29:{number}")
        async with store.writing() as shelves:
            if not await shelves.links.bind("code", account, NOON):
                return None
            return await shelves.links.use("code", account, NOON)

    owners = await asyncio.gather(*(type_it(number) for number in range(8)))
    assert sorted(map(str, owners)) == sorted(map(str, [CAMILLE, *[None] * 7]))


async def test_tries_end_at_the_limit_and_begin_again_ten_minutes_after_the_last(store: Store) -> None:
    async def tries(*minutes: float) -> list[bool]:
        async with store.writing() as shelves:
            return [
                await shelves.links.may_try(THERE, moment(minute), moment(minute + 10), 5)
                for minute in minutes
            ]

    assert await tries(0, 2, 4, 6, 9) == [True] * 5
    assert await tries(9.5, 12, 18.9) == [False] * 3
    assert await tries(19, 20) == [True] * 2
    async with store.writing() as shelves:
        assert await shelves.links.may_try(CAMILLE, moment(9), moment(19), 5)
        await shelves.links.forgive(THERE)
    assert await tries(20, 20, 20, 20, 20, 20) == [True] * 5 + [False]


async def test_codes_and_tries_are_forgotten_when_their_time_is_over(store: Store) -> None:
    async with store.writing() as shelves:
        for minute, person in ((10, CAMILLE), (20, SAM)):
            await shelves.links.put_code(f"until {minute}", person, moment(minute))
            await shelves.links.may_try(person, NOON, moment(minute), 5)
        await shelves.links.forget(moment(10))
        for table in (LINK_CODE, LINK_TRY):
            users = await shelves.connection.execute(select(table.c.user_id))
            assert list(users.scalars()) == [SAM.user]


async def done_or_waiting(shelves: Any, task: asyncio.Task[Any]) -> None:
    """Let a transaction beside ours come to its end, or to a lock that we hold."""
    if shelves.connection.dialect.name == "sqlite":
        return  # there it waits for ours from its beginning
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    while not task.done() and not (await shelves.connection.execute(waiting)).scalar():
        await asyncio.sleep(0.01)


async def test_who_acts_while_their_account_is_linked_leaves_nothing_under_it(store: Store) -> None:
    await joined(store, CAMILLE, THERE)
    async with store.writing() as shelves:
        member = await shelves.members.hold(THERE)
        assert member is not None
        linking = asyncio.create_task(linked(store))
        await done_or_waiting(shelves, linking)
        await shelves.acts.record(replace(an_act(), person=member.person))
    await linking
    async with store.reading() as shelves:
        assert await shelves.acts.of(CAMILLE) == [an_act()]
        assert await shelves.acts.of(THERE) == []


async def test_who_acts_right_after_their_account_was_linked_acts_as_the_one_that_keeps(store: Store) -> None:
    await joined(store, CAMILLE, THERE)

    async def who() -> PersonRef | None:
        async with store.writing() as shelves:
            member = await shelves.members.hold(THERE)
            return member and member.person

    async with store.writing() as shelves:
        await shelves.links.take_turn()
        await shelves.links.join(THERE, CAMILLE)
        acting = asyncio.create_task(who())
        await done_or_waiting(shelves, acting)
    assert await acting == CAMILLE


async def test_who_acts_while_they_leave_leaves_nothing(store: Store) -> None:
    await joined(store, CAMILLE)
    post = await a_posted(store)

    async def leave() -> None:
        async with store.writing() as shelves:
            await shelves.members.erase(CAMILLE)

    async with store.writing() as shelves:
        assert await shelves.members.hold(CAMILLE)
        leaving = asyncio.create_task(leave())
        await done_or_waiting(shelves, leaving)
        await shelves.claims.take(post.id, CAMILLE, moment(1), moment(1))
    await leaving
    assert await places_taken(store, post) == 0
    assert CAMILLE.user not in await all_text(store)


async def test_of_joining_and_being_linked_at_once_the_second_sees_the_first(store: Store) -> None:
    await joined(store, CAMILLE)

    async def join() -> None:
        async with store.writing() as shelves:
            await shelves.links.take_turn()
            if await shelves.members.get(THERE) is None:
                await shelves.members.put(replace(a_member(), person=THERE))

    async with store.writing() as shelves:
        await shelves.links.take_turn()
        await shelves.links.join(THERE, CAMILLE)
        joining = asyncio.create_task(join())
        await done_or_waiting(shelves, joining)
    await joining
    async with store.reading() as shelves:
        member = await shelves.members.get(THERE)
    assert member is not None
    assert member.person == CAMILLE
