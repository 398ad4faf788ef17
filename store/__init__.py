"""The cellar: keeps rows in SQLite or PostgreSQL behind the Store port. `open_store` is the way in."""

import sqlite3
from datetime import datetime
from pathlib import Path

from bot.ports import Store
from store.address import SQLITE, file_of, parse
from store.errors import DriverMissing, StoreBusy, StoreError, StoreFull, StoreInUse, StoreTooNew
from store.ledger import open_ledger
from store.lock import FileLock
from store.postgres import PostgresStore
from store.restores import copy_file, remove_copy
from store.schema import differences
from store.schema import migrate as run_migrations
from store.sqlite import SQLiteStore

__all__ = [
    "DriverMissing",
    "StoreBusy",
    "StoreError",
    "StoreFull",
    "StoreInUse",
    "StoreTooNew",
    "backup",
    "check",
    "file_of_address",
    "open_for_reading",
    "open_ledger",
    "open_store",
    "upgrade",
]


async def open_store(url: str, *, migrate: bool = True) -> Store:
    """Open a database, bringing it to the newest form first.

    `url` is `sqlite:///FILE` or `postgresql://USER:PASSWORD@HOST/DATABASE`; `sqlite://` keeps everything in memory, on
    one connection. Raises ValueError for any other address, FileNotFoundError for a missing folder, StoreInUse when
    another process works on the same file, DriverMissing, StoreTooNew and StoreBusy.
    """
    opened = _open(url)
    if migrate:
        try:
            await opened.change_schema(run_migrations)
        except BaseException:
            await opened.close()
            raise
    return opened


async def upgrade(url: str) -> None:
    """Bring a database to the newest form. Raises what `open_store` raises."""
    await (await open_store(url)).close()


async def backup(url: str, target: Path, at: datetime) -> None:
    """Copy a SQLite database while a bot may be at work on it, and mark in the copy that it is one, of that moment.

    Raises ValueError where there is no file to copy, FileNotFoundError, FileExistsError, and StoreError when it fails.
    """
    parsed = parse(url)
    file = file_of(parsed)
    if file is None:
        raise ValueError("this database is not a SQLite file")
    try:
        copy_file(Path(file), target)
    except sqlite3.Error as error:
        raise StoreError(str(error)) from error
    try:
        made = SQLiteStore(parsed.set(database=str(target)))
        try:
            await made.change_schema(run_migrations)
            async with made.writing() as shelves:
                await shelves.restores.mark(at)
        finally:
            await made.close()
    except BaseException:
        # Without its mark it would be taken for the present.
        remove_copy(target)
        raise


def open_for_reading(url: str) -> Store:
    """Open a database to read it while a bot may be at work on it. Raises what `open_store` raises, but StoreInUse.

    FileNotFoundError also when the file itself is missing: reading makes no database.
    """
    parsed = parse(url)
    file = file_of(parsed) if parsed.drivername == SQLITE else None
    if file and not Path(file).exists():
        raise FileNotFoundError(f"there is no database at {file}")
    return SQLiteStore(parsed) if parsed.drivername == SQLITE else PostgresStore(parsed)


async def check(url: str) -> list[str]:
    """Compare a database with the tables, as `alembic check` does. Empty: they agree. It may be in use meanwhile."""
    parsed = parse(url)
    opened = SQLiteStore(parsed) if parsed.drivername == SQLITE else PostgresStore(parsed)
    try:
        return await opened.look_at_schema(differences)
    finally:
        await opened.close()


def file_of_address(url: str) -> Path | None:
    """Tell which SQLite file an address names. None: the data is in memory, or a server keeps it. Raises ValueError."""
    file = file_of(parse(url))
    return Path(file) if file else None


def _open(url: str) -> SQLiteStore | PostgresStore:
    parsed = parse(url)
    if parsed.drivername != SQLITE:
        return PostgresStore(parsed)
    file = file_of(parsed)
    lock = FileLock.take(Path(file).absolute()) if file else None
    try:
        return SQLiteStore(parsed, lock)
    except BaseException:
        if lock:
            lock.close()
        raise
