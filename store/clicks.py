"""How often counted links were followed: a number for a day, an idea and a network, and nothing else."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Delete, Insert, Select, bindparam, delete, func, select

from store.connection import Connection
from store.statements import insert
from store.tables import CLICK


class Clicks:
    """Implements `bot.ports.Clicks`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def count_one(self, on: date, item: str, network: str) -> None:
        """Add one."""
        values = {"on": on, "item": item, "network": network, "count": 1}
        await self._connection.execute(_count_one(self._connection.dialect.name), values)

    async def between(self, first: date, last: date) -> Mapping[tuple[str, str], int]:
        """Give how often each idea's link was followed from each network on these dates, all days together."""
        rows = await self._connection.execute(_between(), {"first": first, "last": last})
        return {(row.item, row.network): row.number for row in rows}

    async def forget(self, before: date) -> None:
        """Remove the numbers from before a date."""
        await self._connection.execute(_forget(), {"before": before})


@cache
def _count_one(dialect: str) -> Insert:
    return insert(CLICK, dialect).on_conflict_do_update(
        index_elements=["on", "item", "network"], set_={"count": CLICK.c["count"] + 1}
    )


@cache
def _between() -> Select[Any]:
    number = func.sum(CLICK.c["count"]).label("number")
    first, last = (bindparam(name, type_=CLICK.c.on.type) for name in ("first", "last"))
    return (
        select(CLICK.c.item, CLICK.c.network, number)
        .where(CLICK.c.on >= first, CLICK.c.on <= last)
        .group_by(CLICK.c.item, CLICK.c.network)
    )


@cache
def _forget() -> Delete:
    return delete(CLICK).where(CLICK.c.on < bindparam("before", type_=CLICK.c.on.type))
