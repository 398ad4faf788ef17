"""A sandbox with an app that answers as each test wants it to."""

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Sandbox

MANIFEST: dict[str, Any] = {
    "display_information": {"name": "Portevoix"},
    "features": {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "bot_user": {"display_name": "Portevoix", "always_online": True},
        "slash_commands": [
            {
                "command": "/advocacy",
                "url": "https://example.com/slack/events",
                "description": "The day's share",
                "usage_hint": "help | today",
                "should_escape": True,
            },
            {"command": "/raw", "url": "https://example.com/slack/events", "description": "As typed"},
        ],
        "shortcuts": [
            {"name": "Suggest a share", "type": "global", "callback_id": "suggest", "description": "…"},
            {"name": "Make this a share", "type": "message", "callback_id": "make", "description": "…"},
        ],
    },
    "oauth_config": {
        "scopes": {
            "bot": [
                "channels:join",
                "channels:read",
                "chat:write",
                "commands",
                "dnd:read",
                "groups:read",
                "reactions:read",
                "reactions:write",
                "users:read",
            ],
            "bot_optional": ["channels:join", "groups:read", "reactions:write"],
        }
    },
    "settings": {
        "event_subscriptions": {
            "request_url": "https://example.com/slack/events",
            "bot_events": [
                "app_home_opened",
                "app_uninstalled",
                "channel_archive",
                "channel_rename",
                "member_joined_channel",
                "reaction_added",
                "reaction_removed",
                "tokens_revoked",
            ],
        },
        "interactivity": {"is_enabled": True, "request_url": "https://example.com/slack/events"},
    },
}


@dataclass(slots=True)
class Received:
    """One request as the app got it."""

    body: bytes
    headers: dict[str, str]

    @property
    def fields(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))

    @property
    def payload(self) -> dict[str, Any]:
        if self.headers["Content-Type"].startswith("application/json"):
            told: dict[str, Any] = json.loads(self.body)
        else:
            told = json.loads(self.fields["payload"])
        return told


Answering = Callable[[Received], Any]


@dataclass(slots=True)
class App:
    """A tiny app on HTTP. `answering` returns a body (dict or text), a status, or an aiohttp response."""

    url: str = ""
    received: list[Received] = field(default_factory=list)
    answering: Answering = lambda received: 200

    async def serve(self, request: web.Request) -> web.StreamResponse:
        received = Received(await request.read(), dict(request.headers))
        self.received.append(received)
        answer = self.answering(received)
        if hasattr(answer, "__await__"):
            answer = await answer
        match answer:
            case web.StreamResponse():
                return answer
            case int():
                return web.Response(status=answer)
            case dict():
                return web.json_response(answer)
        return web.Response(text=answer)


async def error_of(call: Any) -> str:
    """Make a call that must fail and return Slack's error code."""
    with pytest.raises(SlackApiError) as refused:
        await call
    return str(refused.value.response["error"])


@pytest.fixture
async def app() -> AsyncIterator[App]:
    app = App()
    application = web.Application()
    application.router.add_post("/slack/events", app.serve)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    app.url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    yield app
    await runner.cleanup()


@pytest.fixture
async def sandbox(app: App) -> AsyncIterator[Sandbox]:
    async with Sandbox.started() as sandbox:
        sandbox.install(MANIFEST, app.url)
        yield sandbox


@pytest.fixture
async def client(sandbox: Sandbox) -> AsyncIterator[AsyncWebClient]:
    """Slack's own client, as an independent reader of the protocol. It never tries twice."""
    handlers: list[AsyncRetryHandler] = []
    async with aiohttp.ClientSession() as session:
        yield AsyncWebClient(
            sandbox.bot_token, base_url=sandbox.api_url, session=session, retry_handlers=handlers, timeout=3
        )
