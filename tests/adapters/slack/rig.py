"""The Slack door on a real server, between a workplace on loopback and a Reception that writes everything down."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web
from ruamel.yaml import YAML

import adapters.slack
from adapters.slack.platform import SlackPlatform
from bot.cards.elements import Button, Buttons, Card, Heading, LinkButton, Paragraph, Quote, Small
from bot.cards.markup import plain, rich
from bot.events import Event, Reply
from sandbox.clock import SandboxClock
from sandbox.server import Sandbox

MANIFEST: dict[str, Any] = YAML(typ="safe").load(Path(__file__).parents[3] / "manifest.yaml")
SHARES = "C0SHARES"
PAYLOADS = Path(__file__).parents[2] / "payloads" / "slack"


@dataclass
class Notebook:
    """A Reception that keeps events in order and answers as it is told, by action, command, emoji or form."""

    events: list[Event] = field(default_factory=list)
    replies: dict[str, Reply | Callable[[Event], Reply | None]] = field(default_factory=dict)
    answered: list[Event] = field(default_factory=list)
    gaps: list[tuple[str, datetime]] = field(default_factory=list)
    accept_error: Exception | None = None
    answer_error: Exception | None = None
    _ids: set[str] = field(default_factory=set)

    async def accept(self, event: Event) -> bool:
        if self.accept_error is not None:
            raise self.accept_error
        is_new = event.id not in self._ids
        self._ids.add(event.id)
        if is_new:
            self.events.append(event)
        return is_new

    async def answer(self, event: Event) -> Reply | None:
        self.answered.append(event)
        if self.answer_error is not None:
            raise self.answer_error
        reply = self.replies.get(named(event))
        return reply(event) if callable(reply) else reply

    def missed(self, platform: str, since: datetime) -> None:
        self.gaps.append((platform, since))

    def of(self, kind: str) -> list[Any]:
        """List the accepted events of a kind."""
        return [event for event in self.events if event.kind == kind]


@dataclass
class Rig:
    """All that a test holds in its hands."""

    sandbox: Sandbox
    clock: SandboxClock
    notebook: Notebook
    door: adapters.slack.SlackDoor
    url: str
    session: aiohttp.ClientSession

    @property
    def platform(self) -> SlackPlatform:
        return self.door.platform

    async def bring(
        self, body: bytes, content_type: str = "application/json", **headers: str
    ) -> tuple[int, bytes]:
        """Bring one signed raw request; headers win over the signature's, an empty one is left out."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {"Content-Type": content_type, **self.sandbox.sign(body), **given}
        async with self.session.post(
            self.url, data=body, headers={name: value for name, value in sent.items() if value}
        ) as answer:
            return answer.status, await answer.read()

    async def sends_done(self) -> None:
        """Wait for what the door sends behind its responses."""
        await self.door.sends.done()


def named(event: Event) -> str:
    """Tell what a test calls an event by."""
    match event.kind:
        case "command":
            return event.text
        case "button":
            return event.action
        case "gesture":
            return event.emoji
        case "form":
            return event.form
        case _:
            return event.kind


@asynccontextmanager
async def a_rig(
    notebook: Notebook | None = None,
    manifest: Mapping[str, Any] = MANIFEST,
    *,
    is_in_socket_mode: bool = False,
    **config: str,
) -> AsyncIterator[Rig]:
    """Start a workplace and a door that serves it, and let the app be installed."""
    notebook = notebook or Notebook()
    async with Sandbox.started() as sandbox, aiohttp.ClientSession() as session:
        settings = {
            "bot_token": sandbox.bot_token,
            "api_url": sandbox.api_url,
            **(
                {"app_token": sandbox.installation.config.app_token}
                if is_in_socket_mode
                else {"signing_secret": sandbox.signing_secret}
            ),
        } | config
        door = adapters.slack.build(settings, notebook, sandbox.clock)
        app = web.Application()
        app.add_routes([web.route(route.method, route.path, route.handler) for route in door.routes()])
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}{adapters.slack.PATH}"
        if is_in_socket_mode:
            manifest = manifest | {"settings": manifest["settings"] | {"socket_mode_enabled": True}}
        sandbox.install(manifest, url)
        try:
            await door.start()
            yield Rig(sandbox, sandbox.clock, notebook, door, url, session)
        finally:
            await door.close()
            await runner.cleanup()


def a_card(title: str = "Today's share", *buttons: Button | LinkButton) -> Card:
    """A card with one of most things."""
    return Card(
        title,
        (
            Heading(title),
            Paragraph(rich("A colleague **opens the workshop** on _Friday_.")),
            Quote("Come and see how a lamp is made."),
            Small(plain("Two places left")),
            *([Buttons(buttons)] if buttons else []),
        ),
    )
