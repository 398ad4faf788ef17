"""Slack's registry of tokens on loopback: what oauth.v2.access gives, how often, and what a token is good for."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

from sandbox.clock import SandboxClock

LIFE = timedelta(hours=12)


@dataclass
class Registrar:
    """Gives each workspace tokens; a refresh token is good once, unless `is_lenient` about one whose answer was lost."""

    clock: SandboxClock
    is_lenient: bool = False
    next_answers: list[str] = field(default_factory=list)
    """What becomes of the next refreshes: `lost` after their effect, an HTTP status, or an error's name."""
    spent: list[str] = field(default_factory=list)
    """The refresh tokens that were taken, in order."""
    asked: list[str] = field(default_factory=list)
    """The refresh tokens that were brought, in order."""
    calls: list[tuple[str, str]] = field(default_factory=list)
    """Method and token of every other call."""
    said: list[tuple[str, str, str, str]] = field(default_factory=list)
    """Token, method, channel and time stamp of what was answered with a time stamp."""
    forms: list[dict[str, Any]] = field(default_factory=list)
    """What each of these calls brought."""
    codes: dict[str, str] = field(default_factory=dict)
    """What an admin consented to: a code and the workspace or organisation."""
    scopes: str = "commands,chat:write,reactions:read,users:read,dnd:read,channels:read"
    ends: dict[str, datetime] = field(default_factory=dict)
    """By access token."""
    dead: dict[str, str] = field(default_factory=dict)
    """By access token: what it meets."""
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    """Closed, no refresh is answered."""
    door: asyncio.Event = field(default_factory=asyncio.Event)
    """Closed, no refresh has its effect."""
    knocked: asyncio.Event = field(default_factory=asyncio.Event)
    """A refresh has come in."""
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    """A refresh has had its effect."""
    url: str = ""
    _good: dict[str, str] = field(default_factory=dict)
    _numbers: Any = field(default_factory=lambda: itertools.count(1))

    def pair(self, team: str) -> dict[str, Any]:
        """Give a workspace its next two tokens."""
        number = next(self._numbers)
        token, refresh = f"xoxe.xoxb-{team}-{number}", f"xoxe-{team}-{number}"
        self.ends[token] = self.clock.now() + LIFE
        self._good[refresh] = team
        return {"access_token": token, "refresh_token": refresh, "expires_in": int(LIFE.total_seconds())}

    async def access(self, request: web.Request) -> web.StreamResponse:
        """Answer oauth.v2.access for a refresh token, or for a code."""
        form = await request.post()
        if "code" in form:
            return self._exchanged(str(form["code"]))
        brought = str(form.get("refresh_token"))
        self.asked.append(brought)
        self.knocked.set()
        await self.door.wait()
        what = self.next_answers.pop(0) if self.next_answers else ""
        if what.isdigit():
            return web.Response(status=int(what), headers={"Retry-After": "600"})
        if what and what != "lost":
            return web.json_response({"ok": False, "error": what})
        team = self._good.get(brought)
        if team is None or (brought in self.spent and not self.is_lenient):
            return web.json_response({"ok": False, "error": "invalid_refresh_token"})
        self.spent.append(brought)
        given = self.pair(team)
        self.reached.set()
        await self.gate.wait()
        if what == "lost":
            assert request.transport
            request.transport.close()
        return web.json_response({"ok": True, "token_type": "bot", "scope": "chat:write", **given})

    def _exchanged(self, code: str) -> web.Response:
        if code not in self.codes:
            return web.json_response({"ok": False, "error": "invalid_code"})
        id_, scopes = self.codes.pop(code), self.scopes
        is_all = id_.startswith("E")
        whose = {"id": id_, "name": f"Works {id_}"}
        return web.json_response(
            {
                "ok": True,
                "app_id": "A0APP",
                "bot_user_id": f"U0BOT{id_}",
                "scope": scopes,
                "token_type": "bot",
                "is_enterprise_install": is_all,
                "team": None if is_all else whose,
                "enterprise": whose if is_all else None,
                "authed_user": {"id": "U0ALEX"},
                **self.pair(id_),
            }
        )

    async def method(self, request: web.Request) -> web.Response:
        """Answer any other method, if the token is good."""
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        method = request.match_info["method"]
        self.calls.append((method, token))
        is_json = request.content_type == "application/json"
        self.forms.append(await request.json() if is_json else {**request.query, **await request.post()})
        if token in self.dead:
            return web.json_response({"ok": False, "error": self.dead[token]})
        if token not in self.ends or self.ends[token] <= self.clock.now():
            error = "token_expired" if token in self.ends else "invalid_auth"
            return web.json_response({"ok": False, "error": error})
        if method == "auth.test":
            return web.json_response({"ok": True, "team_id": "T0", "user_id": "U0", "bot_id": "B0"})
        if method == "users.info":
            user = {
                "id": self.forms[-1]["user"],
                "real_name": "Sam",
                "locale": "en-GB",
                "tz": "Europe/London",
            }
            return web.json_response({"ok": True, "user": user})
        stamp = f"{self.clock.now().timestamp() + len(self.said) / 1e6:.6f}"
        channel = str(self.forms[-1].get("channel", ""))
        self.said.append((token, method, channel, stamp))
        return web.json_response({"ok": True, "channel": channel, "ts": stamp})

    async def hook(self, request: web.Request) -> web.Response:
        """Take an answer to a press."""
        await request.read()
        return web.Response()


@asynccontextmanager
async def a_registrar(clock: SandboxClock) -> AsyncIterator[Registrar]:
    """Start one."""
    found = Registrar(clock)
    found.gate.set()
    found.door.set()
    app = web.Application()
    app.router.add_post("/api/oauth.v2.access", found.access)
    app.router.add_post("/hooks/{path}", found.hook)
    app.router.add_route("*", "/api/{method}", found.method)

    async def date(_request: web.Request, response: web.StreamResponse) -> None:
        response.headers["Date"] = clock.date()

    app.on_response_prepare.append(date)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    found.url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
    try:
        yield found
    finally:
        found.gate.set()
        found.door.set()
        await runner.cleanup()
