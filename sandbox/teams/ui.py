"""The Teams page's server side: the page itself, the state of a person, their acts, the clock, and a stream of changes."""

import asyncio
import re
from pathlib import Path
from typing import TYPE_CHECKING

import jinja2
from aiohttp import web

from sandbox.acts import Impossible
from sandbox.page_wire import HEADERS, guarded, json_object, move_clock, stream
from sandbox.teams.driver import TeamsActor
from sandbox.teams.screen import Shown, ShownCard, ShownDialog
from sandbox.teams.ui_state import state_of
from sandbox.teams.workplace import Json

if TYPE_CHECKING:  # the server has a page, and the page its server
    from sandbox.teams.server import SmallTeams

_HERE = Path(__file__).parent.parent
_FOR_MACHINES = ("/teams/", "/v1/", "/login/")
_REACTION = re.compile(r"[0-9a-z][0-9a-z_+-]{0,63}")


class Page:
    """Handlers of / and /ui/*."""

    def __init__(self, teams: "SmallTeams", closing: asyncio.Event) -> None:
        self._teams = teams
        self._closing = closing
        self._read_until: dict[tuple[str, str], int] = {}
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
        if not request.path.startswith(_FOR_MACHINES):
            response.headers.update(HEADERS)

    async def _page(self, request: web.Request) -> web.StreamResponse:
        text = self._templates.get_template("teams.html").render(team_name=self._teams.workplace.team_name)
        return web.Response(text=text, content_type="text/html")

    async def _state(self, request: web.Request) -> web.StreamResponse:
        workplace = self._teams.workplace
        who = self._who(request.query.get("as", next(iter(workplace.people))))
        state = state_of(workplace, who, self._read_until, self._teams.manifest, self._teams.neighbour)
        return web.json_response(state)

    async def _act(self, request: web.Request) -> web.StreamResponse:
        given = await json_object(request)
        who = self._who(str(given.get("as", "")))
        if given.get("do") == "read":
            self._read(who, str(given.get("conversation", "")))
        else:
            await perform(Visitor(self._teams, who), given)
        return web.json_response({"ok": True})

    def _read(self, who: str, conversation: str) -> None:
        seen = Visitor(self._teams, who).messages(conversation)
        last = max((int(each.id) for each in seen), default=0)
        if self._read_until.get((who, conversation), 0) < last:
            self._read_until[who, conversation] = last
            self._teams.workplace.changes.happened()

    async def _clock(self, request: web.Request) -> web.StreamResponse:
        return await move_clock(request, self._teams.clock)

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        self._who(request.query.get("as", ""))
        return await stream(request, self._teams.workplace.changes, self._closing)

    def _who(self, who: str) -> str:
        person = self._teams.workplace.people.get(who)
        if person is None or person.is_deleted:
            raise Impossible("Nobody here has this id.")
        return who


class Visitor:
    """A person before the page: what is in their reach, by ids. Everything else raises Impossible."""

    def __init__(self, teams: "SmallTeams", who: str) -> None:
        self._teams = teams
        self._who = who

    @property
    def actor(self) -> TeamsActor:
        return self._teams.as_person(self._who)

    def place(self, conversation: str) -> str:
        """Check that the person is in a conversation."""
        self._teams.workplace.chat(self._who)
        found = self._teams.workplace.conversations.get(conversation)
        if found is None or self._who not in found.members:
            raise Impossible("You are not in this conversation.")
        return conversation

    def messages(self, conversation: str) -> list[ShownCard]:
        return self.actor.messages(self.place(conversation))

    def message(self, conversation: str, message: str) -> ShownCard:
        for each in self.messages(conversation):
            if each.id == message:
                return each
        raise Impossible("This message is gone.")

    def dialog(self, dialog: str) -> ShownDialog:
        for each in self.actor.dialogs():
            if each.id == dialog:
                return each
        raise Impossible("This dialog is closed.")


async def perform(visitor: Visitor, given: Json) -> None:
    """Do what the page asks for a person. Raises Impossible."""
    actor = visitor.actor
    match given:
        case {"do": "say", "conversation": str() as place, "text": str() as text}:
            if not text.strip():
                raise Impossible("There is nothing to say.")
            under = given.get("under")
            await actor.say(visitor.place(place), text, visitor.message(place, str(under)) if under else None)
        case {
            "do": "edit",
            "conversation": str() as place,
            "message": str() as message,
            "text": str() as text,
        }:
            if not text.strip():
                raise Impossible("There is nothing to say.")
            await actor.edit(visitor.message(place, message), text)
        case {
            "do": "react",
            "conversation": str() as place,
            "message": str() as message,
            "type": str() as kind,
        }:
            if not _REACTION.fullmatch(kind):
                raise Impossible("There is no such reaction.")
            await actor.react(visitor.message(place, message), kind, bool(given.get("on", True)))
        case {"do": "press", "dialog": str() as dialog, "action": str() as action}:
            shown = visitor.dialog(dialog)
            await actor.submit(shown, _inputs(shown, given), action)
        case {
            "do": "press",
            "conversation": str() as place,
            "message": str() as message,
            "action": str() as action,
        }:
            card = visitor.message(place, message)
            await actor.press(card, action, _inputs(card, given))
        case {
            "do": "extension",
            "id": str() as command,
            "conversation": str() as place,
            "message": str() as message,
        }:
            await actor.use_extension(command, visitor.message(place, message))
        case {"do": "submit", "dialog": str() as dialog}:
            shown = visitor.dialog(dialog)
            await actor.submit(shown, _inputs(shown, given))
        case {"do": "close", "dialog": str() as dialog}:
            await actor.close(visitor.dialog(dialog))
        case _:
            raise Impossible("This is not something one can do here.")


def _inputs(shown: Shown, given: Json) -> Json:
    """Take what was filled in, of the fields that are there."""
    inputs = given.get("inputs", {})
    if not isinstance(inputs, dict):
        raise Impossible("Send the fields by their names.")
    return {name: str(value) for name, value in inputs.items() if name in shown.fields}
