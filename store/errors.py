"""What the cellar raises beside SQLAlchemy's own errors.

StoreError
├── StoreBusy      another writer kept the database for too long; nothing was written, the caller may try again
├── StoreFull      there is no room to write; reading goes on
├── StoreAway      the server cannot be reached, lets us not in, or what is there is no database
├── StoreInUse     another process works on the same SQLite file
├── StoreTooNew    a newer Portevoix wrote the database
├── NotEmpty       a copy is to be restored into a database that holds something
├── AgeUnknown     a copy does not say when it was made
├── ToolMissing    PostgreSQL's own programs are not installed
└── DriverMissing  PostgreSQL's driver is not installed
"""

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Final

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

_BUSY: Final = frozenset(
    {
        "SQLITE_BUSY",
        "40001",  # serialization_failure
        "40P01",  # deadlock_detected
        "55P03",  # lock_not_available
        "57014",  # query_canceled, by statement_timeout
    }
)

_FULL: Final = frozenset(
    {
        "SQLITE_FULL",
        "53100",  # disk_full
    }
)
FULL_FOR: Final = 120.0
"""Seconds after a write that found no room for which we call the disk full; due work is tried again each minute."""


class StoreError(Exception):
    """The database cannot be used."""

    def __init__(self, reason: str = "") -> None:
        super().__init__(reason or self.__doc__)


class StoreBusy(StoreError):
    """The database is busy: another writer kept it for too long. Nothing was written; try again."""


class StoreFull(StoreError):
    """The disk of the database is full. Make room; nothing else is to be done."""


class StoreAway(StoreError):
    """The database does not answer."""


class StoreInUse(StoreError):
    """Another process works on this SQLite file."""


class StoreTooNew(StoreError):
    """A newer Portevoix wrote this database. Install that version, or restore a backup made before the update."""


class NotEmpty(StoreError):
    """The database holds something already. Make an empty one and restore into that."""


class AgeUnknown(StoreError):
    """The copy does not say when it was made."""


class ToolMissing(StoreError):
    """A program of PostgreSQL's is not installed here."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} is not installed here. Install PostgreSQL's client programs, as new as the server at least"
        )


class DriverMissing(StoreError):
    """PostgreSQL's driver is not installed. Install it with: pip install 'portevoix[postgres]'"""


@contextmanager
def naming_busy() -> Iterator[None]:
    """Turn the databases' many ways of saying «not now» into StoreBusy."""
    try:
        yield
    except PoolTimeout as error:
        raise StoreBusy from error
    except DBAPIError as error:
        # sqlite3 names its code (Python 3.11), psycopg gives the SQLSTATE.
        code = getattr(error.orig, "sqlite_errorname", None) or getattr(error.orig, "sqlstate", None) or ""
        if code in _FULL:
            raise StoreFull from error
        if code in _BUSY or code.startswith("SQLITE_BUSY_"):
            raise StoreBusy from error
        raise


@contextmanager
def naming_away() -> Iterator[None]:
    """Turn what a driver says when it cannot open a database into StoreAway: its first line, which holds no password."""
    try:
        yield
    except DBAPIError as error:
        said = str(error.orig).strip().splitlines()
        raise StoreAway(said[0] if said else "") from error


class Room:
    """Whether there was room for what was written lately."""

    def __init__(self) -> None:
        self._full_at = -FULL_FOR

    @contextmanager
    def noted(self) -> Iterator[None]:
        """Remember a write that found none."""
        try:
            yield
        except StoreFull:
            self._full_at = monotonic()
            raise

    def trouble(self) -> str:
        """Say that there is none, if so."""
        return str(StoreFull()) if monotonic() - self._full_at < FULL_FOR else ""
