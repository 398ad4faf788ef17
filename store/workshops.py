"""Workshops with their dates, and who comes."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Delete, Select, Update, bindparam, delete, select, update
from sqlalchemy.sql.dml import ReturningDelete, ReturningInsert

from bot.domain.people import PersonRef, Place
from bot.domain.workshops import Meeting
from store.connection import Connection
from store.rows import person_from, person_values
from store.statements import equals, insert, is_of_person, of_person
from store.together_tables import ATTENDANCE, WORKSHOP


class Workshops:
    """Implements `bot.ports.Workshops`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def put(self, meeting: Meeting) -> bool:
        """Keep a new one. False: it is there."""
        values = {
            "platform": meeting.place.platform,
            "workspace": meeting.place.workspace,
            "id": meeting.id,
            "channel": meeting.place.channel,
            "playbook": meeting.playbook,
            "item": meeting.item,
            "starts_at": meeting.starts_at,
            "minutes": meeting.minutes,
            "location": meeting.where,
            "moves": meeting.moves,
            "is_cancelled": meeting.is_cancelled,
            "is_reminded": meeting.is_reminded,
            "is_followed_up": meeting.is_followed_up,
        }
        result = await self._connection.execute(_put(self._connection.dialect.name), values)
        return result.first() is not None

    async def hold(self, platform: str, workspace: str, id_: str) -> Meeting | None:
        """Look one up, which nobody else changes until the transaction ends."""
        row = (await self._connection.execute(_hold(), _of(platform, workspace, id_))).first()
        return _meeting(row) if row else None

    async def get(self, platform: str, workspace: str, id_: str) -> Meeting | None:
        """Look one up."""
        row = (await self._connection.execute(_get(), _of(platform, workspace, id_))).first()
        return _meeting(row) if row else None

    async def between(
        self, platform: str, workspace: str, since: datetime, until: datetime
    ) -> Sequence[Meeting]:
        """List those of a workspace that begin between two moments, soonest first, also those called off."""
        of = {"of_platform": platform, "of_workspace": workspace, "since": since, "until": until}
        return [_meeting(row) for row in await self._connection.execute(_between(), of)]

    async def change(self, meeting: Meeting) -> None:
        """Keep what has changed of one that is held."""
        changed = {
            "to_starts_at": meeting.starts_at,
            "to_minutes": meeting.minutes,
            "to_location": meeting.where,
            "to_moves": meeting.moves,
            "to_is_cancelled": meeting.is_cancelled,
            "to_is_reminded": meeting.is_reminded,
            "to_is_followed_up": meeting.is_followed_up,
        }
        place = meeting.place
        await self._connection.execute(
            _change(), {**_of(place.platform, place.workspace, meeting.id), **changed}
        )

    async def come(self, person: PersonRef, id_: str) -> bool:
        """Note that somebody comes. False: it was noted before."""
        values = {**person_values(person), "workshop": id_}
        result = await self._connection.execute(_come(self._connection.dialect.name), values)
        return result.first() is not None

    async def stay_away(self, person: PersonRef, id_: str) -> bool:
        """Remove that somebody comes. False: nothing was noted."""
        parameters = {**of_person(person), "of_workshop": id_}
        return (await self._connection.execute(_stay_away(), parameters)).first() is not None

    async def of(self, person: PersonRef) -> frozenset[str]:
        """List the workshops somebody comes to."""
        return frozenset((await self._connection.execute(_theirs(), of_person(person))).scalars())

    async def who_comes(self, platform: str, workspace: str, id_: str) -> Sequence[PersonRef]:
        """List who comes to one. For work on behalf of each, never for a list."""
        of = {"of_platform": platform, "of_workspace": workspace, "of_workshop": id_}
        return [person_from(row) for row in await self._connection.execute(_who_comes(), of)]

    async def forget(self, before: datetime) -> None:
        """Remove those that began before a moment, with who came."""
        for statement in _forget():
            await self._connection.execute(statement, {"before": before})


def _meeting(row: Any) -> Meeting:
    return Meeting(
        id=row.id,
        place=Place(row.platform, row.workspace, row.channel),
        playbook=row.playbook,
        item=row.item,
        starts_at=row.starts_at,
        minutes=row.minutes,
        where=row.location,
        moves=row.moves,
        is_cancelled=row.is_cancelled,
        is_reminded=row.is_reminded,
        is_followed_up=row.is_followed_up,
    )


def _of(platform: str, workspace: str, id_: str) -> dict[str, Any]:
    return {"of_platform": platform, "of_workspace": workspace, "of_id": id_}


@cache
def _put(dialect: str) -> ReturningInsert[Any]:
    return insert(WORKSHOP, dialect).on_conflict_do_nothing().returning(WORKSHOP.c.id)


@cache
def _get() -> Select[Any]:
    return select(WORKSHOP).where(equals(WORKSHOP, "platform", "workspace", "id"))


@cache
def _hold() -> Select[Any]:
    return _get().with_for_update()


@cache
def _between() -> Select[Any]:
    since, until = (bindparam(name, type_=WORKSHOP.c.starts_at.type) for name in ("since", "until"))
    is_asked = equals(WORKSHOP, "platform", "workspace")
    return (
        select(WORKSHOP)
        .where(is_asked, WORKSHOP.c.starts_at > since, WORKSHOP.c.starts_at <= until)
        .order_by(WORKSHOP.c.starts_at, WORKSHOP.c.id)
    )


@cache
def _change() -> Update:
    names = ("starts_at", "minutes", "location", "moves", "is_cancelled", "is_reminded", "is_followed_up")
    new = {name: bindparam(f"to_{name}", type_=WORKSHOP.c[name].type) for name in names}
    return update(WORKSHOP).where(equals(WORKSHOP, "platform", "workspace", "id")).values(new)


@cache
def _come(dialect: str) -> ReturningInsert[Any]:
    return insert(ATTENDANCE, dialect).on_conflict_do_nothing().returning(ATTENDANCE.c.workshop)


@cache
def _stay_away() -> ReturningDelete[Any]:
    is_asked = (is_of_person(ATTENDANCE), equals(ATTENDANCE, "workshop"))
    return delete(ATTENDANCE).where(*is_asked).returning(ATTENDANCE.c.workshop)


@cache
def _theirs() -> Select[Any]:
    return select(ATTENDANCE.c.workshop).where(is_of_person(ATTENDANCE))


@cache
def _who_comes() -> Select[Any]:
    return (
        select(ATTENDANCE)
        .where(equals(ATTENDANCE, "platform", "workspace", "workshop"))
        .order_by(ATTENDANCE.c.user_id)
    )


@cache
def _forget() -> tuple[Delete, ...]:
    is_old = WORKSHOP.c.starts_at < bindparam("before", type_=WORKSHOP.c.starts_at.type)
    old = select(WORKSHOP.c.id).where(
        is_old, WORKSHOP.c.platform == ATTENDANCE.c.platform, WORKSHOP.c.workspace == ATTENDANCE.c.workspace
    )
    return (delete(ATTENDANCE).where(ATTENDANCE.c.workshop.in_(old)), delete(WORKSHOP).where(is_old))
