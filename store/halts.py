"""Where nothing is said any more, until somebody says that it is mended."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Select, delete, select
from sqlalchemy.sql.dml import ReturningDelete, ReturningInsert

from bot.domain.delivery import Halt
from store.connection import Connection
from store.rows import halt_from, halt_values
from store.statements import equals, insert
from store.tables import HALT


class Halts:
    """Implements `bot.ports.Halts`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def put(self, halt: Halt) -> bool:
        """Stop a place or a whole workspace. False: it is stopped already."""
        result = await self._connection.execute(_put(self._connection.dialect.name), halt_values(halt))
        return result.first() is not None

    async def remove(self, platform: str, workspace: str, channel: str = "") -> bool:
        """Go on in a channel; without one, in the workspace. False: it was not stopped."""
        of = {"of_platform": platform, "of_workspace": workspace, "of_channel": channel}
        return (await self._connection.execute(_remove(), of)).first() is not None

    async def all(self) -> Sequence[Halt]:
        """List all of them, in a fixed order."""
        return [halt_from(row) for row in await self._connection.execute(_all())]


@cache
def _put(dialect: str) -> ReturningInsert[Any]:
    return insert(HALT, dialect).on_conflict_do_nothing().returning(HALT.c.channel)


@cache
def _remove() -> ReturningDelete[Any]:
    return delete(HALT).where(equals(HALT, "platform", "workspace", "channel")).returning(HALT.c.channel)


@cache
def _all() -> Select[Any]:
    return select(HALT).order_by(HALT.c.platform, HALT.c.workspace, HALT.c.channel)
