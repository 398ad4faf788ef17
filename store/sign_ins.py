"""Who may read the report's page: links that open once, and cookies, both known by their fingerprints alone."""

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Delete,
    Insert,
    Select,
    Update,
    and_,
    bindparam,
    delete,
    or_,
    select,
    update,
)
from sqlalchemy.sql.dml import ReturningDelete

from bot.domain.people import PersonRef
from store.connection import Connection
from store.rows import person_from, person_values
from store.statements import equals, insert
from store.tables import SIGN_IN


class SignIns:
    """Implements `bot.ports.SignIns`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def put(
        self, digest: str, person: PersonRef, *, is_used: bool, expires_at: datetime, ends_at: datetime
    ) -> None:
        """Keep a link, or once it is used a cookie, by its fingerprint."""
        values = {
            **person_values(person),
            "digest": digest,
            "is_used": is_used,
            "expires_at": expires_at,
            "ends_at": ends_at,
        }
        await self._connection.execute(_put(self._connection.dialect.name), values)

    async def find(self, digest: str, now: datetime, *, is_used: bool) -> PersonRef | None:
        """Tell whose link or cookie it is. None: there is none, or its time is over."""
        row = (await self._connection.execute(_find(), _of(digest, now, is_used=is_used))).first()
        return person_from(row) if row else None

    async def take(self, digest: str, now: datetime, *, is_used: bool) -> PersonRef | None:
        """Remove a link or cookie, and tell whose it was: of several at once, one is told."""
        row = (await self._connection.execute(_take(), _of(digest, now, is_used=is_used))).first()
        return person_from(row) if row else None

    async def touch(self, digest: str, expires_at: datetime) -> None:
        """Give a cookie more time, never beyond its end."""
        await self._connection.execute(_touch(), {"of_digest": digest, "until": expires_at})

    async def forget(self, now: datetime) -> None:
        """Remove what cannot be used any more."""
        await self._connection.execute(_forget(), {"now": now})


def _of(digest: str, now: datetime, *, is_used: bool) -> dict[str, Any]:
    return {"of_digest": digest, "of_is_used": is_used, "now": now}


@cache
def _put(dialect: str) -> Insert:
    return insert(SIGN_IN, dialect)


@cache
def _find() -> Select[Any]:
    return select(SIGN_IN).where(_is_good())


@cache
def _take() -> ReturningDelete[Any]:
    return (
        delete(SIGN_IN)
        .where(_is_good())
        .returning(SIGN_IN.c.platform, SIGN_IN.c.workspace, SIGN_IN.c.user_id)
    )


@cache
def _touch() -> Update:
    until = bindparam("until", type_=SIGN_IN.c.expires_at.type)
    return update(SIGN_IN).where(equals(SIGN_IN, "digest")).values(expires_at=until)


@cache
def _forget() -> Delete:
    now = bindparam("now", type_=SIGN_IN.c.ends_at.type)
    return delete(SIGN_IN).where(or_(SIGN_IN.c.expires_at <= now, SIGN_IN.c.ends_at <= now))


def _is_good() -> ColumnElement[bool]:
    now = bindparam("now", type_=SIGN_IN.c.ends_at.type)
    return and_(equals(SIGN_IN, "digest", "is_used"), SIGN_IN.c.expires_at > now, SIGN_IN.c.ends_at > now)
