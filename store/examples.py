"""Examples that colleagues gave, waiting or shown."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Delete, Select, Update, and_, bindparam, delete, or_, select, update
from sqlalchemy.sql.dml import ReturningInsert

from bot.domain.examples import Example
from store.connection import Connection
from store.example_tables import EXAMPLE
from store.rows import person_from, person_values
from store.statements import equals, insert


class Examples:
    """Implements `bot.ports.Examples`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def put(self, example: Example) -> bool:
        """Keep a new one. False: it is there."""
        values = {
            **person_values(example.person),
            "id": example.id,
            "playbook": example.playbook,
            "given_on": example.given_on,
            "text": example.text,
            "consent": example.consent,
            "names_author": example.names_author,
            "notes": example.notes,
            "shown_on": example.shown_on,
        }
        result = await self._connection.execute(_put(self._connection.dialect.name), values)
        return result.first() is not None

    async def all(self, platform: str, workspace: str) -> Sequence[Example]:
        """List those of a workspace, oldest first, also those that wait."""
        rows = await self._connection.execute(_all(), {"of_platform": platform, "of_workspace": workspace})
        return [_example(row) for row in rows]

    async def hold(self, platform: str, workspace: str, id_: str) -> Example | None:
        """Look one up, which nobody else changes until the transaction ends."""
        row = (await self._connection.execute(_hold(), _of(platform, workspace, id_))).first()
        return _example(row) if row else None

    async def show(self, platform: str, workspace: str, id_: str, notes: bytes, on: date) -> None:
        """Show one to everybody, with what makes it good."""
        values = {**_of(platform, workspace, id_), "new_notes": notes, "new_shown_on": on}
        await self._connection.execute(_show(), values)

    async def remove(self, platform: str, workspace: str, id_: str) -> None:
        """Remove one."""
        await self._connection.execute(_remove(), _of(platform, workspace, id_))

    async def forget(self, given_before: date, shown_before: date) -> None:
        """Remove those that have waited, or been shown, since before a date."""
        await self._connection.execute(
            _forget(), {"given_before": given_before, "shown_before": shown_before}
        )


def _example(row: Any) -> Example:
    return Example(
        id=row.id,
        person=person_from(row),
        playbook=row.playbook,
        given_on=row.given_on,
        text=row.text,
        consent=row.consent,
        names_author=row.names_author,
        notes=row.notes,
        shown_on=row.shown_on,
    )


def _of(platform: str, workspace: str, id_: str) -> dict[str, Any]:
    return {"of_platform": platform, "of_workspace": workspace, "of_id": id_}


@cache
def _put(dialect: str) -> ReturningInsert[Any]:
    return insert(EXAMPLE, dialect).on_conflict_do_nothing().returning(EXAMPLE.c.id)


@cache
def _all() -> Select[Any]:
    return (
        select(EXAMPLE)
        .where(equals(EXAMPLE, "platform", "workspace"))
        .order_by(EXAMPLE.c.given_on, EXAMPLE.c.id)
    )


@cache
def _hold() -> Select[Any]:
    return select(EXAMPLE).where(equals(EXAMPLE, "platform", "workspace", "id")).with_for_update()


@cache
def _show() -> Update:
    changed = {
        "notes": bindparam("new_notes", type_=EXAMPLE.c.notes.type),
        "shown_on": bindparam("new_shown_on", type_=EXAMPLE.c.shown_on.type),
    }
    return update(EXAMPLE).where(equals(EXAMPLE, "platform", "workspace", "id")).values(**changed)


@cache
def _remove() -> Delete:
    return delete(EXAMPLE).where(equals(EXAMPLE, "platform", "workspace", "id"))


@cache
def _forget() -> Delete:
    given = bindparam("given_before", type_=EXAMPLE.c.given_on.type)
    shown = bindparam("shown_before", type_=EXAMPLE.c.shown_on.type)
    waits = and_(EXAMPLE.c.shown_on.is_(None), EXAMPLE.c.given_on < given)
    return delete(EXAMPLE).where(or_(waits, EXAMPLE.c.shown_on < shown))
