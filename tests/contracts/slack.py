"""What the contracts need of Slack: its harness, eyes for its blocks, and a reader of whatever is active in them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from adapters.slack import render
from bot.cards.elements import Card, Form
from bot.domain.people import MessageRef, PersonRef, Place
from bot.events import Reply
from bot.ports import ChatPlatform
from sandbox.screen import Shown
from tests.adapters.slack.hostile import readings
from tests.adapters.slack.rig import Rig, a_rig
from tests.contracts.harness import OPEN, Harness, Notebook, a_card
from tests.contracts.picture import Seen, SeenField, SeenForm, kind_of, words

_KINDS = {
    "plain_text_input": "text",
    "radio_buttons": "one",
    "static_select": "one",
    "checkboxes": "several",
    "multi_static_select": "several",
    "datepicker": "day",
    "timepicker": "time",
}


@dataclass
class InSlack:
    """A Slack door between the small Slack and a notebook."""

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
        method = "chat.update" if call == "update" else "chat.postMessage"
        self.rig.sandbox.faults.add(method, when, what)  # type: ignore[arg-type]

    def seen(self) -> list[str]:
        return [each.all_text for each in self._who.messages(self.place.channel) if each.user == "U0BOT"]

    def seen_privately(self) -> list[str]:
        own = [each.all_text for each in self._who.messages("app") if each.user == "U0BOT"]
        return [*own, *(each.all_text for each in self._who.ephemerals(self.place.channel))]

    async def types(self, text: str) -> None:
        await self._who.command(f"/advocacy {text}", self.place.channel)
        await self.rig.sends_done()

    async def presses(self, message: MessageRef, label: str) -> None:
        stamp = message.opaque.partition("/")[2]
        shown = next(each for each in self._who.messages(self.place.channel) if each.ts == stamp)
        await self._who.press(shown, label)
        await self.rig.sends_done()

    async def raises_hand(self, message: MessageRef, *, on: bool = True) -> None:
        channel, _, stamp = message.opaque.partition("/")
        await self._who.react(channel, stamp, "raising_hand", on)
        await self.rig.sandbox.settled()
        await self.rig.sends_done()

    async def opens(self, form: Form) -> None:
        self.notebook.replies[OPEN.action] = Reply(form)
        await self.platform.direct(self.person, a_card("Home", OPEN))
        await self._who.press(self._who.messages("app")[-1], OPEN.label)

    async def sends(self, **fields: str | list[str]) -> None:
        await self._who.submit(self._who.modals()[-1], **fields)

    def dialog(self) -> tuple[str, list[str]]:
        if not self._who.modals():
            return "", []
        shown = self._who.modals()[-1]
        names = [block["element"]["action_id"] for block in shown.fields.values()]
        return "\n".join([*shown.errors.values(), shown.all_text]), names

    def leaves(self) -> None:
        self.rig.sandbox.deactivate("U0CAMILLE")

    async def wants_quiet(self) -> None:
        await self._who.keep_quiet()

    @property
    def _who(self):
        return self.rig.sandbox.as_person("U0CAMILLE")


@asynccontextmanager
async def at_work() -> AsyncIterator[Harness]:
    async with a_rig() as rig:
        people = (PersonRef("slack", "T0SANDBOX", user) for user in ("U0CAMILLE", "U0GUEST", "U0LOU"))
        yield InSlack(
            rig, *people, Place("slack", "T0SANDBOX", "C0SHARES"), Place("slack", "T0SANDBOX", "C0NOWHERE")
        )


def see(card: Card) -> Seen:
    painted = render.message(card)
    buttons = [
        element for block in painted["blocks"] if block["type"] == "actions" for element in block["elements"]
    ]
    return Seen(
        words(Shown(painted["blocks"]).all_text),
        tuple(
            (words(each["text"]["text"]), each["action_id"].partition("#")[0], each.get("value", ""))
            for each in buttons
            if "url" not in each
        ),
        tuple((words(each["text"]["text"]), each["url"]) for each in buttons if "url" in each),
    )


def see_form(form: Form) -> SeenForm:
    view = render.dialog(form)
    inputs = [block for block in view["blocks"] if block["type"] == "input"]
    return SeenForm(words(Shown(view["blocks"]).all_text), tuple(map(_field, inputs)), view["submit"]["text"])


def _field(block: dict[str, Any]) -> SeenField:
    field = block["element"]
    initial = [value for name, value in field.items() if name.startswith("initial_")]
    chosen = initial[0] if initial and isinstance(initial[0], list) else initial
    return SeenField(
        kind=_KINDS[field["type"]],
        name=field["action_id"],
        label=words(block["label"]["text"]),
        filled_in=tuple(each["value"] if isinstance(each, dict) else each for each in chosen),
        offered=tuple((words(each["text"]["text"]), each["value"]) for each in field.get("options", ())),
        is_optional=block["optional"],
    )


def active(shown: Card | Form) -> list[str]:
    painted = render.message(shown) if isinstance(shown, Card) else render.dialog(shown)
    return [kind_of(reading) for reading in readings(painted)]
