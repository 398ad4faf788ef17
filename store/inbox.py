"""Events, written down before the platform is told yes."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from operator import itemgetter
from typing import Annotated, Any, Final

from pydantic import Field, TypeAdapter
from sqlalchemy import Delete, Select, Update, bindparam, delete, func, select, update
from sqlalchemy.sql.dml import ReturningInsert

from bot.events import Event, Installed
from store.connection import Connection
from store.statements import equals, insert
from store.tables import INBOX_EVENT

_KEY: Final = ("platform", "workspace", "id")


class Inbox:
    """Implements `bot.ports.Inbox`. What people did and wrote is kept until the event is handled, its id some days more."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def accept(self, events: Sequence[Event]) -> set[str]:
        """Insert those we do not have, in one statement. Returns the ids that are new."""
        if not events:
            return set()
        # Sorted, so that two machines with the same events wait for each other in one direction only.
        values = sorted((_values(event) for event in events), key=itemgetter(*_KEY))
        parameters = values if len(values) > 1 else values[0]
        result = await self._connection.execute(_accept(self._connection.dialect.name), parameters)
        return set(result.scalars())

    async def mark_handled(self, events: Sequence[Event]) -> None:
        """Forget what the events said and who acted; their ids stay, to recognise a repeated delivery."""
        if events:
            keys = sorted(
                (_key(event) for event in events), key=itemgetter("of_platform", "of_workspace", "of_id")
            )
            await self._connection.execute(_mark_handled(), keys if len(keys) > 1 else keys[0])

    async def waiting(self, older_than: datetime, limit: int) -> Sequence[Event]:
        """List accepted events that no handler finished and that happened before a moment, oldest first."""
        rows = await self._connection.execute(_waiting(), {"before": older_than, "most": limit})
        return [_events().validate_json(payload) for payload in rows.scalars()]

    async def forget(self, older_than: datetime) -> None:
        """Remove handled events that happened before a moment."""
        await self._connection.execute(_forget(), {"before": older_than})


def _key(event: Event) -> dict[str, str]:
    whose = event if isinstance(event, Installed) else event.person
    return {"of_platform": whose.platform, "of_workspace": whose.workspace, "of_id": event.id}


def _values(event: Event) -> dict[str, Any]:
    whose = event if isinstance(event, Installed) else event.person
    return {
        "platform": whose.platform,
        "workspace": whose.workspace,
        "id": event.id,
        "occurred_at": event.at,
        "user_id": None if isinstance(event, Installed) else event.person.user,
        "payload": _events().dump_json(event).decode(),
    }


@cache
def _events() -> TypeAdapter[Event]:
    return TypeAdapter(Annotated[Event, Field(discriminator="kind")])


@cache
def _accept(dialect: str) -> ReturningInsert[Any]:
    return insert(INBOX_EVENT, dialect).on_conflict_do_nothing().returning(INBOX_EVENT.c.id)


@cache
def _mark_handled() -> Update:
    return (
        update(INBOX_EVENT)
        .where(equals(INBOX_EVENT, *_KEY))
        .values(handled_at=func.now(), payload=None, user_id=None)
    )


@cache
def _waiting() -> Select[Any]:
    return (
        select(INBOX_EVENT.c.payload)
        .where(INBOX_EVENT.c.handled_at.is_(None), INBOX_EVENT.c.occurred_at < bindparam("before"))
        .order_by(INBOX_EVENT.c.occurred_at, INBOX_EVENT.c.id)
        .limit(bindparam("most"))
    )


@cache
def _forget() -> Delete:
    return delete(INBOX_EVENT).where(
        INBOX_EVENT.c.handled_at.is_not(None), INBOX_EVENT.c.occurred_at < bindparam("before")
    )
