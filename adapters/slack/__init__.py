"""The Slack door: events, commands and clicks by HTTP or over a connection of our own, and the ways their answers travel back."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import datetime
from logging import getLogger
from typing import Any, Final

from aiohttp import web
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.response import BoltResponse

from adapters.gate import Rejected, text_at
from adapters.sends import Sends, report
from adapters.slack import inbound, render
from adapters.slack.consent import Consent
from adapters.slack.guard import Guard, Letter
from adapters.slack.inbound import Identity, Origin
from adapters.slack.installed import Installed as ByConsent
from adapters.slack.platform import API_URL, SlackPlatform, quiet_logger
from adapters.slack.socket import Socket
from bot.cards.elements import Card, Form
from bot.domain.people import PersonRef
from bot.events import ButtonPressed, CommandTyped, Event, FormSubmitted, Gestured, Installed, Reply
from bot.ports import (
    ChatPlatform,
    Clock,
    Door,
    Gone,
    Overloaded,
    PlatformError,
    Reception,
    Route,
)
from bot.ports.installing import Installer

PATH: Final = "/slack/events"
_log = getLogger(__name__)


def build(config: Mapping[str, str], reception: Reception, clock: Clock) -> Door:
    """Build the door. Raises ValueError with neither a signing secret nor an app token, KeyError with a setting missing.

    `config`: `bot_token`, or in its place `client_id`, `client_secret` and `public_url` for workspaces that let us in by
    consent; `signing_secret`, or two separated by a comma while one replaces the other;
    `app_token` in its place for Socket Mode, where nothing is served over HTTP;
    `api_url` for other Slacks than slack.com; `app_id`, to refuse requests meant for another app.
    """
    return SlackDoor(config, reception, clock)


class SlackDoor:
    """Slack in one workspace or several, from raw bytes to events and from replies to Block Kit."""

    def __init__(self, config: Mapping[str, str], reception: Reception, clock: Clock) -> None:
        self._reception = reception
        self._clock = clock
        is_by_consent = bool(config.get("client_id"))
        token = "" if is_by_consent else config["bot_token"]
        self._platform = SlackPlatform(token, config.get("api_url") or API_URL, clock)
        self._guard: Guard | None = None
        self._socket: Socket | None = None
        self._consented: ByConsent | None = None
        if is_by_consent:
            consent = Consent(self._platform.client, config, clock)
            keyring = reception.keyring(inbound.PLATFORM)
            self._consented = ByConsent(keyring, consent, clock, self._arrived)
        if app_token := config.get("app_token"):
            self._socket = Socket(self._platform, app_token, clock, self._take, self._missed)
        else:
            self._guard = Guard(config.get("signing_secret", ""), clock)
        self._app_id = config.get("app_id", "")
        self._us: Identity | None = None
        self._bolt: AsyncApp | None = None
        self.sends = Sends(clock)

    @property
    def platform(self) -> ChatPlatform:
        return self._platform

    @property
    def installer(self) -> Installer | None:
        return self._consented

    def routes(self) -> Iterable[Route]:
        return (Route("POST", PATH, self._receive),) if self._guard else ()

    async def start(self) -> None:
        """Learn who we are and tell the Reception where. Raises PlatformError where there is one workspace alone."""
        if self._consented is not None:
            await self._start_everywhere(self._consented)
            return
        us = await self._platform.connect()
        self._us = Identity(team=us.team, user=us.user, app=self._app_id or us.app)
        self._bolt = self._bolt_app()
        await self._arrived(us.team)

    async def _start_everywhere(self, consented: ByConsent) -> None:
        """Enter every workspace whose token is good; one that is not keeps no other shut."""
        self._platform.serve(consented)
        await consented.look()
        self._bolt = self._bolt_app()
        teams = consented.teams()
        for team, is_good in zip(teams, await asyncio.gather(*map(self._is_welcome, teams)), strict=True):
            if is_good:
                await self._arrived(team)
        consented.start()

    async def _is_welcome(self, team: str) -> bool:
        """Ask Slack whether our token is good there. What cannot be asked now shows with the first call."""
        try:
            await self._platform.greet(team)
        except Gone as gone:
            _log.error("workspace %s refuses our token (%s): let somebody install the bot again", team, gone)
            return False
        except PlatformError as error:
            _log.warning("workspace %s could not be asked: %s", team, error)
        return True

    async def _arrived(self, team: str) -> None:
        event = Installed(
            id=f"install:{team}",
            at=self._clock.now(),
            platform=inbound.PLATFORM,
            workspace=team,
            present=True,
        )
        # Answered at every start: the workspace may have been left and joined again under this very id.
        await self._reception.accept(event)
        await self._reception.answer(event)

    async def listen(self) -> None:
        """Open the connection that Socket Mode brings everything over. Raises PlatformError."""
        if self._socket is not None and self._bolt is not None:
            await self._socket.start()

    def worries(self) -> Sequence[str]:
        """Say that nothing can come in, for want of a connection."""
        since = self._socket.deaf_since if self._socket is not None else None
        return [f"no connection to Slack since {since:%H:%M} UTC; nothing comes in"] if since else []

    async def close(self) -> None:
        """Give answers on their way ten seconds, then hang up."""
        if self._socket is not None:
            await self._socket.close()
        await self.sends.close()
        if self._consented is not None:
            await self._consented.close()
        await self._platform.disconnect()

    def _bolt_app(self) -> AsyncApp:
        app = AsyncApp(
            name="portevoix",
            logger=quiet_logger(),
            client=self._platform.client,
            authorize=_Known(),
            # Should a listener ever stand beside the desk: otherwise Bolt says yes before the event is durable.
            process_before_response=True,
            # The guard has done these on raw bytes, and inbound knows our own events from other people's.
            request_verification_enabled=False,
            ssl_check_enabled=False,
            url_verification_enabled=False,
            ignoring_self_events_enabled=False,
            attaching_function_token_enabled=False,
        )
        app.use(_Desk(self._handle))
        return app

    def _missed(self, since: datetime) -> None:
        self._reception.missed(inbound.PLATFORM, since)

    async def _receive(self, request: web.Request) -> web.Response:
        if self._guard is None:
            return web.Response(status=404)
        try:
            letter = await self._guard.open(request)
        except Rejected as refusal:
            return web.Response(status=refusal.status, text="refused")
        if letter.kind == "challenge":
            return web.Response(text=letter.body["challenge"])
        if letter.kind == "ssl_check":
            return web.Response()
        answer = await self._take(letter)
        kind = "application/json" if answer.body and answer.status == 200 else "text/plain"
        return web.Response(status=answer.status, text=answer.body, content_type=kind)

    async def _take(self, letter: Letter) -> BoltResponse:
        """Take a verified letter, whichever way it came, and answer it in the words of HTTP."""
        if self._bolt is None or (self._us is None and self._consented is None):
            return BoltResponse(status=503)
        if self._consented is not None and (left := self._consented.leaving(letter)):
            return await self._leave(self._consented, letter, left)
        us = await self._consented.recognise(letter) if self._consented is not None else self._us
        if us is None or not inbound.is_ours(letter, us):
            # Slack retries refused events, and these will never be ours.
            return BoltResponse(status=200 if letter.kind == "event" else 403)
        event = inbound.event_of(letter, us, self._clock.now())
        if event is None:
            return BoltResponse(status=200)
        facts = {"event": event, "letter": letter, "us": us}
        try:
            request_of_bolt = AsyncBoltRequest(body=letter.body, mode="socket_mode", context=facts)
        except (AttributeError, IndexError, KeyError, TypeError):
            # Bolt reads more fields than we do, and trusts their types.
            return BoltResponse(status=400, body="refused")
        return await self._bolt.async_dispatch(request_of_bolt)

    async def _leave(self, consented: ByConsent, letter: Letter, left: Sequence[str]) -> BoltResponse:
        """Leave several workspaces by one event of Slack's."""
        key = text_at(letter.body, "event_id")
        at = inbound.at_of(text_at(letter.body, "event", "event_ts"), self._clock.now())
        for id_ in left:
            event = inbound.left(id_, key, at)
            answer = await self._handle(event, letter)
            if answer.status != 200:
                return answer
        return BoltResponse(status=200)

    async def _handle(self, event: Event, letter: Letter) -> BoltResponse:
        """Make the event durable, then answer it: in the response where Slack waits for it, otherwise behind it."""
        try:
            is_new = await self._reception.accept(event)
        except Overloaded:
            return BoltResponse(status=503)
        except Exception as error:  # noqa: BLE001  whatever keeps it from being durable, Slack shall come again
            report("accept", event, error)
            return BoltResponse(status=503)
        if isinstance(event, Installed) and not event.present and event.place is None and self._consented:
            self._consented.forget(event.workspace, event.at)
        if not is_new:
            return BoltResponse(status=200)
        if letter.kind == "event":
            self.sends.later(event, self._answer_happening(event))
            return BoltResponse(status=200)
        try:
            return await self._answer_person(event, inbound.origin_of(letter))
        except Exception as error:  # noqa: BLE001  it is accepted: an error page would only tell the person to repeat it
            report("answer", event, error)
            return BoltResponse(status=200)

    async def _answer_happening(self, event: Event) -> None:
        reply = await self._reception.answer(event)
        match event, reply.show if reply else None:
            case CommandTyped(person=person), Card() as card:
                await self.sends.patiently(lambda: self._platform.publish_home(person, card))
            case Gestured(person=person, place=place), Card() as card if place:
                await self.sends.patiently(lambda: self._platform.whisper(place, person.user, card))

    async def _answer_person(self, event: Event, origin: Origin) -> BoltResponse:
        reply = await self._reception.answer(event) or Reply()
        match event:
            case CommandTyped():
                return await self._answer_command(event, reply, origin)
            case FormSubmitted():
                if not reply.errors:
                    self.sends.later(event, self._paint_home(event.person, event.id))
                return _form_answer(reply)
            case ButtonPressed() if origin.is_home:
                await self._answer_home(event, reply, origin)
            case ButtonPressed() if origin.view:
                await self._answer_in_view(event, reply, origin)
            case ButtonPressed():
                await self._answer_press(event, reply, origin)
        return BoltResponse(status=200)

    async def _answer_command(self, event: CommandTyped, reply: Reply, origin: Origin) -> BoltResponse:
        match reply.show:
            case Card() as card:
                shown_to = "ephemeral" if reply.private else "in_channel"
                return BoltResponse(status=200, body={"response_type": shown_to, **render.message(card)})
            case Form() as form:
                await self._platform.open_view(event.person.workspace, origin.trigger, render.dialog(form))
        return BoltResponse(status=200)

    async def _answer_press(self, event: ButtonPressed, reply: Reply, origin: Origin) -> None:
        match reply.show:
            case Form() as form:
                await self._platform.open_view(event.person.workspace, origin.trigger, render.dialog(form))
            case Card() as card:
                # A public message is never drawn over with what one person asked for.
                is_drawn_over = reply.replace and origin.is_private
                body = {"replace_original": is_drawn_over, **render.message(card)}
                if not is_drawn_over:
                    body["response_type"] = "ephemeral" if reply.private else "in_channel"
                self.sends.later(
                    event, self.sends.patiently(lambda: self._platform.respond(origin.response_url, body))
                )

    async def _answer_home(self, event: ButtonPressed, reply: Reply, origin: Origin) -> None:
        """Show the answer as a dialog over the Home page, and paint the page anew beneath it."""
        self.sends.later(event, self._paint_home(event.person, event.id))
        match reply.show:
            case Form() as form:
                await self._platform.open_view(event.person.workspace, origin.trigger, render.dialog(form))
            case Card() as card:
                await self._platform.open_view(event.person.workspace, origin.trigger, render.modal(card))

    async def _answer_in_view(self, event: ButtonPressed, reply: Reply, origin: Origin) -> None:
        match reply.show:
            case Form() as form if not reply.replace:
                await self._platform.push_view(event.person.workspace, origin.trigger, render.dialog(form))
            case (Form() | Card()) as show:
                view = render.dialog(show) if isinstance(show, Form) else render.modal(show)
                team = event.person.workspace
                self.sends.later(
                    event, self.sends.patiently(lambda: self._platform.update_view(team, origin.view, view))
                )
        self.sends.later(event, self._paint_home(event.person, event.id))

    async def _paint_home(self, person: PersonRef, key: str) -> None:
        seen = CommandTyped(id=f"{key}/home", at=self._clock.now(), person=person, text="home")
        reply = await self._reception.answer(seen)
        if reply and isinstance(reply.show, Card):
            card = reply.show
            await self.sends.patiently(lambda: self._platform.publish_home(person, card))


class _Known(AsyncAuthorize):
    """Bolt's question who we are, answered from memory: its own answer is a call to Slack for every click."""

    def __init__(self) -> None:
        """Need nothing: each request brings along who we are."""

    async def __call__(self, *, context: Mapping[str, Any], **_: Any) -> AuthorizeResult:
        us: Identity = context["us"]
        return AuthorizeResult(enterprise_id=us.organisation or None, team_id=us.team, bot_user_id=us.user)


class _Desk(AsyncMiddleware):
    """The end of Bolt's line: every kind of request, in one step instead of one listener after another."""

    def __init__(self, handle: Callable[[Event, Letter], Awaitable[BoltResponse]]) -> None:
        self._handle = handle

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002
    ) -> BoltResponse:
        return await self._handle(req.context["event"], req.context["letter"])


def _form_answer(reply: Reply) -> BoltResponse:
    """Answer a submitted form: what to repair, the next view, or close them all."""
    if reply.errors:
        return BoltResponse(status=200, body={"response_action": "errors", "errors": dict(reply.errors)})
    match reply.show:
        case Card() as card:
            return BoltResponse(status=200, body={"response_action": "update", "view": render.modal(card)})
        case Form() as form:
            return BoltResponse(status=200, body={"response_action": "update", "view": render.dialog(form)})
    return BoltResponse(status=200, body={"response_action": "clear"})
