"""Databases for the rig: copies of a stage that was set once, and what lies in one when everything is over."""

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Protocol

import psycopg

from tests.databases import Cluster

LOOKED_AT = ("delivery", "claim", "act", "post", "workspace", "inbox_event")
Row = dict[str, object]


class Cellars(Protocol):
    """Where databases come from. A stage is a database that nobody uses, to be copied."""

    def copy(self, stage: str) -> str:
        """Copy a stage; empty for one that is only migrated. Gives the copy's address."""

    def keep(self, url: str) -> str:
        """Make a stage of a database that nobody uses any more."""

    def drop(self, url: str) -> None:
        """Throw a copy away."""

    def tables(self, url: str) -> dict[str, list[Row]]:
        """Read what lies in a database."""


@dataclass
class SqliteCellars:
    """Files in a folder."""

    folder: Path
    migrated: Path
    _numbers: Iterator[int] = field(default_factory=count)

    def copy(self, stage: str) -> str:
        file = self.folder / f"copy-{next(self._numbers)}" / "portevoix.sqlite3"
        file.parent.mkdir()
        shutil.copy(stage or self.migrated, file)
        return f"sqlite:///{file}"

    def keep(self, url: str) -> str:
        return url.removeprefix("sqlite:///")

    def drop(self, url: str) -> None:
        shutil.rmtree(Path(url.removeprefix("sqlite:///")).parent)

    def tables(self, url: str) -> dict[str, list[Row]]:
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
            connection.row_factory = sqlite3.Row
            return {
                name: [dict(row) for row in connection.execute(f"SELECT * FROM {name}")] for name in LOOKED_AT
            }


@dataclass
class PostgresCellars:
    """Databases of one cluster, with a folder for what a bot keeps beside them."""

    cluster: Cluster

    def copy(self, stage: str) -> str:
        return self.cluster.url(self.cluster.copy(stage or "migrated"))

    def keep(self, url: str) -> str:
        return _name(url)

    def drop(self, url: str) -> None:
        self.cluster.drop(_name(url))

    def tables(self, url: str) -> dict[str, list[Row]]:
        with psycopg.connect(url, autocommit=True, row_factory=psycopg.rows.dict_row) as connection:
            return {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in LOOKED_AT}


@contextmanager
def sqlite_cellars(migrated: Path) -> Iterator[SqliteCellars]:
    """Open a folder for SQLite files; in memory where the machine has such a place, for nothing here outlives the rig."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(prefix="rig-", dir=memory if memory.is_dir() else None) as folder:
        yield SqliteCellars(Path(folder), migrated)


def _name(url: str) -> str:
    return url.removeprefix("postgresql://postgres@/").partition("?")[0]
