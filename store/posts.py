"""What was planned and posted."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, Update, and_, bindparam, case, func, select, update
from sqlalchemy.sql.dml import ReturningInsert, ReturningUpdate

from bot.domain.people import MessageRef, Place
from bot.domain.posts import Post
from store.connection import Connection
from store.rows import post_from, post_values
from store.statements import equals, insert
from store.tables import POST

AT_ONCE: Final = 1_000
"""Ids in one statement; SQLite takes 32,766 parameters, PostgreSQL twice as many."""


class Posts:
    """Implements `bot.ports.Posts`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def plan(self, post: Post) -> bool:
        """Insert the occurrence. False: it exists."""
        result = await self._connection.execute(_plan(self._connection.dialect.name), post_values(post))
        return result.first() is not None

    async def get(self, post: str) -> Post | None:
        """Look an occurrence up."""
        row = (await self._connection.execute(_get(), {"of_id": post})).first()
        return post_from(row) if row else None

    async def at(self, message: MessageRef) -> Post | None:
        """Tell which occurrence a message shows. None: the message is not ours."""
        row = (await self._connection.execute(_at(), _of_message(message))).first()
        return post_from(row) if row else None

    async def mark_posted(self, post: str, message: MessageRef) -> None:
        """Keep which message shows the occurrence. Raises LookupError when the workspace has no such occurrence."""
        parameters = {"of_id": post, **_of_message(message)}
        if (await self._connection.execute(_mark_posted(), parameters)).first() is None:
            raise LookupError(f"{message.platform} {message.workspace} has no post {post}")

    async def close(self, post: str, at: datetime) -> None:
        """Take no more claims from an instant on."""
        await self._connection.execute(_close(), {"of_id": post, "at": at})

    async def of_ids(self, posts: Collection[str]) -> Mapping[str, Post]:
        """Look several up at once."""
        asked, found = sorted(posts), dict[str, Post]()
        for start in range(0, len(asked), AT_ONCE):
            rows = await self._connection.execute(_of_ids(), {"ids": asked[start : start + AT_ONCE]})
            found |= {row.id: post_from(row) for row in rows}
        return found

    async def widen(self, post: str, slots: int) -> bool:
        """Open more places. False: it has as many already."""
        parameters = {"of_id": post, "to": slots}
        return (await self._connection.execute(_widen(), parameters)).first() is not None

    async def on_day(self, place: Place, on: date) -> Sequence[Post]:
        """List a place's occurrences of one local date, earliest first, posted or not."""
        rows = await self._connection.execute(_on_day(), {**_of_place(place), "of_local_date": on})
        return [post_from(row) for row in rows]

    async def last_shown(self, place: Place, kind: str) -> dict[str, date]:
        """Tell for each item when this place last had it.

        What is planned counts as shown, so that two slots of one day are never given the same item.
        """
        rows = await self._connection.execute(_last_shown(), {**_of_place(place), "of_kind": kind})
        return {row.item: row.local_date for row in rows}

    async def claimable(self, now: datetime) -> Sequence[Post]:
        """List what is posted and can still be claimed, newest first."""
        return [post_from(row) for row in await self._connection.execute(_claimable(), {"now": now})]

    async def open_in(
        self, platform: str, workspace: str, now: datetime, channel: str = ""
    ) -> Sequence[Post]:
        """List what is posted in a workspace and can still be claimed, each item once, newest first."""
        parameters = {"of_platform": platform, "of_workspace": workspace, "now": now, "near": channel}
        return [post_from(row) for row in await self._connection.execute(_open_in(), parameters)]

    async def shown_to(self, platform: str, workspace: str, on_or_after: date) -> Sequence[Post]:
        """List what was posted in a workspace since a date, newest first."""
        parameters = {"of_platform": platform, "of_workspace": workspace, "since": on_or_after}
        return [post_from(row) for row in await self._connection.execute(_shown_to(), parameters)]


def _of_place(place: Place) -> dict[str, Any]:
    return {"of_platform": place.platform, "of_workspace": place.workspace, "of_channel": place.channel}


def _of_message(message: MessageRef) -> dict[str, Any]:
    return {"of_platform": message.platform, "of_workspace": message.workspace, "of_message": message.opaque}


@cache
def _plan(dialect: str) -> ReturningInsert[tuple[str]]:
    return insert(POST, dialect).on_conflict_do_nothing().returning(POST.c.id)


@cache
def _get() -> Select[Any]:
    return select(POST).where(equals(POST, "id"))


@cache
def _at() -> Select[Any]:
    return select(POST).where(equals(POST, "platform", "workspace", "message"))


@cache
def _mark_posted() -> ReturningUpdate[tuple[str]]:
    return (
        update(POST)
        .where(equals(POST, "id", "platform", "workspace"))
        .values(message=bindparam("of_message"))
        .returning(POST.c.id)
    )


@cache
def _close() -> Update:
    return (
        update(POST)
        .where(equals(POST, "id"), POST.c.closes_at > bindparam("at"))
        .values(closes_at=bindparam("at"))
    )


@cache
def _of_ids() -> Select[Any]:
    return select(POST).where(POST.c.id.in_(bindparam("ids", expanding=True)))


@cache
def _widen() -> ReturningUpdate[tuple[str]]:
    more = bindparam("to", type_=POST.c.slots.type)
    return update(POST).where(equals(POST, "id"), POST.c.slots < more).values(slots=more).returning(POST.c.id)


@cache
def _on_day() -> Select[Any]:
    is_asked = equals(POST, "platform", "workspace", "channel", "local_date")
    return select(POST).where(is_asked).order_by(POST.c.due_at, POST.c.slot)


@cache
def _last_shown() -> Select[Any]:
    newest = func.max(POST.c.local_date).label("local_date")
    is_asked = equals(POST, "platform", "workspace", "channel", "kind")
    return select(POST.c.item, newest).where(is_asked).group_by(POST.c.item)


@cache
def _claimable() -> Select[Any]:
    return select(POST).where(_is_open()).order_by(POST.c.due_at.desc(), POST.c.id)


def _is_open() -> ColumnElement[bool]:
    return and_(POST.c.slots > 0, POST.c.message.is_not(None), POST.c.closes_at > bindparam("now"))


@cache
def _open_in() -> Select[Any]:
    easiest = (
        case((POST.c.taken < POST.c.slots, 0), else_=1),
        case((POST.c.channel == bindparam("near"), 0), else_=1),
        POST.c.due_at.desc(),
        POST.c.id,
    )
    rank = func.row_number().over(partition_by=(POST.c.playbook, POST.c.kind, POST.c.item), order_by=easiest)
    ranked = (
        select(POST, rank.label("rank")).where(_is_open(), equals(POST, "platform", "workspace")).subquery()
    )
    return select(ranked).where(ranked.c.rank == 1).order_by(ranked.c.due_at.desc(), ranked.c.id)


@cache
def _shown_to() -> Select[Any]:
    return (
        select(POST)
        .where(
            equals(POST, "platform", "workspace"),
            POST.c.message.is_not(None),
            POST.c.local_date >= bindparam("since"),
        )
        .order_by(POST.c.local_date.desc(), POST.c.due_at.desc(), POST.c.id)
    )
