"""The cellar: keeps rows in SQLite or PostgreSQL behind the Store port. `open_store` is the way in."""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from bot.ports import Store
from store.address import SQLITE, file_of, parse
from store.dumps import dump, restore_dump
from store.errors import (
    AgeUnknown,
    DriverMissing,
    NotEmpty,
    StoreAway,
    StoreBusy,
    StoreError,
    StoreFull,
    StoreInUse,
    StoreTooNew,
    ToolMissing,
    naming_away,
)
from store.ledger import open_ledger
from store.lock import FileLock
from store.postgres import PostgresStore
from store.restores import copy_file, remove_copy
from store.schema import differences
from store.schema import migrate as run_migrations
from store.sqlite import SQLiteStore

__all__ = [
    "AgeUnknown",
    "DriverMissing",
    "NotEmpty",
    "StoreAway",
    "StoreBusy",
    "StoreError",
    "StoreFull",
    "StoreInUse",
    "StoreTooNew",
    "ToolMissing",
    "backup",
    "check",
    "file_of_address",
    "open_for_reading",
    "open_ledger",
    "open_store",
    "restore",
    "upgrade",
]


async def open_store(url: str, *, migrate: bool = True) -> Store:
    """Open a database, bringing it to the newest form first.

    `url` is `sqlite:///FILE` or `postgresql://USER:PASSWORD@HOST/DATABASE`; `sqlite://` keeps everything in memory, on
    one connection. Raises ValueError for any other address, FileNotFoundError for a missing folder, StoreInUse when
    another process works on the same file, StoreAway, DriverMissing, StoreTooNew and StoreBusy.
    """
    with naming_away():
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
    """Copy a database while a bot may be at work on it; the copy knows when it was made.

    A SQLite file is copied whole and marked; PostgreSQL's archive says by itself when it was begun. Raises ValueError where
    there is nothing to copy, FileNotFoundError, FileExistsError, ToolMissing, and StoreError when it fails.
    """
    parsed = parse(url)
    if parsed.drivername != SQLITE:
        await dump(parsed, target)
        return
    file = file_of(parsed)
    if file is None:
        raise ValueError("this database is not a SQLite file")
    _copy(Path(file), target)
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


async def restore(url: str, source: Path, at: datetime | None) -> datetime:
    """Fill an empty database from a copy and mark of when it is: `at`, else what the copy says. Returns that moment.

    Raises FileExistsError and NotEmpty where something is there already, AgeUnknown, and what `backup` raises.
    """
    parsed = parse(url)
    file = file_of(parsed)
    if file is None:
        if parsed.drivername == SQLITE:
            raise ValueError("this database is not a SQLite file")
        return await restore_dump(parsed, source, at)
    with closing(_locked(file)):
        _copy(source, Path(file))
        try:
            made = SQLiteStore(parsed)
            try:
                await made.change_schema(run_migrations)
                return await _mark(made, at)
            finally:
                await made.close()
        except BaseException:
            for ending in ("", "-wal", "-shm"):
                remove_copy(Path(f"{file}{ending}"))
            raise


async def _mark(made: SQLiteStore, at: datetime | None) -> datetime:
    async with made.writing() as shelves:
        known, _ = await shelves.restores.found()
        made_at = at or known
        if made_at is None:
            raise AgeUnknown
        await shelves.restores.mark(made_at)
    return made_at


def _copy(source: Path, target: Path) -> None:
    try:
        copy_file(source, target)
    except sqlite3.Error as error:
        raise StoreError(str(error)) from error


def open_for_reading(url: str) -> Store:
    """Open a database to read it while a bot may be at work on it. Raises what `open_store` raises, but StoreInUse.

    FileNotFoundError also when the file itself is missing: reading makes no database.
    """
    parsed = parse(url)
    file = file_of(parsed) if parsed.drivername == SQLITE else None
    if file and not Path(file).exists():
        raise FileNotFoundError(f"there is no database at {file}")
    with naming_away():
        return SQLiteStore(parsed) if parsed.drivername == SQLITE else PostgresStore(parsed)


async def check(url: str) -> list[str]:
    """Compare a database with the tables, as `alembic check` does. Empty: they agree. It may be in use meanwhile.

    Raises StoreAway.
    """
    parsed = parse(url)
    with naming_away():
        opened = SQLiteStore(parsed) if parsed.drivername == SQLITE else PostgresStore(parsed)
        try:
            return await opened.look_at_schema(differences)
        finally:
            await opened.close()


def file_of_address(url: str) -> Path | None:
    """Tell which SQLite file an address names. None: the data is in memory, or a server keeps it. Raises ValueError."""
    file = file_of(parse(url))
    return Path(file) if file else None


def _locked(file: str) -> FileLock:
    return FileLock.take(Path(file).absolute())


def _open(url: str) -> SQLiteStore | PostgresStore:
    parsed = parse(url)
    if parsed.drivername != SQLITE:
        return PostgresStore(parsed)
    file = file_of(parsed)
    lock = _locked(file) if file else None
    try:
        return SQLiteStore(parsed, lock)
    except BaseException:
        if lock:
            lock.close()
        raise
