"""What the cellar raises beside SQLAlchemy's own errors.

StoreError
├── StoreBusy      another writer kept the database for too long; nothing was written, the caller may try again
├── StoreInUse     another process works on the same SQLite file
├── StoreTooNew    a newer Portevoix wrote the database
└── DriverMissing  PostgreSQL's driver is not installed
"""

from collections.abc import Iterator
from contextlib import contextmanager
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


class StoreError(Exception):
    """The database cannot be used."""

    def __init__(self, reason: str = "") -> None:
        super().__init__(reason or self.__doc__)


class StoreBusy(StoreError):
    """The database is busy: another writer kept it for too long. Nothing was written; try again."""


class StoreInUse(StoreError):
    """Another process works on this SQLite file."""


class StoreTooNew(StoreError):
    """A newer Portevoix wrote this database. Install that version, or restore a backup made before the update."""


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
        if code in _BUSY or code.startswith("SQLITE_BUSY_"):
            raise StoreBusy from error
        raise
