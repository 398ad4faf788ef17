"""The mark of a copy, what a first start on it does to what was to be said, and how a copy of a SQLite file is made."""

import os
import sqlite3
from contextlib import closing
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Insert, Select, Update, and_, bindparam, case, delete, select, update

from bot.domain.delivery import DeliveryKind, DeliveryState
from store.connection import Connection
from store.statements import insert
from store.tables import DELIVERY, RESTORE

_COPY: Final = "copy"
_OVER: Final = tuple(
    state.value
    for state in (DeliveryState.SENT, DeliveryState.HELD, DeliveryState.SKIPPED, DeliveryState.FAILED)
)


class Restores:
    """Implements `bot.ports.Restores`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def mark(self, made_at: datetime) -> None:
        """Note that what is in the database is of that moment."""
        await self._put(made_at, None)

    async def found(self) -> tuple[datetime | None, datetime | None]:
        """Tell when the copy was made that nobody has started on yet, and until when private messages rest."""
        row = (await self._connection.execute(_found())).first()
        return (row.made_at, row.quiet_until) if row else (None, None)

    async def settle(self, quiet_until: datetime) -> None:
        """Note that a bot has started on the copy."""
        await self._put(None, quiet_until)

    async def remove(self) -> None:
        """Forget that it was a copy."""
        await self._connection.execute(delete(RESTORE))

    async def hold_back(self, now: datetime, reason: str) -> int:
        """Doubt all that was to be said before a moment: perhaps it was. Returns how much it is.

        A post becomes UNKNOWN where it could still come, and is SKIPPED where not, as is a message to one person. A
        redrawing, which may come twice, stays as it is.
        """
        result = await self._connection.execute(_hold_back(), {"now": now, "why": reason})
        return len(result.all())

    async def _put(self, made_at: datetime | None, quiet_until: datetime | None) -> None:
        values = {"id": _COPY, "made_at": made_at, "quiet_until": quiet_until}
        await self._connection.execute(_put(self._connection.dialect.name), values)


def require(file: Path) -> None:
    """Raise FileNotFoundError, in words for people, where there is no such file."""
    if not file.exists():
        raise FileNotFoundError(f"there is no database at {file}")


def copy_file(source: Path, target: Path) -> None:
    """Copy a SQLite database while others work on it. Raises FileExistsError, OSError, and sqlite3.Error."""
    require(source)
    # For its owner alone, from the first byte on.
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        with (
            closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as live,
            closing(sqlite3.connect(target)) as made,
        ):
            live.backup(made)
            [(verdict,)] = made.execute("PRAGMA integrity_check").fetchall()
            if verdict != "ok":
                raise sqlite3.DatabaseError("the copy is not whole")
    except BaseException:
        remove_copy(target)
        raise


def remove_copy(target: Path) -> None:
    """Leave no copy behind that is not whole."""
    target.unlink(missing_ok=True)


@cache
def _found() -> Select[Any]:
    return select(RESTORE)


@cache
def _put(dialect: str) -> Insert:
    statement = insert(RESTORE, dialect)
    new = {name: statement.excluded[name] for name in ("made_at", "quiet_until")}
    return statement.on_conflict_do_update(index_elements=list(RESTORE.primary_key), set_=new)


@cache
def _hold_back() -> Update:
    now = bindparam("now", type_=DELIVERY.c.due_at.type)
    may_come = and_(DELIVERY.c.kind == DeliveryKind.POST.value, DELIVERY.c.expires_at > now)
    return (
        update(DELIVERY)
        .where(
            DELIVERY.c.state.not_in(_OVER),
            DELIVERY.c.kind != DeliveryKind.UPDATE.value,
            DELIVERY.c.due_at < now,
        )
        .values(
            state=case((may_come, DeliveryState.UNKNOWN.value), else_=DeliveryState.SKIPPED.value),
            fence=DELIVERY.c.fence + 1,
            leased_until=None,
            reason=bindparam("why"),
        )
        .returning(DELIVERY.c.key)
    )
