"""Overload: while nothing can be written, every event is refused in time, and comes again; none is lost, none acts twice."""

import asyncio
import itertools
import time
from dataclasses import dataclass, field

import aiohttp
import pytest

from bot.demo import Demo, demo
from bot.domain.people import PersonRef
from bot.domain.posts import Post
from bot.events import Unwritten
from bot.ports import Overloaded, Store
from bot.usecases import take_in
from bot.usecases.take_in import BATCH, MOST_PENDING, Intake
from sandbox.people import TEAM, Person
from tests.counts import EVERYTHING
from tests.factories import MONDAY, NOON
from tests.faults.locks import writers_wait
from tests.faults.test_storms import an_event, furnish
from tests.journeys.dialogue import everything_answered

WITHIN = take_in.WITHIN
"""As the product has it; other tests are patient."""
HELD_SECONDS, IN_A_ROW = 3.5, 40
LATEST = 2.5 if EVERYTHING else 10.0
"""Seconds; a machine that runs other tests as well stands still now and then."""
PEOPLE = [f"U{number:04d}" for number in range(20)]


@dataclass
class Bringer:
    """Brings events as Slack does, and notes each answer with how long it took."""

    found: Demo
    session: aiohttp.ClientSession
    answers: set[int] = field(default_factory=set)
    longest: float = 0.0

    async def bring(self, number: int, post: Post, user: str, moment: int) -> None:
        body = an_event(number, post, user, moment, added=True)
        headers = {"Content-Type": "application/json", **self.found.sandbox.sign(body)}
        began = time.monotonic()
        url = f"{self.found.bot.address}/slack/events"
        async with self.session.post(url, data=body, headers=headers) as answer:
            self.answers.add(answer.status)
        self.longest = max(self.longest, time.monotonic() - began)


async def test_while_the_database_is_locked_every_event_is_refused_in_time_and_none_is_lost(
    database_url: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(take_in, "WITHIN", WITHIN)
    async with (
        demo(today=MONDAY, is_clock_running=False, joined=(), database_url=database_url) as found,
        aiohttp.ClientSession() as session,
    ):
        found.sandbox.limits.off()
        for user in PEOPLE:
            found.sandbox.add_person(Person(user, f"Somebody {user}"), ["C0SHARES"])
        [post, *_] = await furnish(found, "slack", PEOPLE)
        bringer, now = Bringer(found, session), int(found.sandbox.clock.now().timestamp()) * 1_000_000
        wishes = {number: (post, user, now + number) for number, user in enumerate(PEOPLE)}
        with writers_wait(database_url):
            ends_at, lanes = time.monotonic() + HELD_SECONDS, []
            for number in itertools.cycle(wishes):
                # An event that is refused, or not answered yet, is brought again and again.
                lanes.append(asyncio.create_task(bringer.bring(number, *wishes[number])))
                if len(lanes) % IN_A_ROW == 0:
                    await asyncio.wait(lanes[-IN_A_ROW:])
                    if time.monotonic() > ends_at:
                        break
            await asyncio.gather(*lanes)
        assert bringer.answers == {503}, "nothing is acknowledged that is not written"
        assert bringer.longest < LATEST
        bringer.answers.clear()
        for number, wish in wishes.items():
            await bringer.bring(number, *wish)
        assert bringer.answers == {200}
        await everything_answered(found)
        async with found.bot.services.store.reading() as shelves:
            claims = [await shelves.claims.get(post.id, PersonRef("slack", TEAM, user)) for user in PEOPLE]
            kept = await shelves.posts.get(post.id)
        assert all(claims)
        assert kept is not None
        assert kept.taken == len(PEOPLE)
        kits = [len(found.sandbox.as_person(user).ephemerals("C0SHARES")) for user in PEOPLE]
        assert kits == [1] * len(PEOPLE), "each is told once"


def an_id(number: int) -> Unwritten:
    return Unwritten(id=f"Ev{number}", at=NOON, platform="slack", workspace="T0SANDBOX")


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(take_in, "WITHIN", 0.05)


async def test_nothing_is_acknowledged_before_it_is_committed(store: Store, database_url: str):
    intake = Intake(store)
    with writers_wait(database_url):
        waiting = asyncio.create_task(intake.accept(an_id(1)))
        await asyncio.sleep(0.05)
        assert not waiting.done()
    assert await waiting
    async with store.writing() as shelves:
        assert await shelves.inbox.accept([an_id(1)]) == set()
    await intake.close()


async def test_what_was_stored_too_late_is_handed_over_when_it_comes_again_and_once(
    store: Store, database_url: str, impatient: None, monkeypatch: pytest.MonkeyPatch
):
    intake = Intake(store)
    with writers_wait(database_url), pytest.raises(Overloaded):
        await intake.accept(an_id(1))
    monkeypatch.setattr(take_in, "WITHIN", 60.0)
    await intake.close()
    async with store.writing() as shelves:
        is_stored = await shelves.inbox.accept([an_id(1)]) == set()
    assert is_stored, "the commit was under way and came through"
    assert await intake.accept(an_id(1)), "its platform brings it again"
    assert not await intake.accept(an_id(1))


async def test_beyond_its_bound_the_queue_refuses_at_once_and_it_drains_to_nothing(
    store: Store, database_url: str
):
    intake = Intake(store)
    with writers_wait(database_url):
        waiting = []
        for most in (
            MOST_PENDING,
            BATCH,
        ):  # one batch is on its way to the database, the others wait behind it
            numbers = range(len(waiting), len(waiting) + most)
            waiting += [asyncio.create_task(intake.accept(an_id(number))) for number in numbers]
            for _ in range(5):
                await asyncio.sleep(0)
        for number in range(1, 600):
            with pytest.raises(Overloaded):
                intake.accept(an_id(-number)).send(None)  # it answers without ever giving way to others
    assert set(await asyncio.gather(*waiting)) == {True}, "the lock is gone, and so is the queue"
    await intake.close()
    assert await intake.accept(an_id(-1))


async def test_those_who_have_waited_long_enough_leave_no_trace_in_memory(
    store: Store, database_url: str, impatient: None
):
    intake = Intake(store)
    with writers_wait(database_url):
        for round_ in range(3):
            events = [intake.accept(an_id(1_000 * round_ + number)) for number in range(500)]
            assert {type(each) for each in await asyncio.gather(*events, return_exceptions=True)} == {
                Overloaded
            }
        assert not intake._pending
    await intake.close()
    assert len(intake._missed) <= take_in.BATCH, "only what was already on its way to the database"
