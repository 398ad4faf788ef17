"""Whatever is kept of a person is found, shown and erased by the tables' own definition: no table can be forgotten."""

import json
import random
from datetime import timedelta
from pathlib import Path

import pytest

import store as cellar
from bot.domain.people import PersonRef
from bot.ports import Store
from store.tables import METADATA
from store.traces import data_map, mentions
from tests.factories import NOON, a_member, a_person
from tests.store.everywhere import COLLEAGUE, OTHER_WORKSPACE, a_row, mentioned, put_everywhere
from tests.store.making import all_text

PERSON = a_person("U0CANARY")


def test_every_column_that_can_hold_somebodys_id_is_known():
    known = {(mention.table.name, mention.columns[-1].name) for mention in mentions()}
    names = {(table.name, column.name) for table in METADATA.sorted_tables for column in table.columns}
    assert {each for each in names if "user" in each[1] or "person" in each[1]} == known - {
        ("member", "assistant"),
        ("deed", "who"),
    }
    assert ("member", "assistant") in known


async def test_a_row_in_every_table_is_found_with_every_column(store: Store):
    await put_everywhere(store, PERSON)
    async with store.reading() as shelves:
        found = await shelves.traces.of(PERSON)
    assert set(found) == {mention.table.name for mention in mentions()}
    for mention in mentions():
        if mention.is_whose:
            columns = {column.name for column in mention.table.columns}
            assert any(set(row) == columns for row in found[mention.table.name]), mention.table.name


async def test_of_a_colleagues_row_only_what_names_the_person_is_found(store: Store):
    await put_everywhere(store, PERSON)
    async with store.reading() as shelves:
        found = await shelves.traces.of(PERSON)
    assert COLLEAGUE not in str(found)
    assert {"platform": "slack", "workspace": "T0SANDBOX", "assistant": PERSON.user} in found["member"]


async def test_I15_after_an_erasure_no_row_of_the_member_remains_in_any_table(store: Store):
    await put_everywhere(store, PERSON)
    names = {f"{mention.table.name}.{mention.columns[-1].name}" for mention in mentions()}
    assert set(await mentioned(store, PERSON)) >= names
    async with store.writing() as shelves:
        await shelves.members.erase(PERSON)
    # What was done in a role is kept for its time.
    assert await mentioned(store, PERSON) == ["deed.who"]
    async with store.writing() as shelves:
        await shelves.deeds.forget(NOON + timedelta(days=1))
    assert await mentioned(store, PERSON) == []
    assert PERSON.user not in await all_text(store)
    async with store.reading() as shelves:
        assert await shelves.members.get(a_person(COLLEAGUE)) is not None


async def test_erasing_from_a_linked_account_erases_under_all_of_them(store: Store):
    await put_everywhere(store, PERSON)
    async with store.writing() as shelves:
        await shelves.members.erase(PersonRef("slack", OTHER_WORKSPACE, PERSON.user))
    assert await mentioned(store, PERSON) == ["deed.who"]


async def test_somebody_with_the_same_id_in_another_workspace_keeps_everything(store: Store):
    stranger = a_person(PERSON.user, workspace="T0STRANGERS")
    async with store.writing() as shelves:
        await shelves.members.put(a_member())
        await shelves.connection.execute(METADATA.tables["link_try"].insert(), a_row("link_try", stranger))
        await shelves.members.erase(PERSON)
    async with store.reading() as shelves:
        assert set(await shelves.traces.of(stranger)) == {"link_try"}
        assert await shelves.traces.of(PERSON) == {}


def test_the_data_map_names_every_table_and_column_with_its_sentence():
    tables = {table.name: table for table in data_map()}
    assert set(tables) == set(METADATA.tables)
    for table in METADATA.sorted_tables:
        found = {column.name: column.comment for column in tables[table.name].columns}
        assert found == {column.name: column.comment for column in table.columns}
        assert tables[table.name].is_about_people == any(name == "who" or "user_id" in name for name in found)


@pytest.mark.parametrize("members", [1, 400])
async def test_after_an_erasure_no_byte_of_the_person_is_in_any_file(tmp_path: Path, members: int):
    """Many members, in no order, so that pages split and merge around the one who leaves."""
    file = tmp_path / "portevoix.sqlite3"
    store = await cellar.open_store(f"sqlite:///{file}")
    users = [f"U0CANARY{number:04}" for number in range(members)]
    chance = random.Random(1)
    chance.shuffle(users)
    for user in users:
        async with store.writing() as shelves:
            await shelves.members.put(a_member(user, topics=frozenset({f"topic-of-{user}"})))
            for table in ("link_try", "inbox_event", "act", "note"):
                values = {"payload": json.dumps({"by": user}), "id": str(chance.random())}
                columns = METADATA.tables[table].columns.keys()
                row = a_row(
                    table, a_person(user), **{name: values[name] for name in values.keys() & set(columns)}
                )
                await shelves.connection.execute(METADATA.tables[table].insert(), row)
    for user in chance.sample(users, min(members, 60)):
        async with store.writing() as shelves:
            await shelves.members.erase(a_person(user))
        await store.scrub()
        for path in tmp_path.iterdir():
            assert user.encode() not in path.read_bytes(), (user, path.name)
    await store.close()


async def test_somebody_who_reads_delays_the_scrubbing_and_does_not_prevent_it(tmp_path: Path):
    store = await cellar.open_store(f"sqlite:///{tmp_path}/portevoix.sqlite3")
    async with store.reading() as reading:
        await reading.workspaces.all()
        async with store.writing() as shelves:
            await shelves.members.put(a_member("U0CANARY"))
            await shelves.members.erase(PERSON)
        await store.scrub()
    await store.scrub()
    assert (tmp_path / "portevoix.sqlite3-wal").read_bytes() == b""
    await store.close()
