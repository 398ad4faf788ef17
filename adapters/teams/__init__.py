"""The Teams door: one address for everything the Bot Framework brings, and the ways answers travel back."""

import re
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import blake2b
from http import HTTPStatus
from json import dumps
from secrets import token_bytes
from typing import Final

from aiohttp import web

from adapters.gate import Rejected
from adapters.sends import Sends, report
from adapters.teams import inbound, render
from adapters.teams.answers import Answer
from adapters.teams.config import Config
from adapters.teams.connector import Json
from adapters.teams.guard import Guard, Letter
from adapters.teams.inbound import EXECUTE, Origin
from adapters.teams.keys import Keys
from adapters.teams.platform import TeamsPlatform
from bot.cards.elements import Buttons, Card, Form
from bot.events import ButtonPressed, CommandTyped, Event, FormSubmitted, Gestured, Installed, Reply
from bot.ports import ChatPlatform, Clock, Door, Overloaded, Reception, Route
from bot.ports.installing import Installer

PATH: Final = "/api/messages"
TOLD_FOR: Final = timedelta(seconds=60)
"""Teams brings a press again, under another id, when it thinks that the first was lost: the answer is not told twice."""
TOLD_MOST: Final = 2_000
_MENTION: Final = re.compile(r"(?<!\\)<at>(.*?)</at>")


def build(config: Mapping[str, str], reception: Reception, clock: Clock) -> Door:
    """Build the door from the strings of `Config.of`. Raises ValueError for what cannot be served."""
    return TeamsDoor(Config.of(config), reception, clock)


class TeamsDoor:
    """One tenant's Teams, from raw bytes to events and from replies to Adaptive Cards."""

    def __init__(self, config: Config, reception: Reception, clock: Clock) -> None:
        self._config = config
        self._reception = reception
        self._clock = clock
        self._keys = Keys(config.openid_url, clock)
        self.teams = TeamsPlatform(config, clock)
        # Loaded with the first door: a bot in Slack alone, and the tools, do without its 12 MiB.
        from adapters.teams.sdk import TeamsAdapter  # noqa: PLC0415

        self._adapter = TeamsAdapter(Guard(config, self._keys, clock), self.teams.connector)
        self.sends = Sends(clock)
        self._told: OrderedDict[bytes, datetime] = OrderedDict()
        self._secret = config.password.encode()[:64] or token_bytes(32)

    @property
    def platform(self) -> ChatPlatform:
        return self.teams

    @property
    def installer(self) -> Installer | None:
        """None: a tenant installs the app it was given, for itself."""
        return None

    def worries(self) -> Sequence[str]:
        """Say that nothing is let in, for want of the keys by which requests are checked."""
        return (
            ["Microsoft's keys could not be fetched; its requests are refused"]
            if self._keys.are_missing
            else []
        )

    def routes(self) -> Iterable[Route]:
        return (Route("POST", PATH, self._receive),)

    async def start(self) -> None:
        """Sign in, look at the keys, and tell the Reception where we are. Raises PlatformError."""
        await self.teams.connect()
        if not self._config.is_open:
            await self._keys.fetch()
        event = Installed(
            id=f"install:{self._config.tenant}",
            at=self._clock.now(),
            platform=inbound.PLATFORM,
            workspace=self._config.tenant,
            present=True,
        )
        await self._reception.accept(event)
        await self._reception.answer(event)

    async def listen(self) -> None:
        """Do nothing: Teams comes to us."""

    async def close(self) -> None:
        """Give answers on their way ten seconds, then hang up."""
        await self.sends.close()
        await self._keys.close()
        await self.teams.disconnect()

    async def _receive(self, request: web.Request) -> web.Response:
        return await self._adapter.process(request, self._turn)

    async def _turn(self, letter: Letter) -> Answer | None:
        """Make what happened durable, then answer it: in the response of an invoke, otherwise behind it."""
        body = letter.body
        origin, seen = inbound.origin_of(body), inbound.seen_of(body)
        self.teams.learn(origin, seen)
        now = self._clock.now()
        events = inbound.events_of(body, self._config.tenant, self.teams.bot, now, self._secret)
        if not origin.invoke:
            for event in events:
                await self._take(event, origin)
            return None
        if not events:
            return _unheard(origin)
        try:
            is_new = await self._reception.accept(events[0])
        except Overloaded:
            return Answer(status=HTTPStatus.SERVICE_UNAVAILABLE)
        except Exception as error:  # noqa: BLE001  whatever keeps it from being durable, Teams shall come again
            report("accept", events[0], error)
            return Answer(status=HTTPStatus.SERVICE_UNAVAILABLE)
        if not is_new:
            return _unheard(origin)
        try:
            return await self._answer_invoke(events[0], origin)
        except Exception as error:  # noqa: BLE001  it is accepted: an error would only make Teams bring it again
            report("answer", events[0], error)
            return _unheard(origin)

    async def _take(self, event: Event, origin: Origin) -> None:
        """Accept an event that nobody waits for. Raises Rejected where it could not be made durable: Teams is told no."""
        try:
            is_new = await self._reception.accept(event)
        except Overloaded:
            raise Rejected(HTTPStatus.SERVICE_UNAVAILABLE) from None
        except Exception as error:
            report("accept", event, error)
            raise Rejected(HTTPStatus.SERVICE_UNAVAILABLE) from error
        if is_new:
            self.sends.later(event, self._answer_behind(event, origin))

    async def _answer_behind(self, event: Event, origin: Origin) -> None:
        reply = await self._reception.answer(event)
        show = reply.show if reply else None
        match event, show:
            case Installed(), _:
                return
            case (CommandTyped() | ButtonPressed() | Gestured() | FormSubmitted()) as acted, Card() as card:
                message = await self.teams.drawn(card)
                if reply and not reply.private:
                    await self.sends.patiently(lambda: self.teams.reply(origin, message))
                else:
                    await self._whisper(origin, acted.person.user, message)
            case CommandTyped(person=person, text=text), Form() as form:
                await self._whisper(origin, person.user, render.invitation(form, command=text))
            case ButtonPressed(person=person, action=action, value=value), Form() as form:
                await self._whisper(origin, person.user, render.invitation(form, action=action, value=value))

    async def _answer_invoke(self, event: Event, origin: Origin) -> Answer:
        reply = await self._reception.answer(event) or Reply()
        match origin.invoke, event, reply.show:
            case inbound.FETCH | inbound.SUBMIT | inbound.EXTENSION_SENT, _, _:
                return await self._in_dialog(reply)
            case inbound.EXTENSION, CommandTyped(), Form():
                return await self._in_dialog(reply)
            case inbound.EXTENSION, CommandTyped(person=person), Card() as card:
                # It may be used where we are not; the answer waits in one's own chat.
                self.sends.later(event, self._whisper(origin, person.user, await self.teams.drawn(card)))
                return _said_in_dialog(card.summary)
        return await self._answer_press(event, reply, origin)

    async def _in_dialog(self, reply: Reply) -> Answer:
        """Answer within a dialog: the next thing to show, or what to repair, or its end.

        Teams keeps no dialog open once it is sent: the form is shown again, or if the answer has none, only what is wrong.
        """
        match reply.show:
            case Form() as form:
                return _dialog(form.title, render.adaptive_form(form, reply.errors))
            case _ if reply.errors:
                return _said_in_dialog(" ".join(reply.errors.values()))
            case Card() as card:
                content = (await self.teams.drawn(card))["attachments"][0]["content"]
                if _is_more_than_a_note(card) or content["msteams"].get("entities"):
                    return _dialog(card.summary, _for_dialog(content))
                return _said_in_dialog(card.plain())
        return Answer()

    async def _answer_press(self, event: Event, reply: Reply, origin: Origin) -> Answer:
        """Answer a pressed button: over its own card where only this person sees it, else beside it."""
        match event, reply.show:
            case ButtonPressed(message=pressed), Card() as card if reply.replace and origin.is_personal:
                message = await self.teams.drawn(card)
                if pressed:  # what the response shows is gone when the person comes back
                    identity = origin.message
                    redraw = self.sends.patiently(
                        lambda: self.teams.redraw(origin.conversation, identity, message)
                    )
                    self.sends.later(event, redraw)
                return _card_answer(message["attachments"][0]["content"])
            case ((ButtonPressed(person=person) | FormSubmitted(person=person)), Card() as card):
                if _is_more_than_a_note(card) or origin.is_personal:
                    self.sends.later(event, self._whisper(origin, person.user, await self.teams.drawn(card)))
                return _toast(card.summary)
            case ButtonPressed(person=person, action=action, value=value), Form() as form:
                opener = render.invitation(form, action=action, value=value)
                self.sends.later(event, self._whisper(origin, person.user, opener))
                return _toast(form.title)
        return _toast("")

    async def _whisper(self, origin: Origin, user: str, message: Json) -> None:
        """Tell one person, and not the same thing twice because Teams brought their act twice."""
        said = blake2b(dumps([user, message]).encode(), digest_size=16).digest()
        now = self._clock.now()
        told, self._told[said] = self._told.get(said), now
        self._told.move_to_end(said)
        if len(self._told) > TOLD_MOST:
            self._told.popitem(last=False)
        if told is not None and now - told < TOLD_FOR and not origin.is_typed:
            return
        await self.sends.patiently(lambda: self.teams.whisper(origin, user, message))


def _said_in_dialog(said: str) -> Answer:
    return Answer({"task": {"type": "message", "value": said}})


def _dialog(title: str, card: Json) -> Answer:
    content = {"contentType": "application/vnd.microsoft.card.adaptive", "content": card}
    value = {"title": title, "height": "medium", "width": "medium", "card": content}
    return Answer({"task": {"type": "continue", "value": value}})


def _for_dialog(card: Json) -> Json:
    """Paint a card as dialogs know one: people are plain names, and only Action.Submit without `msteams` comes back to us.

    https://github.com/MicrosoftDocs/msteams-docs/issues/1639
    """
    return {**card, "msteams": {"width": "Full"}, "body": [_block_in_dialog(block) for block in card["body"]]}


def _block_in_dialog(block: Json) -> Json:
    if block["type"] == "ActionSet":
        return {**block, "actions": [_submit(each) for each in block["actions"]]}
    return {**block, "text": _MENTION.sub(r"\1", block["text"])} if "text" in block else block


def _submit(action: Json) -> Json:
    if action["type"] == "Action.OpenUrl":
        return action
    face = {name: value for name, value in action.items() if name not in {"verb", "fallback"}}
    data = {name: value for name, value in action["data"].items() if name != "msteams"}
    return {**face, "type": "Action.Submit", "data": data}


def _card_answer(card: Json) -> Answer:
    kind = "application/vnd.microsoft.card.adaptive"
    return Answer({"statusCode": 200, "type": kind, "value": card})


def _toast(said: str) -> Answer:
    return Answer({"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": said})


def _unheard(origin: Origin) -> Answer:
    """Answer an invoke that says nothing to us, in the shape that its sender can read."""
    return _toast("") if origin.invoke == EXECUTE else Answer()


def _is_more_than_a_note(card: Card) -> bool:
    """Tell whether there is something to press: a mere note is told in a line that passes."""
    return any(isinstance(element, Buttons) for element in card.elements)
