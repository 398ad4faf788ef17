"""Copies of a PostgreSQL database, made and restored by PostgreSQL's own programs while others work on it.

An archive of pg_dump says when it was begun, which is the age that a start on it has to know.
"""

import asyncio
import os
import re
import shutil
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sqlalchemy import URL, Connection, inspect

from store.errors import AgeUnknown, NotEmpty, StoreError, ToolMissing, naming_away
from store.postgres import PostgresStore
from store.restores import remove_copy, require
from store.schema import migrate

LONGEST: Final = 4 * 3600.0
"""Seconds for one copy. Larger databases are copied by their server's own means."""
_MADE_AT: Final = re.compile(r"^; Archive created at (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) UTC$", re.MULTILINE)


async def dump(url: URL, target: Path) -> None:
    """Copy a database into an archive for its owner alone. Raises FileExistsError, OSError, StoreError."""
    program = _program("pg_dump")
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        await _run(
            url, program, "--format=custom", "--no-owner", "--no-privileges", "--lock-wait-timeout=30s",
            f"--file={target}", f"--dbname={_without_password(url)}",
        )  # fmt: skip
        await made_at(target)
    except BaseException:
        remove_copy(target)
        raise


async def made_at(archive: Path) -> datetime:
    """Read from an archive when it was begun. Raises AgeUnknown, StoreError."""
    listed = await _run(None, _program("pg_restore"), "--list", str(archive))
    found = _MADE_AT.search(listed)
    if not found:
        raise AgeUnknown
    return datetime.fromisoformat(found[1]).replace(tzinfo=UTC)


async def restore_dump(url: URL, archive: Path, at: datetime | None) -> datetime:
    """Fill an empty database from an archive and mark of when it is, before any bot can start on it. Returns the mark.

    Raises NotEmpty, AgeUnknown, FileNotFoundError, StoreError.
    """
    require(archive)
    begun = at or await made_at(archive)
    program = _program("pg_restore")
    opened = PostgresStore(url)
    try:
        with naming_away():
            has_tables = await opened.look_at_schema(_has_tables)
        if has_tables:
            raise NotEmpty
        # Whoever starts meanwhile waits for this lock before it looks at the tables, and so finds the mark.
        async with opened.alone():
            await _run(
                url, program, "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges",
                f"--dbname={_without_password(url)}", str(archive),
            )  # fmt: skip
            async with opened.writing() as shelves:
                await shelves.restores.mark(begun)
        await opened.change_schema(migrate)
    finally:
        await opened.close()
    return begun


def _has_tables(connection: Connection) -> bool:
    return bool(inspect(connection).get_table_names())


def _without_password(url: URL) -> str:
    """Write the address for libpq; the password travels in the environment, where no list of processes shows it."""
    query = {name: value for name, value in url.query.items() if name != "password"}
    plain = URL.create("postgresql", url.username, None, url.host, url.port, url.database, query)
    return plain.render_as_string(hide_password=False)


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise ToolMissing(name)
    return found


async def _run(url: URL | None, program: str, *arguments: str) -> str:
    """Run a program of PostgreSQL's and give what it prints. Raises StoreError with its own words, which hold no password."""
    process = await asyncio.create_subprocess_exec(
        program, *arguments, env=_environment(url), stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        async with asyncio.timeout(LONGEST):
            printed, complaint = await process.communicate()
    except BaseException:
        if process.returncode is None:
            process.kill()
            await process.wait()
        raise
    if process.returncode:
        said = complaint.decode(errors="replace").strip().splitlines()
        raise StoreError(f"{Path(program).name} says: {said[0] if said else process.returncode}")
    return printed.decode(errors="replace")


def _environment(url: URL | None) -> Mapping[str, str]:
    known = {
        name: value
        for name, value in os.environ.items()
        if name in {"PATH", "HOME"} or name.startswith("PGSSL")
    }
    given = (url.password or url.query.get("password")) if url else None
    secret = {"PGPASSWORD": str(given)} if given else {}
    return {**known, **secret, "PGCONNECT_TIMEOUT": "5", "TZ": "UTC", "LC_ALL": "C"}
