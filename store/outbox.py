"""Intentions to speak, and how far each has come."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import Delete, Insert, Select, and_, bindparam, case, delete, func, or_, select, update
from sqlalchemy.sql.dml import ReturningInsert, ReturningUpdate

from bot.domain.delivery import Delivery, DeliveryKind, DeliveryState
from store.connection import Connection
from store.rows import delivery_from, delivery_values
from store.statements import equals, insert
from store.tables import DELIVERY

_FINAL: Final = (DeliveryState.SENT.value, DeliveryState.SKIPPED.value, DeliveryState.FAILED.value)


class Outbox:
    """Implements `bot.ports.Outbox`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def put(self, delivery: Delivery) -> bool:
        """Add the intention. False: its key exists."""
        result = await self._connection.execute(
            _put(self._connection.dialect.name), delivery_values(delivery)
        )
        return result.first() is not None

    async def ask_update(self, post: str, due_at: datetime, expires_at: datetime) -> None:
        """Ask for the post's card to be redrawn; many asks before it is sent are one.

        One that waits keeps its earlier time, so that steady asking never puts it off; one that waits for another try
        keeps its time altogether, for that time is the platform's. One that is being sent just now was perhaps drawn
        before this change, so it becomes due again when it is settled. Any other is due anew, with fresh attempts.
        """
        asked = Delivery(f"update:{post}", DeliveryKind.UPDATE, post, due_at, expires_at)
        await self._connection.execute(_ask_update(self._connection.dialect.name), delivery_values(asked))

    async def lease(self, now: datetime, until: datetime, limit: int) -> Sequence[Delivery]:
        """Take due deliveries, the longest due first, mark them SENDING, raise their fence.

        The caller commits before it calls out. On PostgreSQL, rows that another machine is taking are passed over.
        """
        rows = await self._connection.execute(_lease(), {"now": now, "until": until, "most": limit})
        return sorted(
            (delivery_from(row) for row in rows), key=lambda delivery: (delivery.due_at, delivery.key)
        )

    async def settle(
        self, key: str, fence: int, state: DeliveryState, *, due_at: datetime | None = None, reason: str = ""
    ) -> bool:
        """Write the outcome; `due_at` moves one that is due again. An update asked for meanwhile becomes due again.

        False, and nothing is written: somebody else has leased it since, or has already settled it for good.
        """
        outcome = {
            "of_key": key,
            "of_fence": fence,
            "outcome": state.value,
            "next_try": due_at,
            "why": reason,
        }
        return (await self._connection.execute(_settle(), outcome)).first() is not None

    async def doubtful(self, now: datetime) -> Sequence[Delivery]:
        """List UNKNOWN ones, and SENDING ones whose lease has ended, the longest due first."""
        return [delivery_from(row) for row in await self._connection.execute(_doubtful(), {"now": now})]

    async def next_due(self) -> datetime | None:
        """Tell when the next delivery is due. None: nothing waits."""
        moment: datetime | None = (await self._connection.execute(_next_due())).scalar()
        return moment

    async def forget_notices(self, due_before: datetime) -> None:
        """Remove notices that were due before and have come to an end."""
        await self._connection.execute(_forget_notices(), {"before": due_before})


@cache
def _forget_notices() -> Delete:
    is_over = DELIVERY.c.state.in_(_FINAL)
    is_old = DELIVERY.c.due_at < bindparam("before")
    return delete(DELIVERY).where(DELIVERY.c.kind == DeliveryKind.NOTICE.value, is_over, is_old)


@cache
def _put(dialect: str) -> ReturningInsert[Any]:
    return insert(DELIVERY, dialect).on_conflict_do_nothing().returning(DELIVERY.c.key)


@cache
def _ask_update(dialect: str) -> Insert:
    statement = insert(DELIVERY, dialect)
    asked, kept = statement.excluded, DELIVERY.c
    is_sending = kept.state == DeliveryState.SENDING.value
    is_due = kept.state == DeliveryState.DUE.value
    is_asked_before = or_(is_due, and_(is_sending, kept.again))
    keeps_its_time = or_(and_(is_due, kept.attempts > 0), and_(is_asked_before, kept.due_at < asked.due_at))
    return statement.on_conflict_do_update(
        index_elements=[kept.key],
        set_={
            "state": case((is_sending, kept.state), else_=asked.state),
            "again": is_sending,
            "due_at": case((keeps_its_time, kept.due_at), else_=asked.due_at),
            "expires_at": asked.expires_at,
            "attempts": case((or_(is_sending, is_due), kept.attempts), else_=asked.attempts),
            "reason": case((or_(is_sending, is_due), kept.reason), else_=asked.reason),
        },
    )


@cache
def _lease() -> ReturningUpdate[Any]:
    # In a common table expression, which PostgreSQL runs once; as a plain subquery it may run, and lock, more often.
    due = (
        select(DELIVERY.c.key)
        .where(DELIVERY.c.state == DeliveryState.DUE.value, DELIVERY.c.due_at <= bindparam("now"))
        .order_by(DELIVERY.c.due_at, DELIVERY.c.key)
        .limit(bindparam("most"))
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    return (
        update(DELIVERY)
        .where(DELIVERY.c.key.in_(select(due.c.key)))
        .values(
            state=DeliveryState.SENDING.value,
            fence=DELIVERY.c.fence + 1,
            attempts=DELIVERY.c.attempts + 1,
            leased_until=bindparam("until"),
        )
        .returning(DELIVERY)
    )


@cache
def _settle() -> ReturningUpdate[Any]:
    outcome = bindparam("outcome", type_=DELIVERY.c.state.type)
    starts_anew = and_(DELIVERY.c.again, outcome != DeliveryState.DUE.value)
    return (
        update(DELIVERY)
        .where(equals(DELIVERY, "key", "fence"), DELIVERY.c.state.not_in(_FINAL))
        .values(
            state=case((DELIVERY.c.again, DeliveryState.DUE.value), else_=outcome),
            due_at=func.coalesce(bindparam("next_try", type_=DELIVERY.c.due_at.type), DELIVERY.c.due_at),
            attempts=case((starts_anew, 0), else_=DELIVERY.c.attempts),
            leased_until=None,
            reason=bindparam("why"),
            again=False,
        )
        .returning(DELIVERY.c.key)
    )


@cache
def _doubtful() -> Select[Any]:
    is_abandoned = and_(
        DELIVERY.c.state == DeliveryState.SENDING.value, DELIVERY.c.leased_until <= bindparam("now")
    )
    return (
        select(DELIVERY)
        .where(or_(DELIVERY.c.state == DeliveryState.UNKNOWN.value, is_abandoned))
        .order_by(DELIVERY.c.due_at, DELIVERY.c.key)
    )


@cache
def _next_due() -> Select[Any]:
    return select(func.min(DELIVERY.c.due_at)).where(DELIVERY.c.state == DeliveryState.DUE.value)
