"""The page's server side: the page itself, the state of a person, their acts, the clock, and a stream of changes."""

import asyncio
from pathlib import Path

import jinja2
from aiohttp import web

from sandbox.acts import Acts, Impossible
from sandbox.desk import Desk
from sandbox.page_wire import HEADERS, guarded, json_object, move_clock, stream
from sandbox.ui_state import state_of
from sandbox.workplace import Json

_HERE = Path(__file__).parent


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
            web.get("/ui/state", guarded(self._state)),
            web.post("/ui/act", guarded(self._act)),
            web.post("/ui/clock", guarded(self._clock)),
            web.get("/ui/stream", guarded(self._stream)),
            web.static("/static", _HERE / "static"),
        ]

    async def secure(self, request: web.Request, response: web.StreamResponse) -> None:
        """Put the security headers onto what a browser sees."""
        if not request.path.startswith(("/api/", "/hooks/")):
            response.headers.update(HEADERS)

    async def _page(self, request: web.Request) -> web.StreamResponse:
        text = self._templates.get_template("page.html").render(team_name=self._desk.workplace.team_name)
        return web.Response(text=text, content_type="text/html")

    async def _state(self, request: web.Request) -> web.StreamResponse:
        anybody = next(iter(self._desk.workplace.people))
        return web.json_response(state_of(self._desk, self._who(request.query.get("as", anybody))))

    async def _act(self, request: web.Request) -> web.StreamResponse:
        given = await json_object(request)
        await perform(self._acts, self._who(str(given.get("as", ""))), given)
        return web.json_response({"ok": True})

    async def _clock(self, request: web.Request) -> web.StreamResponse:
        return await move_clock(request, self._desk.workplace.clock)

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        self._who(request.query.get("as", ""))
        return await stream(request, self._desk.workplace.changes, self._closing)

    def _who(self, who: str) -> str:
        person = self._desk.workplace.people.get(who)
        if person is None or person.is_bot or person.is_deleted:
            raise Impossible("Nobody here has this id.")
        return who


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
        case {"do": "be", "presence": str() as name}:
            await acts.be_as_named(who, name)
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
