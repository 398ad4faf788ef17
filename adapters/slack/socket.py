"""Socket Mode: connections that we open to Slack, for a workspace whose bot has no address that Slack could reach.

https://docs.slack.dev/apis/events-api/using-socket-mode
"""

import asyncio
import json
import secrets
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from logging import getLogger
from types import MappingProxyType
from typing import Any, Final

import aiohttp
from slack_bolt.response import BoltResponse

from adapters.slack.guard import Kind, Letter
from adapters.slack.platform import SlackPlatform
from bot.ports import Clock, PlatformError, RateLimited, Unknown

HELLO_SECONDS: Final = 10.0
CLOSING_SECONDS: Final = 5.0
LONGEST_WAIT_SECONDS: Final = 60.0
STEADY: Final = timedelta(seconds=30)
"""A connection that has lived so long is no sign of trouble when it ends."""
NOTICED_WITHIN: Final = timedelta(seconds=20)
"""How long a connection may have been dead before the missing answer to a ping shows it (see `SlackPlatform.connection`)."""
POLITE: Final = frozenset({"warning", "refresh_requested"})
"""Why Slack ends a connection in the ordinary course of things, every few hours."""
KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {"events_api": "event", "interactive": "interaction", "slash_commands": "command"}
)
_log = getLogger(__name__)

Take = Callable[[Letter], Awaitable[BoltResponse]]


class Connection:
    """One connection, from its hello to its end."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, since: datetime) -> None:
        self.socket = socket
        self.since = since
        self.is_leaving = asyncio.Event()
        """A successor is wanted; until it is there, this one may still bring something."""
        self.reason = "lost"


class Socket:
    """Keeps one connection to Slack, two while one follows the other, and hands on what comes over them."""

    def __init__(
        self,
        platform: SlackPlatform,
        app_token: str,
        clock: Clock,
        take: Take,
        missed: Callable[[datetime], None],
    ) -> None:
        self._platform = platform
        self._app_token = app_token
        self._clock = clock
        self._take = take
        self._missed = missed
        self._open: dict[Connection, asyncio.Task[None]] = {}
        self._letters: set[asyncio.Task[None]] = set()
        self._keeper: asyncio.Task[None] | None = None
        self._deaf_since: datetime | None = None

    async def start(self) -> None:
        """Open the first connection, and keep one open from now on. Raises PlatformError."""
        first = await self._connected()
        self._keeper = asyncio.create_task(self._keep(first))

    @property
    def deaf_since(self) -> datetime | None:
        """Since when Slack cannot bring anything, for want of a connection. None: it can."""
        return self._deaf_since

    async def close(self) -> None:
        """Take nothing more, acknowledge what was taken, then hang up."""
        tasks = [*([self._keeper] if self._keeper else []), *self._open.values()]
        sockets = [each.socket for each in self._open]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._letters:
            await asyncio.wait(self._letters, timeout=CLOSING_SECONDS)
        for socket in sockets:
            await socket.close()

    async def _keep(self, connection: Connection) -> None:
        """Replace each connection by the next: at once the first time, then after longer and longer waits."""
        troubles = 0
        while True:
            await connection.is_leaving.wait()
            is_steady = connection.reason in POLITE or self._clock.now() - connection.since >= STEADY
            troubles = 0 if is_steady else troubles + 1
            _log.info("Slack's connection ends: %s", connection.reason)
            connection, troubles = await self._next(troubles)

    async def _next(self, troubles: int) -> tuple[Connection, int]:
        """Try until there is a connection. Also tells how often in a row something went wrong."""
        while True:
            if troubles > 1:
                await self._clock.sleep(_wait(troubles))
            try:
                return await self._connected(), troubles
            except RateLimited as limit:
                troubles += 1
                await self._clock.sleep(limit.retry_after)
            except PlatformError as error:
                troubles += 1
                _log.error("Slack's connection cannot be opened, tried %d times: %s", troubles, error)

    async def _connected(self) -> Connection:
        """Open a connection and wait for its hello. Raises PlatformError."""
        socket = await self._platform.connection(self._app_token)
        try:
            async with asyncio.timeout(HELLO_SECONDS):
                said = _object(await socket.receive())
        except TimeoutError:
            said = {}
        except BaseException:
            await socket.close()
            raise
        if said.get("type") != "hello":
            await socket.close()
            raise Unknown(f"a connection without hello ({said.get('reason') or 'silence'})")
        connection = Connection(socket, self._clock.now())
        self._open[connection] = asyncio.create_task(self._listen(connection))
        if self._deaf_since is not None:
            self._missed(self._deaf_since)
            self._deaf_since = None
        return connection

    async def _listen(self, connection: Connection) -> None:
        try:
            async for frame in connection.socket:
                self._hear(connection, _object(frame))
        except Exception as error:  # noqa: BLE001  whatever ends a connection, the next one is to be opened
            _log.warning("Slack's connection broke: %s", type(error).__name__)
        finally:
            del self._open[connection]
            if not self._open and self._deaf_since is None:
                self._deaf_since = self._clock.now() - NOTICED_WITHIN
            connection.is_leaving.set()

    def _hear(self, connection: Connection, said: Mapping[str, Any]) -> None:
        kind, id_, payload = said.get("type"), said.get("envelope_id"), said.get("payload")
        if kind == "disconnect":
            connection.reason = str(said.get("reason") or "unnamed")
            if connection.reason == "link_disabled":
                _log.error("Slack ends the connection: Socket Mode is switched off in the app's settings")
            connection.is_leaving.set()
        elif isinstance(kind, str) and kind in KINDS and isinstance(id_, str) and isinstance(payload, dict):
            is_awaited = said.get("accepts_response_payload") is True
            task = asyncio.create_task(
                self._answer(connection, id_, Letter(KINDS[kind], payload), is_awaited=is_awaited)
            )
            self._letters.add(task)
            task.add_done_callback(self._letters.discard)

    async def _answer(self, connection: Connection, id_: str, letter: Letter, *, is_awaited: bool) -> None:
        """Take a letter and acknowledge it. One that could not be taken is not: then Slack brings it again."""
        answer = await self._take(letter)
        if answer.status != 200:
            return
        said: dict[str, Any] = {"envelope_id": id_}
        if is_awaited and answer.body:
            said["payload"] = json.loads(answer.body)
        # A connection that is gone by now: it comes again over another one, and the inbox knows it.
        with suppress(ConnectionError, aiohttp.ClientError):
            await connection.socket.send_json(said)


def _object(frame: aiohttp.WSMessage) -> dict[str, Any]:
    """Read a frame as an object of JSON; anything else says nothing."""
    if frame.type is not aiohttp.WSMsgType.TEXT:
        return {}
    try:
        said = json.loads(frame.data)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _wait(troubles: int) -> float:
    """Tell how many seconds to wait: doubled each time up to a minute, and spread so that not all come back at once."""
    longest = min(2.0 ** min(troubles - 1, 6), LONGEST_WAIT_SECONDS)
    return longest * (0.5 + secrets.randbelow(1000) / 2000)
