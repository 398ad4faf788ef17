"""Shared commits: small writes of many senders at once, of which each would pay for a transaction of its own."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeVar

import structlog

from bot.ports import Shelves, Store

TRIES: Final = 4
FIRST_PAUSE: Final = 0.2
"""Seconds; it doubles."""
log = structlog.get_logger(__name__)

T = TypeVar("T")
Work = Callable[[Shelves], Awaitable[T]]
"""May be run twice, and alone or beside others in one transaction: it writes nothing but what its rows allow."""


class SharedCommits:
    """Writes that arrive while a commit is under way share the next one."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: list[tuple[Work[Any], asyncio.Future[Any]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def write(self, work: Work[T]) -> T:
        """Give what the work gives, once it is committed. Raises what it raises."""
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append((work, future))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write())
        return await future

    async def insist(self, work: Work[T]) -> T:
        """Write what must not be lost, a few times if need be. Raises the last failure."""
        pause = FIRST_PAUSE
        for _ in range(TRIES - 1):
            try:
                return await self.write(work)
            except Exception as failure:  # noqa: BLE001  a busy or a lost database: both may be over in a moment
                log.warning("commit.again", error=type(failure).__name__)
            await asyncio.sleep(pause)
            pause *= 2
        return await self.write(work)

    async def _write(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting, []
                if not await self._together(batch):
                    for each in batch:
                        await self._alone(*each)
        finally:
            self._writing = None

    async def _together(self, batch: list[tuple[Work[Any], asyncio.Future[Any]]]) -> bool:
        """Commit all of them at once. False: one of them failed, and none is written."""
        if len(batch) == 1:
            return False
        try:
            async with self._store.writing() as shelves:
                results = [await work(shelves) for work, _ in batch]
        except Exception as failure:  # noqa: BLE001  each then fails or succeeds by itself
            log.warning("commit.one_by_one", error=type(failure).__name__)
            return False
        for (_, future), result in zip(batch, results, strict=True):
            _tell(future, result)
        return True

    async def _alone(self, work: Work[Any], future: asyncio.Future[Any]) -> None:
        try:
            async with self._store.writing() as shelves:
                result = await work(shelves)
        except Exception as failure:  # noqa: BLE001  it is for the one who asked
            if not future.done():
                future.set_exception(failure)
        else:
            _tell(future, result)


def _tell(future: asyncio.Future[Any], result: object) -> None:
    if not future.done():
        future.set_result(result)
