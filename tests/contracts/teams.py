"""What the contracts need of Teams: its harness, eyes for its cards, and a reader of whatever is active in them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from adapters.teams import render
from bot.cards.elements import Card, Form
from bot.domain.people import MessageRef, PersonRef, Place
from bot.events import Reply
from bot.ports import ChatPlatform
from sandbox.teams.people import SHARES, TENANT, directory_id
from tests.adapters import teams
from tests.adapters.teams.rig import Rig, a_rig
from tests.contracts.harness import OPEN, Harness, Notebook, a_card
from tests.contracts.picture import Seen, SeenField, SeenForm, kind_of, words

_KINDS = {"Input.Text": "text", "Input.ChoiceSet": "one", "Input.Date": "day", "Input.Time": "time"}


@dataclass
class InTeams:
    """A Teams door between the small Teams and a notebook."""

    rig: Rig
    person: PersonRef
    guest: PersonRef
    gone: PersonRef
    place: Place
    nowhere: Place

    @property
    def notebook(self) -> Notebook:
        return self.rig.notebook

    @property
    def platform(self) -> ChatPlatform:
        return self.rig.platform

    def spoil(self, call: str, when: str, what: str) -> None:
        method = {"post": "create", "update": "update", "direct": "send"}[call]
        self.rig.teams.faults.add(method, when, what)  # type: ignore[arg-type]

    def seen(self) -> list[str]:
        shown = self.rig.who().messages(SHARES)
        return [each.all_text for each in shown if each.sender == "bot" and not each.is_private]

    def seen_privately(self) -> list[str]:
        return [each.all_text for each in self.rig.who().private()]

    async def types(self, text: str) -> None:
        await self.rig.who().command(text, SHARES)
        await self.rig.done()

    async def presses(self, message: MessageRef, label: str) -> None:
        await self.rig.who().press(self._shown(message), label)
        await self.rig.done()

    async def raises_hand(self, message: MessageRef, *, on: bool = True) -> None:
        await self.rig.who().react(self._shown(message), "1f64b_raisinghand", on)
        await self.rig.done()

    async def opens(self, form: Form) -> None:
        self.notebook.replies[OPEN.action] = Reply(form)
        await self.platform.direct(self.person, a_card("Home", OPEN))
        await self.rig.who().press(self.rig.who().private()[-1], OPEN.label)

    async def sends(self, **fields: str | list[str]) -> None:
        await self.rig.who().submit(self.rig.who().dialogs()[-1], **fields)

    def dialog(self) -> tuple[str, list[str]]:
        if not self.rig.who().dialogs():
            return "", []
        shown = self.rig.who().dialogs()[-1]
        return shown.all_text, list(shown.fields)

    def leaves(self) -> None:
        self.rig.teams.deactivate("U0CAMILLE")

    async def wants_quiet(self) -> None:
        """Nobody can say so here: the bot's own interface tells no presence."""

    def _shown(self, message: MessageRef):
        identity = message.opaque.rpartition("/")[2]
        return next(each for each in self.rig.who().messages(SHARES) if each.id == identity)


@asynccontextmanager
async def at_work() -> AsyncIterator[Harness]:
    async with a_rig() as rig:
        users = (directory_id(user) for user in ("U0CAMILLE", "U0GUEST", "U0LOU"))
        people = (PersonRef("teams", TENANT, user) for user in users)
        yield InTeams(
            rig, *people, Place("teams", TENANT, SHARES), Place("teams", TENANT, "19:nowhere@thread.tacv2")
        )


def see(card: Card) -> Seen:
    document = render.adaptive_card(card)
    actions = teams.actions(document)
    for action in actions:
        action.pop("tooltip", None)
    for fact in (fact for block in teams.blocks(document) for fact in block.get("facts", ())):
        fact |= {name: value.replace("\n\n", " ") for name, value in fact.items()}
    return Seen(
        words(teams.seen(document)),
        tuple(
            (words(each["title"]), each["data"]["action"], each["data"]["value"])
            for each in actions
            if each["type"] != "Action.OpenUrl"
        ),
        tuple((words(each["title"]), each["url"]) for each in actions if each["type"] == "Action.OpenUrl"),
    )


def see_form(form: Form) -> SeenForm:
    document = render.adaptive_form(form)
    [submit] = teams.actions(document)
    fields = [block for block in document["body"] if block["type"].startswith("Input.")]
    beside = [
        f"{teams.said(block['text'])}" if block["type"] == "TextBlock" else block["label"]
        for block in document["body"]
        if block["type"] == "TextBlock" or block["type"].startswith("Input.")
    ]
    return SeenForm(words("\n".join(beside)), tuple(map(_field, fields)), submit["title"])


def _field(field: dict[str, Any]) -> SeenField:
    is_several = field.get("isMultiSelect", False)
    value = field.get("value", "")
    return SeenField(
        kind="several" if is_several else _KINDS[field["type"]],
        name=field["id"],
        label=words(field["label"]),
        filled_in=tuple(value.split(",") if is_several else [value]) if value else (),
        offered=tuple((words(each["title"]), each["value"]) for each in field.get("choices", ())),
        is_optional=not field.get("isRequired", False),
    )


def active(shown: Card | Form) -> list[str]:
    document = render.adaptive_card(shown) if isinstance(shown, Card) else render.adaptive_form(shown)
    marked = [mark for text in teams.markdowns(document) for _, mark in teams.marked(text)]
    addresses = [each["url"] for each in teams.actions(document) if each["type"] == "Action.OpenUrl"]
    return [kind_of(each) for each in (*marked, *(f"button:{url}" for url in addresses))]
