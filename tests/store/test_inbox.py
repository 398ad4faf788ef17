"""The inbox: an event is kept once, whole until it is handled, and then only its id."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

import pytest
from sqlalchemy import text

from bot.events import ButtonPressed, CommandTyped, Event, FormSubmitted, Gestured, Installed, Unwritten
from bot.ports import Store
from tests.factories import NOON, a_person, a_place
from tests.store.making import a_message, all_text, moment

CAMILLE = a_person()
WAITING = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
EVENTS: Sequence[Event] = (
    CommandTyped(id="Ev1", at=moment(1), person=CAMILLE, text="aide « é »", place=a_place()),
    ButtonPressed(
        id="Ev2", at=moment(2), person=CAMILLE, action="claims.take", value="p1", message=a_message()
    ),
    Gestured(id="Ev3", at=moment(3), person=CAMILLE, message=a_message(), emoji="raised_hand", added=True),
    FormSubmitted(
        id="Ev4", at=moment(4), person=CAMILLE, form="feedback", answers={"why": "Ça va\n👍"}, context="p1"
    ),
    Installed(id="Ev5", at=moment(5), platform="slack", workspace="T0SANDBOX", present=True),
)


async def accept(store: Store, *events: Event | Unwritten) -> set[str]:
    async with store.writing() as shelves:
        return await shelves.inbox.accept(events)


async def handled(store: Store, *events: Event) -> None:
    async with store.writing() as shelves:
        await shelves.inbox.mark_handled(events)


async def waiting(store: Store, *, minutes: float = 60, limit: int = 100) -> Sequence[Event]:
    async with store.reading() as shelves:
        return await shelves.inbox.waiting(moment(minutes), limit)


async def test_every_event_comes_back_as_it_was(store: Store) -> None:
    assert await accept(store, *reversed(EVENTS)) == {"Ev1", "Ev2", "Ev3", "Ev4", "Ev5"}
    back = await waiting(store)
    assert back == list(EVENTS)
    assert [type(event) for event in back] == [type(event) for event in EVENTS]


async def test_one_event_alone_comes_back_as_it_was(store: Store) -> None:
    assert await accept(store, EVENTS[3]) == {"Ev4"}
    assert await waiting(store) == [EVENTS[3]]


async def test_a_repeated_event_is_not_new_alone_or_in_a_batch(store: Store) -> None:
    first, second, third = EVENTS[:3]
    assert await accept(store, first) == {"Ev1"}
    assert await accept(store, first) == set()
    assert await accept(store, second, first, second) == {"Ev2"}
    assert await accept(store, third, first) == {"Ev3"}
    assert await accept(store) == set()
    assert await waiting(store) == [first, second, third]


async def test_the_same_id_of_another_workspace_is_another_event(store: Store) -> None:
    ours = EVENTS[0]
    assert isinstance(ours, CommandTyped)
    theirs = replace(ours, person=a_person(workspace="T0OTHER"))
    assert await accept(store, ours) == {"Ev1"}
    assert await accept(store, theirs) == {"Ev1"}
    await handled(store, theirs)
    assert await waiting(store) == [ours]


async def test_an_event_that_arrives_many_times_at_once_is_new_once(store: Store) -> None:
    batches = [[EVENTS[(first + step) % 5] for step in range(5)] for first in range(20)]
    answers = await asyncio.gather(*(accept(store, *batch) for batch in batches))
    assert sorted(event for answer in answers for event in answer) == ["Ev1", "Ev2", "Ev3", "Ev4", "Ev5"]


@pytest.mark.parametrize(
    "database_url", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)
@pytest.mark.parametrize("write", [accept, handled])
async def test_machines_with_the_same_events_in_another_order_never_wait_for_each_other_in_a_circle(
    store: Store, write: Callable[..., Awaitable[object]]
) -> None:
    if write is handled:
        await accept(store, *EVENTS)
    async with store.writing() as middle:
        await (
            middle.inbox.accept(EVENTS[2:3]) if write is accept else middle.inbox.mark_handled(EVENTS[2:3])
        )
        others = [asyncio.create_task(write(store, *events)) for events in (EVENTS, EVENTS[::-1])]
        async with asyncio.timeout(10), store.writing() as observer:
            while (await observer.connection.execute(WAITING)).scalar() < len(others):
                await asyncio.sleep(0.01)
    await asyncio.gather(*others)
    assert await waiting(store) == ([] if write is handled else list(EVENTS))


async def test_an_unwritten_event_is_its_id_and_waits_for_nobody(store: Store) -> None:
    private = Unwritten(id="Ev6", at=moment(6), platform="slack", workspace="T0SANDBOX")
    assert await accept(store, private) == {"Ev6"}
    assert await accept(store, EVENTS[0], private, EVENTS[3]) == {"Ev1", "Ev4"}
    assert await waiting(store) == [EVENTS[0], EVENTS[3]]
    async with store.writing() as shelves:
        await shelves.inbox.forget(moment(7))
    assert await accept(store, private) == {"Ev6"}, "forgotten with the handled ones of its day"


async def test_a_handled_event_is_forgotten_but_for_its_id(store: Store) -> None:
    await accept(store, *EVENTS)
    await handled(store, EVENTS[3])
    await handled(store, *EVENTS[:3])
    text = await all_text(store)
    assert CAMILLE.user not in text
    assert "Ça va" not in text
    assert await waiting(store) == [EVENTS[4]]
    assert await accept(store, *EVENTS) == set()


async def test_handling_nothing_or_something_unknown_is_harmless(store: Store) -> None:
    await handled(store)
    await handled(store, EVENTS[0])
    assert await accept(store, EVENTS[0]) == {"Ev1"}


async def test_those_waiting_are_older_than_a_moment_oldest_first_and_no_more_than_asked(
    store: Store,
) -> None:
    await accept(store, *EVENTS)
    assert [event.id for event in await waiting(store, minutes=3)] == ["Ev1", "Ev2"]
    assert [event.id for event in await waiting(store, limit=3)] == ["Ev1", "Ev2", "Ev3"]


async def test_handled_events_are_removed_after_a_while_and_waiting_ones_never(store: Store) -> None:
    await accept(store, *EVENTS)
    await handled(store, *EVENTS[1:])
    async with store.writing() as shelves:
        await shelves.inbox.forget(moment(4))
    assert await waiting(store) == [EVENTS[0]]
    assert await accept(store, *EVENTS) == {"Ev2", "Ev3"}


async def test_an_event_without_a_time_zone_is_refused_without_telling_what_was_in_it(store: Store) -> None:
    naive = replace(EVENTS[3], at=NOON.replace(tzinfo=None))
    with pytest.raises(Exception, match="timezone information") as refusal:
        await accept(store, naive)
    assert "Ça va" not in str(refusal.value)
    assert CAMILLE.user not in str(refusal.value)
