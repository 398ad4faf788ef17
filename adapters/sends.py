"""What a door sends behind its responses: patiently, to the end, and told of in the log when it fails."""

import asyncio
import traceback
from collections.abc import Awaitable, Callable, Coroutine
from logging import getLogger
from typing import Any, Final

from bot.events import Event
from bot.ports import Clock, PlatformError, RateLimited

CLOSING_SECONDS: Final = 10.0
TRIES: Final = 3
"""For an answer that the platform asks to slow down; a call that may have had its effect is never repeated."""

_log = getLogger(__name__)


class Sends:
    """The sends under way."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._tasks: set[asyncio.Task[None]] = set()

    def later(self, event: Event, work: Coroutine[Any, Any, None]) -> None:
        """Do the work behind the response, and remember it until it is done."""

        async def guarded() -> None:
            try:
                await work
            except Exception as error:  # noqa: BLE001  nobody waits for it; the inbox still holds the event
                report("send", event, error)

        task = asyncio.create_task(guarded())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def patiently(self, send: Callable[[], Awaitable[None]]) -> None:
        """Send, and where the platform asks to wait, wait and send again. Raises PlatformError."""
        for _ in range(TRIES - 1):
            try:
                return await send()
            except RateLimited as limit:
                await self._clock.sleep(limit.retry_after)
        return await send()

    async def done(self) -> None:
        """Wait until nothing is under way."""
        while self._tasks:
            await asyncio.wait(self._tasks)
            await asyncio.sleep(0)

    async def close(self) -> None:
        """Give what is under way ten seconds, then let it go."""
        if not self._tasks:
            return
        _, late = await asyncio.wait(self._tasks, timeout=CLOSING_SECONDS)
        for send in late:
            send.cancel()
        await asyncio.gather(*late, return_exceptions=True)


def report(what: str, event: Event, error: Exception) -> None:
    """Log where it failed, without the error's own words: they may quote what a person wrote."""
    name = f"{type(error).__name__} {error if isinstance(error, PlatformError) else ''}".strip()
    where = "".join(traceback.format_tb(error.__traceback__))
    _log.error("%s failed for %s %s: %s\n%s", what, event.kind, event.id, name, where)
