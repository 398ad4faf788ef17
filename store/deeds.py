"""What people did in a role: lines are added and, after their time, removed; nothing changes one."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Delete, Insert, Select, bindparam, delete, select

from bot.domain.people import PersonRef
from bot.domain.roles import Deed, Role
from store.connection import Connection
from store.statements import equals, insert
from store.tables import DEED


class Deeds:
    """Implements `bot.ports.Deeds`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def put(self, deed: Deed) -> None:
        """Add a line. One that is there stays as it is."""
        values = {
            "platform": deed.person.platform,
            "workspace": deed.person.workspace,
            "event": deed.event,
            "at": deed.at,
            "who": deed.person.user,
            "role": deed.role.value,
            "action": deed.action,
            "subject": deed.subject,
            "channel": deed.channel,
        }
        await self._connection.execute(_put(self._connection.dialect.name), values)

    async def since(self, platform: str, workspace: str, at: datetime) -> Sequence[Deed]:
        """List what was done in a workspace since a moment, oldest first."""
        of = {"of_platform": platform, "of_workspace": workspace, "since": at}
        return [_deed(row) for row in await self._connection.execute(_since(), of)]

    async def of(self, person: PersonRef) -> Sequence[Deed]:
        """List what one person did, oldest first."""
        of = {"of_platform": person.platform, "of_workspace": person.workspace, "of_who": person.user}
        return [_deed(row) for row in await self._connection.execute(_of(), of)]

    async def forget(self, before: datetime) -> None:
        """Remove the lines from before a moment."""
        await self._connection.execute(_forget(), {"before": before})


def _deed(row: Any) -> Deed:
    person = PersonRef(row.platform, row.workspace, row.who)
    return Deed(row.event, row.at, person, Role(row.role), row.action, row.subject, row.channel)


@cache
def _put(dialect: str) -> Insert:
    return insert(DEED, dialect).on_conflict_do_nothing()


@cache
def _since() -> Select[Any]:
    since = bindparam("since", type_=DEED.c.at.type)
    is_there = equals(DEED, "platform", "workspace")
    return select(DEED).where(is_there, DEED.c.at >= since).order_by(DEED.c.at, DEED.c.event, DEED.c.action)


@cache
def _of() -> Select[Any]:
    return (
        select(DEED)
        .where(equals(DEED, "platform", "workspace", "who"))
        .order_by(DEED.c.at, DEED.c.event, DEED.c.action)
    )


@cache
def _forget() -> Delete:
    return delete(DEED).where(DEED.c.at < bindparam("before", type_=DEED.c.at.type))
