"""The cellar in one SQLite file, in this process and on the event loop's own thread.

A statement on a local file takes some ten microseconds; handing it to another thread and back takes several times that,
for every statement, and was most of the cost of a claim. So statements run in place. What may take long is waiting for
another process's write lock (a backup, a shell), and that wait gives the loop away. Every thousand pages a commit also
folds the journal into the file, which costs the disk's time for two syncs.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final, TypeVar, cast

from sqlalchemy import (
    URL,
    Connection,
    CursorResult,
    Dialect,
    Engine,
    Executable,
    QueuePool,
    StaticPool,
    create_engine,
    event,
)

from bot.domain.data_map import KeptTable
from store.address import file_of
from store.connection import Parameters
from store.errors import Room, StoreBusy, naming_busy
from store.lock import FileLock
from store.shelves import Shelves
from store.traces import data_map

BUSY_TIMEOUT: Final = 5.0
"""Seconds to wait for another process's write lock."""
TURN_TIMEOUT: Final = 10.0
"""Seconds to wait for this process's other writers."""
_FIRST_PAUSE: Final = 0.001
_LONGEST_PAUSE: Final = 0.05

T = TypeVar("T")


class InPlace:
    """A transaction that answers at once. Implements `store.connection.Connection`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._driver = _driver(connection)

    @property
    def dialect(self) -> Dialect:
        """Tell that this is SQLite."""
        return self._connection.dialect

    async def execute(
        self, statement: Executable, parameters: Parameters | None = None, /
    ) -> CursorResult[Any]:
        """Run a statement."""
        self.refuse_if_undone()
        return self._connection.execute(statement, parameters)

    def refuse_if_undone(self) -> None:
        """Raise OperationalError when SQLite has undone the transaction by itself, as it does when the disk is full.

        What follows would be committed without what came before.
        """
        if not self._driver.in_transaction:
            raise sqlite3.OperationalError("SQLite has undone the transaction after an earlier error")


class SQLiteStore:
    """Implements `bot.ports.Store`.

    One connection writes, for one task at a time: that is the lock behind every rule about rows. Readers have their own
    connections and see the database as it was at their first question. In memory, the writer's connection serves all.
    """

    def __init__(self, url: URL, lock: FileLock | None = None) -> None:
        """Open what a parsed address names. `lock` keeps other processes off the file; it is ours from here on."""
        self._lock = lock
        self._writers = _engine(url, "busy_timeout=0", poolclass=StaticPool)
        self._writer = self._writers.connect()
        self._turn = asyncio.Lock()
        self._room = Room()
        # Waiting for a reader would stop the whole loop, so there is always one more.
        self._readers = (
            _engine(url, "query_only=ON", poolclass=QueuePool, max_overflow=-1) if file_of(url) else None
        )

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Shelves]:
        """Open one write transaction; leaving it commits, an exception rolls it back.

        Raises StoreBusy when another writer keeps the database too long. It is not tried again here: the caller knows
        whether its work may be repeated.
        """
        # Statements answer without a pause, so a loop of transactions would keep the event loop from everyone else.
        await asyncio.sleep(0)
        with self._room.noted(), naming_busy():
            await self._take_turn()
            try:
                await self._begin()
                with self._writer.begin():
                    in_place = InPlace(self._writer)
                    yield Shelves(in_place)
                    in_place.refuse_if_undone()
            finally:
                self._turn.release()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Shelves]:
        """Open one read transaction: all its answers are of one moment. Writing in it fails, unless we are in memory."""
        if self._readers is None:
            async with self.writing() as shelves:
                yield shelves
            return
        await asyncio.sleep(0)
        with naming_busy(), self._readers.connect() as connection, connection.begin():
            _driver(connection).execute("BEGIN")
            yield Shelves(InPlace(connection))

    async def change_schema(self, work: Callable[[Connection], None]) -> None:
        """Do work on the tables in one write transaction."""
        # A table that is rebuilt is dropped first, and dropping it would delete what refers to it.
        _driver(self._writer).execute("PRAGMA foreign_keys=OFF")
        try:
            async with self.writing():
                work(self._writer)
        finally:
            _driver(self._writer).execute("PRAGMA foreign_keys=ON")

    async def look_at_schema(self, work: Callable[[Connection], T]) -> T:
        """Read about the tables."""
        with (self._readers or self._writers).connect() as connection:
            return work(connection)

    def trouble(self) -> str:
        """Say why nothing could be written lately; empty when it could."""
        return self._room.trouble()

    def data_map(self) -> Sequence[KeptTable]:
        """Describe all tables, those about people first."""
        return data_map()

    async def scrub(self) -> None:
        """Fold the journal into the file and empty it: of what was removed, only the journal still held bytes.

        Deleted content is overwritten in the file itself (secure_delete). Somebody who is reading delays it for a moment.
        """
        deadline, pause = asyncio.get_running_loop().time() + BUSY_TIMEOUT, _FIRST_PAUSE
        while True:
            await self._take_turn()
            try:
                is_busy, *_ = _driver(self._writer).execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            finally:
                self._turn.release()
            if not is_busy or asyncio.get_running_loop().time() >= deadline:
                return
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)

    async def close(self) -> None:
        """Close the file and let the next process in."""
        self._writer.close()
        self._writers.dispose()
        if self._readers:
            self._readers.dispose()
        if self._lock:
            self._lock.close()

    async def _take_turn(self) -> None:
        if not self._turn.locked():
            await self._turn.acquire()
            return
        try:
            async with asyncio.timeout(TURN_TIMEOUT):
                await self._turn.acquire()
        except TimeoutError:
            raise StoreBusy from None

    async def _begin(self) -> None:
        """Take the write lock before the first statement.

        A transaction that reads first and asks for the lock later fails at once when another one wrote in between,
        whatever the busy timeout (SQLITE_BUSY_SNAPSHOT).
        """
        driver, loop = _driver(self._writer), asyncio.get_running_loop()
        deadline, pause = loop.time() + BUSY_TIMEOUT, _FIRST_PAUSE
        while True:
            try:
                driver.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if not error.sqlite_errorname.startswith("SQLITE_BUSY"):
                    raise
                if loop.time() >= deadline:
                    raise StoreBusy from error
            else:
                return
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)


def _driver(connection: Connection) -> sqlite3.Connection:
    return cast("sqlite3.Connection", connection.connection.driver_connection)


def _engine(url: URL, role: str, **pool: Any) -> Engine:
    """Make an engine whose transactions are begun by us, not by Python's sqlite3."""
    arguments = {"isolation_level": None, "timeout": BUSY_TIMEOUT}
    engine = create_engine(url, connect_args=arguments, hide_parameters=True, **pool)

    def prepare(driver: sqlite3.Connection, _record: object) -> None:
        for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=NORMAL", "secure_delete=ON", role):
            driver.execute(f"PRAGMA {pragma}")

    event.listen(engine, "connect", prepare)
    return engine
