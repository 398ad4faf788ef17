"""What belongs to one person alone: notes, awards, reminders sent, and how their rhythm stood when old steps were removed."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Delete, Insert, Select, Table, and_, bindparam, delete, or_, select
from sqlalchemy.sql.dml import ReturningInsert

from bot.domain.own import Award, Note, Reminder
from bot.domain.people import PersonRef
from store.connection import Connection
from store.rows import person_values
from store.statements import equals, insert, is_of_person, of_person
from store.tables import AWARD, NOTE, NUDGE, STANDING


class Notes:
    """Implements `bot.ports.Notes`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def put(self, person: PersonRef, note: Note) -> bool:
        """Keep a note. False: it is already there."""
        values = {**person_values(person), "id": note.id, "local_date": note.on, "text": note.text}
        return await _is_new(self._connection, NOTE, values)

    async def of(self, person: PersonRef) -> Sequence[Note]:
        """List a person's notes, oldest first."""
        rows = await self._connection.execute(_of(NOTE), of_person(person))
        return [Note(row.id, row.local_date, row.text) for row in rows]

    async def remove(self, person: PersonRef, id_: str) -> None:
        """Tear a note out."""
        await self._connection.execute(_remove_note(), {**of_person(person), "of_id": id_})


class Awards:
    """Implements `bot.ports.Awards`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def put(self, person: PersonRef, award: Award) -> bool:
        """Note that it was reached. False: it was before."""
        values = {**person_values(person), "name": award.name, "local_date": award.on}
        return await _is_new(self._connection, AWARD, values)

    async def of(self, person: PersonRef) -> Sequence[Award]:
        """List what a person has reached, oldest first."""
        rows = await self._connection.execute(_of(AWARD), of_person(person))
        return [Award(row.name, row.local_date) for row in rows]


class Nudges:
    """Implements `bot.ports.Nudges`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def put(self, person: PersonRef, reminder: Reminder) -> bool:
        """Note a reminder. False: there is one on that date."""
        values = {
            **person_values(person),
            "local_date": reminder.on,
            "wording": reminder.wording,
            "unanswered": reminder.unanswered,
        }
        return await _is_new(self._connection, NUDGE, values)

    async def of(self, person: PersonRef) -> Sequence[Reminder]:
        """List the reminders that are still kept, oldest first."""
        rows = await self._connection.execute(_of(NUDGE), of_person(person))
        return [Reminder(row.local_date, row.wording, row.unanswered) for row in rows]

    async def forget(self, unless_unanswered: date, all_before: date) -> None:
        """Remove reminders before the first date, save those in a row without an answer; before the second, all."""
        parameters = {"before": unless_unanswered, "long_before": all_before}
        await self._connection.execute(_forget_nudges(), parameters)


class Standings:
    """Implements `bot.ports.Standings`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def get(self, person: PersonRef) -> tuple[date, str] | None:
        """Give the last date a standing speaks of, and its figures."""
        row = (await self._connection.execute(_of_standing(), of_person(person))).first()
        return (row.until, row.figures) if row else None

    async def put(self, person: PersonRef, until: date, figures: str) -> None:
        """Keep a standing in the place of the last one."""
        values = {**person_values(person), "until": until, "figures": figures}
        await self._connection.execute(_put_standing(self._connection.dialect.name), values)


async def _is_new(connection: Connection, table: Table, values: dict[str, Any]) -> bool:
    result = await connection.execute(_insert(table, connection.dialect.name), values)
    return result.first() is not None


@cache
def _insert(table: Table, dialect: str) -> ReturningInsert[Any]:
    return insert(table, dialect).on_conflict_do_nothing().returning(table.c.user_id)


@cache
def _of(table: Table) -> Select[Any]:
    key = next(
        column for column in table.primary_key if column.name not in {"platform", "workspace", "user_id"}
    )
    return select(table).where(is_of_person(table)).order_by(table.c.local_date, key)


@cache
def _of_standing() -> Select[Any]:
    return select(STANDING).where(is_of_person(STANDING))


@cache
def _remove_note() -> Delete:
    return delete(NOTE).where(is_of_person(NOTE), equals(NOTE, "id"))


@cache
def _forget_nudges() -> Delete:
    day = NUDGE.c.local_date
    is_old = and_(day < bindparam("before", type_=day.type), NUDGE.c.unanswered == 0)
    return delete(NUDGE).where(or_(is_old, day < bindparam("long_before", type_=day.type)))


@cache
def _put_standing(dialect: str) -> Insert:
    statement = insert(STANDING, dialect)
    return statement.on_conflict_do_update(
        index_elements=list(STANDING.primary_key),
        set_={"until": statement.excluded.until, "figures": statement.excluded.figures},
    )
