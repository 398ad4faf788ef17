"""I14: whatever anybody else is shown does not depend on whose history is whose."""

import random
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer
from structlog.testing import capture_logs

import store as cellar
from bot.cards.elements import Card
from bot.domain.acts import Act, ActKind
from bot.domain.arrangement import Pause
from bot.domain.claims import ClaimState
from bot.domain.own import Award, Note, Reminder
from bot.domain.people import Member, PersonRef, Reminders, Rhythm
from bot.events import CommandTyped
from bot.ports import Store
from bot.web.metrics import Figures, PlaybookFigures, Reading, build_metrics
from tests.bots import Bot, a_bot, someone
from tests.factories import a_member, a_place, an_arrangement
from tests.store.making import a_posted

ONE, OTHER = someone("U0ONE"), someone("U0OTHER")
VIEWERS = {"champion": "U0PRIYA", "admin": "U0ALEX", "member": "U0SAM", "visitor": "U0NEW"}
COMMANDS = (
    *(
        "home",
        "help",
        "today",
        "claims",
        "streak",
        "path",
        "recap",
        "team",
        "post",
        "human",
        "guide",
        "charter",
    ),
    *("privacy", "me", "settings", "tip", "scenario", "prepare", "assistant", "notebook", "mute", "nonsense"),
    *("report", "pulse", "workshop", "questions"),
)
OTHERS = 12
"""Colleagues whose histories stay as they are, so that the group is large enough to be told of."""


@dataclass(frozen=True)
class History:
    """What one member did: everything that is kept of them but who they are and what they chose."""

    acts: Sequence[tuple[date, ActKind, str]]
    claims: Sequence[tuple[int, ClaimState]]
    pauses: tuple[Pause, ...]
    notes: Sequence[Note]
    awards: Sequence[Award]
    reminders: Sequence[Reminder]


def a_history(chance: random.Random, today: date) -> History:
    days = [today - timedelta(days=number) for number in range(1, 60) if chance.random() < 0.6]
    pause_on = today - timedelta(days=chance.randrange(10, 90))
    return History(
        acts=[
            (
                on,
                chance.choice([each for each in ActKind if each is not ActKind.TIP_SEEN]),
                f"x/{chance.random()}",
            )
            for on in days
        ],
        claims=[(number, chance.choice(list(ClaimState))) for number in range(4) if chance.random() < 0.7],
        pauses=(Pause(pause_on, pause_on + timedelta(days=3), a_member().joined_at - timedelta(days=99)),),
        notes=[Note(f"note-{chance.random()}", on, b"sealed") for on in days[:3]],
        awards=[Award(f"day-{chance.choice([3, 5, 10])}", today - timedelta(days=2))],
        reminders=[Reminder(on, "later", chance.randrange(4)) for on in days[3:5]],
    )


@asynccontextmanager
async def a_world(file: Path, first: History, second: History, seed: int) -> AsyncIterator[Bot]:
    """A workplace in which ONE has the first history and OTHER the second."""
    store = await cellar.open_store(f"sqlite:///{file}")
    async with a_bot(store) as bot:
        posts = [await a_posted(store, slot=f"share-{number}", slots=20) for number in range(4)]
        chance, today = random.Random(seed), bot.clock.now().date()
        people = [(ONE, first), (OTHER, second)]
        people += [(someone(f"U0COLLEAGUE{number}"), a_history(chance, today)) for number in range(OTHERS)]
        people += [(someone(VIEWERS["member"]), a_history(chance, today))]
        for person, history in people:
            await _give(
                store, _member(bot, person, history.pauses), history, [post.id for post in posts], bot
            )
        yield bot
    await store.close()


def _member(bot: Bot, person: PersonRef, pauses: tuple[Pause, ...]) -> Member:
    joined = bot.clock.now() - timedelta(days=99)
    found = a_member(
        joined_at=joined,
        rhythm=Rhythm.DAILY,
        reminders=Reminders.USUAL,
        arrangements=(an_arrangement(timezone="Europe/London"),),
        pauses=pauses,
    )
    return replace(found, person=person, renewed_on=bot.clock.now().date())


async def _give(store: Store, member: Member, history: History, posts: Sequence[str], bot: Bot) -> None:
    now, person = bot.clock.now(), member.person
    async with store.writing() as shelves:
        await shelves.members.put(member)
        for on, kind, item in history.acts:
            await shelves.acts.record(Act(person, item, kind, on, now - (now.date() - on)))
        for number, state in history.claims:
            await shelves.claims.take(posts[number], person, now, now)
            if state is ClaimState.DONE:
                await shelves.claims.finish(posts[number], person, now)
            elif state is ClaimState.RELEASED:
                await shelves.claims.release(posts[number], person, now + timedelta(seconds=1))
        for note in history.notes:
            await shelves.notes.put(person, note)
        for award in history.awards:
            await shelves.awards.put(person, award)
        for reminder in history.reminders:
            await shelves.nudges.put(person, reminder)


async def shown_to_others(bot: Bot) -> list[object]:
    """Let ten days pass, and gather all that anybody but ONE and OTHER gets to see of the bot."""
    seen: list[object] = []
    with capture_logs() as lines:
        for day in range(10):
            await bot.tick(days=1)
            await bot.tick(hours=2)
            if day in {0, 5, 9}:
                asked = [(viewer, text) for viewer in VIEWERS.values() for text in COMMANDS]
                seen += [(day, *each, await _answer(bot, *each)) for each in asked]
    sent = [
        (place, card) for place, card, _ in bot.platform.posted if place.channel not in {ONE.user, OTHER.user}
    ]
    return [seen, sent, bot.platform.updated, lines, await _figures(bot)]


async def _figures(bot: Bot) -> str:
    async def reading() -> Reading:
        async with bot.store.reading() as shelves:
            counts = {state.value: count for state, count in (await shelves.outbox.counts()).items()}
        playbook = PlaybookFigures(is_good=True, read_at=None, problems=0)
        return Reading(playbook, bot.services.tally, lag=None, outbox=counts)

    application = build_metrics(Figures(), reading)
    async with TestClient(TestServer(application)) as machine:
        return await (await machine.get("/metrics")).text()


async def _answer(bot: Bot, viewer: str, text: str) -> object:
    event = CommandTyped(
        id=f"{viewer}-{text}-{bot.clock.now()}",
        at=bot.clock.now(),
        person=someone(viewer),
        text=text,
        place=a_place("C0SHARES"),
    )
    reply = await bot.hear(event)
    if text == "report":
        # Its link is chance.
        return re.sub(r"/enter/[\w-]+", "", repr(reply))
    return reply.show if reply else None


@pytest.mark.parametrize("seed", range(4))
async def test_I14_swapping_two_members_histories_changes_nothing_for_anybody_else(tmp_path: Path, seed: int):
    chance = random.Random(seed)
    today = date(2026, 11, 23)
    first, second = a_history(chance, today), a_history(chance, today)
    async with a_world(tmp_path / "one.sqlite3", first, second, seed) as bot:
        as_they_are = await shown_to_others(bot)
        to_one = [card.plain() for place, card, _ in bot.platform.posted if place.channel == ONE.user]
    async with a_world(tmp_path / "other.sqlite3", second, first, seed) as bot:
        exchanged = await shown_to_others(bot)
    for one, other in zip(as_they_are, exchanged, strict=True):
        assert one == other
    trouble = bot.services.words_in("en")("answer.trouble")
    assert not [card for *_, card in as_they_are[0] if isinstance(card, Card) and card.plain() == trouble]  # type: ignore[attr-defined]
    assert len(as_they_are[1]) > 5, "something was posted"  # type: ignore[arg-type]
    assert to_one, "ONE was written to, which the comparison leaves out"
