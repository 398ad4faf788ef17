"""Brainstorms, with their thoughts and votes."""

import json
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Delete, Insert, Select, Table, Update, and_, bindparam, delete, or_, select, update
from sqlalchemy.sql.dml import ReturningInsert

from bot.domain.brainstorms import Brainstorm, Group, Thought
from bot.domain.people import PersonRef, Place
from store.connection import Connection
from store.statements import equals, insert
from store.together_tables import BRAINSTORM, THOUGHT, VOTE


class Brainstorms:
    """Implements `bot.ports.Brainstorms`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def put(self, brainstorm: Brainstorm) -> bool:
        """Keep a new one. False: it is there."""
        place = brainstorm.place
        values = {
            "platform": place.platform,
            "workspace": place.workspace,
            "id": brainstorm.id,
            "channel": place.channel,
            "playbook": brainstorm.playbook,
            "item": brainstorm.item,
            "ends_at": brainstorm.ends_at,
            **_changing(brainstorm),
        }
        return await self._is_new(BRAINSTORM, values)

    async def get(self, platform: str, workspace: str, id_: str) -> Brainstorm | None:
        """Look one up."""
        row = (await self._connection.execute(_get(), _of(platform, workspace, id_))).first()
        return _brainstorm(row) if row else None

    async def hold(self, platform: str, workspace: str, id_: str) -> Brainstorm | None:
        """Look one up, which nobody else changes until the transaction ends."""
        row = (await self._connection.execute(_hold(), _of(platform, workspace, id_))).first()
        return _brainstorm(row) if row else None

    async def all(self, platform: str, workspace: str) -> Sequence[Brainstorm]:
        """List those of a workspace, newest first."""
        of = {"of_platform": platform, "of_workspace": workspace}
        return [_brainstorm(row) for row in await self._connection.execute(_all(), of)]

    async def change(self, brainstorm: Brainstorm) -> None:
        """Keep what has changed of one that is held."""
        changed = {f"to_{name}": value for name, value in _changing(brainstorm).items()}
        place = brainstorm.place
        of = _of(place.platform, place.workspace, brainstorm.id)
        await self._connection.execute(_change(), {**of, **changed})

    async def remove(self, platform: str, workspace: str, id_: str) -> None:
        """Remove one with its thoughts and votes."""
        for table in (THOUGHT, VOTE):
            await self._connection.execute(_clear(table), _of(platform, workspace, id_))
        await self._connection.execute(_remove(), _of(platform, workspace, id_))

    async def add(self, brainstorm: Brainstorm, thought: Thought) -> bool:
        """Keep a thought. False: it is there."""
        values = {
            "platform": brainstorm.place.platform,
            "workspace": brainstorm.place.workspace,
            "brainstorm": brainstorm.id,
            "id": thought.id,
            "user_id": thought.person.user if thought.person else "",
            "text": thought.text,
        }
        return await self._is_new(THOUGHT, values)

    async def thoughts(self, platform: str, workspace: str, id_: str) -> Sequence[Thought]:
        """List the thoughts of one in an order that tells nothing of when they came."""
        rows = await self._connection.execute(_thoughts(), _of(platform, workspace, id_))
        return [
            Thought(row.id, row.text, PersonRef(platform, workspace, row.user_id) if row.user_id else None)
            for row in rows
        ]

    async def vote(self, brainstorm: Brainstorm, ballot: str, rule: int) -> None:
        """Keep a vote, in the place of the last one of this ballot."""
        place = brainstorm.place
        of = {"platform": place.platform, "workspace": place.workspace, "brainstorm": brainstorm.id}
        values = {**of, "ballot": ballot, "rule": rule}
        await self._connection.execute(_vote(self._connection.dialect.name), values)

    async def votes(self, platform: str, workspace: str, id_: str) -> Sequence[int]:
        """Give the votes on one, without whose they are."""
        found = await self._connection.execute(_votes(), _of(platform, workspace, id_))
        return list(found.scalars())

    async def clear(self, platform: str, workspace: str, id_: str) -> None:
        """Remove the votes on one."""
        await self._connection.execute(_clear(VOTE), _of(platform, workspace, id_))

    async def forget(self, ended_before: datetime) -> None:
        """Remove the thoughts of those that ended before a moment, and all of those of which nothing was made."""
        for statement in _forget():
            await self._connection.execute(statement, {"before": ended_before})

    async def _is_new(self, table: Table, values: dict[str, Any]) -> bool:
        result = await self._connection.execute(_put(table, self._connection.dialect.name), values)
        return result.first() is not None


def _changing(brainstorm: Brainstorm) -> dict[str, Any]:
    return {
        "groups": json.dumps([[group.name, list(group.numbers)] for group in brainstorm.groups]),
        "rules": json.dumps(list(brainstorm.rules)),
        "votes_until": brainstorm.votes_until,
        "chosen": json.dumps(list(brainstorm.chosen)),
        "is_told": brainstorm.is_told,
    }


def _brainstorm(row: Any) -> Brainstorm:
    return Brainstorm(
        id=row.id,
        place=Place(row.platform, row.workspace, row.channel),
        playbook=row.playbook,
        item=row.item,
        ends_at=row.ends_at,
        groups=tuple(Group(name, tuple(numbers)) for name, numbers in json.loads(row.groups)),
        rules=tuple(json.loads(row.rules)),
        votes_until=row.votes_until,
        chosen=tuple(json.loads(row.chosen)),
        is_told=row.is_told,
    )


def _of(platform: str, workspace: str, id_: str) -> dict[str, Any]:
    return {"of_platform": platform, "of_workspace": workspace, "of_id": id_, "of_brainstorm": id_}


@cache
def _put(table: Table, dialect: str) -> ReturningInsert[Any]:
    return insert(table, dialect).on_conflict_do_nothing().returning(table.c.id)


@cache
def _get() -> Select[Any]:
    return select(BRAINSTORM).where(equals(BRAINSTORM, "platform", "workspace", "id"))


@cache
def _hold() -> Select[Any]:
    return _get().with_for_update()


@cache
def _all() -> Select[Any]:
    newest = (BRAINSTORM.c.ends_at.desc(), BRAINSTORM.c.id)
    return select(BRAINSTORM).where(equals(BRAINSTORM, "platform", "workspace")).order_by(*newest)


@cache
def _change() -> Update:
    names = ("groups", "rules", "votes_until", "chosen", "is_told")
    new = {name: bindparam(f"to_{name}", type_=BRAINSTORM.c[name].type) for name in names}
    return update(BRAINSTORM).where(equals(BRAINSTORM, "platform", "workspace", "id")).values(new)


@cache
def _remove() -> Delete:
    return delete(BRAINSTORM).where(equals(BRAINSTORM, "platform", "workspace", "id"))


@cache
def _clear(table: Table) -> Delete:
    return delete(table).where(equals(table, "platform", "workspace", "brainstorm"))


@cache
def _thoughts() -> Select[Any]:
    # By the fingerprint, which is as good as chance.
    return (
        select(THOUGHT).where(equals(THOUGHT, "platform", "workspace", "brainstorm")).order_by(THOUGHT.c.id)
    )


@cache
def _vote(dialect: str) -> Insert:
    statement = insert(VOTE, dialect)
    return statement.on_conflict_do_update(
        index_elements=list(VOTE.primary_key), set_={"rule": statement.excluded.rule}
    )


@cache
def _votes() -> Select[Any]:
    return select(VOTE.c.rule).where(equals(VOTE, "platform", "workspace", "brainstorm"))


@cache
def _forget() -> tuple[Delete, ...]:
    before = bindparam("before", type_=BRAINSTORM.c.ends_at.type)
    is_counted = or_(BRAINSTORM.c.votes_until.is_(None), BRAINSTORM.c.votes_until < before)
    is_old = and_(BRAINSTORM.c.ends_at < before, is_counted)

    def of_old(table: Table) -> Delete:
        old = select(BRAINSTORM.c.id).where(
            is_old, BRAINSTORM.c.platform == table.c.platform, BRAINSTORM.c.workspace == table.c.workspace
        )
        return delete(table).where(table.c.brainstorm.in_(old))

    nothing = delete(BRAINSTORM).where(is_old, BRAINSTORM.c.chosen == "[]")
    return (of_old(THOUGHT), of_old(VOTE), nothing)
