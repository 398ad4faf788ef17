"""A small Teams with an app that answers as each test wants it to, and the app's own way to call."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from sandbox.teams.server import SmallTeams
from sandbox.teams.workplace import Json

Answering = Callable[[Json], Any]


@dataclass(slots=True)
class App:
    """A tiny app on HTTP. `answering` returns a body (dict or text), a status, or a promise of one."""

    url: str = ""
    received: list[Json] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    answering: Answering = lambda activity: 200

    async def serve(self, request: web.Request) -> web.StreamResponse:
        activity: Json = await request.json()
        self.received.append(activity)
        self.tokens.append(request.headers.get("Authorization", "").removeprefix("Bearer "))
        answer = self.answering(activity)
        if hasattr(answer, "__await__"):
            answer = await answer
        match answer:
            case int():
                return web.Response(status=answer)
            case dict() | list():
                return web.json_response(answer)
        return web.Response(text=answer)

    def of(self, kind: str) -> list[Json]:
        """The activities of a type, or the invokes of a name."""
        return [each for each in self.received if kind in {each["type"], each.get("name")}]


@dataclass(slots=True)
class Reply:
    """What the connector said."""

    status: int
    body: Any
    headers: dict[str, str]

    @property
    def code(self) -> str:
        return str(self.body["error"]["code"])


@dataclass(slots=True)
class Client:
    """The app's side of the connector, on bare HTTP."""

    teams: SmallTeams
    session: aiohttp.ClientSession
    token: str = ""

    async def sign_in(self, tenant: str = "", **changed: str) -> Reply:
        form = {
            "grant_type": "client_credentials",
            "client_id": self.teams.app_id,
            "client_secret": self.teams.app_password,
            "scope": "https://api.botframework.com/.default",
        }
        address = f"{self.teams.login_url}{tenant or self.teams.tenant}/oauth2/v2.0/token"
        kept = {name: value for name, value in (form | changed).items() if value}
        async with self.session.post(address, data=kept) as answer:
            return Reply(answer.status, await answer.json(), dict(answer.headers))

    async def call(self, method: str, path: str, body: Any = None, **query: str) -> Reply:
        if not self.token:
            self.token = (await self.sign_in()).body["access_token"]
        headers = {"Authorization": f"Bearer {self.token}"}
        address = f"{self.teams.service_url}v3/{path}"
        async with self.session.request(method, address, json=body, headers=headers, params=query) as answer:
            return Reply(answer.status, await answer.json(), dict(answer.headers))

    async def send(self, conversation: str, activity: Json, **query: str) -> Reply:
        return await self.call("POST", f"conversations/{conversation}/activities", activity, **query)

    async def chat(self, member: str) -> str:
        """Begin a chat with a person, by any id; gives its id."""
        body = {"members": [{"id": member}], "tenantId": self.teams.tenant, "isGroup": False}
        return str((await self.call("POST", "conversations", body)).body["id"])


@pytest.fixture
async def app() -> AsyncIterator[App]:
    app = App()
    application = web.Application()
    application.router.add_post("/api/messages", app.serve)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    app.url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/messages"
    yield app
    await runner.cleanup()


@pytest.fixture
async def teams(app: App) -> AsyncIterator[SmallTeams]:
    """A small Teams with the app installed; what the app heard of that is forgotten."""
    async with SmallTeams.started() as teams:
        teams.install(app.url)
        await teams.settled()
        app.received.clear()
        app.tokens.clear()
        yield teams


@pytest.fixture
async def client(teams: SmallTeams) -> AsyncIterator[Client]:
    async with aiohttp.ClientSession() as session:
        yield Client(teams, session)
