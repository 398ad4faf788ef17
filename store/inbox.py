"""Events, written down before the platform is told yes."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from operator import itemgetter
from typing import Annotated, Any, Final

from pydantic import Field, TypeAdapter, ValidationError
from sqlalchemy import Delete, Row, Select, Update, bindparam, delete, func, or_, select, update
from sqlalchemy.sql.dml import ReturningInsert, ReturningUpdate

from bot.events import Appeared, Event, Installed, Unfinished, Unwritten
from store.connection import Connection
from store.statements import equals, insert
from store.tables import INBOX_EVENT

_KEY: Final = ("platform", "workspace", "id")


class Inbox:
    """Implements `bot.ports.Inbox`. What people did and wrote is kept until the event is handled, its id some days more."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def accept(self, events: Sequence[Event | Unwritten]) -> set[str]:
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

    async def unfinished(self, older_than: datetime) -> Sequence[Unfinished]:
        """List them with how often they were tried, those as well that this version cannot read."""
        rows = await self._connection.execute(_unfinished(), {"before": older_than})
        return [_unfinished_from(row) for row in rows]

    async def due_again(
        self, now: datetime, older_than: datetime, most_tries: int, limit: int
    ) -> Sequence[Unfinished]:
        """List those that are to be tried again now: not tried `most_tries` times yet, nor too lately."""
        parameters = {"before": older_than, "now": now, "most_tries": most_tries, "most": limit}
        return [_unfinished_from(row) for row in await self._connection.execute(_due_again(), parameters)]

    async def try_again(self, unfinished: Unfinished, until: datetime) -> bool:
        """Count a try, and let no other begin before `until`. False: somebody else has begun one, or finished it."""
        names = dict(zip(("of_platform", "of_workspace", "of_id"), unfinished.key, strict=True))
        parameters = {**names, "of_tries": unfinished.tries, "until": until}
        return (await self._connection.execute(_try_again(), parameters)).first() is not None

    async def forget(self, older_than: datetime) -> None:
        """Remove handled events that happened before a moment."""
        await self._connection.execute(_forget(), {"before": older_than})

    async def forget_unfinished(self, older_than: datetime) -> None:
        """Remove events that happened before a moment and that nobody could finish."""
        await self._connection.execute(_forget_unfinished(), {"before": older_than})


def _key(event: Event) -> dict[str, str]:
    whose = event if isinstance(event, Installed | Appeared) else event.person
    return {"of_platform": whose.platform, "of_workspace": whose.workspace, "of_id": event.id}


def _values(event: Event | Unwritten) -> dict[str, Any]:
    whose = event if isinstance(event, Installed | Appeared | Unwritten) else event.person
    kept: dict[str, Any] = {
        "platform": whose.platform,
        "workspace": whose.workspace,
        "id": event.id,
        "occurred_at": event.at,
        "tries": 0,
    }
    if isinstance(event, Unwritten):
        return kept | {"user_id": None, "payload": None, "handled_at": event.at}
    user = None if isinstance(event, Installed | Appeared) else event.person.user
    return kept | {"user_id": user, "payload": _events().dump_json(event).decode(), "handled_at": None}


def _unfinished_from(row: Row[Any]) -> Unfinished:
    try:
        event = _events().validate_json(row.payload)
    except ValidationError:  # it says what was in it, so it goes no further
        event = None
    return Unfinished(
        platform=row.platform,
        workspace=row.workspace,
        id=row.id,
        at=row.occurred_at,
        tries=row.tries,
        event=event,
    )


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
def _unfinished() -> Select[Any]:
    is_waiting = INBOX_EVENT.c.handled_at.is_(None)
    return (
        select(INBOX_EVENT)
        .where(is_waiting, INBOX_EVENT.c.occurred_at < bindparam("before"))
        .order_by(INBOX_EVENT.c.occurred_at, INBOX_EVENT.c.id)
    )


@cache
def _due_again() -> Select[Any]:
    again_at = INBOX_EVENT.c.again_at
    is_time = or_(again_at.is_(None), again_at <= bindparam("now", type_=again_at.type))
    is_hopeful = INBOX_EVENT.c.tries < bindparam("most_tries")
    return _unfinished().where(is_hopeful, is_time).limit(bindparam("most"))


@cache
def _try_again() -> ReturningUpdate[Any]:
    return (
        update(INBOX_EVENT)
        .where(equals(INBOX_EVENT, *_KEY, "tries"), INBOX_EVENT.c.handled_at.is_(None))
        .values(tries=INBOX_EVENT.c.tries + 1, again_at=bindparam("until", type_=INBOX_EVENT.c.again_at.type))
        .returning(INBOX_EVENT.c.id)
    )


@cache
def _forget_unfinished() -> Delete:
    is_old = INBOX_EVENT.c.occurred_at < bindparam("before")
    return delete(INBOX_EVENT).where(INBOX_EVENT.c.handled_at.is_(None), is_old)


@cache
def _forget() -> Delete:
    return delete(INBOX_EVENT).where(
        INBOX_EVENT.c.handled_at.is_not(None), INBOX_EVENT.c.occurred_at < bindparam("before")
    )
