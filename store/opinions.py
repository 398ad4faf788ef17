"""Anonymous answers until they are counted: numbers, and fingerprints that say neither who nor what."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Delete, Insert, Select, Table, delete, select
from sqlalchemy.sql.dml import ReturningDelete, ReturningInsert

from bot.domain.opinions import Rest, Said
from store.connection import Connection
from store.statements import equals, insert
from store.tables import OPINION, OPINION_HEARD, OPINION_SALT, REMINDER_REST

_QUARTER = ("platform", "workspace", "quarter")


class Opinions:
    """Implements `bot.ports.Opinions`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._dialect = connection.dialect.name

    async def salt(self, workspace: tuple[str, str], quarter: date, fresh: str) -> str:
        """Give the chance number of a quarter; `fresh` becomes it where there is none."""
        values = {**_values(workspace, quarter), "salt": fresh}
        await self._connection.execute(_put_salt(self._dialect), values)
        found: str = (await self._connection.execute(_salt(), _of(workspace, quarter))).scalar_one()
        return found

    async def hear(self, workspace: tuple[str, str], quarter: date, digest: str) -> bool:
        """Note that a question was answered. False: it was before, by the same person."""
        values = {**_values(workspace, quarter), "digest": digest}
        return (await self._connection.execute(_hear(self._dialect), values)).first() is not None

    async def count_one(self, workspace: tuple[str, str], quarter: date, question: str, answer: str) -> None:
        """Add one to an answer."""
        values = {**_values(workspace, quarter), "question": question, "answer": answer, "count": 1}
        await self._connection.execute(_count_one(self._dialect), values)

    async def said(self, workspace: tuple[str, str], quarter: date) -> Mapping[str, Said]:
        """Give how each question was answered."""
        counts: dict[str, dict[str, int]] = {}
        for row in await self._connection.execute(_said(), _of(workspace, quarter)):
            counts.setdefault(row.question, {})[row.answer] = row.number
        return {question: Said(each.get("yes", 0), each.get("no", 0)) for question, each in counts.items()}

    async def waiting(self) -> Sequence[tuple[tuple[str, str], date]]:
        """List the workspaces and quarters whose questions are not closed yet."""
        rows = await self._connection.execute(select(OPINION_SALT))
        return [((row.platform, row.workspace), row.quarter) for row in rows]

    async def close(self, workspace: tuple[str, str], quarter: date) -> bool:
        """Throw away chance number, fingerprints and numbers. False: somebody was quicker."""
        if (await self._connection.execute(_throw_salt(), _of(workspace, quarter))).first() is None:
            return False
        for table in (OPINION_HEARD, OPINION):
            await self._connection.execute(_throw(table), _of(workspace, quarter))
        return True

    async def put_rest(self, workspace: tuple[str, str], rest: Rest) -> None:
        """Let reminders rest."""
        values = {**_values(workspace, rest.quarter), "since": rest.since}
        await self._connection.execute(_put_rest(self._dialect), values)

    async def rest(self, workspace: tuple[str, str]) -> Rest | None:
        """Tell since when reminders rest. None: they do not."""
        row = (await self._connection.execute(_rest(), _of(workspace))).first()
        return Rest(row.quarter, row.since) if row else None

    async def end_rest(self, workspace: tuple[str, str]) -> bool:
        """Let reminders go on. False: they did."""
        return (await self._connection.execute(_end_rest(), _of(workspace))).first() is not None


def _of(workspace: tuple[str, str], quarter: date | None = None) -> dict[str, Any]:
    of = {"of_platform": workspace[0], "of_workspace": workspace[1]}
    return {**of, "of_quarter": quarter} if quarter else of


def _values(workspace: tuple[str, str], quarter: date) -> dict[str, Any]:
    return {"platform": workspace[0], "workspace": workspace[1], "quarter": quarter}


@cache
def _put_salt(dialect: str) -> Insert:
    return insert(OPINION_SALT, dialect).on_conflict_do_nothing()


@cache
def _salt() -> Select[Any]:
    return select(OPINION_SALT.c.salt).where(equals(OPINION_SALT, *_QUARTER))


@cache
def _hear(dialect: str) -> ReturningInsert[Any]:
    return insert(OPINION_HEARD, dialect).on_conflict_do_nothing().returning(OPINION_HEARD.c.quarter)


@cache
def _count_one(dialect: str) -> Insert:
    return insert(OPINION, dialect).on_conflict_do_update(
        index_elements=[*_QUARTER, "question", "answer"], set_={"count": OPINION.c["count"] + 1}
    )


@cache
def _said() -> Select[Any]:
    number = OPINION.c["count"].label("number")
    return select(OPINION.c.question, OPINION.c.answer, number).where(equals(OPINION, *_QUARTER))


@cache
def _throw_salt() -> ReturningDelete[Any]:
    return delete(OPINION_SALT).where(equals(OPINION_SALT, *_QUARTER)).returning(OPINION_SALT.c.quarter)


@cache
def _throw(table: Table) -> Delete:
    return delete(table).where(equals(table, *_QUARTER))


@cache
def _put_rest(dialect: str) -> Insert:
    return insert(REMINDER_REST, dialect).on_conflict_do_nothing()


@cache
def _rest() -> Select[Any]:
    return select(REMINDER_REST).where(equals(REMINDER_REST, "platform", "workspace"))


@cache
def _end_rest() -> ReturningDelete[Any]:
    return (
        delete(REMINDER_REST)
        .where(equals(REMINDER_REST, "platform", "workspace"))
        .returning(REMINDER_REST.c.quarter)
    )
