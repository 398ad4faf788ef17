"""Teams' side as a script: answers what it is told to, and keeps what was asked."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from adapters.teams.config import Config
from adapters.teams.platform import TeamsPlatform
from sandbox.clock import SandboxClock
from tests.adapters.teams.issuer import APP, TENANT

Json = dict[str, Any]


@dataclass
class Asked:
    """One request as it came."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any


@dataclass
class Service:
    """The connector and the sign-in. `answers` are taken first come first served; then it says yes."""

    address: str = ""
    answers: list[web.Response | None] = field(default_factory=list)
    """None cuts the connection."""
    tokens: list[tuple[int, Json]] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    signed_in: list[dict[str, str]] = field(default_factory=list)
    effects: int = 0

    async def call(self, request: web.Request) -> web.StreamResponse:
        body = await request.json() if request.can_read_body else None
        asked = Asked(request.method, request.path, dict(request.query), dict(request.headers), body)
        self.asked.append(asked)
        if self.answers:
            answer = self.answers.pop(0)
            if answer is None:
                assert request.transport is not None
                request.transport.close()
                return web.Response()
            return answer
        self.effects += 1
        if request.path.endswith("/conversations"):
            root = body.get("channelData", {}).get("channel", {}).get("id")
            found = f"{root};messageid=17" if root else f"a:{body['members'][0]['id']}"
            return web.json_response({"id": found, "activityId": "17"}, status=201)
        return web.json_response(
            {"id": f"m{self.effects}", "name": "Camille Moreau", "userRole": "user"}, status=201
        )

    async def token(self, request: web.Request) -> web.Response:
        self.signed_in.append(
            {**request.query, **{name: str(value) for name, value in (await request.post()).items()}}
        )
        status, body = (
            self.tokens.pop(0)
            if self.tokens
            else (200, {"access_token": f"t{len(self.signed_in)}", "expires_in": 3600})
        )
        return web.json_response(body, status=status)


def refusal(status: int, code: str = "", **headers: str) -> web.Response:
    """Refuse as Teams does."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return web.json_response(
        {"error": {"code": code, "message": "words of theirs"}}, status=status, headers=given
    )


@asynccontextmanager
async def a_platform(
    change: Callable[[Service], dict[str, str]] = lambda _: {},
) -> AsyncIterator[tuple[TeamsPlatform, Service, SandboxClock]]:
    """Run the service and a platform that speaks to it."""
    service, clock = Service(), SandboxClock()
    application = web.Application()
    application.add_routes([
        web.route("*", "/teams/{rest:.+}", service.call),
        web.route("*", "/login/{rest:.+}", service.token),
    ])  # fmt: skip
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    service.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    given = {
        "app_id": APP,
        "tenant": TENANT,
        "password": "secret",
        "service_url": f"{service.address}/teams/",
        "service_hosts": service.address.removeprefix("http://"),
        "login_url": f"{service.address}/login/",
    } | change(service)
    platform = TeamsPlatform(Config.of(given), clock)
    try:
        await platform.connect()
        yield platform, service, clock
    finally:
        await platform.disconnect()
        await runner.cleanup()
        await asyncio.sleep(0)
