"""What champions chose for coming days."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Delete, Insert, Select, bindparam, delete, select
from sqlalchemy.sql.dml import ReturningDelete

from bot.domain.people import Place
from bot.domain.plan import Choice
from store.connection import Connection
from store.statements import equals, insert
from store.tables import PLAN_CHOICE


class PlanChoices:
    """Implements `bot.ports.PlanChoices`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def put(self, choice: Choice) -> None:
        """Keep a choice, in the place of an earlier one for the same slot."""
        values = {
            **_of_place(choice.place, ""),
            "local_date": choice.on,
            "slot": choice.slot,
            "playbook": choice.playbook,
            "item": choice.item,
        }
        await self._connection.execute(_put(self._connection.dialect.name), values)

    async def remove(self, place: Place, on: date, slot: str) -> bool:
        """Let the rotation choose again. False: it did."""
        of = {**_of_place(place), "of_local_date": on, "of_slot": slot}
        return (await self._connection.execute(_remove(), of)).first() is not None

    async def of(self, place: Place, first: date, last: date) -> Mapping[tuple[date, str], Choice]:
        """Give what was chosen for a channel between two dates, both included, by date and slot."""
        between = {**_of_place(place), "first": first, "last": last}
        rows = await self._connection.execute(_between(), between)
        return {
            (row.local_date, row.slot): Choice(place, row.local_date, row.slot, row.playbook, row.item)
            for row in rows
        }

    async def forget(self, before: date) -> None:
        """Remove what was chosen for dates before one."""
        await self._connection.execute(_forget(), {"before": before})


def _of_place(place: Place, prefix: str = "of_") -> dict[str, Any]:
    return {
        f"{prefix}platform": place.platform,
        f"{prefix}workspace": place.workspace,
        f"{prefix}channel": place.channel,
    }


@cache
def _put(dialect: str) -> Insert:
    statement = insert(PLAN_CHOICE, dialect)
    new = statement.excluded
    return statement.on_conflict_do_update(
        index_elements=list(PLAN_CHOICE.primary_key.columns),
        set_={"playbook": new.playbook, "item": new.item},
    )


@cache
def _remove() -> ReturningDelete[Any]:
    is_it = equals(PLAN_CHOICE, "platform", "workspace", "channel", "local_date", "slot")
    return delete(PLAN_CHOICE).where(is_it).returning(PLAN_CHOICE.c.slot)


@cache
def _between() -> Select[Any]:
    on = PLAN_CHOICE.c.local_date
    is_between = on.between(bindparam("first", type_=on.type), bindparam("last", type_=on.type))
    return select(PLAN_CHOICE).where(equals(PLAN_CHOICE, "platform", "workspace", "channel"), is_between)


@cache
def _forget() -> Delete:
    on = PLAN_CHOICE.c.local_date
    return delete(PLAN_CHOICE).where(on < bindparam("before", type_=on.type))
