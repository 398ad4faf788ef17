"""The database's address: what people may write, and what the drivers need to read."""

from typing import Final

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

SQLITE: Final = "sqlite"
POSTGRES: Final = "postgresql+psycopg"
_DRIVERS: Final = {
    SQLITE: SQLITE,
    "sqlite+aiosqlite": SQLITE,
    "postgres": POSTGRES,
    "postgresql": POSTGRES,
    POSTGRES: POSTGRES,
}
_WRITE: Final = (
    "Write sqlite:///FILE or postgresql://USER:PASSWORD@HOST/DATABASE. "
    "In a password, @ is written %40, : is %3A, / is %2F and % is %25."
)


def parse(url: str) -> URL:
    """Read an address as people write it and name the driver in it.

    Raises ValueError, saying what to write instead; the message never shows the address, which holds a password.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):  # ValueError: a port that is not a number
        raise ValueError(f"This is not a database address. {_WRITE}") from None
    if "@" in (parsed.host or ""):  # the end of a password, which a driver would complain about by name
        raise ValueError(f"This is not a database address. {_WRITE}")
    driver = _DRIVERS.get(parsed.drivername)
    if driver is None:
        raise ValueError(
            f"Portevoix keeps its data in SQLite or PostgreSQL, not in {parsed.drivername!r}. {_WRITE}"
        )
    if driver == SQLITE and (parsed.host or parsed.query):
        raise ValueError(
            "A SQLite address is sqlite:///FILE with three slashes, or four before a path from the root, "
            "and nothing after the file."
        )
    return parsed.set(drivername=driver)


def file_of(url: URL) -> str | None:
    """Tell the SQLite file of a parsed address. None: it is kept in memory, or by a PostgreSQL server."""
    if url.drivername != SQLITE or url.database in {None, "", ":memory:"}:
        return None
    return url.database
