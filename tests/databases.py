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
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg
import pytest

import store as cellar
from bot.ports import Store

_SETTINGS = (
    # Nothing here outlives the tests, so nothing need reach the disk.
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "shared_buffers=16MB",
    "listen_addresses=",
)


@dataclass
class Cluster:
    """A running PostgreSQL that only this process uses."""

    folder: Path
    """Holds the socket."""
    admin: psycopg.Connection
    numbers: Iterator[int] = field(default_factory=count)

    def url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={self.folder}"

    def copy(self, template: str) -> str:
        """Make a database from a template and name it."""
        name = f"copy_{next(self.numbers)}"
        self.admin.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        return name

    def drop(self, database: str) -> None:
        self.admin.execute(f"DROP DATABASE {database} WITH (FORCE)")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh, migrated database."""
    if request.param == "sqlite":
        file = tmp_path / "portevoix.sqlite3"
        shutil.copy(request.getfixturevalue("sqlite_template"), file)
        yield f"sqlite:///{file}"
        return
    cluster: Cluster = request.getfixturevalue("postgres_cluster")
    name = cluster.copy("migrated")
    yield cluster.url(name)
    cluster.drop(name)


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
    binaries = _binaries()
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
        finally:
            _run(binaries / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder)


def _binaries() -> Path:
    on_path = shutil.which("initdb")
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    found = [Path(on_path)] if on_path else installed
    if not found:
        missing = "PostgreSQL's server binaries (initdb, pg_ctl) are not installed"
        if os.environ.get("REQUIRE_POSTGRES") == "1":
            pytest.fail(missing)
        pytest.skip(missing)
    return found[-1].resolve().parent


def _run(*command: str | Path) -> None:
    """Run one of PostgreSQL's programs, which refuse to run as root."""
    as_postgres = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run([*as_postgres, *command], check=True, capture_output=True, cwd="/", timeout=60)
