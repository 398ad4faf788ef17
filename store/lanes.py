"""How far each lane is booked, for all machines together."""

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any, Final

from sqlalchemy import Delete, Insert, Select, bindparam, delete, select

from bot.domain.pace import LaneKey
from store.connection import Connection
from store.statements import has_many_writers, insert
from store.tables import LANE

_BETWEEN: Final = "\x1f"
_NEVER: Final = 0.0


class Lanes:
    """Implements `bot.ports.Lanes`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def hold(self, keys: Collection[LaneKey]) -> dict[LaneKey, float]:
        """Read lanes, which nobody else books until the transaction ends. Lanes that were never used are left out."""
        by_name = {_BETWEEN.join(key): key for key in keys}
        if not by_name:
            return {}
        # In one order everywhere, so that two machines wait for each other in one direction only.
        names = sorted(by_name)
        if has_many_writers(self._connection):
            rows = [{"key": name, "free_at": _NEVER} for name in names]
            await self._connection.execute(_make(self._connection.dialect.name), rows)
        found = await self._connection.execute(_read(), {"names": names})
        return {by_name[row.key]: row.free_at for row in found if row.free_at > _NEVER}

    async def put(self, lanes: Mapping[LaneKey, float]) -> None:
        """Write lanes that are held."""
        rows = [{"key": _BETWEEN.join(key), "free_at": lanes[key]} for key in sorted(lanes)]
        if rows:
            await self._connection.execute(_put(self._connection.dialect.name), rows)

    async def forget(self, free_before: float) -> None:
        """Remove lanes that have been free since a moment: they are as good as never used."""
        await self._connection.execute(_forget(), {"before": free_before})


@cache
def _make(dialect: str) -> Insert:
    # Writing what is there takes the row's lock, and nobody can remove it in between.
    return insert(LANE, dialect).on_conflict_do_update(
        index_elements=[LANE.c.key], set_={"free_at": LANE.c.free_at}
    )


@cache
def _read() -> Select[Any]:
    return select(LANE).where(LANE.c.key.in_(bindparam("names", expanding=True)))


@cache
def _put(dialect: str) -> Insert:
    statement = insert(LANE, dialect)
    return statement.on_conflict_do_update(
        index_elements=[LANE.c.key], set_={"free_at": statement.excluded.free_at}
    )


@cache
def _forget() -> Delete:
    # What somebody holds is left for the next time.
    rested = select(LANE.c.key).where(LANE.c.free_at < bindparam("before"))
    return delete(LANE).where(LANE.c.key.in_(rested.with_for_update(skip_locked=True)))
