"""A copy is made beside a bot at work, knows that it is one, and whoever starts on it says nothing a second time."""

import asyncio
import stat
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import store as cellar
from bot.domain.delivery import Delivery, DeliveryKind, DeliveryState
from bot.ports import Store
from bot.tools.tool import MISUSED, PROBLEMS, WELL
from bot.usecases.hold_restored import RESTORED, hold_restored
from bot.usecases.plan_daily import MISSED
from tests.bots import MORNING, Bot, a_bot
from tests.databases import Cluster
from tests.factories import a_person
from tests.tools.test_diff_and_export import printed
from tests.usecases.test_missed_hours import work_until, written

DAY = timedelta(days=1)


async def copied(url: str, folder: Path, at: datetime) -> str:
    """Copy the database, as the operator of it does, and give the address of the copy."""
    await cellar.backup(url, folder / "copy.sqlite3", at)
    return f"sqlite:///{folder}/copy.sqlite3"


def markers(*bots: Bot) -> Counter[str]:
    return Counter(marker for bot in bots for _, _, marker in bot.platform.posted if marker)


def letters(*bots: Bot) -> Sequence[str]:
    """Whom the bot wrote to privately, but for the admin, who is asked what nobody knows."""
    written = [place.channel for bot in bots for place, _, _ in bot.platform.posted]
    return [user for user in written if user[0] == "U" and user != "U0ALEX"]


@pytest.mark.parametrize("hours", [1, 5, 24, 72, 30 * 24])
async def test_after_a_restore_nothing_is_posted_again(tmp_path: Path, hours: int):
    url = f"sqlite:///{tmp_path}/portevoix.sqlite3"
    live = await cellar.open_store(url)
    async with a_bot(live, at=MORNING - DAY) as before:
        await before.tick()
        await before.join()
        await before.press("nudge.start")
        await work_until(before, MORNING + timedelta(hours=-1))
        await before.router.close()
        copy = await copied(url, tmp_path, before.clock.now())
        await work_until(before, before.clock.now() + timedelta(hours=hours))
        assert before.platform.posted
    await live.close()
    restored = await cellar.open_store(copy)
    async with a_bot(restored, at=before.clock.now()) as after:
        after._count = 10_000
        await hold_restored(after.services)
        told = len(letters(after))
        await after.tick()
        for _ in range(12):
            await after.tick(minutes=10)
        assert set((markers(before) + markers(after)).values()) <= {1}, "nothing is posted again"
        assert len(letters(after)) == told, "nor is anybody written to again"
        on = after.clock.now().date()
        await work_until(after, after.clock.now() + 4 * DAY)
        assert set((markers(before) + markers(after)).values()) == {1}
        assert len(markers(after)) >= 8, "the days after are as ever"
        rows = await written(restored)
        assert not [key for key, row in rows.items() if row[2] == MISSED and key[1] <= on]
    await restored.close()


async def test_the_first_start_doubts_what_was_due_and_the_second_is_as_ever(store: Store):
    now = MORNING
    async with a_bot(store) as bot:
        kinds = (DeliveryKind.LETTER, DeliveryKind.NOTICE, DeliveryKind.ANNOUNCEMENT)
        await bot.tick(minutes=-30)
        async with store.writing() as shelves:
            for kind in kinds:
                for minutes in (-1, 60):
                    at = now + timedelta(minutes=minutes)
                    key = f"{kind.value}:{minutes}"
                    await shelves.outbox.put(Delivery(key, kind, "", at, at + DAY, person=a_person()))
            await shelves.restores.mark(now - timedelta(hours=1))
        bot.clock.set(now)
        await hold_restored(bot.services)
        async with store.reading() as shelves:
            for kind in kinds:
                past, future = [await shelves.outbox.get(f"{kind.value}:{minutes}") for minutes in (-1, 60)]
                assert (past.state, past.reason) == (DeliveryState.SKIPPED, RESTORED)
                assert future.state is DeliveryState.DUE
        rows = await written(store)
        assert len(rows) == 4
        assert {(bool(item), state, why) for item, state, why in rows.values()} == {
            (True, DeliveryState.UNKNOWN, RESTORED)
        }
        await bot.tick()
        assert bot.platform.posted == []
    async with a_bot(store, at=now + timedelta(hours=2)) as bot:
        await hold_restored(bot.services)
        assert bot.services.planned.is_quiet(bot.clock.now())
    async with a_bot(store, at=now + 2 * DAY) as bot:
        await hold_restored(bot.services)
        assert not bot.services.planned.is_quiet(bot.clock.now())
        await bot.tick()
        async with store.reading() as shelves:
            assert await shelves.restores.found() == (None, None)


async def test_without_a_mark_a_start_is_as_ever(store: Store):
    async with a_bot(store) as bot:
        await hold_restored(bot.services)
        await bot.tick()
        assert len(bot.platform.posted) == 4


def test_a_copy_is_whole_for_its_owner_alone_and_never_written_over_another(
    database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    target = tmp_path / "copies" / "copy"
    command = ("db", "backup", target, "--database", database_url, "--language", "en")
    assert printed(capsys, *command)[0] == PROBLEMS, "its folder is not there"
    target.parent.mkdir()
    code, [line] = printed(capsys, *command)
    assert code == WELL
    assert "It knows when it was made" in line
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert [path.name for path in target.parent.iterdir()] == ["copy"]
    assert asyncio.run(_made_at(database_url)) is None, "the one at work is none"
    before = target.read_bytes()
    assert printed(capsys, *command)[0] == MISUSED
    assert target.read_bytes() == before
    missing = f"sqlite:///{tmp_path}/none.sqlite3"
    code, [line] = printed(capsys, "db", "backup", tmp_path / "x", "--database", missing, "--language", "en")
    assert (code, "there is no database" in line) == (PROBLEMS, True)
    assert not (tmp_path / "x").exists()


def test_a_copy_is_restored_with_its_age_and_all_that_was_in_it(
    database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest
):
    asyncio.run(_fill(database_url))
    before, copy = datetime.now(UTC).replace(microsecond=0), tmp_path / "copy"
    assert printed(capsys, "db", "backup", copy, "--database", database_url)[0] == WELL
    with an_empty_place(database_url, tmp_path, request) as place:
        restore = ("db", "restore", copy, "--database", place, "--language", "en")
        code, [line] = printed(capsys, *restore)
        assert (code, "The next start holds back" in line) == (WELL, True), line
        made_at = asyncio.run(_made_at(place))
        assert made_at is not None
        assert before <= made_at <= datetime.now(UTC)
        assert asyncio.run(cellar.check(place)) == []
        assert asyncio.run(_workspaces(place)) == [("slack", "T0FILLED")]
        code, [line] = printed(capsys, *restore)
        assert (code, "is left as it is" in line) == (MISUSED, True), "nothing is written over"
        assert asyncio.run(_workspaces(place)) == [("slack", "T0FILLED")]


def test_a_copy_that_does_not_say_its_age_is_restored_only_with_it(
    tmp_path: Path, sqlite_template: Path, capsys: pytest.CaptureFixture[str]
):
    url = f"sqlite:///{tmp_path}/new.sqlite3"
    restore = ("db", "restore", sqlite_template, "--database", url, "--language", "en")
    code, [line] = printed(capsys, *restore)
    assert (code, "does not say when it was made" in line) == (MISUSED, True)
    assert not (tmp_path / "new.sqlite3").exists()
    assert printed(capsys, *restore, "--from", "2999-01-01")[0] == MISUSED
    assert printed(capsys, *restore, "--from", "2026-11-23T09:00")[0] == WELL
    assert asyncio.run(_made_at(url)) == datetime.fromisoformat("2026-11-23T09:00+00:00")


@pytest.mark.postgres
def test_no_list_of_processes_and_no_error_shows_the_password_of_a_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    fake = tmp_path / "bin" / "pg_dump"
    fake.parent.mkdir()
    fake.write_text('#!/bin/sh\necho "$@ $PGPASSWORD" > "$HOME/asked"\necho "no such server" >&2\nexit 1\n')
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{fake.parent}:/usr/bin:/bin")
    monkeypatch.setenv("HOME", str(tmp_path))
    url = "postgresql://u:canary%40word@db.example.com:5433/d?sslmode=verify-full"
    code, [line] = printed(capsys, "db", "backup", tmp_path / "copy", "--database", url, "--language", "en")
    assert (code, line) == (PROBLEMS, "This did not work: pg_dump says: no such server.")
    arguments, _, password = (tmp_path / "asked").read_text().strip().rpartition(" ")
    assert password == "canary@word"
    assert "canary" not in arguments
    assert "--dbname=postgresql://u@db.example.com:5433/d?sslmode=verify-full" in arguments
    assert not (tmp_path / "copy").exists()


def test_without_the_programs_of_postgresql_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("PATH", str(tmp_path))
    url = "postgresql://u@db.example.com/d"
    code, [line] = printed(capsys, "db", "backup", tmp_path / "copy", "--database", url, "--language", "en")
    assert (code, "pg_dump is not installed here" in line) == (PROBLEMS, True)


@contextmanager
def an_empty_place(url: str, folder: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """Give the address of a database that is not there yet, or is empty, beside another one."""
    if url.startswith("sqlite"):
        yield f"sqlite:///{folder}/restored.sqlite3"
        return
    cluster: Cluster = request.getfixturevalue("postgres_cluster")
    cluster.admin.execute("CREATE DATABASE restored TEMPLATE template0")
    try:
        yield cluster.url("restored")
    finally:
        cluster.drop("restored")


async def _fill(url: str) -> None:
    opened = await cellar.open_store(url)
    async with opened.writing() as shelves:
        await shelves.workspaces.put("slack", "T0FILLED")
    await opened.close()


async def _workspaces(url: str) -> list[tuple[str, str]]:
    opened = await cellar.open_store(url)
    async with opened.reading() as shelves:
        found = list(await shelves.workspaces.all())
    await opened.close()
    return found


async def _made_at(url: str) -> datetime | None:
    opened = await cellar.open_store(url)
    async with opened.reading() as shelves:
        made_at, _ = await shelves.restores.found()
    await opened.close()
    return made_at


def test_whoever_restores_a_copy_of_their_own_says_of_when_it_is(
    database_url: str, capsys: pytest.CaptureFixture[str]
):
    command = ("db", "restored", "--database", database_url, "--language", "en", "--from")
    assert printed(capsys, *command, "2999-01-01")[0] == MISUSED
    code, [line] = printed(capsys, *command, "2026-11-23T09:00+01:00")
    assert code == WELL
    assert "The database is of 2026-11-23 08:00 UTC" in line
    made_at = asyncio.run(_made_at(database_url))
    assert made_at == datetime.fromisoformat("2026-11-23T08:00+00:00")


async def test_a_copy_that_could_not_be_marked_is_not_left_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    url, target = f"sqlite:///{tmp_path}/portevoix.sqlite3", tmp_path / "copy.sqlite3"
    live = await cellar.open_store(url)
    await live.close()

    def full(_connection: object) -> None:
        raise cellar.StoreError("no room")

    monkeypatch.setattr(cellar, "run_migrations", full)
    with pytest.raises(cellar.StoreError, match="no room"):
        await cellar.backup(url, target, MORNING)
    assert not target.exists()


async def test_what_had_come_but_was_not_planned_when_the_copy_was_made_is_doubted_too(store: Store):
    async with store.writing() as shelves:
        await shelves.workspaces.put("slack", "T0SANDBOX")
        await shelves.restores.mark(MORNING + timedelta(minutes=2))
    async with a_bot(store, at=MORNING + timedelta(minutes=30)) as bot:
        await hold_restored(bot.services)
        await bot.tick()
        assert [place.channel for place, _, marker in bot.platform.posted if marker] == []
