"""What is told of the members of a workspace together: counts without names, worked out once for a week."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, distinct, func, or_, select
from sqlalchemy.sql.dml import ReturningInsert

from bot.domain.acts import ActKind
from bot.domain.claims import ClaimState
from bot.domain.crowd import Told
from bot.domain.figures import LEARNED, Counts, Offer
from store.connection import Connection
from store.statements import equals, insert
from store.tables import ACT, CLAIM, CROWD, MEMBER, POST


class Crowds:
    """Implements `bot.ports.Crowds`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def get(self, workspace: tuple[str, str], subject: str, week: date) -> Told | None:
        """Give what was worked out for a week. None: nothing was so far."""
        parameters = {**_of_workspace(workspace), "of_subject": subject, "of_week": week}
        row = (await self._connection.execute(_get(), parameters)).first()
        return Told(row.tenths) if row else None

    async def between(
        self, workspace: tuple[str, str], first: date, last: date
    ) -> Mapping[date, Mapping[str, Told]]:
        """Give all that was worked out for weeks or quarters that begin on these dates, by date and subject."""
        found: dict[date, dict[str, Told]] = {}
        parameters = {**_of_workspace(workspace), "first": first, "last": last}
        for row in await self._connection.execute(_between(), parameters):
            found.setdefault(row.week, {})[row.subject] = Told(row.tenths)
        return found

    async def put(self, workspace: tuple[str, str], subject: str, week: date, told: Told) -> bool:
        """Keep what was worked out, for good. False: somebody was quicker, and that stays."""
        platform, name = workspace
        values = {
            "platform": platform,
            "workspace": name,
            "subject": subject,
            "week": week,
            "tenths": told.tenths,
        }
        result = await self._connection.execute(_put(self._connection.dialect.name), values)
        return result.first() is not None

    async def count(self, workspace: tuple[str, str], first: date, last: date) -> Counts:
        """Count all members, those with a step on these dates, and those with one of each kind: in one look."""
        parameters = {**_of_workspace(workspace), "first": first, "last": last}
        row = (await self._connection.execute(_count(), parameters)).mappings().one()
        return Counts(row["members"], row["active"], {kind: row[kind.value] or 0 for kind in LEARNED})

    async def offers(self, workspace: tuple[str, str], first: date, last: date) -> Sequence[Offer]:
        """List the ideas that were posted on these dates, each with its places."""
        parameters = {**_of_workspace(workspace), "first": first, "last": last}
        rows = await self._connection.execute(_offers(), parameters)
        return [Offer(row.id, row.playbook, row.item, row.taken, row.slots) for row in rows]

    async def claimers(self, workspace: tuple[str, str], posts: Sequence[str]) -> int:
        """Count the different people who took a place of any of these posts."""
        parameters = {**_of_workspace(workspace), "posts": list(posts)}
        found: int = (await self._connection.execute(_claimers(), parameters)).scalar_one()
        return found

    async def steps(
        self, workspace: tuple[str, str], first: date, last: date, campaign_from: date
    ) -> tuple[int, int]:
        """Count the members who take part in a campaign that began then and had a step, and their days with a step."""
        parameters = {
            **_of_workspace(workspace),
            "first": first,
            "last": last,
            "campaign_from": campaign_from,
        }
        row = (await self._connection.execute(_steps(), parameters)).one()
        return row.people, row.days


def _of_workspace(workspace: tuple[str, str]) -> dict[str, Any]:
    return {"of_platform": workspace[0], "of_workspace": workspace[1]}


@cache
def _get() -> Select[Any]:
    return select(CROWD).where(equals(CROWD, "platform", "workspace", "subject", "week"))


@cache
def _between() -> Select[Any]:
    return select(CROWD).where(equals(CROWD, "platform", "workspace"), *_is_between(CROWD.c.week))


@cache
def _put(dialect: str) -> ReturningInsert[Any]:
    return insert(CROWD, dialect).on_conflict_do_nothing().returning(CROWD.c.week)


@cache
def _count() -> Select[Any]:
    did = [func.max(case((ACT.c.kind == kind.value, 1), else_=0)).label(kind.value) for kind in LEARNED]
    acted = (
        select(ACT.c.user_id, *did)
        .where(equals(ACT, "platform", "workspace"), _is_step())
        .group_by(ACT.c.user_id)
        .subquery()
    )
    columns: list[Any] = [
        func.count().label("members"),
        func.count(acted.c.user_id).label("active"),
        *(func.sum(acted.c[kind.value]).label(kind.value) for kind in LEARNED),
    ]
    return (
        select(*columns)
        .select_from(MEMBER.outerjoin(acted, MEMBER.c.user_id == acted.c.user_id))
        .where(equals(MEMBER, "platform", "workspace"))
    )


@cache
def _offers() -> Select[Any]:
    return (
        select(POST.c.id, POST.c.playbook, POST.c.item, POST.c.taken, POST.c.slots)
        .where(equals(POST, "platform", "workspace"), POST.c.slots > 0, POST.c.message.is_not(None))
        .where(*_is_between(POST.c.local_date))
    )


@cache
def _claimers() -> Select[Any]:
    is_taken = CLAIM.c.state.in_((ClaimState.HELD.value, ClaimState.DONE.value))
    return select(func.count(distinct(CLAIM.c.user_id))).where(
        equals(CLAIM, "platform", "workspace"), is_taken, CLAIM.c.post.in_(bindparam("posts", expanding=True))
    )


@cache
def _steps() -> Select[int, int]:
    # One a day: how much somebody does on it is of no importance (domain research, R72).
    takes_part = or_(
        MEMBER.c.campaigns_from.is_(None),
        MEMBER.c.campaigns_from <= bindparam("campaign_from", type_=MEMBER.c.campaigns_from.type),
    )
    days = (
        select(ACT.c.user_id, ACT.c.local_date)
        .distinct()
        .select_from(MEMBER)
        .join(ACT, and_(_is_of_member(), _is_step()))
        .where(equals(MEMBER, "platform", "workspace"), takes_part)
        .subquery()
    )
    return select(
        func.count(distinct(days.c.user_id)).label("people"), func.count(days.c.user_id).label("days")
    )


def _is_of_member() -> Any:
    return and_(*(ACT.c[name] == MEMBER.c[name] for name in ("platform", "workspace", "user_id")))


def _is_step() -> Any:
    return and_(ACT.c.kind != ActKind.TIP_SEEN.value, *_is_between(ACT.c.local_date))


def _is_between(day: Any) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return day >= bindparam("first", type_=day.type), day <= bindparam("last", type_=day.type)
