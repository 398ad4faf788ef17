"""The question box."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Delete, Select, Update, and_, bindparam, delete, or_, select, update
from sqlalchemy.sql.dml import ReturningDelete, ReturningInsert

from bot.domain.people import PersonRef
from bot.domain.questions import Question
from store.connection import Connection
from store.statements import equals, insert
from store.together_tables import QUESTION


class Questions:
    """Implements `bot.ports.Questions`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def put(self, question: Question) -> bool:
        """Keep a new one. False: it is there."""
        values = {
            "platform": question.platform,
            "workspace": question.workspace,
            "id": question.id,
            "user_id": question.person.user if question.person else "",
            "playbook": question.playbook,
            "asked_on": question.asked_on,
            "text": question.text,
            "answered_on": question.answered_on,
            "answer": question.answer,
            "is_told": question.is_told,
        }
        result = await self._connection.execute(_put(self._connection.dialect.name), values)
        return result.first() is not None

    async def get(self, platform: str, workspace: str, id_: str) -> Question | None:
        """Look one up."""
        row = (await self._connection.execute(_get(), _of(platform, workspace, id_))).first()
        return _question(row) if row else None

    async def hold(self, platform: str, workspace: str, id_: str) -> Question | None:
        """Look one up, which nobody else changes until the transaction ends."""
        row = (await self._connection.execute(_hold(), _of(platform, workspace, id_))).first()
        return _question(row) if row else None

    async def open(self, platform: str, workspace: str) -> Sequence[Question]:
        """List those without an answer, the longest waiting first."""
        of = {"of_platform": platform, "of_workspace": workspace}
        return [_question(row) for row in await self._connection.execute(_open(), of)]

    async def change(self, question: Question) -> None:
        """Keep what has changed of one that is held."""
        changed = {
            "to_answered_on": question.answered_on,
            "to_answer": question.answer,
            "to_is_told": question.is_told,
        }
        of = _of(question.platform, question.workspace, question.id)
        await self._connection.execute(_change(), {**of, **changed})

    async def remove(self, platform: str, workspace: str, id_: str) -> bool:
        """Remove one. False: it was gone."""
        return (await self._connection.execute(_remove(), _of(platform, workspace, id_))).first() is not None

    async def forget(self, answered_before: date, asked_before: date) -> None:
        """Remove those answered before the first date, and those without an answer that were asked before the second."""
        parameters = {"answered_before": answered_before, "asked_before": asked_before}
        await self._connection.execute(_forget(), parameters)


def _question(row: Any) -> Question:
    return Question(
        id=row.id,
        platform=row.platform,
        workspace=row.workspace,
        playbook=row.playbook,
        asked_on=row.asked_on,
        text=row.text,
        person=PersonRef(row.platform, row.workspace, row.user_id) if row.user_id else None,
        answered_on=row.answered_on,
        answer=row.answer,
        is_told=row.is_told,
    )


def _of(platform: str, workspace: str, id_: str) -> dict[str, Any]:
    return {"of_platform": platform, "of_workspace": workspace, "of_id": id_}


@cache
def _put(dialect: str) -> ReturningInsert[Any]:
    return insert(QUESTION, dialect).on_conflict_do_nothing().returning(QUESTION.c.id)


@cache
def _get() -> Select[Any]:
    return select(QUESTION).where(equals(QUESTION, "platform", "workspace", "id"))


@cache
def _hold() -> Select[Any]:
    return _get().with_for_update()


@cache
def _open() -> Select[Any]:
    is_asked = equals(QUESTION, "platform", "workspace")
    return (
        select(QUESTION)
        .where(is_asked, QUESTION.c.answered_on.is_(None))
        .order_by(QUESTION.c.asked_on, QUESTION.c.id)
    )


@cache
def _change() -> Update:
    names = ("answered_on", "answer", "is_told")
    new = {name: bindparam(f"to_{name}", type_=QUESTION.c[name].type) for name in names}
    return update(QUESTION).where(equals(QUESTION, "platform", "workspace", "id")).values(new)


@cache
def _remove() -> ReturningDelete[Any]:
    return delete(QUESTION).where(equals(QUESTION, "platform", "workspace", "id")).returning(QUESTION.c.id)


@cache
def _forget() -> Delete:
    answered = QUESTION.c.answered_on < bindparam("answered_before", type_=QUESTION.c.asked_on.type)
    asked = QUESTION.c.asked_on < bindparam("asked_before", type_=QUESTION.c.asked_on.type)
    return delete(QUESTION).where(or_(answered, and_(QUESTION.c.answered_on.is_(None), asked)))
