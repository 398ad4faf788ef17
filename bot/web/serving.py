"""Listening: one application on one port, with an end to slow, idle and too many connections.

aiohttp itself waits for the first request of a connection as long as it likes, and takes any number of them.
"""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, Final

from aiohttp import web

LONGEST_END: Final = 5.0
"""Seconds for answers that are under way when the bot stops."""
HEAD_SECONDS: Final = 10.0
"""For a request's head, from the connection or from the last answer on; platforms and browsers send it in one go."""
BODY_SECONDS: Final = 10.0
"""For a request's body, from its head on."""
IDLE_SECONDS: Final = 75.0
"""How long a connection that has asked before may rest: reverse proxies keep theirs for sixty."""
MOST_CONNECTIONS: Final = 500
"""One more takes the place of the one that has waited longest without asking anything."""
_READ_AHEAD: Final = 64 * 1024
"""Bytes that a connection may hold before its handler reads."""
_LINGERING: Final = 1.0
"""Seconds in which the rest of a refused body is read, so that its sender gets to see the answer."""


class Watched(web.RequestHandler):
    """A connection that ends by itself when it is too slow."""

    __slots__ = ("_deadline", "_waiting")

    def __init__(self, waiting: "Waiting", *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._waiting = waiting
        self._deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._waiting.come(self)
        self.ends_in(HEAD_SECONDS)

    def connection_lost(self, exc: BaseException | None) -> None:
        self._waiting.go(self)
        self.goes_on()
        super().connection_lost(exc)

    def heard(self, request: web.Request) -> None:
        """Note that a whole head has come; its body has its own time."""
        self._waiting.busy(self)
        self.goes_on()
        if not request.content.is_eof():
            late = self.ends_in(BODY_SECONDS)
            request.content.on_eof(late.cancel)

    def answered(self) -> None:
        """Note that the handler is done: what follows is the answer on its way, and rest."""
        self._waiting.idle(self)
        self.ends_in(IDLE_SECONDS)

    def ends_in(self, seconds: float) -> asyncio.TimerHandle:
        """Set the connection's deadline in the place of the last one."""
        self.goes_on()
        self._deadline = asyncio.get_running_loop().call_later(seconds, self.end)
        return self._deadline

    def goes_on(self) -> None:
        """Take the deadline away."""
        if self._deadline:
            self._deadline.cancel()

    def end(self) -> None:
        """Cut the connection off."""
        if self.transport is not None:
            self.transport.abort()


class Waiting:
    """All connections of one port; those that ask nothing just now, in the order in which they began to."""

    def __init__(self) -> None:
        self._idle: OrderedDict[Watched, None] = OrderedDict()
        self._busy: set[Watched] = set()

    def come(self, connection: Watched) -> None:
        """Take one in. When there are too many, whoever has waited longest goes; this one, if all others are at work."""
        self._idle[connection] = None
        if len(self._idle) + len(self._busy) > MOST_CONNECTIONS:
            next(iter(self._idle)).end()

    def go(self, connection: Watched) -> None:
        """Forget one."""
        self._idle.pop(connection, None)
        self._busy.discard(connection)

    def busy(self, connection: Watched) -> None:
        """Note that one has asked something."""
        self._idle.pop(connection, None)
        self._busy.add(connection)

    def idle(self, connection: Watched) -> None:
        """Note that one asks nothing any more."""
        if connection in self._busy:
            self._busy.discard(connection)
            self._idle[connection] = None


@web.middleware
async def watching(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Tell a watched connection when its request has come, and when it is answered."""
    connection = request.protocol
    if not isinstance(connection, Watched):  # a test's own server
        return await handler(request)
    connection.heard(request)
    try:
        return await handler(request)
    finally:
        connection.answered()


@asynccontextmanager
async def serving(application: web.Application, host: str, port: int) -> AsyncIterator[int]:
    """Listen, and give the port; 0 takes a free one. Raises OSError when it is taken."""
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=LONGEST_END)
    await runner.setup()
    waiting, loop = Waiting(), asyncio.get_running_loop()

    def connection() -> Watched:
        return Watched(
            waiting,
            runner.server,
            loop=loop,
            access_log=None,
            keepalive_timeout=IDLE_SECONDS,
            lingering_time=_LINGERING,
            read_bufsize=_READ_AHEAD,
        )

    try:
        server = await loop.create_server(connection, host, port, backlog=128)
        try:
            yield server.sockets[0].getsockname()[1]
        finally:
            server.close()
    finally:
        # Answers under way are waited for here.
        await runner.cleanup()
