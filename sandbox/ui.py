"""The page's server side: the page itself, the state of a person, their acts, the clock, and a stream of changes."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path

import jinja2
from aiohttp import web

from sandbox.acts import Acts, Impossible
from sandbox.desk import Desk
from sandbox.ui_state import state_of
from sandbox.workplace import Json

_HERE = Path(__file__).parent
_HEARTBEAT_SECONDS = 15.0
_COALESCE_SECONDS = 0.1
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


class Page:
    """Handlers of / and /ui/*."""

    def __init__(self, desk: Desk, acts: Acts, closing: asyncio.Event) -> None:
        self._desk = desk
        self._acts = acts
        self._closing = closing
        loader = jinja2.FileSystemLoader(_HERE / "templates")
        self._templates = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined)

    def routes(self) -> list[web.RouteDef | web.StaticDef]:
        return [
            web.get("/", self._page),
            web.get("/ui/state", self._guarded(self._state)),
            web.post("/ui/act", self._guarded(self._act)),
            web.post("/ui/clock", self._guarded(self._clock)),
            web.get("/ui/stream", self._guarded(self._stream)),
            web.static("/static", _HERE / "static"),
        ]

    async def secure(self, request: web.Request, response: web.StreamResponse) -> None:
        """Put the security headers onto what a browser sees."""
        if not request.path.startswith(("/api/", "/hooks/")):
            response.headers.update(_HEADERS)

    async def _page(self, request: web.Request) -> web.StreamResponse:
        text = self._templates.get_template("page.html").render(team_name=self._desk.workplace.team_name)
        return web.Response(text=text, content_type="text/html")

    async def _state(self, request: web.Request) -> web.StreamResponse:
        anybody = next(iter(self._desk.workplace.people))
        return web.json_response(state_of(self._desk, self._who(request.query.get("as", anybody))))

    async def _act(self, request: web.Request) -> web.StreamResponse:
        given = await _object(request)
        await perform(self._acts, self._who(str(given.get("as", ""))), given)
        return web.json_response({"ok": True})

    async def _clock(self, request: web.Request) -> web.StreamResponse:
        given, clock = await _object(request), self._desk.workplace.clock
        try:
            match given:
                case {"advance_seconds": int() | float() as seconds}:
                    clock.advance(timedelta(seconds=seconds))
                case {"next_working_day": str() as at}:
                    clock.next_working_day(at)
                case {"set": str() as moment}:
                    clock.set(datetime.fromisoformat(moment))
                case _:
                    raise Impossible("Say advance_seconds, next_working_day or set.")
        except (ValueError, OverflowError) as error:
            raise Impossible("This is not a time.") from error
        return web.json_response({"ok": True, "now": clock.local().isoformat(timespec="seconds")})

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        self._who(request.query.get("as", ""))
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        changes = self._desk.workplace.changes
        seen = -1
        try:
            while not self._closing.is_set():
                if await changes.after(seen, _HEARTBEAT_SECONDS):
                    seen = changes.version
                    await response.write(_sse(seen))
                    await self._pause()
                else:
                    await response.write(b": keep-alive\n\n")
        except ConnectionError:
            pass  # the browser went away
        return response

    async def _pause(self) -> None:
        try:
            await asyncio.wait_for(self._closing.wait(), _COALESCE_SECONDS)
        except TimeoutError:
            return

    def _who(self, who: str) -> str:
        person = self._desk.workplace.people.get(who)
        if person is None or person.is_bot or person.is_deleted:
            raise Impossible("Nobody here has this id.")
        return who

    def _guarded(
        self, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def answer(request: web.Request) -> web.StreamResponse:
            try:
                return await handler(request)
            except Impossible as refusal:
                return web.json_response({"ok": False, "error": str(refusal)}, status=400)

        return answer


async def perform(acts: Acts, who: str, given: Json) -> None:
    """Do what the page asks for a person. Raises Impossible."""
    match given:
        case {"do": "say", "conversation": str() as channel, "text": str() as text}:
            await acts.say(who, channel, text)
        case {"do": "react", "conversation": str() as channel, "ts": str() as ts, "name": str() as name}:
            await acts.react(who, channel, ts, name, is_on=bool(given.get("on", True)))
        case {"do": "press", "action": dict() as action}:
            await _press(acts, who, given, action)
        case {"do": "submit", "view": str() as view, "values": dict() as values}:
            await acts.submit(who, view, values)
        case {"do": "close", "view": str() as view}:
            await acts.close(who, view)
        case {"do": "open_home"}:
            await acts.open_home(who)
        case {"do": "read", "conversation": str() as channel}:
            await acts.read(who, channel)
        case {"do": "shortcut", "callback_id": str() as callback_id}:
            channel, ts = str(given.get("conversation") or ""), str(given.get("ts") or "")
            await acts.use_shortcut(who, callback_id, channel if ts else "", ts)
        case {"do": "join", "conversation": str() as channel}:
            await acts.join(who, channel)
        case _:
            raise Impossible("This is not something one can do here.")


async def _press(acts: Acts, who: str, given: Json, action: Json) -> None:
    match given:
        case {"home": True}:
            await acts.press_in_home(who, action)
        case {"view": str() as view}:
            await acts.press_in_view(who, view, action)
        case {"conversation": str() as channel, "ts": str() as ts}:
            await acts.press_in_message(who, channel, ts, action)
        case _:
            raise Impossible("Say where: a conversation and ts, a view, or home.")


async def _object(request: web.Request) -> Json:
    # A form on another site cannot send this content type without asking first.
    if request.content_type != "application/json":
        raise Impossible("Send JSON.")
    try:
        given = json.loads(await request.read())
    except ValueError as error:
        raise Impossible("This is not JSON.") from error
    if not isinstance(given, dict):
        raise Impossible("Send a JSON object.")
    return given


def _sse(version: int) -> bytes:
    return b'event: change\ndata: {"version": %d}\n\n' % version
