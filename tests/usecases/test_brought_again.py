"""Whatever somebody does comes again under another id 15 to 45 seconds later, as Teams does it: it has happened once."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from bot.cards.elements import Button, Buttons, Card, Form
from bot.commands import BUTTONS, COMMANDS, FORMS
from bot.events import ButtonPressed, CommandTyped, Event, FormSubmitted, Reply
from bot.ports import Store
from store.tables import INBOX_EVENT, LINK_CODE, METADATA, PULSE
from tests.bots import Bot
from tests.factories import a_person, a_place
from tests.usecases.dialogs import answers_of

APART = (timedelta(seconds=15), timedelta(seconds=45))
FILLED = {
    "notebook.write": {"text": "A lamp of mine was shared by a stranger."},
    "pause_dates": {"from": "2026-11-24", "until": "2026-11-27"},
    "propose.send": {"name": "Repair night", "facts": "Forty lamps went home alight."},
    "check": {"text": "We open a workshop on Friday."},
    "ask_question": {"text": "May I name a customer?", "name": "signed"},
}
TYPED = ("notebook A customer laughed.", "helped Yann", "mute", "goals", "level new", "pause week")
LAST = ("leave", "join.no")
"""Acts after which nothing else is there to be done: tried when all others were."""

UNSEEN = (
    Button("", "ask.open"),
    Button("", "join.open"),
    Button("", "streak.choose", "weekly-2"),
    Button("", "checkup.done", "accounts"),
    Button("", "session.done", "starter-en/session/why-you"),
    Button("", "mute.campaign"),
    Button("", "mute.campaign_back"),
    Button("", "nudge.start"),
    Button("", "nudge.stop"),
    Button("", "recap.stop"),
    Button("", "leave.renew"),
    Button("", "milestone.confirm", "day-10"),
    Button("", "milestone.keep", "day-10"),
)
"""Acts that nothing offers to somebody new."""
ELSEWHERE = {
    *("assistant", "helped", "link", "milestone", "post", "prepare", "session", "status", "write"),
    *("plan", "queue", "retract", "setup", "pulse", "silence"),
    *("workshop", "workshop_plan", "workshop_move", "questions", "questions_answer"),
    *(
        "brainstorm",
        "brainstorm_start",
        "brainstorm_add",
        "brainstorm_group",
        "thanks",
        "launch",
        "buddy",
        "examples",
        "examples_give",
        "examples_note",
    ),
}
"""Commands that have more acts than a person alone in Slack comes to; each has tests of its own."""

NOT_COMPARED = (INBOX_EVENT, PULSE, LINK_CODE)
"""A code is shown once, so whoever asks again gets another, and the first is good for nothing."""
_TIME = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+\+00:00")


async def kept(store: Store) -> dict[str, list[str]]:
    """Everything that is kept, without the moment of each thing: that of the repetition may be later."""
    found = {}
    async with store.reading() as shelves:
        for table in METADATA.sorted_tables:
            if table not in NOT_COMPARED:
                rows = await shelves.connection.execute(select(table))
                values = ([each for each in row if not isinstance(each, datetime)] for row in rows)
                found[table.name] = sorted(_TIME.sub("", repr(row)) for row in values)
    return found


def offered(reply: Reply | None) -> Iterator[Button | Form]:
    match reply.show if reply else None:
        case Card() as card:
            for element in card.elements:
                if isinstance(element, Buttons):
                    yield from (item for item in element.items if isinstance(item, Button))
        case Form() as form:
            yield form


def name_of(act: Button | Form) -> str:
    return act.action if isinstance(act, Button) else act.name


class Crawler:
    """Somebody who does everything there is to do, each kind of act once, and then has it brought again."""

    def __init__(self, bot: Bot) -> None:
        self.bot = bot
        self.done: set[str] = set()
        self.todo: list[Button | Form] = []
        self.twice: list[str] = []

    async def types(self, text: str) -> None:
        await self._acts(text, lambda key: CommandTyped(**self._who(key), text=text, place=a_place()))

    async def rest(self) -> None:
        """Do all that was offered so far."""
        while self.todo:
            await self.does(self.todo.pop(0))

    async def does(self, act: Button | Form) -> None:
        """Press or send, unless something of the kind was done before."""
        name = name_of(act)
        if name in self.done:
            return
        self.done.add(name)
        if isinstance(act, Button):
            value = act.value
            await self._acts(
                name,
                lambda key: ButtonPressed(**self._who(key), action=name, value=value, place=a_place()),
            )
        else:
            answers, context = answers_of(act) | FILLED.get(name, {}), act.context
            await self._acts(
                name,
                lambda key: FormSubmitted(**self._who(key), form=name, answers=answers, context=context),
            )

    async def _acts(self, name: str, event: Callable[[str], Event]) -> None:
        bot = self.bot
        reply = await bot.hear(event(bot._id()))
        once, spoken = await kept(bot.store), len(bot.platform.posted)
        for apart in APART:
            bot.clock.advance(apart)
            await bot.hear(event(bot._id()))
        again = await kept(bot.store)
        self.twice += [f"{name}: {table}" for table in once if once[table] != again[table]]
        if len(bot.platform.posted) > spoken:
            self.twice.append(f"{name}: a message")
        self.todo += offered(reply)

    def _who(self, key: str) -> dict[str, Any]:
        return {"id": key, "at": self.bot.clock.now(), "person": a_person()}


async def test_every_act_brought_again_under_another_id_has_happened_once(bot: Bot):
    await bot.tick()
    crawler, later = Crawler(bot), list[Button | Form]()
    await crawler.types("join")
    await crawler.rest()
    for text in (*TYPED, *(command.name for command in COMMANDS if command.name != "leave")):
        await crawler.types(text)
    crawler.todo += UNSEEN
    while crawler.todo:
        act = crawler.todo.pop(0)
        await crawler.does(act) if not name_of(act).startswith(LAST) else later.append(act)
    await crawler.types("leave")
    crawler.todo += later
    await crawler.rest()
    assert crawler.twice == []
    unseen = {*BUTTONS, *FORMS} - crawler.done
    assert {name.partition(".")[0] for name in unseen} <= ELSEWHERE, unseen
