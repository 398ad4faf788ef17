"""The form of a database is told and mended, and everything private is closed anew while the bot may be at work."""

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import LargeBinary, insert, select

import store as cellar
from bot.app import CannotStart, SystemClock, running
from bot.domain.examples import Example
from bot.domain.own import Note
from bot.environment import read_settings
from bot.ports import Store
from bot.settings import Settings
from bot.tools.tool import PROBLEMS, WELL
from bot.usecases import keep_sealed
from bot.usecases.keep_sealed import rotate, unopened
from bot.usecases.seal import seals_of
from store.kept import SEALED
from store.seals import sealed_places
from store.tables import METADATA
from tests.factories import MONDAY, a_member, a_person
from tests.house.test_settings import GOOD
from tests.store.everywhere import sample
from tests.tools.test_diff_and_export import printed

OLD, NEW, OTHER = "o" * 40, "n" * 40, "x" * 40
COUNT = 7


async def sealed_everywhere(store: Store, key: str, count: int = COUNT) -> None:
    """Put some rows, with every sealed column filled, into every table that has one."""
    async with store.writing() as shelves:
        await shelves.members.put(a_member())
        for table in {place.table for place in sealed_places()}:
            for number in range(count):
                row = {column.name: sample(column, number) for column in METADATA.tables[table].columns}
                row |= {"platform": "slack", "workspace": a_person().workspace, "user_id": a_person().user}
                if table == "installation":
                    row["workspace"] = f"T{number}"  # each has one
                for place in sealed_places():
                    if place.table == table:
                        row[place.column] = seals_of([key], place.purpose)[0].encrypt(b"a word")
                row = {name: value for name, value in row.items() if name in METADATA.tables[table].columns}
                if table == "thought" and not number:
                    parent = METADATA.tables["brainstorm"]
                    await shelves.connection.execute(
                        insert(parent).values(
                            {each.name: sample(each, 0) for each in parent.columns}
                            | {"platform": "slack", "workspace": a_person().workspace, "id": "together"}
                        )
                    )
                if table == "thought":
                    row["brainstorm"] = "together"
                await shelves.connection.execute(insert(METADATA.tables[table]).values(row))


async def values(store: Store) -> dict[str, list[bytes]]:
    found: dict[str, list[bytes]] = {}
    async with store.reading() as shelves:
        for place in sealed_places():
            column = METADATA.tables[place.table].c[place.column]
            found[str(place)] = list((await shelves.connection.execute(select(column))).scalars())
    return found


def test_every_column_of_bytes_says_what_it_is_sealed_for():
    bytes_in = {
        f"{table.name}.{column.name}": column.info.get(SEALED)
        for table in METADATA.sorted_tables
        for column in table.columns
        if isinstance(column.type, LargeBinary)
    }
    assert [name for name, purpose in bytes_in.items() if not purpose] == ["playbook_copy.files"]
    assert len(bytes_in) > 5


def test_the_purposes_are_those_of_the_use_cases():
    written = "\n".join(path.read_text() for path in Path(keep_sealed.__file__).parent.glob("*.py"))
    for place in sealed_places():
        assert f'_PURPOSE: Final = "{place.purpose}"' in written, place


async def test_rotation_closes_everything_anew_and_the_old_key_is_not_needed_any_more(store: Store):
    await sealed_everywhere(store, OLD)
    assert await unopened(store, (NEW,)) != {}
    done = await rotate(store, (NEW, OLD))
    assert done.anew == COUNT * len(sealed_places())
    assert (done.already, done.unopened) == (0, {})
    assert await unopened(store, (NEW,)) == {}
    for place in sealed_places():
        seal = seals_of([NEW], place.purpose)[0]
        assert {seal.decrypt(each) for each in (await values(store))[str(place)]} == {b"a word"}
    again = await rotate(store, (NEW, OLD))
    assert (again.anew, again.already) == (0, done.anew)


@pytest.mark.parametrize("batches", [1, 2, 5])
async def test_a_rotation_that_is_ended_half_way_goes_on_from_there(
    store: Store, monkeypatch: pytest.MonkeyPatch, batches: int
):
    await sealed_everywhere(store, OLD)
    monkeypatch.setattr(keep_sealed, "BATCH", 3)
    left = [batches]
    whole = type(store).writing

    def dying(self: Any) -> Any:
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt
        return whole(self)

    with monkeypatch.context() as patch:
        patch.setattr(type(store), "writing", dying)
        with pytest.raises(KeyboardInterrupt):
            await rotate(store, (NEW, OLD))
    done = await rotate(store, (NEW, OLD))
    assert done.already > 0
    assert done.already + done.anew == COUNT * len(sealed_places())
    assert await unopened(store, (NEW,)) == {}


async def test_what_changes_under_the_rotation_keeps_its_change(store: Store):
    await sealed_everywhere(store, OLD, 1)
    place = sealed_places()[0]
    async with store.writing() as shelves:
        [stale] = await shelves.seals.page(place, None, 10)
        assert await shelves.seals.replace(stale, b"changed meanwhile")
        assert not await shelves.seals.replace(stale, b"anew"), (
            "the value that was read is not there any more"
        )
        assert not await shelves.seals.remove(stale)


async def test_what_no_key_opens_stays_unless_it_is_to_go(store: Store):
    await sealed_everywhere(store, OTHER, 2)
    before = await values(store)
    done = await rotate(store, (NEW, OLD))
    assert sum(done.unopened.values()) == 2 * len(sealed_places())
    assert await values(store) == before
    done = await rotate(store, (NEW, OLD), removes_lost=True)
    assert done.removed > 0
    assert not any((await values(store)).values())


def test_the_tool_rotates_and_says_what_to_do_with_the_old_key(
    database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    async def fill() -> None:
        opened = await cellar.open_store(database_url)
        await sealed_everywhere(opened, OLD)
        await opened.close()

    asyncio.run(fill())
    command = ("db", "rotate-keys", "--database", database_url, "--language", "en")
    monkeypatch.setenv("PORTEVOIX_SECRET_KEYS", NEW)
    code, lines = printed(capsys, *command)
    assert code == PROBLEMS
    assert any("note.text" in line for line in lines)
    monkeypatch.setenv("PORTEVOIX_SECRET_KEYS", f"{NEW},{OLD}")
    code, lines = printed(capsys, *command)
    assert code == WELL
    assert lines[0].startswith(f"Closed anew with the first key: {COUNT * len(sealed_places())}.")
    assert "Keep the older keys" in lines[-1]
    assert not [line for line in lines if NEW in line or OLD in line]


async def test_the_bot_at_work_may_write_while_the_keys_are_rotated(
    database_url: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(keep_sealed, "BATCH", 2)
    at_work = await cellar.open_store(database_url)
    beside = cellar.open_for_reading(database_url)
    await sealed_everywhere(at_work, OLD)
    seal = seals_of([NEW], "notebook")[0]

    async def write() -> None:
        for number in range(20):
            async with at_work.writing() as shelves:
                note = Note(f"new-{number}", MONDAY, seal.encrypt(b"a word"))
                await shelves.notes.put(a_person(), note)

    await asyncio.gather(write(), rotate(beside, (NEW, OLD)))
    assert (await rotate(beside, (NEW,))).unopened == {}
    assert len((await values(at_work))["note.text"]) == COUNT + 20
    await beside.close()
    await at_work.close()


def test_the_form_of_a_database_is_told_and_brought_up_to_date(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    url = f"sqlite:///{tmp_path}/bot.sqlite3"
    code, [line] = printed(capsys, "db", "check", "--database", url, "--language", "en")
    assert (code, "there is no database" in line) == (PROBLEMS, True)
    assert printed(capsys, "db", "upgrade", "--database", url)[0] == WELL
    assert printed(capsys, "db", "check", "--database", url)[0] == WELL
    with closing(sqlite3.connect(tmp_path / "bot.sqlite3")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
        connection.execute("ALTER TABLE act ADD COLUMN stranger TEXT")
        connection.commit()
    code, lines = printed(capsys, "db", "check", "--database", url, "--language", "en")
    assert code == PROBLEMS
    assert any("0001" in line for line in lines)
    assert any("stranger" in line for line in lines)
    assert lines[-1].startswith("In 2 places")


async def test_the_bot_does_not_start_where_its_keys_do_not_open_what_is_there(
    database_url: str, tmp_path: Path
):
    opened = await cellar.open_store(database_url)
    async with opened.writing() as shelves:
        sealed = seals_of([OLD], "example")[0].encrypt(b"{}")
        await shelves.examples.put(Example("example", a_person(), "starter-en", MONDAY, sealed, "I agree."))
    await opened.close()
    env = {
        **GOOD,
        "PORTEVOIX_DATABASE_URL": database_url,
        "PORTEVOIX_ERASURE_LEDGER": str(tmp_path / "ledger"),
    }
    settings = read_settings({**env, "PORTEVOIX_SECRET_KEYS": NEW})
    with pytest.raises(CannotStart) as caught:
        async with running(replace_live(settings), SystemClock()):
            pass
    assert "PORTEVOIX_SECRET_KEYS does not open all that is in example.text" in str(caught.value)
    assert "rotate-keys" in str(caught.value)
    right = replace_live(
        read_settings(
            {**env, "PORTEVOIX_SECRET_KEYS": f"{NEW},{OLD}", "SLACK_API_URL": "http://127.0.0.1:1/api/"}
        )
    )
    with pytest.raises(CannotStart, match="slack refused the connection"):
        async with running(right, SystemClock()):
            pass


def replace_live(settings: Settings) -> Settings:
    """Take the starters as they are."""
    return replace(settings, is_live=False, port=0)
