"""All that is encrypted with the bot's keys, read from the tables' own definition, so that no new column is left behind."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, bindparam, delete, func, select, tuple_, update
from sqlalchemy.sql.dml import ReturningDelete, ReturningUpdate

from bot.domain.sealed import Sealed, SealedPlace
from store.connection import Connection
from store.kept import SEALED
from store.statements import equals
from store.tables import METADATA


class Seals:
    """Implements `bot.ports.Seals`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def places(self) -> Sequence[SealedPlace]:
        """List the columns that hold it."""
        return sealed_places()

    async def page(
        self, place: SealedPlace, after: Sequence[str] | None, limit: int, *, is_backward: bool = False
    ) -> Sequence[Sealed]:
        """List what a column holds in the order of its keys, behind one of them; empty values are left out."""
        parameters = {"most": limit} | {f"after_{number}": part for number, part in enumerate(after or ())}
        statement = _page(place, after is not None, is_backward)
        rows = await self._connection.execute(statement, parameters)
        return [Sealed(place, tuple(row[:-1]), row[-1]) for row in rows]

    async def replace(self, sealed: Sealed, anew: bytes) -> bool:
        """Put another value in the place of the one that was read. False: it has changed, or gone, meanwhile."""
        parameters = {**_of(sealed), "anew": anew}
        return (await self._connection.execute(_replace(sealed.place), parameters)).first() is not None

    async def remove(self, sealed: Sealed) -> bool:
        """Remove the row that holds a value. False: it has changed, or gone, meanwhile."""
        return (await self._connection.execute(_remove(sealed.place), _of(sealed))).first() is not None


@cache
def sealed_places() -> Sequence[SealedPlace]:
    """List the columns whose description names a purpose."""
    return tuple(
        SealedPlace(table.name, column.name, purpose)
        for table in METADATA.sorted_tables
        for column in table.columns
        if (purpose := column.info.get(SEALED))
    )


def _table(place: SealedPlace) -> Table:
    return METADATA.tables[place.table]


def _of(sealed: Sealed) -> dict[str, Any]:
    names = (f"of_{column.name}" for column in _table(sealed.place).primary_key)
    return {**dict(zip(names, sealed.key, strict=True)), f"of_{sealed.place.column}": sealed.value}


def _is_it(place: SealedPlace) -> ColumnElement[bool]:
    table = _table(place)
    return equals(table, *(column.name for column in table.primary_key), place.column)


@cache
def _page(place: SealedPlace, is_behind: bool, is_backward: bool) -> Select[Any]:
    table = _table(place)
    keys = tuple(table.primary_key)
    value = table.c[place.column]
    statement = select(*keys, value).where(func.length(value) > 0)
    if is_behind:
        behind = tuple_(*(bindparam(f"after_{number}", type_=key.type) for number, key in enumerate(keys)))
        statement = statement.where(tuple_(*keys) > behind)
    order = [key.desc() if is_backward else key.asc() for key in keys]
    return statement.order_by(*order).limit(bindparam("most"))


@cache
def _replace(place: SealedPlace) -> ReturningUpdate[Any]:
    table = _table(place)
    anew = bindparam("anew", type_=table.c[place.column].type)
    key = next(iter(table.primary_key))
    return update(table).where(_is_it(place)).values({place.column: anew}).returning(key)


@cache
def _remove(place: SealedPlace) -> ReturningDelete[Any]:
    table = _table(place)
    return delete(table).where(_is_it(place)).returning(next(iter(table.primary_key)))
