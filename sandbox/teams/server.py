"""The small Teams itself: starts and stops the server, and gives tests all they need."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any, Self

from aiohttp import web

from sandbox.clock import SandboxClock
from sandbox.log import Log
from sandbox.people import Person
from sandbox.teams.connector import Connector
from sandbox.teams.courier import Courier
from sandbox.teams.driver import TeamsActor
from sandbox.teams.faults import TeamsFaults, spoil
from sandbox.teams.limits import TeamsLimits
from sandbox.teams.people import TEAM
from sandbox.teams.signing import KEY_ID, Signing, TeamsApp
from sandbox.teams.ui import Page
from sandbox.teams.workplace import Json, TeamsWorkplace

_MOST_BODY = 4 * 1024 * 1024


class SmallTeams:
    """A small Teams on 127.0.0.1. `start` it or use `started`; without a clock, time stands still."""

    def __init__(
        self, *, clock: SandboxClock | None = None, app: TeamsApp | None = None, port: int = 0
    ) -> None:
        self.clock = clock or SandboxClock()
        self.log = Log()
        self.app = app or TeamsApp()
        self.workplace = TeamsWorkplace(self.clock, self.log)
        self.limits = TeamsLimits()
        self.faults = TeamsFaults()
        self.signing = Signing(self.app, self.clock)
        self.manifest: Json = {}
        """The app's manifest, for the page to offer its commands."""
        self.neighbour = ""
        """The address of the other workplace's page, to link to."""
        self._courier = Courier(self.app, self.signing, self.workplace)
        self._closing = asyncio.Event()
        self._port = port
        self._runner: web.AppRunner | None = None
        self._forget_clock: Callable[[], None] | None = None
        self._people: dict[str, TeamsActor] = {}

    @classmethod
    @asynccontextmanager
    async def started(
        cls, *, clock: SandboxClock | None = None, app: TeamsApp | None = None, port: int = 0
    ) -> AsyncIterator[Self]:
        """Run a small Teams for the length of a `with`."""
        teams = cls(clock=clock, app=app, port=port)
        await teams.start()
        try:
            yield teams
        finally:
            await teams.close()

    async def start(self) -> None:
        """Listen on the given port of 127.0.0.1, or on a free one. Raises OSError when it is taken."""
        connector = Connector(self.app, self.signing, self.workplace, self.limits, self.faults, self._closing)
        page = Page(self, self._closing)
        application = web.Application(client_max_size=_MOST_BODY)
        application.add_routes(
            [
                web.get("/v1/.well-known/openidconfiguration", self._document),
                web.get("/v1/.well-known/keys", self._keys),
                web.post("/login/{tenant}/oauth2/v2.0/token", self._sign_in),
                *connector.routes(),
                *page.routes(),
            ]
        )
        application.on_response_prepare.append(page.secure)
        application.on_response_prepare.append(self._date)
        application.on_shutdown.append(self._end_streams)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=2.0)
        await self._courier.open()
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        except OSError:
            await self.close()
            raise
        self._port = self._runner.addresses[0][1]
        self._courier.service_url = self.service_url
        self._forget_clock = self.clock.on_move(self.workplace.changes.happened)

    async def close(self) -> None:
        """End everything: streams, held answers, deliveries."""
        if self._forget_clock is not None:
            self._forget_clock()
            self._forget_clock = None
        self._closing.set()
        self.workplace.changes.happened()
        await self._courier.close()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _date(self, _: web.Request, response: web.StreamResponse) -> None:
        response.headers["Date"] = self.clock.date()

    async def _end_streams(self, _: web.Application) -> None:
        self._closing.set()
        self.workplace.changes.happened()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def page_url(self) -> str:
        """The page, for a browser."""
        return f"{self.base_url}/"

    @property
    def service_url(self) -> str:
        """Where the app calls; ends with a slash."""
        return f"{self.base_url}/teams/"

    @property
    def settings(self) -> dict[str, str]:
        """Name what an app needs to find this workplace, as its environment would."""
        return {
            "MICROSOFT_APP_ID": self.app_id,
            "MICROSOFT_APP_PASSWORD": self.app_password,
            "MICROSOFT_APP_TENANT_ID": self.tenant,
            "TEAMS_SERVICE_URL": self.service_url,
            "TEAMS_SERVICE_HOSTS": self.base_url.removeprefix("http://"),
            "TEAMS_OPENID_METADATA_URL": self.openid_url,
            "TEAMS_LOGIN_URL": self.login_url,
        }

    @property
    def openid_url(self) -> str:
        """The document that names the keys."""
        return f"{self.base_url}/v1/.well-known/openidconfiguration"

    @property
    def login_url(self) -> str:
        """Where the app signs in; the tenant's part comes after it."""
        return f"{self.base_url}/login/"

    @property
    def app_id(self) -> str:
        return self.app.app_id

    @property
    def app_password(self) -> str:
        return self.app.password

    @property
    def tenant(self) -> str:
        return self.app.tenant

    def install(self, messages_url: str, by: str = "U0ALEX") -> None:
        """Install the app in the team: from now on activities go to `messages_url`."""
        self._courier.address = messages_url
        self.workplace.install(is_installed=True)
        self._installed("add", by)

    def uninstall(self, by: str = "U0ALEX") -> None:
        """Take the app out of the team and of every chat."""
        self._installed("remove", by)
        self.workplace.install(is_installed=False)

    def as_person(self, person: str) -> TeamsActor:
        """Act and see as a person, by id."""
        if person not in self.workplace.people:
            raise KeyError(person)
        actor = TeamsActor(self.workplace, self._courier, self.app.app_id, person)
        return self._people.setdefault(person, actor)

    def add_person(self, person: Person) -> TeamsActor:
        """Let somebody into the tenant and the team, without telling the app."""
        self.workplace.people[person.id] = person
        for conversation in self.workplace.conversations.values():
            if conversation.scope == "channel":
                conversation.members[person.id] = None
        return self.as_person(person.id)

    def deactivate(self, person: str) -> None:
        """Close somebody's account."""
        self.workplace.deactivate(person)

    def token(self, *, key: str = KEY_ID, kid: str = "", **claims: Any) -> str:
        """Sign a token as the service does for each activity; for forgeries see Signing.token."""
        return self.signing.token(self.service_url, key=key, kid=kid, **claims)

    async def deliver(self, activity: Json, headers: Mapping[str, str] | None = None) -> tuple[int, bytes]:
        """Bring a raw activity, signed unless `headers` say otherwise. Gives the status and the body."""
        return await self._courier.deliver(activity, headers)

    def activity(self, kind: str, person: str, place: str = "app", thread: str = "", **more: Any) -> Json:
        """Write an activity of a person as Teams does."""
        conversation = self.workplace.place(place, person)
        return self._courier.activity(kind, self.workplace.people[person], conversation, thread, **more)

    async def until(self, condition: Callable[[], object], seconds: float = 30.0) -> None:
        """Wait until a condition is true, looking again at each change of the workplace.

        Raises AssertionError with the last entries of the log after `seconds` of real time.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while not condition():
            version = self.workplace.changes.version
            if not await self.workplace.changes.after(version, deadline - loop.time()) and not condition():
                raise AssertionError(f"Not within {seconds} s. The last that happened:\n{self.log.tail()}")

    async def settled(self, seconds: float = 30.0) -> None:
        """Wait until every activity is answered. Raises AssertionError after `seconds` of real time."""
        await self.until(lambda: not self._courier.under_way, seconds)

    def _installed(self, action: str, by: str) -> None:
        team = self.workplace.conversations[TEAM]
        person = self.workplace.people[by]
        app = {"id": f"28:{self.app.app_id}"}
        which = "membersAdded" if action == "add" else "membersRemoved"
        kind = {"eventType": "teamMemberAdded" if action == "add" else "teamMemberRemoved"}
        members: Json = {which: [app]}
        self._courier.bring(
            self._courier.activity("conversationUpdate", person, team, channelData=kind, **members)
        )
        chosen = {"settings": {"selectedChannel": {"id": TEAM}}}
        self._courier.bring(
            self._courier.activity("installationUpdate", person, team, action=action, channelData=chosen)
        )

    async def _document(self, _: web.Request) -> web.Response:
        return web.json_response(self.signing.document(self.base_url))

    async def _keys(self, _: web.Request) -> web.Response:
        return web.json_response(self.signing.keys())

    async def _sign_in(self, request: web.Request) -> web.StreamResponse:
        fault = self.faults.take("login", "before")
        if fault is None:
            form = {name: str(value) for name, value in (await request.post()).items()}
            answer = self.signing.sign_in(
                request.match_info["tenant"], form, f"{self.base_url}{request.path}"
            )
            fault = self.faults.take("login", "after")
        outcome = (
            f"{fault.when}:{fault.what}" if fault else "ok" if answer.status == 200 else str(answer.status)
        )
        # What the app proves itself with is nobody's to read.
        self.log.append(self.clock.now(), "call", method="login", outcome=outcome)
        self.workplace.changes.happened()
        return await spoil(request, fault, self._closing) if fault else answer
