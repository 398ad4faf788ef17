"""The sandbox itself: starts and stops the server, and gives tests all they need."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping
from contextlib import asynccontextmanager
from typing import Any, Self

from aiohttp import web

from sandbox import membership
from sandbox.acts import Acts
from sandbox.api.oauth import issue_code
from sandbox.api.wire import WebApi
from sandbox.clock import SandboxClock
from sandbox.consent import Consent
from sandbox.courier import Answer, Courier
from sandbox.desk import Desk
from sandbox.driver import Actor
from sandbox.events import Events
from sandbox.faults import Faults
from sandbox.hooks import Hooks
from sandbox.installation import AppConfig, Installation
from sandbox.limits import Limits
from sandbox.log import Log
from sandbox.modals import Modals
from sandbox.people import BOT_USER, Person
from sandbox.sockets import Sockets
from sandbox.tickets import Tickets
from sandbox.ui import Page
from sandbox.workplace import Workplace

_MOST_BODY = 4 * 1024 * 1024


class Sandbox:
    """A small Slack on 127.0.0.1. `start` it or use `started`; without a clock, time stands still."""

    def __init__(
        self, *, clock: SandboxClock | None = None, app: AppConfig | None = None, port: int = 0
    ) -> None:
        self.clock = clock or SandboxClock()
        self.log = Log()
        self.workplace = Workplace(self.clock, self.log)
        self.installation = Installation(app or AppConfig())
        self.faults = Faults()
        self.limits = Limits(self.clock.monotonic)
        self.sockets = Sockets()
        courier = Courier(self.installation, self.clock, self.sockets)
        self.events = Events(self.workplace, self.installation, courier)
        self._desk = Desk(
            workplace=self.workplace,
            installation=self.installation,
            courier=courier,
            events=self.events,
            modals=Modals(self.workplace),
            tickets=Tickets(self.clock),
            limits=self.limits,
            faults=self.faults,
            sockets=self.sockets,
        )
        self._acts = Acts(self._desk)
        self._closing = asyncio.Event()
        self._port = port
        self._runner: web.AppRunner | None = None
        self._forget_clock: Callable[[], None] | None = None

    @classmethod
    @asynccontextmanager
    async def started(
        cls, *, clock: SandboxClock | None = None, app: AppConfig | None = None, port: int = 0
    ) -> AsyncIterator[Self]:
        """Run a sandbox for the length of a `with`."""
        sandbox = cls(clock=clock, app=app, port=port)
        await sandbox.start()
        try:
            yield sandbox
        finally:
            await sandbox.close()

    async def start(self) -> None:
        """Listen on the given port of 127.0.0.1, or on a free one. Raises OSError when it is taken."""
        page = Page(self._desk, self._acts, self._closing)
        application = web.Application(client_max_size=_MOST_BODY)
        application.add_routes(
            [
                web.route("*", "/api/{method}", WebApi(self._desk, self._closing).serve),
                web.post("/hooks/{path:.+}", Hooks(self._desk, self._closing).serve),
                web.get("/link/", self.sockets.serve),
                *Consent(self._desk).routes(),
                *page.routes(),
            ]
        )
        application.on_response_prepare.append(page.secure)
        application.on_response_prepare.append(self._date)
        application.on_shutdown.append(self._end_streams)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=2.0)
        await self._desk.courier.open()
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        except OSError:
            await self.close()
            raise
        self._port = self._runner.addresses[0][1]
        self._desk.base_url = f"http://127.0.0.1:{self._port}"
        self.sockets.base_url = f"ws://127.0.0.1:{self._port}"
        self._forget_clock = self.clock.on_move(self.workplace.changes.happened)

    async def close(self) -> None:
        """End everything: streams, held answers, deliveries."""
        if self._forget_clock is not None:
            self._forget_clock()
            self._forget_clock = None
        self._closing.set()
        self.workplace.changes.happened()
        await self.events.close()
        await self.sockets.close()
        await self._desk.courier.close()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _date(self, _: web.Request, response: web.StreamResponse) -> None:
        response.headers["Date"] = self.clock.date()

    async def _end_streams(self, _: web.Application) -> None:
        self._closing.set()
        self.workplace.changes.happened()

    @property
    def page_url(self) -> str:
        """The page, for a browser."""
        return f"{self._desk.base_url}/"

    @property
    def api_url(self) -> str:
        """The Web API, for a client's base_url; ends with a slash."""
        return f"{self._desk.base_url}/api/"

    @property
    def neighbour(self) -> str:
        """The address of the other workplace's page, to link to; empty without one."""
        return self._desk.neighbour

    @neighbour.setter
    def neighbour(self, address: str) -> None:
        self._desk.neighbour = address
        self.workplace.changes.happened()

    @property
    def bot_token(self) -> str:
        return self.installation.config.bot_token

    @property
    def signing_secret(self) -> str:
        return self.installation.config.signing_secret

    @property
    def settings(self) -> dict[str, str]:
        """Name what an app needs to find this workplace, as its environment would."""
        way = {"SLACK_SIGNING_SECRET": self.signing_secret}
        if self.installation.is_in_socket_mode:
            way = {"SLACK_APP_TOKEN": self.installation.config.app_token}
        return {"SLACK_BOT_TOKEN": self.bot_token, **way, "SLACK_API_URL": self.api_url}

    def install(self, manifest: Mapping[str, Any], request_url: str, declined: Collection[str] = ()) -> None:
        """Install the app of a parsed manifest; every address in it is replaced by `request_url`."""
        self.installation.install(manifest, request_url, declined)
        self.workplace.changes.happened()

    async def verify_url(self) -> bool:
        """Ask the request URL for its challenge, as Slack does before it sends events."""
        challenge = self.workplace.next_ts()
        token = self.installation.config.verification_token
        payload = {"token": token, "challenge": challenge, "type": "url_verification"}
        answer = await self._desk.courier.bring_json(payload)
        return answer.failure is None and challenge.encode() in answer.body

    def sign(self, body: bytes, timestamp: int | None = None, secret: str | None = None) -> dict[str, str]:
        """Make Slack's signature headers for a raw body (see Courier.sign)."""
        return self._desk.courier.sign(body, timestamp, secret)

    async def bring(self, body: bytes, content_type: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Bring the app a raw request, signed unless `headers` say otherwise."""
        return await self._desk.courier.bring(body, content_type, headers)

    def as_person(self, person: str) -> Actor:
        """Act and see as a person, by id."""
        if person not in self.workplace.people:
            raise KeyError(person)
        return Actor(self._desk, self._acts, person)

    def add_person(self, person: Person, channels: Iterable[str] = ()) -> Actor:
        """Let somebody into the workspace and into these channels, without telling the app."""
        return self.as_person(self.workplace.add_person(person, channels).id)

    def deactivate(self, person: str) -> None:
        """Close somebody's account."""
        self.workplace.deactivate(person)

    def invite_bot(self, channel: str, by: str = "U0ALEX") -> None:
        """Invite the bot into a channel."""
        membership.enter(self._desk, self.workplace.channels[channel], BOT_USER, by)

    def remove_bot(self, channel: str) -> None:
        """Take the bot out of a channel."""
        membership.leave(self._desk, self.workplace.channels[channel], BOT_USER)

    def archive(self, channel: str, by: str = "U0ALEX") -> None:
        """Archive a channel."""
        membership.archive(self._desk, self.workplace.channels[channel], by)

    def rename(self, channel: str, name: str) -> None:
        """Give a channel another name."""
        membership.rename(self._desk, self.workplace.channels[channel], name)

    def uninstall(self) -> None:
        """Remove the app from the workspace."""
        membership.uninstall(self._desk)

    def revoke_tokens(self) -> None:
        """Revoke the bot's tokens."""
        membership.revoke_tokens(self._desk)

    def authorize(self, person: str = "U0ALEX", redirect_uri: str = "") -> str:
        """Let a person agree to an installation. Returns the code for oauth.v2.access."""
        return issue_code(self._desk, person, redirect_uri)

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
        """Wait until every event is acknowledged or lost. One that waits for a retry waits for the clock.

        Raises AssertionError after `seconds` of real time.
        """
        await self.until(lambda: not self.events.under_way, seconds)
