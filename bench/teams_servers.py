"""The servers of the Teams bench: a bare route, the SDK's stock echo, our own door, and the quiet Teams that all speak to."""

import asyncio
import json
import os
import sys
from collections import Counter
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from aiohttp import web
from botbuilder.core import TurnContext
from botbuilder.integration.aiohttp import CloudAdapter, ConfigurationBotFrameworkAuthentication

import adapters.teams
from adapters.teams import TeamsDoor
from bot.cards.elements import Card, Heading, Paragraph
from bot.cards.markup import plain
from bot.domain.people import PersonRef
from bot.events import CommandTyped, Event, Reply

TENANT = "99999999-8888-7777-6666-555555555555"
APP = "11111111-2222-3333-4444-555555555555"
LANES = 16
CARD = Card(
    "An echo",
    (
        Heading("An echo"),
        *(Paragraph(plain("A sentence of the length that they have. " * 6)) for _ in range(3)),
    ),
)


class SystemClock:
    """The real time."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class Echo:
    """A Reception that keeps nothing and answers every command with a card."""

    def missed(self, platform: str, since: datetime) -> None:
        pass

    async def accept(self, event: Event) -> bool:
        return True

    async def answer(self, event: Event) -> Reply | None:
        return Reply(CARD) if isinstance(event, CommandTyped) else None


class Unhurried:
    """No pace: the quiet Teams has no limits."""

    def reserve(self, now: datetime, thread: str = "") -> None:
        return None


def bare(site: web.Application) -> None:
    """Read JSON and write JSON."""

    async def answer(request: web.Request) -> web.Response:
        return web.json_response({"id": (await request.json())["id"]})

    site.router.add_post("/api/messages", answer)


def stock(site: web.Application) -> None:
    """Echo by Microsoft's adapter as it comes; without credentials, so neither tokens in nor out cost it anything."""
    config = SimpleNamespace(APP_ID="", APP_PASSWORD="", APP_TYPE="MultiTenant", APP_TENANTID="")
    adapter = CloudAdapter(ConfigurationBotFrameworkAuthentication(config))

    class Bot:
        async def on_turn(self, context: TurnContext) -> None:
            await context.send_activity("echo " * 160)

    async def answer(request: web.Request) -> web.Response:
        return await adapter.process(request, Bot()) or web.Response(status=201)

    site.router.add_post("/api/messages", answer)


def door(site: web.Application) -> None:
    """Our door with every check, before an echo; `/send/N` writes to N people."""
    quiet = os.environ["QUIET"]
    config = {
        "app_id": APP,
        "tenant": TENANT,
        "password": "bench",
        "service_url": f"{quiet}/teams/",
        "service_hosts": quiet.removeprefix("http://"),
        "openid_url": f"{quiet}/openid",
        "login_url": f"{quiet}/login/",
    }
    built = adapters.teams.build(config, Echo(), SystemClock())
    assert isinstance(built, TeamsDoor)
    built.teams.pace = Unhurried()  # type: ignore[assignment]
    for route in built.routes():
        site.router.add_route(route.method, route.path, route.handler)

    async def send(request: web.Request) -> web.Response:
        numbers = iter(range(int(request.match_info["count"])))

        async def lane() -> None:
            for number in numbers:
                await built.platform.direct(PersonRef("teams", TENANT, f"aad-{number % 50}"), CARD)

        await asyncio.gather(*(lane() for _ in range(LANES)))
        return web.Response(text="sent")

    async def begin(_: web.Application) -> None:
        await built.start()

    async def end(_: web.Application) -> None:
        await built.close()

    site.router.add_get("/send/{count}", send)
    site.on_startup.append(begin)
    site.on_cleanup.append(end)


def quiet(site: web.Application) -> None:
    """Say yes to every call, count them, and name the keys."""
    heard: Counter[str] = Counter()
    here = os.environ["QUIET"]

    async def call(request: web.Request) -> web.Response:
        heard[request.method] += 1
        return web.json_response(
            {"id": "a:chat" if request.path.endswith("conversations") else "1764000000001"}, status=201
        )

    async def openid(_: web.Request) -> web.Response:
        return web.json_response({"jwks_uri": f"{here}/keys"})

    async def keys(_: web.Request) -> web.Response:
        return web.json_response(json.loads(os.environ["KEYS"]))

    async def token(_: web.Request) -> web.Response:
        return web.json_response({"access_token": "bench", "expires_in": 3600})

    async def tell(_: web.Request) -> web.Response:
        return web.json_response(heard)

    site.router.add_get("/openid", openid)
    site.router.add_get("/keys", keys)
    site.router.add_post("/login/{rest:.+}", token)
    site.router.add_get("/heard", tell)
    site.router.add_route("*", "/teams/{rest:.+}", call)


def main(kind: str, port: int) -> None:
    """Serve on loopback."""
    site = web.Application()

    async def alive(_: web.Request) -> web.Response:
        return web.Response(text="alive")

    site.router.add_get("/healthz", alive)
    found: dict[str, Any] = {"bare": bare, "stock": stock, "door": door, "quiet": quiet}
    found[kind](site)
    web.run_app(site, host="127.0.0.1", port=port, access_log=None, print=None)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
