"""Another connection that keeps the database's writers waiting, as a backup, a shell or a slow machine does."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg


@contextmanager
def writers_wait(database_url: str, table: str = "inbox_event") -> Iterator[None]:
    """Hold SQLite's write lock, or the lock of one PostgreSQL table that lets only readers in."""
    if database_url.startswith("sqlite"):
        held = sqlite3.connect(database_url.removeprefix("sqlite:///"), isolation_level=None)
        held.execute("BEGIN IMMEDIATE")
    else:
        held = psycopg.connect(database_url)
        held.execute(f"LOCK TABLE {table} IN EXCLUSIVE MODE")
    try:
        yield
    finally:
        held.rollback()
        held.close()
