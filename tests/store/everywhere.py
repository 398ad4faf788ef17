"""A row of one person in every place of every table where the tables can name one, made from the tables' own definition."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, TypeDecorator, select

from bot.domain.people import PersonRef
from bot.ports import Store
from store.tables import MEMBER, METADATA
from store.traces import Mention, mentions
from tests.factories import MONDAY, NOON, a_member
from tests.store.making import a_posted

COLLEAGUE = "U0COLLEAGUE"
OTHER_WORKSPACE = "T0ELSEWHERE"


async def put_everywhere(store: Store, person: PersonRef) -> None:
    """Insert a row for every mention: of the person's own, of another account of theirs, and of a colleague's."""
    post = await a_posted(store)
    async with store.writing() as shelves:
        await shelves.members.put(a_member(COLLEAGUE))
        await shelves.members.put(replace(a_member(), person=person))
    bound = {mention.table for mention in mentions() if mention.is_bound}
    for number, mention in enumerate(mentions()):
        if mention.is_whose and mention.table in {*bound, MEMBER}:
            continue  # one row names both accounts, and a member is one already
        values = {column.name: sample(column, number) for column in mention.table.columns}
        if "post" in values:
            values["post"] = post.id
        values |= {"platform": person.platform, "workspace": person.workspace, "user_id": COLLEAGUE}
        values |= dict(zip((column.name for column in mention.columns), whose(person), strict=True))
        if mention.is_bound:
            values |= {"workspace": OTHER_WORKSPACE, "user_id": person.user}
        await _insert(store, mention, values)


def a_row(table: str, person: PersonRef, **values: Any) -> dict[str, Any]:
    """Make a row of a person for a table, with a sample in every other column."""
    samples = {column.name: sample(column, 1) for column in METADATA.tables[table].columns}
    return samples | dict(zip(("platform", "workspace", "user_id"), whose(person), strict=True)) | values


def whose(person: PersonRef) -> tuple[str, str, str]:
    """Give an account as three columns hold it."""
    return person.platform, person.workspace, person.user


def sample(column: Column[Any], number: int) -> Any:
    """Make a value that a column can hold."""
    kinds: dict[type, Any] = {
        str: f"{column.name}-{number}",
        int: number,
        bool: True,
        date: MONDAY,
        datetime: NOON,
        bytes: b"sealed",
    }
    decorated = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    return kinds[decorated.python_type]


async def mentioned(store: Store, person: PersonRef) -> list[str]:
    """List the tables and columns, of all there are, in which a person's id stands."""
    found = []
    async with store.reading() as shelves:
        for table in METADATA.sorted_tables:
            for row in await shelves.connection.execute(select(table)):
                values = row._asdict().items()
                found += [f"{table.name}.{name}" for name, value in values if person.user in str(value)]
    return found


async def _insert(store: Store, mention: Mention, values: dict[str, Any]) -> None:
    async with store.writing() as shelves:
        if mention.is_colleague:
            changed = {mention.columns[-1].name: values[mention.columns[-1].name]}
            await shelves.connection.execute(
                mention.table.update().where(mention.table.c.user_id == COLLEAGUE).values(changed)
            )
        else:
            await shelves.connection.execute(mention.table.insert(), values)
