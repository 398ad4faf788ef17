"""The form of the database: the migrations make it, and its comments are the data map."""

import asyncio
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Column, Table, text

import store as cellar
from bot.domain.people import Choices, PersonRef, Rhythm
from store.schema import configuration
from store.tables import METADATA

HOUSE = Path(cellar.__file__).parents[1]
TABLES = METADATA.sorted_tables
COLUMNS = [column for table in TABLES for column in table.columns]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database with nothing in it."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/empty.sqlite3"
        return
    cluster = request.getfixturevalue("postgres_cluster")
    name = cluster.copy("template0")
    yield cluster.url(name)
    cluster.drop(name)


async def change(url: str, *statements: str) -> None:
    opened = await cellar.open_store(url, migrate=False)
    async with opened.writing() as shelves:
        for statement in statements:
            await shelves.connection.execute(text(statement))
    await opened.close()


async def test_the_migrations_make_the_tables_as_they_are_written(empty_url: str) -> None:
    assert (await cellar.check(empty_url))[0].startswith("the database is at migration None, the newest is ")
    await cellar.upgrade(empty_url)
    assert await cellar.check(empty_url) == []


async def test_migrating_twice_changes_nothing(empty_url: str) -> None:
    await cellar.upgrade(empty_url)
    opened = await cellar.open_store(empty_url)
    async with opened.writing() as shelves:
        await shelves.workspaces.put("slack", "T1")
    await opened.close()
    await cellar.upgrade(empty_url)
    assert await cellar.check(empty_url) == []


@pytest.mark.parametrize(
    "difference",
    [
        "ALTER TABLE member ADD COLUMN nickname VARCHAR",
        "DROP TABLE standing",
        "DROP INDEX ix_inbox_event_waiting",
    ],
)
async def test_a_database_of_another_form_is_noticed(database_url: str, difference: str) -> None:
    await change(database_url, difference)
    assert len(await cellar.check(database_url)) == 1


async def test_a_database_of_a_newer_version_is_refused(database_url: str) -> None:
    await change(database_url, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(cellar.StoreTooNew, match="newer Portevoix"):
        await cellar.open_store(database_url)


async def test_a_migration_that_fails_changes_nothing(empty_url: str) -> None:
    await change(empty_url, "CREATE TABLE workspace (mine INTEGER)")
    with pytest.raises(Exception, match="workspace"):
        await cellar.upgrade(empty_url)
    await change(empty_url, "INSERT INTO workspace (mine) VALUES (1)", "CREATE TABLE act (mine INTEGER)")


def test_a_new_column_gets_its_migration_by_one_command(tmp_path: Path) -> None:
    for room in ("bot", "store"):
        shutil.copytree(HOUSE / room, tmp_path / room)
    tables = tmp_path / "store" / "own_tables.py"
    before = '    rhythm: str = kept("'
    column = '    nickname: str | None = kept("What others call them, in their own words", default=None)\n'
    assert before in tables.read_text()
    tables.write_text(tables.read_text().replace(before, column + before))

    def run(*arguments: str) -> str:
        environment = {"PYTHONPATH": str(tmp_path)}
        command = [sys.executable, *arguments]
        return subprocess.run(
            command, cwd=tmp_path, env=environment, check=True, capture_output=True, text=True
        ).stdout

    run("-m", "store.migrations", "Add a nickname")
    [written] = (tmp_path / "store" / "migrations" / "versions").glob("*_add_a_nickname.py")
    assert written.read_text().startswith('"""Add a nickname."""')
    look = "import asyncio, store; u = 'sqlite:///a.db'; asyncio.run(store.upgrade(u)); print(asyncio.run(store.check(u)))"
    assert run("-c", look) == "[]\n"


@pytest.mark.postgres
async def test_machines_that_start_together_migrate_once(postgres_cluster: object) -> None:
    name = postgres_cluster.copy("template0")
    url = postgres_cluster.url(name)
    await asyncio.gather(*(cellar.upgrade(url) for _ in range(4)))
    assert await cellar.check(url) == []
    postgres_cluster.drop(name)


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_every_table_says_what_it_keeps_and_for_how_long(table: Table) -> None:
    assert table.comment


@pytest.mark.parametrize("column", COLUMNS, ids=str)
def test_every_column_says_what_it_is_for(column: Column[object]) -> None:
    assert column.comment
    assert len(column.comment) > 20
    assert not column.comment.endswith(".")


async def test_a_member_from_before_keeps_their_zone_days_and_holidays(empty_url: str) -> None:
    opened = await cellar.open_store(empty_url, migrate=False)
    await opened.change_schema(lambda connection: command.upgrade(configuration(connection), "0003"))
    await opened.close()
    await change(
        empty_url,
        "INSERT INTO member (platform, workspace, user_id, locale, timezone, joined_at, rhythm, holidays, work_week)"
        " VALUES ('slack', 'T1', 'U1', 'fr-FR', 'Asia/Tokyo', '2026-11-23 12:00:00', 'daily', 'FR-57', '0124')",
    )
    await cellar.upgrade(empty_url)
    assert await cellar.check(empty_url) == []
    opened = await cellar.open_store(empty_url)
    async with opened.reading() as shelves:
        member = await shelves.members.get(PersonRef("slack", "T1", "U1"))
    await opened.close()
    assert member is not None
    assert (member.locale, member.rhythm, member.choices) == ("fr-FR", Rhythm.DAILY, Choices(Rhythm.DAILY))
    [arrangement] = member.arrangements
    assert arrangement.since < member.joined_at.date()
    assert (arrangement.timezone, arrangement.holidays) == ("Asia/Tokyo", "FR-57")
    assert arrangement.work_week == {0, 1, 2, 4}


async def test_links_claims_and_steps_from_before_stay_as_they_are(empty_url: str) -> None:
    opened = await cellar.open_store(empty_url, migrate=False)
    await opened.change_schema(lambda connection: command.upgrade(configuration(connection), "0003"))
    await opened.close()
    at = "'2026-11-23 12:00:00'"
    await change(
        empty_url,
        "INSERT INTO member (platform, workspace, user_id, locale, timezone, joined_at, rhythm, holidays, work_week)"
        f" VALUES ('slack', 'T1', 'U1', 'fr-FR', 'Europe/Paris', {at}, 'off', '', '01234')",
        "INSERT INTO link (platform, workspace, user_id, kept_platform, kept_workspace, kept_user_id)"
        " VALUES ('teams', 'T2', 'A1', 'slack', 'T1', 'U1')",
        "INSERT INTO post (id, platform, workspace, channel, local_date, slot, playbook, kind, item, due_at, closes_at,"
        f" slots, taken) VALUES ('p', 'slack', 'T1', 'C1', '2026-11-23', 's', 'b', 'share', 'i', {at}, {at}, 3, 1)",
        "INSERT INTO claim (platform, workspace, user_id, post, state, changed_at)"
        f" VALUES ('slack', 'T1', 'U1', 'p', 'held', {at})",
        "INSERT INTO act (platform, workspace, user_id, item, kind, local_date, acted_at)"
        f" VALUES ('slack', 'T1', 'U1', 'b/share/i', 'share_done', '2026-11-23', {at})",
    )
    await cellar.upgrade(empty_url)
    opened = await cellar.open_store(empty_url)
    async with opened.reading() as shelves:
        member = await shelves.members.get(PersonRef("teams", "T2", "A1"))
        claims = await shelves.claims.of(PersonRef("slack", "T1", "U1"))
        acts = await shelves.acts.of(PersonRef("slack", "T1", "U1"))
    await opened.close()
    assert member is not None
    assert member.person == PersonRef("slack", "T1", "U1")
    assert [(claim.post, claim.state) for claim in claims] == [("p", "held")]
    assert [(act.item, act.kind, act.on.isoformat()) for act in acts] == [
        ("b/share/i", "share_done", "2026-11-23")
    ]
