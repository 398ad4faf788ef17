"""Members and their acts, and the end of everything kept about a person."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.exc import StatementError

from bot.domain.acts import ActKind
from bot.domain.arrangement import Pause, Slot
from bot.domain.people import Choices, Level, PersonRef, Reminders, Rhythm
from bot.domain.posts import Post
from bot.events import CommandTyped, FormSubmitted
from bot.ports import Store
from store import open_store
from tests.factories import MONDAY, NOON, a_member, a_person, an_act, an_arrangement
from tests.store.making import a_posted, all_text, moment, places_taken

CAMILLE = a_person("U0CAMILLE")
TUESDAY = MONDAY + timedelta(days=1)


async def test_a_member_is_kept_with_all_they_chose_and_changed(store: Store) -> None:
    nights = an_arrangement(
        MONDAY,
        "America/Montreal",
        rollover=time(6),
        work_week=frozenset({0, 2, 6}),
        other_week=frozenset(),
        holidays="FR-57",
        slot=Slot(time(22), time(4, 30)),
        weekly_target=3,
    )
    member = a_member(arrangements=(an_arrangement(), nights))
    choices = Choices(
        rhythm=Rhythm.WEEKLY,
        level=Level.AT_EASE,
        reminders=Reminders.WEEKLY,
        is_private=True,
        tells_milestones=True,
        allows_tracked_links=True,
        allows_examples=True,
        topics=frozenset({"employer", "customer"}),
        networks=frozenset({"mastodon"}),
        goals=frozenset({"learn"}),
        campaigns_from=MONDAY,
        wants_recap=True,
    )
    changed = replace(
        member,
        locale="fr-FR",
        arrangements=(an_arrangement(work_week=frozenset()),),
        pauses=(Pause(MONDAY, None, NOON), Pause(MONDAY, TUESDAY, NOON)),
        choices=choices,
        assistant="U0TOM",
        renewed_on=TUESDAY,
    )
    async with store.writing() as shelves:
        assert await shelves.members.get(CAMILLE) is None
        await shelves.members.put(member)
        assert await shelves.members.get(CAMILLE) == member
        await shelves.members.put(changed)
    async with store.reading() as shelves:
        assert await shelves.members.get(CAMILLE) == changed
        assert await shelves.members.get(replace(CAMILLE, workspace="T0OTHER")) is None
        assert await shelves.members.get(replace(CAMILLE, platform="teams")) is None


async def test_times_come_back_in_utc_whatever_the_zone_they_were_given_in(store: Store) -> None:
    joined_at = datetime(2026, 11, 23, 13, tzinfo=ZoneInfo("Europe/Paris"))
    async with store.writing() as shelves:
        await shelves.members.put(a_member(joined_at=joined_at))
    async with store.reading() as shelves:
        member = await shelves.members.get(CAMILLE)
    assert member is not None
    assert (member.joined_at, member.joined_at.utcoffset()) == (NOON, timedelta(0))


async def test_a_time_without_a_zone_is_refused(store: Store) -> None:
    post = await a_posted(store)
    naive = NOON.replace(tzinfo=None)
    with pytest.raises(StatementError, match="timezone information"):
        async with store.writing() as shelves:
            await shelves.members.put(a_member(joined_at=naive))
    with pytest.raises(StatementError, match="timezone information"):
        async with store.writing() as shelves:
            await shelves.claims.take(post.id, CAMILLE, naive, NOON)
    with pytest.raises(StatementError, match="timezone information"):
        async with store.writing() as shelves:
            await shelves.outbox.lease(naive, NOON, 1)
    assert await places_taken(store, post) == 0


async def test_an_act_is_kept_once_for_its_person_item_kind_and_date(store: Store) -> None:
    act = an_act(item="starter/a")
    others = (
        replace(act, on=TUESDAY, at=act.at + timedelta(days=1)),
        replace(act, item="starter/b", at=act.at + timedelta(hours=1)),
        replace(act, kind=ActKind.SHARE_DONE, at=act.at + timedelta(hours=2)),
    )
    async with store.writing() as shelves:
        assert await shelves.acts.record(act)
        assert not await shelves.acts.record(replace(act, at=NOON))
        for other in others:
            assert await shelves.acts.record(other)
        assert await shelves.acts.record(replace(act, person=replace(CAMILLE, workspace="T0OTHER")))
    async with store.reading() as shelves:
        assert await shelves.acts.of(CAMILLE) == [act, others[1], others[2], others[0]]
        assert await shelves.acts.of(replace(CAMILLE, platform="teams")) == []


async def test_acts_on_an_item_are_taken_back_from_a_date_on(store: Store) -> None:
    monday, tuesday, other_item = an_act(item="a"), an_act(TUESDAY, item="a"), an_act(TUESDAY, item="b")
    other_person = an_act(TUESDAY, item="a", user="U0OTHER")
    async with store.writing() as shelves:
        for act in (monday, tuesday, other_item, other_person):
            await shelves.acts.record(act)
        await shelves.acts.withdraw(CAMILLE, "a", TUESDAY)
    async with store.reading() as shelves:
        assert await shelves.acts.of(CAMILLE) == [monday, other_item]
        assert await shelves.acts.of(other_person.person) == [other_person]


async def live(store: Store, person: PersonRef, *, slot: str) -> list[Post]:
    """Leave something of a person in every table that holds people; give the posts they held, did and gave back."""
    posts = [await a_posted(store, slot=f"{slot}-{number}", slots=2) for number in range(3)]
    _, done, returned = posts
    events = (
        CommandTyped(id=f"waiting {slot}", at=NOON, person=person, text="join"),
        FormSubmitted(id=f"handled {slot}", at=NOON, person=person, form="why", answers={"words": "my own"}),
    )
    async with store.writing() as shelves:
        await shelves.members.put(replace(a_member(), person=person))
        await shelves.acts.record(replace(an_act(), person=person))
        for post in posts:
            await shelves.claims.take(post.id, person, moment(1), moment(1))
        await shelves.claims.finish(done.id, person, moment(2))
        await shelves.claims.release(returned.id, person, moment(2))
        await shelves.inbox.accept(events)
        await shelves.inbox.mark_handled(events[1:])
    return posts


async def erase(store: Store, person: PersonRef) -> None:
    async with store.writing() as shelves:
        await shelves.members.erase(person)


async def test_erasing_a_person_leaves_no_trace_of_them(store: Store) -> None:
    await live(store, CAMILLE, slot="a")
    assert CAMILLE.user in await all_text(store)
    await erase(store, CAMILLE)
    assert CAMILLE.user not in await all_text(store)


async def test_erasing_a_person_frees_what_they_held_and_keeps_the_count_of_what_they_did(
    store: Store,
) -> None:
    held, done, returned = await live(store, CAMILLE, slot="a")
    await erase(store, CAMILLE)
    assert [await places_taken(store, post) for post in (held, done, returned)] == [0, 1, 0]


@pytest.mark.parametrize(
    "other", [a_person("U0OTHER"), replace(CAMILLE, workspace="T0OTHER"), replace(CAMILLE, platform="teams")]
)
async def test_erasing_a_person_touches_nobody_else(store: Store, other: PersonRef) -> None:
    posts = await live(store, other, slot="a")
    before = set((await all_text(store)).splitlines())
    await live(store, CAMILLE, slot="b")
    async with store.writing() as shelves:
        await shelves.claims.take(posts[2].id, CAMILLE, moment(3), moment(3))
    await erase(store, CAMILLE)
    assert before <= set((await all_text(store)).splitlines())


async def test_erasing_a_stranger_is_harmless(store: Store) -> None:
    await erase(store, CAMILLE)
    assert await all_text(store) == ""


async def test_an_erased_person_is_gone_from_the_bytes_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "portevoix.sqlite3"
    opened = await open_store(f"sqlite:///{file}")
    await live(opened, CAMILLE, slot="a")
    await erase(opened, CAMILLE)
    await opened.close()
    left = {path.name: CAMILLE.user.encode() in path.read_bytes() for path in tmp_path.iterdir()}
    assert left == {"portevoix.sqlite3": False, "portevoix.sqlite3.lock": False}
