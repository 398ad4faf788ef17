"""Fresh databases for tests: SQLite files, and a PostgreSQL cluster of our own on a unix socket.

`database_url` runs a test on both, `store` opens a store on it. Each test gets a copy of a database that was migrated once.
Without PostgreSQL's server binaries its half is skipped; REQUIRE_POSTGRES=1 makes that a failure.
"""

import asyncio
import os
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest

import store as cellar
from bot.ports import Store
from store.tables import METADATA
from tests.counts import is_tried_on_postgres

_SETTINGS = (
    # Nothing here outlives the tests, so nothing need reach the disk.
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "shared_buffers=16MB",
    "listen_addresses=",
)


_TABLES = tuple(sorted({*METADATA.tables, "guide_entry"}))
_EMPTY = "; ".join(
    (
        "SET session_replication_role = replica",
        "SET lock_timeout = '2s'",
        *(f"DELETE FROM {name}" for name in _TABLES),
    )
)
_SHAPE = """
    SELECT (SELECT string_agg(version_num, ',') FROM alembic_version)
           || md5(string_agg(concat_ws('.', table_name, column_name, data_type, is_nullable), ',' ORDER BY table_name, column_name))
    FROM information_schema.columns WHERE table_schema = 'public'
"""
_OTHERS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


@dataclass
class Cluster:
    """A running PostgreSQL that only this process uses."""

    folder: Path
    """Holds the socket."""
    admin: psycopg.Connection
    numbers: Iterator[int] = field(default_factory=count)
    shape: str = ""
    """What tables and columns a migrated database has."""
    free: dict[str, psycopg.Connection] = field(default_factory=dict)
    """Migrated databases that a test has given back, empty again: making one costs a hundred times as much."""

    def url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={self.folder}"

    def copy(self, template: str) -> str:
        """Make a database from a template and name it."""
        name = f"copy_{next(self.numbers)}"
        self.admin.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        return name

    def drop(self, database: str) -> None:
        self.admin.execute(f"DROP DATABASE {database} WITH (FORCE)")

    def take(self) -> tuple[str, psycopg.Connection]:
        """Give an empty migrated database, and a connection that stays beside it."""
        if self.free:
            return self.free.popitem()
        name = self.copy("migrated")
        beside = psycopg.connect(self.url(name), autocommit=True)
        self.shape = self.shape or _only(beside, _SHAPE)
        return name, beside

    def give_back(self, name: str, beside: psycopg.Connection) -> None:
        """Empty a database for the next test; one that was changed, or is still in use, is dropped."""
        try:
            if _only(beside, _SHAPE) == self.shape and not _only(beside, _OTHERS):
                beside.execute(_EMPTY)
                self.free[name] = beside
                return
        except psycopg.Error:
            pass  # locked by what the test has left behind
        beside.close()
        self.drop(name)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what `make test` need not try on PostgreSQL too."""
    left_out = [
        item
        for item in items
        if "database_url" in getattr(item, "fixturenames", ())
        and item.get_closest_marker("postgres")
        and not is_tried_on_postgres(item.nodeid)
    ]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        gone = set(map(id, left_out))
        items[:] = [item for item in items if id(item) not in gone]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh, migrated database."""
    if request.param == "sqlite":
        file = tmp_path / "portevoix.sqlite3"
        shutil.copy(request.getfixturevalue("sqlite_template"), file)
        yield f"sqlite:///{file}"
        return
    cluster: Cluster = request.getfixturevalue("postgres_cluster")
    name, beside = cluster.take()
    yield cluster.url(name)
    cluster.give_back(name, beside)


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    """An open store on a fresh database."""
    opened = await cellar.open_store(database_url, migrate=False)
    yield opened
    await opened.close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, to copy."""
    file = tmp_path_factory.mktemp("template") / "migrated.sqlite3"
    asyncio.run(cellar.upgrade(f"sqlite:///{file}"))
    return file


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[Cluster]:
    """A cluster with a migrated database named `migrated`, to copy."""
    if not server_binaries():
        missing = "PostgreSQL's server binaries (initdb, pg_ctl) are not installed"
        if os.environ.get("REQUIRE_POSTGRES") == "1":
            pytest.fail(missing)
        pytest.skip(missing)
    with a_cluster() as cluster:
        yield cluster


@contextmanager
def a_cluster() -> Iterator[Cluster]:
    """Start a cluster with a migrated database named `migrated`, and throw it away at the end."""
    binaries = server_binaries()[-1]
    # Not pytest's own folder: a socket's path has at most 107 characters, and root's folders are closed to postgres.
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    data = folder / "data"
    options = " ".join(f"-c {setting}" for setting in (*_SETTINGS, f"unix_socket_directories={folder}"))
    try:
        _run(
            binaries / "initdb",
            "-D",
            data,
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "--no-sync",
        )
        _run(binaries / "pg_ctl", "-D", data, "-l", folder / "log", "-o", options, "-w", "start")
        try:
            with psycopg.connect(f"postgresql://postgres@/postgres?host={folder}", autocommit=True) as admin:
                cluster = Cluster(folder, admin)
                admin.execute("CREATE DATABASE migrated")
                asyncio.run(cellar.upgrade(cluster.url("migrated")))
                yield cluster
                for connection in (*cluster.free.values(), cluster.admin):
                    connection.close()
        finally:
            _run(binaries / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder)


def _only(connection: psycopg.Connection, question: str) -> Any:
    [(answer,)] = connection.execute(question).fetchall()
    return answer


def server_binaries() -> list[Path]:
    """Find the folders of PostgreSQL's own programs, the newest last; none where it is not installed."""
    on_path = shutil.which("initdb")
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return [each.resolve().parent for each in ([Path(on_path)] if on_path else installed)]


def _run(*command: str | Path) -> None:
    """Run one of PostgreSQL's programs, which refuse to run as root."""
    as_postgres = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run([*as_postgres, *command], check=True, capture_output=True, cwd="/", timeout=60)
