"""Thanks that wait for a yes, or have had it lately."""

from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Delete, Select, Update, bindparam, delete, select, update
from sqlalchemy.sql.dml import ReturningInsert

from bot.domain.people import PersonRef
from bot.domain.thanks import Thanks as OneThanks
from store.connection import Connection
from store.rows import person_from, person_values
from store.statements import equals, insert
from store.together_tables import THANKS


class Thanks:
    """Implements `bot.ports.Thanks`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def put(self, thanks: OneThanks) -> bool:
        """Keep a new one. False: it is there."""
        values = {
            **person_values(thanks.giver),
            **{f"to_{name}": value for name, value in person_values(thanks.receiver).items()},
            "id": thanks.id,
            "channel": thanks.channel,
            "asked_on": thanks.asked_on,
            "text": thanks.text,
            "is_agreed": thanks.is_agreed,
        }
        result = await self._connection.execute(_put(self._connection.dialect.name), values)
        return result.first() is not None

    async def get(self, platform: str, workspace: str, id_: str) -> OneThanks | None:
        """Look one up."""
        row = (await self._connection.execute(_get(), _of(platform, workspace, id_))).first()
        return _thanks(row) if row else None

    async def hold(self, platform: str, workspace: str, id_: str) -> OneThanks | None:
        """Look one up, which nobody else changes until the transaction ends."""
        row = (await self._connection.execute(_hold(), _of(platform, workspace, id_))).first()
        return _thanks(row) if row else None

    async def agree(self, platform: str, workspace: str, id_: str, on: date) -> None:
        """Note the yes, and the date on which it is to be said; it is kept for its time from then on."""
        await self._connection.execute(_agree(), {**_of(platform, workspace, id_), "said_on": on})

    async def remove(self, platform: str, workspace: str, id_: str) -> None:
        """Remove one."""
        await self._connection.execute(_remove(), _of(platform, workspace, id_))

    async def forget(self, asked_before: date) -> None:
        """Remove those from before a date."""
        await self._connection.execute(_forget(), {"before": asked_before})


def _thanks(row: Any) -> OneThanks:
    return OneThanks(
        id=row.id,
        giver=person_from(row),
        receiver=PersonRef(row.to_platform, row.to_workspace, row.to_user_id),
        channel=row.channel,
        asked_on=row.asked_on,
        text=row.text,
        is_agreed=row.is_agreed,
    )


def _of(platform: str, workspace: str, id_: str) -> dict[str, Any]:
    return {"of_platform": platform, "of_workspace": workspace, "of_id": id_}


@cache
def _put(dialect: str) -> ReturningInsert[Any]:
    return insert(THANKS, dialect).on_conflict_do_nothing().returning(THANKS.c.id)


@cache
def _get() -> Select[Any]:
    return select(THANKS).where(equals(THANKS, "platform", "workspace", "id"))


@cache
def _hold() -> Select[Any]:
    return _get().with_for_update()


@cache
def _agree() -> Update:
    said_on = bindparam("said_on", type_=THANKS.c.asked_on.type)
    is_it = equals(THANKS, "platform", "workspace", "id")
    return update(THANKS).where(is_it).values(is_agreed=True, asked_on=said_on)


@cache
def _remove() -> Delete:
    return delete(THANKS).where(equals(THANKS, "platform", "workspace", "id"))


@cache
def _forget() -> Delete:
    return delete(THANKS).where(THANKS.c.asked_on < bindparam("before", type_=THANKS.c.asked_on.type))
