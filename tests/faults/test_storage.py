"""Storage under stress: locked, full, restarted, cut off in the middle of a commit. Reading goes on, nothing is lost or doubled."""

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import aiohttp
import psycopg
import pytest
from sqlalchemy.exc import DBAPIError

import store as cellar
from bot.demo import Demo
from bot.domain.claims import Taking
from bot.domain.edits import KeptPlaybook
from bot.events import Unwritten
from bot.ports import Store
from bot.usecases.take_in import Intake
from store import StoreBusy, StoreFull, errors
from store.sqlite import SQLiteStore, _driver
from tests.databases import Cluster, _run, server_binaries
from tests.factories import NOON, a_member, a_person
from tests.faults.locks import writers_wait
from tests.journeys.dialogue import some_time_later
from tests.store.making import a_posted, moment, places_taken

only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
only_postgres = pytest.mark.parametrize(
    "database_url", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)
LATEST = 11.0
"""Seconds: SQLite waits five for another process, PostgreSQL ends a statement after ten."""


def an_id(number: int) -> Unwritten:
    return Unwritten(id=f"Ev{number}", at=NOON, platform="slack", workspace="T0SANDBOX")


@pytest.mark.slow
async def test_while_the_write_lock_is_held_writes_fail_in_time_and_reading_goes_on(
    store: Store, database_url: str
):
    post = await a_posted(store)
    with writers_wait(database_url, "claim"):
        began = time.monotonic()

        async def claim() -> Taking:
            async with store.writing() as shelves:
                return await shelves.claims.take(post.id, a_person(), moment(1), moment(1))

        waiting = asyncio.create_task(claim())
        while not waiting.done():
            looked = time.monotonic()
            async with store.reading() as shelves:
                assert await shelves.posts.get(post.id) == post
            assert time.monotonic() - looked < LATEST / 2, "it does not wait for the lock"
            await asyncio.sleep(0.01)
        with pytest.raises(StoreBusy):
            await waiting
        assert time.monotonic() - began < LATEST
    assert await claim() is Taking.TAKEN
    assert await places_taken(store, post) == 1


def fill(store: Store, *, pages: int = 0) -> None:
    """Leave room for so many more pages."""
    assert isinstance(store, SQLiteStore)
    driver = _driver(store._writer)
    [size] = driver.execute("PRAGMA page_count").fetchone()
    driver.execute(f"PRAGMA max_page_count = {size + pages}")


async def until_full(store: Store) -> None:
    """Use up what room is left inside the file."""
    with suppress(StoreFull):
        for number in range(100_000):
            async with store.writing() as shelves:
                await shelves.inbox.accept([an_id(-number * 100 - each) for each in range(100)])


@only_sqlite
async def test_on_a_full_disk_posting_stops_reading_goes_on_readiness_is_red_and_room_heals_it(
    workplace: Demo, monkeypatch: pytest.MonkeyPatch
):
    store, address = workplace.bot.services.store, workplace.bot.address
    before = len([post for post in workplace.sandbox.log.of("post") if post.marker])
    fill(store)
    await until_full(store)
    workplace.sandbox.clock.next_working_day("09:30")
    await workplace.bot.engine.tick(workplace.sandbox.clock.now())
    with pytest.raises(StoreFull):
        async with store.writing() as shelves:
            await shelves.playbooks.keep(
                KeptPlaybook("digest", (("large.yaml", os.urandom(1_000_000)),), NOON)
            )
    async with store.reading() as shelves:
        assert await shelves.workspaces.all()
    async with aiohttp.ClientSession() as client:
        async with client.get(f"{address}/healthz") as alive:
            assert alive.status == 200
        async with client.get(f"{address}/readyz") as ready:
            assert ready.status == 503
            assert "The disk of the database is full. Make room" in str(await ready.json())
        fill(store, pages=10_000)
        await some_time_later(workplace, minutes=2)
        markers = [post.marker for post in workplace.sandbox.log.of("post") if post.marker]
        assert len(markers) == len(set(markers)) == 2 * before, "what was due came, within its time, and once"
        monkeypatch.setattr(errors, "FULL_FOR", 0.0)
        async with client.get(f"{address}/readyz") as ready:
            assert ready.status == 200


@only_postgres
async def test_postgresql_may_be_restarted_while_we_work(store: Store, postgres_cluster: Cluster):
    post = await a_posted(store)
    people = [a_person(f"U{number}") for number in range(3)]
    taken = []

    async def claim(number: int) -> None:
        async with store.writing() as shelves:
            taken.append(
                await shelves.claims.take(post.id, people[number], moment(number + 1), moment(number + 1))
            )

    async def cut_off() -> None:
        async with store.writing() as shelves:
            await shelves.members.put(a_member())
            await asyncio.to_thread(restart, postgres_cluster)
            await shelves.members.put(a_member())

    await claim(0)
    with pytest.raises(DBAPIError):
        await cut_off()
    async with store.reading() as shelves:
        assert await shelves.members.get(a_person()) is None, "what was not committed is not there"
    for number in (1, 2):
        await claim(number)
    assert taken == [Taking.TAKEN] * 3
    assert await places_taken(store, post) == 3


def restart(cluster: Cluster) -> None:
    """Restart the server as an administrator does, and open what the tests need of it again."""
    cluster.admin.close()
    data, log = cluster.folder / "data", cluster.folder / "log"
    _run(server_binaries()[-1] / "pg_ctl", "-D", data, "-l", log, "-m", "fast", "-w", "restart")
    cluster.admin = psycopg.connect(f"postgresql://postgres@/postgres?host={cluster.folder}", autocommit=True)


@asynccontextmanager
async def a_cutting_proxy(folder: Path, *, after: bool) -> AsyncIterator[int]:
    """Stand between bot and server, and cut the first connection that commits a row of the inbox: before or after it is done."""
    cuts = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        above, below = await asyncio.open_unix_connection(folder / ".s.PGSQL.5432")
        has_inserted = is_committing = False

        async def up() -> None:
            nonlocal has_inserted, is_committing
            while data := await reader.read(65536):
                has_inserted = has_inserted or b"INSERT INTO inbox_event" in data
                is_committing = has_inserted and b"COMMIT" in data and not cuts
                if is_committing and not after:
                    break
                below.write(data)
            if is_committing:
                cuts.append("before")

        async def down() -> None:
            while data := await above.read(65536):
                if is_committing and not cuts:
                    cuts.append("after")
                    break
                writer.write(data)

        ways = [asyncio.create_task(up()), asyncio.create_task(down())]
        with suppress(asyncio.CancelledError):  # the server ends while a connection is open
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for way in ways:
            way.cancel()
        for end in (writer, below):
            end.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, family=socket.AF_INET)
    async with server:
        yield server.sockets[0].getsockname()[1]
    assert cuts == ["after" if after else "before"]


@only_postgres
@pytest.mark.parametrize("after", [True, False], ids=["committed", "not committed"])
async def test_a_connection_cut_inside_the_commit_loses_no_event_and_answers_none_twice(
    database_url: str, postgres_cluster: Cluster, after: bool
):
    name = database_url.partition("@/")[2].partition("?")[0]
    async with a_cutting_proxy(postgres_cluster.folder, after=after) as port:
        opened = await cellar.open_store(
            f"postgresql://postgres@127.0.0.1:{port}/{name}?sslmode=disable", migrate=False
        )
        intake = Intake(opened)
        with pytest.raises(DBAPIError):
            await intake.accept(an_id(1))
        assert await intake.accept(an_id(1)), "its platform brings it again, and it is answered"
        assert not await intake.accept(an_id(1))
        async with opened.writing() as shelves:
            assert await shelves.inbox.accept([an_id(1)]) == set()
        await opened.close()


async def test_a_second_process_on_one_sqlite_file_is_refused_with_the_way_out(tmp_path: Path):
    url = f"sqlite:///{tmp_path}/portevoix.sqlite3"
    opened = await cellar.open_store(url)
    code = f"import asyncio, store; asyncio.run(store.open_store({url!r}))"
    command = [sys.executable, "-c", code]
    other = await asyncio.to_thread(
        lambda: subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    )
    await opened.close()
    assert other.returncode == 1
    assert "already open in another process" in other.stderr
    assert "use PostgreSQL" in other.stderr


def test_a_disk_that_was_full_is_called_so_for_two_minutes(monkeypatch: pytest.MonkeyPatch):
    room, now = errors.Room(), [1_000.0]
    monkeypatch.setattr(errors, "monotonic", lambda: now[0])
    assert room.trouble() == ""
    with pytest.raises(errors.StoreFull), room.noted():
        raise errors.StoreFull
    now[0] += 119
    assert room.trouble()
    now[0] += 2
    assert room.trouble() == ""
