"""Whatever people write into any free-text field, nothing active comes out of it on any surface of any platform.

Each field is lived through with harmless words first: what the cards then link to, mention and format is what our own screens do.
With hostile words in their place it must be the same; or the same as when the field is left empty, or filled with something
that the field refuses.
"""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

import pytest
from sqlalchemy import delete, or_, select

import adapters.slack.render
import store as cellar
from adapters.gate import storable
from bot.cards.elements import Card, Form, TextInput
from bot.events import ButtonPressed, CommandTyped, Event, FormSubmitted, Reply
from bot.playbook.book import Book
from bot.playbook.programme import Executive
from store.tables import DELIVERY, METADATA, POST
from tests.adapters.slack.hostile import STRINGS
from tests.bots import MORNING, Bot, a_bot, button, someone, the_starters
from tests.contracts.platforms import ACTIVE
from tests.counts import histories_of
from tests.factories import a_place
from tests.gallery import gallery
from tests.usecases.dialogs import answers_of

CHAMPION, MEMBER, OTHER = "U0PRIYA", "U0CAMILLE", "U0TOM"
HARMLESS: Final = ("a few plain words", "two lines\nof plain words", "")
TABLES_KEPT: Final = frozenset({"member", "workspace", "post", "delivery"})


@dataclass
class Stage:
    """A bot of whom every card is kept that anybody is shown."""

    bot: Bot
    shown: list[Card | Form] = field(default_factory=list)
    said: str = ""
    """All words of all cards so far."""

    async def hears(self, event: Event) -> Reply | None:
        reply = await self.bot.hear(event)
        if reply is not None and reply.show is not None:
            self.shown.append(reply.show)
        return reply

    async def types(self, text: str, user: str = MEMBER) -> Reply | None:
        bot = self.bot
        return await self.hears(
            CommandTyped(id=bot._id(), at=bot.clock.now(), person=someone(user), text=text, place=a_place())
        )

    async def presses(self, action: str, value: str = "", user: str = MEMBER) -> Card | Form | None:
        card = await self.bot.press(action, value, user=user)
        self.shown.append(card)
        return card

    async def sends(self, form: str, user: str = MEMBER, context: str = "", **answers: str) -> None:
        bot = self.bot
        await self.hears(
            FormSubmitted(
                id=bot._id(),
                at=bot.clock.now(),
                person=someone(user),
                form=form,
                answers=answers,
                context=context,
            )
        )

    async def delivers(self, minutes: float = 0.5) -> None:
        """Let some time pass and the outbox speak, and keep what it says."""
        platforms = (self.bot.platform, self.bot.teams)
        before = [(len(each.posted), len(each.updated)) for each in platforms]
        await self.bot.tick(minutes=minutes)
        for platform, (posted, updated) in zip(platforms, before, strict=True):
            self.shown += [card for _, card, _ in platform.posted[posted:]]
            self.shown += [card for _, card in platform.updated[updated:]]

    async def clears_up(self) -> None:
        """Forget all but who is there and what was posted before."""
        self.said += "".join(_painted(card) for card in self.shown)
        self.shown.clear()
        del self.bot.books[1:]
        self.bot.clock.set(MORNING + timedelta(hours=1))
        async with self.bot.store.writing() as shelves:
            run = shelves.connection.execute
            new = select(POST.c.id).where(POST.c.kind.not_in(("share", "tip")))
            await run(delete(DELIVERY).where(or_(DELIVERY.c.post.is_(None), DELIVERY.c.post.in_(new))))
            await run(delete(POST).where(POST.c.id.in_(new)))
            for table in reversed(METADATA.sorted_tables):
                if table.name not in TABLES_KEPT:
                    await run(delete(table))


Field = Callable[[Stage, str], Awaitable[None]]


async def _typed(stage: Stage, text: str) -> None:
    await stage.types(text)
    for command in ("guide", "tip", "mute", "post", "link", "scenario", "pause", "check", "silence"):
        await stage.types(f"{command} {text}", CHAMPION)


async def _notebook(stage: Stage, text: str) -> None:
    await stage.sends("notebook.write", text=text)
    await stage.types("notebook")
    await stage.types("recap")


async def _own_words(stage: Stage, text: str) -> None:
    await stage.bot.press("claims.take", stage.bot.share)  # type: ignore[attr-defined]
    await stage.sends("write", context=f"{stage.bot.share}/0", struck=text, example=text, question=text)  # type: ignore[attr-defined]


async def _check(stage: Stage, text: str) -> None:
    await stage.sends("check", text=text)


async def _days(stage: Stage, text: str) -> None:
    form = (await stage.bot.hear(_opens(stage.bot, "settings.days"))).show  # type: ignore[union-attr]
    assert isinstance(form, Form)
    await stage.sends("days", **(answers_of(form) | {"zone": text, "calendar": text}))


async def _prepared(stage: Stage, text: str) -> None:
    await stage.sends("prepare.send", OTHER, context=MEMBER, text=text)


async def _silence(stage: Stage, text: str) -> None:
    await stage.sends("silence.begin", CHAMPION, says=text, all_clear=text)
    await stage.delivers()
    await stage.types("silence", CHAMPION)
    await stage.presses("silence.end", user=CHAMPION)


async def _proposal(stage: Stage, text: str) -> None:
    for name in ("", "on"):
        await stage.sends("propose.send", name=text, link="", facts=text, credit=name, sort="topic")
    queue = await stage.types("queue", CHAMPION)
    assert queue is not None
    if isinstance(queue.show, Card) and (value := _value(queue.show, "queue.look")):
        await stage.presses("queue.look", value, CHAMPION)
        await stage.sends("queue.declined", CHAMPION, value, reason=text)
    await stage.delivers()


async def _workshop(stage: Stage, text: str) -> None:
    filled = {"agenda": "starter-en/workshop/privacy-pit-stop", "channel": "C0SHARES", "minutes": "30"}
    await stage.sends("workshop_plan", CHAMPION, **filled, day="2026-11-26", time="14:00", where=text)
    await stage.delivers()
    await stage.types("workshop")


async def _question(stage: Stage, text: str) -> None:
    await stage.sends("ask_question", text=text, name="signed")
    asked = await stage.types("questions", CHAMPION)
    assert asked is not None
    if isinstance(asked.show, Card) and (value := _value(asked.show, "questions.answer")):
        answers = {"text": text, "title": text, "also": "channel,guide"}
        await stage.sends("questions_answer", CHAMPION, value, **answers)
    await stage.delivers()


async def _brainstorm(stage: Stage, text: str) -> None:
    playbook = stage.bot.services.book().playbook("starter-en")
    assert playbook is not None
    answers = {"prompt": playbook.key(playbook.brainstorm[0]), "channel": "C0SHARES", "minutes": "20"}
    await stage.sends("brainstorm_start", CHAMPION, **answers)
    await stage.delivers()
    async with stage.bot.store.reading() as shelves:
        found = next(iter(await shelves.brainstorms.all("slack", "T0SANDBOX")))
    for name in ("signed", "anonymous"):
        await stage.sends("brainstorm_add", MEMBER, found.id, text=text, name=name)
    await stage.delivers(minutes=21)
    rules = dict.fromkeys(("rule1", "rule2", "rule3"), text)
    await stage.sends("brainstorm_group", CHAMPION, found.id, groups=f"{text}: 1", minutes="60", **rules)
    await stage.delivers()
    await stage.presses("brainstorm.vote", f"{found.id}/1")
    await stage.delivers(minutes=61)
    await stage.types("charter")


async def _thanks(stage: Stage, text: str) -> None:
    await stage.types(f"thanks <@{OTHER}> for {text}")
    await stage.delivers(minutes=90)
    letters = [
        value for each in stage.shown if isinstance(each, Card) and (value := _value(each, "thanks.yes"))
    ]
    for value in letters[-1:]:
        await stage.presses("thanks.yes", value, OTHER)
        await stage.delivers()


async def _example(stage: Stage, text: str) -> None:
    await stage.sends("examples_give", text=text, link="", named="named", consent="agreed")
    listed = await stage.types("examples", CHAMPION)
    assert listed is not None
    if isinstance(listed.show, Card):
        async with stage.bot.store.reading() as shelves:
            given = [row.id for row in await shelves.connection.execute(select(METADATA.tables["example"]))]
        for id_ in given:
            notes = dict.fromkeys(("note_1", "note_2", "note_3"), text)
            await stage.sends("examples_note", CHAMPION, id_, **notes)
    await stage.types("examples")
    await stage.delivers()


def _value(card: Card, action: str) -> str:
    try:
        return button(card, action).value
    except StopIteration:
        return ""


def _opens(bot: Bot, action: str) -> Event:
    return ButtonPressed(id=bot._id(), at=bot.clock.now(), person=someone(MEMBER), action=action)


FIELDS: Final[Mapping[str, tuple[Field, frozenset[str]]]] = {
    "what is typed": (_typed, frozenset()),
    "notebook": (_notebook, frozenset({"notebook.write/text"})),
    "own words": (_own_words, frozenset({"write/struck", "write/example", "write/question"})),
    "second look": (_check, frozenset({"check/text"})),
    "my days": (_days, frozenset({"days/zone", "days/calendar"})),
    "what was prepared": (_prepared, frozenset({"prepare.send/text"})),
    "silence": (_silence, frozenset({"silence.begin/says", "silence.begin/all_clear"})),
    "proposal": (
        _proposal,
        frozenset({"propose.send/name", "propose.send/facts", "queue.declined/reason"}),
    ),
    "workshop": (_workshop, frozenset({"workshop_plan/where"})),
    "question": (
        _question,
        frozenset({"ask_question/text", "questions_answer/text", "questions_answer/title"}),
    ),
    "brainstorm": (
        _brainstorm,
        frozenset({"brainstorm_add/text", "brainstorm_group/groups"})
        | {f"brainstorm_group/rule{number}" for number in (1, 2, 3)},
    ),
    "thanks": (_thanks, frozenset()),
    "example": (
        _example,
        frozenset({"examples_give/text"}) | {f"examples_note/note_{number}" for number in (1, 2, 3)},
    ),
}
"""What people do with words, and which fields of dialogs these go into."""
ALIKE: Final[Mapping[str, str]] = {
    "propose.send/link": "an address, which the link rules of shares judge (tests/domain/test_share.py)",
    "queue.changed/link": "the same",
    "examples_give/link": "the same",
    "queue.changed/name": "as propose.send/name, into the same row",
    "queue.changed/facts": "as propose.send/facts",
    "workshop_move/where": "as workshop_plan/where",
}


def test_every_field_of_every_dialog_is_tried_or_is_like_one_that_is():
    known = {name for _, names in FIELDS.values() for name in names} | set(ALIKE)
    found = {
        f"{form.name}/{each.name}"
        for form in gallery().values()
        if isinstance(form, Form)
        for each in form.elements
        if isinstance(each, TextInput)
    }
    assert found == known


def the_book() -> Book:
    """The starters, with an executive who has an assistant."""
    led = Executive.model_validate({"person": f"slack:{MEMBER}", "delegate": f"slack:{OTHER}"})
    return Book(tuple(each.model_copy(update={"executives": (led,)}) for each in the_starters().playbooks))


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    """A bot with two members and one share that can be taken."""
    opened = await cellar.open_store("sqlite:///:memory:")
    async with a_bot(opened, book=the_book()) as bot:
        await bot.tick()
        for user in (MEMBER, OTHER):
            await bot.join(user)
        await bot.press("assistant.yes", OTHER, user=MEMBER)
        async with bot.store.reading() as shelves:
            posts = await shelves.posts.on_day(a_place(), bot.clock.now().date())
        bot.share = next(post.id for post in posts if post.kind == "share")  # type: ignore[attr-defined]
        yield Stage(bot)
    await opened.close()


@pytest.mark.parametrize("name", FIELDS)
async def test_hostile_words_link_mention_and_format_no_more_than_harmless_ones(stage: Stage, name: str):
    live, _ = FIELDS[name]
    allowed = [await _active(stage, live, words) for words in HARMLESS]
    assert HARMLESS[0] in stage.said or name == "second look", "what is written comes to be seen"
    step = max(1, len(STRINGS) // histories_of(len(STRINGS)))
    for text in STRINGS[hash_of(name) % step :: step]:
        found = await _active(stage, live, storable(text))
        assert any(found <= each for each in allowed), f"{text!r}: {[found - each for each in allowed]}"


def hash_of(name: str) -> int:
    """Give each field other strings where only a part of them is tried."""
    return sum(map(ord, name))


async def _active(stage: Stage, live: Field, text: str) -> set[tuple[str, str]]:
    """Live a field through with a text, and list whatever is more than words on what people are shown."""
    await live(stage, text)
    found: set[tuple[str, str]] = set()
    for shown in stage.shown:
        found |= {(name, each) for name, active in ACTIVE.items() for each in active(shown)}
    await stage.clears_up()
    return found


def _painted(shown: Card | Form) -> str:
    render = adapters.slack.render
    return json.dumps(render.message(shown) if isinstance(shown, Card) else render.dialog(shown))
