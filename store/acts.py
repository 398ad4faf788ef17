"""The small steps of members."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Delete, Select, bindparam, delete, select
from sqlalchemy.sql.dml import ReturningInsert

from bot.domain.acts import Act
from bot.domain.people import PersonRef
from store.connection import Connection
from store.rows import act_from, act_values
from store.statements import equals, insert, is_of_person, of_person
from store.tables import ACT


class Acts:
    """Implements `bot.ports.Acts`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def record(self, act: Act) -> bool:
        """Keep the act. False: it is already there (same person, item, kind and date)."""
        result = await self._connection.execute(_record(self._connection.dialect.name), act_values(act))
        return result.first() is not None

    async def withdraw(self, person: PersonRef, item: str, on_or_after: date) -> None:
        """Take acts on an item back, from a date on."""
        await self._connection.execute(
            _withdraw(), {**of_person(person), "of_item": item, "since": on_or_after}
        )

    async def of(self, person: PersonRef) -> Sequence[Act]:
        """List a person's acts, oldest first."""
        return [act_from(row) for row in await self._connection.execute(_of(), of_person(person))]

    async def remove(self, person: PersonRef, until: date) -> None:
        """Remove a person's acts up to a date, that one included."""
        await self._connection.execute(_remove(), {**of_person(person), "until": until})


@cache
def _record(dialect: str) -> ReturningInsert[Any]:
    return insert(ACT, dialect).on_conflict_do_nothing().returning(ACT.c.item)


@cache
def _withdraw() -> Delete:
    return delete(ACT).where(is_of_person(ACT), equals(ACT, "item"), ACT.c.local_date >= bindparam("since"))


@cache
def _remove() -> Delete:
    day = ACT.c.local_date
    return delete(ACT).where(is_of_person(ACT), day <= bindparam("until", type_=day.type))


@cache
def _of() -> Select[Any]:
    return (
        select(ACT)
        .where(is_of_person(ACT))
        .order_by(ACT.c.acted_at, ACT.c.local_date, ACT.c.item, ACT.c.kind)
    )
