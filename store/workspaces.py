"""Where the bot is installed."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Delete, Insert, Select, delete, select

from store.connection import Connection
from store.statements import equals, insert
from store.tables import WORKSPACE


class Workspaces:
    """Implements `bot.ports.Workspaces`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def put(self, platform: str, workspace: str) -> None:
        """Remember that the bot is there; doing it twice changes nothing."""
        values = {"platform": platform, "workspace": workspace}
        await self._connection.execute(_put(self._connection.dialect.name), values)

    async def remove(self, platform: str, workspace: str) -> None:
        """Remember that the bot is no longer there."""
        await self._connection.execute(_remove(), {"of_platform": platform, "of_workspace": workspace})

    async def all(self) -> Sequence[tuple[str, str]]:
        """List platform and workspace, in a fixed order."""
        return [(row.platform, row.workspace) for row in await self._connection.execute(_all())]


@cache
def _put(dialect: str) -> Insert:
    return insert(WORKSPACE, dialect).on_conflict_do_nothing()


@cache
def _remove() -> Delete:
    return delete(WORKSPACE).where(equals(WORKSPACE, "platform", "workspace"))


@cache
def _all() -> Select[Any]:
    return select(WORKSPACE).order_by(WORKSPACE.c.platform, WORKSPACE.c.workspace)
