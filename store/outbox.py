"""Intentions to speak, and how far each has come."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import (
    Delete,
    Insert,
    Select,
    Update,
    and_,
    bindparam,
    case,
    delete,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.sql.dml import ReturningInsert, ReturningUpdate

from bot.domain.delivery import RANKS, Delivery, DeliveryKind, DeliveryState
from store.connection import Connection
from store.rows import delivery_from, delivery_values
from store.statements import equals, insert
from store.tables import DELIVERY, POST

_FINAL: Final = (DeliveryState.SENT.value, DeliveryState.SKIPPED.value, DeliveryState.FAILED.value)
_IN_HAND: Final = (DeliveryState.LEASED.value, DeliveryState.SENDING.value)
_WAITING: Final = (DeliveryState.DUE.value, DeliveryState.UNKNOWN.value)
_DUE: Final = MappingProxyType({"state": DeliveryState.DUE.value, "leased_until": None})


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
        or has its place in its lanes keeps its time altogether, for that time is the platform's. One that is in hand just
        now was perhaps drawn before this change, so it becomes due again when it is settled. Any other is due anew, with
        fresh attempts.
        """
        asked = Delivery(f"update:{post}", DeliveryKind.UPDATE, post, due_at, expires_at)
        await self._connection.execute(_ask_update(self._connection.dialect.name), delivery_values(asked))

    async def lease(self, now: datetime, until: datetime, limit: int) -> Sequence[Delivery]:
        """Take due deliveries as LEASED, what goes first at the head (RANKS), and raise their fence.

        On PostgreSQL, rows that another machine is taking are passed over.
        """
        rows = await self._connection.execute(_lease(), {"now": now, "until": until, "most": limit})
        leased = (delivery_from(row) for row in rows)
        return sorted(leased, key=lambda each: (RANKS[each.kind], each.due_at, each.key))

    async def reclaim(self, now: datetime) -> None:
        """Make due again what was LEASED by a machine that has not come back in time."""
        await self._connection.execute(_reclaim(), {"now": now})

    async def put_back(
        self, delivery: Delivery, due_at: datetime | None = None, *, is_booked: bool = False
    ) -> None:
        """Give a LEASED one back, for a later time; `is_booked`: it has its place in its lanes for then."""
        back = {"of_key": delivery.key, "of_fence": delivery.fence, "next_try": due_at, "booked": is_booked}
        await self._connection.execute(_put_back(), back)

    async def begin(self, delivery: Delivery, now: datetime, until: datetime) -> bool:
        """Mark a LEASED one as SENDING; the caller commits, then calls out. False: somebody else has leased it since."""
        begun = {"of_key": delivery.key, "of_fence": delivery.fence, "at": now, "until": until}
        return (await self._connection.execute(_begin(), begun)).first() is not None

    async def settle(
        self,
        key: str,
        fence: int,
        state: DeliveryState,
        *,
        due_at: datetime | None = None,
        reason: str = "",
        looks: int = 0,
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
            "in_vain": looks,
        }
        return (await self._connection.execute(_settle(), outcome)).first() is not None

    async def drop(self, reason: str, subjects: Collection[str]) -> None:
        """Skip posts, announcements and the letters of some subjects that wait or are in hand and not yet being said."""
        await self._connection.execute(_drop(tuple(sorted(subjects))), {"why": reason})

    async def prove(self, key: str) -> bool:
        """Mark as SENT what has been seen to be there, whoever holds it. False: it was settled before."""
        return (await self._connection.execute(_prove(), {"of_key": key})).first() is not None

    async def ask_again(self, key: str, due_at: datetime, expires_at: datetime) -> bool:
        """Make a HELD one due anew, with fresh attempts. False: it is not held."""
        anew = {"of_key": key, "due": due_at, "expires": expires_at}
        return (await self._connection.execute(_ask_again(), anew)).first() is not None

    async def give_up_held(self, closed_before: datetime) -> None:
        """Leave it at that where nobody answered until the post had closed."""
        await self._connection.execute(_give_up_held(), {"before": closed_before})

    async def doubtful(self, now: datetime) -> Sequence[Delivery]:
        """List UNKNOWN ones whose time to be looked for has come, and SENDING ones whose lease has ended."""
        return [delivery_from(row) for row in await self._connection.execute(_doubtful(), {"now": now})]

    async def in_doubt(self) -> Sequence[Delivery]:
        """List UNKNOWN and HELD ones, the longest due first."""
        return [delivery_from(row) for row in await self._connection.execute(_in_doubt())]

    async def counts(self) -> Mapping[DeliveryState, int]:
        """Count the deliveries in each state; one in which there are none is left out."""
        rows = await self._connection.execute(_counts())
        return {DeliveryState(row.state): row.many for row in rows}

    async def oldest_due(self) -> datetime | None:
        """Tell since when the delivery that waits longest has been due, or will be. None: nothing waits to be sent."""
        moment: datetime | None = (await self._connection.execute(_oldest_due())).scalar()
        return moment

    async def next_due(self) -> datetime | None:
        """Tell when there is something to send or to look for next. None: nothing waits."""
        moment: datetime | None = (await self._connection.execute(_next_due())).scalar()
        return moment

    async def get(self, key: str) -> Delivery | None:
        """Look a delivery up."""
        row = (await self._connection.execute(_get(), {"of_key": key})).first()
        return delivery_from(row) if row else None

    async def forget_notices(self, due_before: datetime) -> None:
        """Remove notices that were due before and have come to an end."""
        await self._connection.execute(_forget_notices(), {"before": due_before})

    async def forget_letters(self, due_before: datetime) -> None:
        """Remove whatever else was for one person, was due before and has come to an end."""
        await self._connection.execute(_forget_letters(), {"before": due_before})


@cache
def _counts() -> Select[Any]:
    return select(DELIVERY.c.state, func.count().label("many")).group_by(DELIVERY.c.state)


@cache
def _oldest_due() -> Select[Any]:
    return select(func.min(DELIVERY.c.due_at)).where(DELIVERY.c.state == DeliveryState.DUE.value)


@cache
def _get() -> Select[Any]:
    return select(DELIVERY).where(equals(DELIVERY, "key"))


@cache
def _forget_notices() -> Delete:
    return _forget().where(DELIVERY.c.kind == DeliveryKind.NOTICE.value)


@cache
def _forget_letters() -> Delete:
    return _forget().where(DELIVERY.c.kind != DeliveryKind.NOTICE.value, DELIVERY.c.user_id.is_not(None))


@cache
def _forget() -> Delete:
    is_old = DELIVERY.c.due_at < bindparam("before")
    return delete(DELIVERY).where(DELIVERY.c.state.in_(_FINAL), is_old)


@cache
def _put(dialect: str) -> ReturningInsert[Any]:
    return insert(DELIVERY, dialect).on_conflict_do_nothing().returning(DELIVERY.c.key)


@cache
def _ask_update(dialect: str) -> Insert:
    statement = insert(DELIVERY, dialect)
    asked, kept = statement.excluded, DELIVERY.c
    is_sending = kept.state.in_(_IN_HAND)
    is_due = kept.state == DeliveryState.DUE.value
    is_asked_before = or_(is_due, and_(is_sending, kept.again))
    is_told_when = and_(is_due, or_(kept.attempts > 0, kept.is_booked))
    keeps_its_time = or_(is_told_when, and_(is_asked_before, kept.due_at < asked.due_at))
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
        .order_by(DELIVERY.c.rank, DELIVERY.c.due_at, DELIVERY.c.key)
        .limit(bindparam("most"))
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    return (
        update(DELIVERY)
        .where(DELIVERY.c.key.in_(select(due.c.key)))
        .values(state=DeliveryState.LEASED.value, fence=DELIVERY.c.fence + 1, leased_until=bindparam("until"))
        .returning(DELIVERY)
    )


@cache
def _reclaim() -> Update:
    is_left = and_(
        DELIVERY.c.state == DeliveryState.LEASED.value, DELIVERY.c.leased_until <= bindparam("now")
    )
    # Its place in its lanes is over by now.
    return update(DELIVERY).where(is_left).values(**_DUE | {"is_booked": False})


@cache
def _put_back() -> Update:
    is_ours = and_(equals(DELIVERY, "key", "fence"), DELIVERY.c.state == DeliveryState.LEASED.value)
    later = func.coalesce(bindparam("next_try", type_=DELIVERY.c.due_at.type), DELIVERY.c.due_at)
    return (
        update(DELIVERY).where(is_ours).values(**_DUE | {"is_booked": bindparam("booked"), "due_at": later})
    )


@cache
def _begin() -> ReturningUpdate[Any]:
    is_ours = and_(equals(DELIVERY, "key", "fence"), DELIVERY.c.state == DeliveryState.LEASED.value)
    return (
        update(DELIVERY)
        .where(is_ours)
        .values(
            state=DeliveryState.SENDING.value,
            attempts=DELIVERY.c.attempts + 1,
            tried_at=bindparam("at"),
            leased_until=bindparam("until"),
            is_booked=False,
        )
        .returning(DELIVERY.c.key)
    )


@cache
def _settle() -> ReturningUpdate[Any]:
    outcome = bindparam("outcome", type_=DELIVERY.c.state.type)
    # A post may be settled by its sender after it was doubted. A redrawing that is due again is another one already.
    is_open = or_(DELIVERY.c.kind != DeliveryKind.UPDATE.value, DELIVERY.c.state.in_(_IN_HAND))
    starts_anew = and_(DELIVERY.c.again, outcome != DeliveryState.DUE.value)
    return (
        update(DELIVERY)
        .where(equals(DELIVERY, "key", "fence"), DELIVERY.c.state.not_in(_FINAL), is_open)
        .values(
            state=case((DELIVERY.c.again, DeliveryState.DUE.value), else_=outcome),
            due_at=func.coalesce(bindparam("next_try", type_=DELIVERY.c.due_at.type), DELIVERY.c.due_at),
            attempts=case((starts_anew, 0), else_=DELIVERY.c.attempts),
            leased_until=None,
            is_booked=False,
            reason=bindparam("why"),
            looks=bindparam("in_vain"),
            again=False,
        )
        .returning(DELIVERY.c.key)
    )


@cache
def _drop(subjects: tuple[str, ...]) -> Update:
    to_all = DELIVERY.c.kind.in_((DeliveryKind.POST.value, DeliveryKind.ANNOUNCEMENT.value))
    letters = [DELIVERY.c.key.startswith(f"letter:{each}:", autoescape=True) for each in subjects]
    is_unsaid = DELIVERY.c.state.in_((DeliveryState.DUE.value, DeliveryState.LEASED.value))
    return (
        update(DELIVERY)
        .where(is_unsaid, or_(to_all, *letters))
        .values(
            state=DeliveryState.SKIPPED.value, leased_until=None, is_booked=False, reason=bindparam("why")
        )
    )


@cache
def _prove() -> ReturningUpdate[Any]:
    return (
        update(DELIVERY)
        .where(equals(DELIVERY, "key"), DELIVERY.c.state.not_in(_FINAL))
        .values(state=DeliveryState.SENT.value, leased_until=None, reason="", again=False)
        .returning(DELIVERY.c.key)
    )


@cache
def _ask_again() -> ReturningUpdate[Any]:
    return (
        update(DELIVERY)
        .where(equals(DELIVERY, "key"), DELIVERY.c.state == DeliveryState.HELD.value)
        .values(
            **_DUE
            | {"due_at": bindparam("due"), "expires_at": bindparam("expires"), "attempts": 0, "looks": 0}
        )
        .returning(DELIVERY.c.key)
    )


@cache
def _doubtful() -> Select[Any]:
    is_time = and_(DELIVERY.c.state == DeliveryState.UNKNOWN.value, DELIVERY.c.due_at <= bindparam("now"))
    is_abandoned = and_(
        DELIVERY.c.state == DeliveryState.SENDING.value, DELIVERY.c.leased_until <= bindparam("now")
    )
    return select(DELIVERY).where(or_(is_time, is_abandoned)).order_by(DELIVERY.c.due_at, DELIVERY.c.key)


@cache
def _give_up_held() -> Update:
    closed = select(POST.c.id).where(POST.c.closes_at < bindparam("before"))
    return (
        update(DELIVERY)
        .where(DELIVERY.c.state == DeliveryState.HELD.value, DELIVERY.c.post.in_(closed))
        .values(state=DeliveryState.SKIPPED.value, reason="nobody answered")
    )


@cache
def _in_doubt() -> Select[Any]:
    is_in_doubt = DELIVERY.c.state.in_((DeliveryState.UNKNOWN.value, DeliveryState.HELD.value))
    return select(DELIVERY).where(is_in_doubt).order_by(DELIVERY.c.due_at, DELIVERY.c.key)


@cache
def _next_due() -> Select[Any]:
    return select(func.min(DELIVERY.c.due_at)).where(DELIVERY.c.state.in_(_WAITING))
