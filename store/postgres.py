"""The cellar on a PostgreSQL server, shared by any number of equal processes."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final, TypeVar

from sqlalchemy import URL, Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.domain.data_map import KeptTable
from store.errors import DriverMissing, Room, naming_busy
from store.shelves import Shelves
from store.traces import data_map

POOL_SIZE: Final = 10
POOL_TIMEOUT: Final = 10.0
"""Seconds to wait for a free connection."""
_CONNECT_TIMEOUT: Final = 5
"""Seconds."""
_SETTINGS: Final = "-c statement_timeout=10s -c idle_in_transaction_session_timeout=30s -c timezone=UTC"
_CHANGING_SCHEMA: Final = 0x706F727465766F69
"""The advisory lock of whoever migrates: of replicas that start together one works and the others wait."""

T = TypeVar("T")


class PostgresStore:
    """Implements `bot.ports.Store`."""

    def __init__(self, url: URL) -> None:
        """Prepare connections to a parsed address; the first transaction opens one. Raises DriverMissing."""
        self._room = Room()
        self._writers = _engine(url)
        self._readers = self._writers.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Shelves]:
        """Open one write transaction; leaving it commits, an exception rolls it back.

        Raises StoreBusy when other writers keep the rows too long. It is not tried again here: the caller knows whether
        its work may be repeated.
        """
        with self._room.noted(), naming_busy():
            async with self._writers.begin() as connection:
                yield Shelves(connection)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Shelves]:
        """Open one read transaction: all its answers are of one moment. Writing in it fails."""
        with naming_busy():
            async with self._readers.connect() as connection:
                yield Shelves(connection)

    async def change_schema(self, work: Callable[[Connection], None]) -> None:
        """Do work on the tables in one write transaction, while other processes wait."""
        with naming_busy():
            async with self._writers.begin() as connection:
                await connection.execute(text("SET LOCAL statement_timeout = 0"))
                await connection.execute(
                    text("SELECT pg_advisory_xact_lock(:key)"), {"key": _CHANGING_SCHEMA}
                )
                await connection.run_sync(work)

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[None]:
        """Keep every process that starts, and would look at the tables first, waiting until this ends. Raises StoreBusy."""
        with naming_busy():
            async with self._writers.connect() as connection:
                # Of the session, not of a transaction: another program fills the tables meanwhile.
                await connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _CHANGING_SCHEMA})
                await connection.commit()
                try:
                    yield
                finally:
                    await connection.execute(
                        text("SELECT pg_advisory_unlock(:key)"), {"key": _CHANGING_SCHEMA}
                    )
                    await connection.commit()

    async def look_at_schema(self, work: Callable[[Connection], T]) -> T:
        """Read about the tables."""
        async with self._readers.connect() as connection:
            return await connection.run_sync(work)

    def trouble(self) -> str:
        """Say why nothing could be written lately; empty when it could."""
        return self._room.trouble()

    def data_map(self) -> Sequence[KeptTable]:
        """Describe all tables, those about people first."""
        return data_map()

    async def scrub(self) -> None:
        """Leave it to the server: its autovacuum and the recycling of its journal overwrite what was removed.

        How soon is for whoever runs it to say: https://www.postgresql.org/docs/current/routine-vacuuming.html
        """

    async def close(self) -> None:
        """Close all connections."""
        await self._writers.dispose()


def _engine(url: URL) -> AsyncEngine:
    arguments: dict[str, Any] = {"connect_timeout": _CONNECT_TIMEOUT, "options": _SETTINGS}
    try:
        return create_async_engine(
            url,
            connect_args=arguments,
            pool_size=POOL_SIZE,
            # What overflows is closed after one use, and opening a connection costs more than waiting for one.
            max_overflow=0,
            pool_pre_ping=True,
            pool_timeout=POOL_TIMEOUT,
            hide_parameters=True,
        )
    except ModuleNotFoundError as error:
        raise DriverMissing from error
