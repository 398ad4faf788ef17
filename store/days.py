"""Days that asked nothing of anybody: silence, closures, and when the bot itself was not at work."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import Insert, Select, bindparam, select

from store.connection import Connection
from store.statements import insert
from store.tables import OUTAGE, PULSE, QUIET_DAY

_ENGINE: Final = "engine"


class Days:
    """Implements `bot.ports.Days`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def put_quiet(self, on: date, why: str, known_at: datetime) -> None:
        """Note that a day asks nothing of anybody, unless that is noted already."""
        values = {"on": on, "why": why, "known_at": known_at}
        await self._connection.execute(_put_quiet(self._connection.dialect.name), values)

    async def quiet(self, since: date) -> Mapping[date, datetime]:
        """Give the quiet days from a date on, each with the moment at which it became known."""
        rows = await self._connection.execute(_quiet(), {"since": since})
        return {row.on: row.known_at for row in rows}

    async def outages(self, since: datetime) -> Sequence[tuple[datetime, datetime]]:
        """List outages that ended after a moment, oldest first."""
        rows = await self._connection.execute(_outages(), {"since": since})
        return [(row.starts_at, row.ends_at) for row in rows]

    async def pulse(self) -> datetime | None:
        """Tell when the bot was last at work."""
        moment: datetime | None = (await self._connection.execute(_pulse())).scalar()
        return moment

    async def put_pulse(self, at: datetime) -> None:
        """Give a sign of life."""
        values = {"id": _ENGINE, "at": at}
        await self._connection.execute(_put_pulse(self._connection.dialect.name), values)

    async def put_outage(self, starts_at: datetime, ends_at: datetime) -> None:
        """Note that the bot was not at work."""
        values = {"starts_at": starts_at, "ends_at": ends_at}
        await self._connection.execute(_put_outage(self._connection.dialect.name), values)


@cache
def _put_quiet(dialect: str) -> Insert:
    return insert(QUIET_DAY, dialect).on_conflict_do_nothing()


@cache
def _quiet() -> Select[Any]:
    return select(QUIET_DAY).where(QUIET_DAY.c.on >= bindparam("since", type_=QUIET_DAY.c.on.type))


@cache
def _outages() -> Select[Any]:
    ends = OUTAGE.c.ends_at
    return select(OUTAGE).where(ends > bindparam("since", type_=ends.type)).order_by(OUTAGE.c.starts_at)


@cache
def _pulse() -> Select[Any]:
    return select(PULSE.c.at).where(PULSE.c.id == _ENGINE)


@cache
def _put_pulse(dialect: str) -> Insert:
    statement = insert(PULSE, dialect)
    return statement.on_conflict_do_update(
        index_elements=list(PULSE.primary_key), set_={"at": statement.excluded.at}
    )


@cache
def _put_outage(dialect: str) -> Insert:
    statement = insert(OUTAGE, dialect)
    return statement.on_conflict_do_update(
        index_elements=list(OUTAGE.primary_key), set_={"ends_at": statement.excluded.ends_at}
    )
