"""Opening the cellar: addresses, one process per file, and what a transaction promises."""

import asyncio
import re
import sqlite3
import subprocess
import sys
import traceback
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

import store as cellar
from bot.ports import Store
from store import sqlite
from store.address import file_of, parse
from tests.factories import a_member, a_person
from tests.store.making import a_posted

only_postgres = pytest.mark.parametrize(
    "database_url", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)
OPEN = "import asyncio, sys, store; asyncio.run(store.open_store(sys.argv[1])); print('open', flush=True); sys.stdin.read()"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("sqlite:///portevoix.db", "sqlite:///portevoix.db"),
        ("sqlite+aiosqlite:////var/lib/portevoix.db", "sqlite:////var/lib/portevoix.db"),
        ("postgres://me:s%40fe@db.example:5433/bot", "postgresql+psycopg://me:s%40fe@db.example:5433/bot"),
        ("postgresql://me@/bot?host=/run/postgresql", "postgresql+psycopg://me@/bot?host=/run/postgresql"),
        ("postgresql+psycopg://db.example/bot", "postgresql+psycopg://db.example/bot"),
    ],
)
def test_people_may_write_an_address_in_several_ways(written: str, meant: str) -> None:
    assert parse(written) == parse(meant)
    assert parse(written).render_as_string(hide_password=False).replace("%2F", "/") == meant


@pytest.mark.parametrize(
    ("written", "advice"),
    [
        ("", "Write sqlite:///FILE or postgresql://"),
        ("portevoix.db", "Write sqlite:///FILE or postgresql://"),
        ("postgresql://me:hunter2@db.example:no-port/bot", "Write sqlite:///FILE or postgresql://"),
        ("postgresql://me:p@ss:hunter2@db.example/bot", "@ is written %40"),
        ("postgresql://me:p@hunter2@db.example/bot", "@ is written %40"),
        ("postgresql+asyncpg://me:hunter2@db.example/bot", "not in 'postgresql+asyncpg'"),
        ("mysql://me:hunter2@db.example/bot", "not in 'mysql'"),
        ("sqlite://portevoix.db", "three slashes"),
        ("sqlite:///portevoix.db?password=hunter2", "nothing after the file"),
    ],
)
async def test_a_wrong_address_is_answered_with_a_right_one_and_never_shown(
    written: str, advice: str
) -> None:
    with pytest.raises(ValueError, match=re.escape(advice)) as refusal:
        await cellar.open_store(written)
    assert "hunter2" not in "".join(traceback.format_exception(refusal.value))


def test_an_address_in_memory_has_no_file() -> None:
    assert file_of(parse("sqlite://")) is None
    assert file_of(parse("sqlite:///:memory:")) is None
    assert file_of(parse("sqlite:///a.db")) == "a.db"
    assert file_of(parse("postgresql://db.example/bot")) is None


async def test_a_missing_driver_is_named_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(cellar.DriverMissing, match=r"pip install 'portevoix\[postgres\]'"):
        await cellar.open_store("postgresql://db.example/bot")


async def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=f"The folder {tmp_path}/none"):
        await cellar.open_store(f"sqlite:///{tmp_path}/none/a.db")


async def test_a_second_process_on_the_same_file_is_refused_until_the_first_ends(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/portevoix.db"
    with subprocess.Popen(
        [sys.executable, "-c", OPEN, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == b"open\n"
        second = await asyncio.to_thread(
            subprocess.run, [sys.executable, "-c", OPEN, url], stdin=subprocess.DEVNULL, capture_output=True
        )
        assert second.returncode == 1
        last_line = second.stderr.decode().splitlines()[-1]
        assert f"{tmp_path}/portevoix.db is already open in another process ({first.pid})" in last_line
        assert "use PostgreSQL" in last_line
        first.kill()
    await cellar.upgrade(url)


async def test_a_database_in_use_can_be_checked(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/portevoix.db"
    opened = await cellar.open_store(url)
    assert await cellar.check(url) == []
    await opened.close()


async def test_a_store_in_memory_serves_readers_and_writers(tmp_path: Path) -> None:
    opened = await cellar.open_store("sqlite://")
    async with opened.writing() as shelves:
        await shelves.workspaces.put("slack", "T1")
    async with opened.reading() as shelves:
        assert await shelves.workspaces.all() == [("slack", "T1")]
    await opened.close()


async def test_an_exception_undoes_the_whole_transaction(store: Store) -> None:
    async def fail() -> None:
        async with store.writing() as shelves:
            await shelves.members.put(a_member())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    async with store.writing() as shelves:
        assert await shelves.members.get(a_person()) is None


async def test_a_cancelled_transaction_is_undone_and_the_next_one_runs(store: Store) -> None:
    is_inside = asyncio.Event()

    async def stop_inside() -> None:
        async with store.writing() as shelves:
            await shelves.members.put(a_member())
            is_inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(stop_inside())
    await is_inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with store.writing() as shelves:
        assert await shelves.members.get(a_person()) is None


async def test_a_reader_sees_one_moment_and_cannot_write(store: Store) -> None:
    async with store.reading() as reader:
        assert await reader.members.get(a_person()) is None
        async with store.writing() as writer:
            await writer.members.put(a_member())
        assert await reader.members.get(a_person()) is None
    with pytest.raises(DBAPIError, match=r"readonly|read-only"):
        async with store.reading() as reader:
            await reader.members.put(a_member())
    async with store.reading() as reader:
        assert await reader.members.get(a_person()) == a_member()


async def test_a_loop_of_transactions_lets_others_work(store: Store) -> None:
    turns = 0

    async def work() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    task = asyncio.create_task(work())
    for _ in range(20):
        async with store.writing() as shelves:
            await shelves.workspaces.put("slack", "T1")
        async with store.reading() as shelves:
            await shelves.workspaces.all()
    task.cancel()
    assert turns >= 40


async def test_waiting_for_another_process_holds_nobody_up_and_ends_when_it_is_done(tmp_path: Path) -> None:
    file = tmp_path / "portevoix.db"
    opened = await cellar.open_store(f"sqlite:///{file}")
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    async def write() -> None:
        async with opened.writing() as shelves:
            await shelves.workspaces.put("slack", "T1")

    writing = asyncio.create_task(write())
    for _ in range(20):
        await asyncio.sleep(0.001)
        async with opened.reading() as shelves:
            assert await shelves.workspaces.all() == []
    assert not writing.done()
    other.execute("COMMIT")
    other.close()
    await writing
    await opened.close()


async def test_another_process_that_never_ends_makes_the_store_busy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "BUSY_TIMEOUT", 0.05)
    file = tmp_path / "portevoix.db"
    opened = await cellar.open_store(f"sqlite:///{file}")
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(cellar.StoreBusy, match="busy"):
        async with opened.writing():
            pass
    other.close()
    async with opened.writing() as shelves:
        await shelves.workspaces.put("slack", "T1")
    await opened.close()


async def test_a_writer_of_our_own_that_never_ends_makes_the_store_busy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "TURN_TIMEOUT", 0.05)
    opened = await cellar.open_store(f"sqlite:///{tmp_path}/portevoix.db")
    async with opened.writing():
        with pytest.raises(cellar.StoreBusy):
            async with opened.writing():
                pass
    await opened.close()


async def test_a_transaction_that_sqlite_has_undone_is_not_committed_in_part(tmp_path: Path) -> None:
    opened = await cellar.open_store(f"sqlite:///{tmp_path}/portevoix.db")

    async def write(*workspaces: str) -> None:
        async with opened.writing() as shelves:
            await shelves.workspaces.put("slack", "T1")
            await shelves.connection.execute(text("ROLLBACK"))  # what a full disk does
            for workspace in workspaces:
                await shelves.workspaces.put("slack", workspace)

    for workspaces in ((), ("T2",)):
        with pytest.raises(sqlite3.OperationalError, match="undone"):
            await write(*workspaces)
    async with opened.reading() as shelves:
        assert await shelves.workspaces.all() == []
    await opened.close()


@only_postgres
async def test_rows_that_others_hold_too_long_make_the_store_busy(store: Store) -> None:
    post = await a_posted(store)

    async def release_at_once() -> None:
        async with store.writing() as shelves:
            await shelves.connection.execute(text("SET LOCAL lock_timeout = '50ms'"))
            await shelves.claims.release(post.id, a_person(), post.due_at)

    async with store.writing() as holder:
        await holder.claims.release(post.id, a_person(), post.due_at)
        with pytest.raises(cellar.StoreBusy):
            await release_at_once()


@only_postgres
async def test_a_deadlock_makes_one_of_the_two_busy(store: Store) -> None:
    posts = [await a_posted(store, slot=f"share-{number}") for number in range(2)]
    both = asyncio.Barrier(2)

    async def release_all(order: int) -> None:
        async with store.writing() as shelves:
            await shelves.connection.execute(text("SET LOCAL deadlock_timeout = '20ms'"))
            await shelves.claims.release(posts[::order][0].id, a_person(), posts[0].due_at)
            await both.wait()
            await shelves.claims.release(posts[::order][1].id, a_person(), posts[0].due_at)

    outcomes = await asyncio.gather(release_all(1), release_all(-1), return_exceptions=True)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NoneType", "StoreBusy"]
