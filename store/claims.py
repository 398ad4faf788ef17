"""Who holds which place: never more winners than places, and of one person's wishes the last one wins."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Delete, Insert, Select, Update, and_, bindparam, case, delete, select, update
from sqlalchemy.sql.dml import ReturningUpdate

from bot.domain.claims import Claim, ClaimState, Taking
from bot.domain.people import PersonRef
from store.connection import Connection
from store.rows import claim_from, person_values
from store.statements import equals, has_many_writers, insert, is_of_person, of_person
from store.tables import CLAIM, POST

_OCCUPYING = (ClaimState.HELD.value, ClaimState.DONE.value)


@dataclass(frozen=True, slots=True)
class _Seen:
    """A post that is claimed, and one person's claim on it."""

    slots: int
    taken: int
    closes_at: datetime
    is_posted: bool
    state: ClaimState | None
    changed_at: datetime | None

    def is_newer(self, at: datetime) -> bool:
        """Tell whether a wish of that moment comes after the one we know."""
        return self.changed_at is None or at > self.changed_at

    def refusal(self, now: datetime) -> Taking | None:
        """Say why nobody gets a place, if so."""
        if not self.is_posted or self.closes_at <= now:
            return Taking.CLOSED
        return Taking.FULL if self.taken >= self.slots else None


class Claims:
    """Implements `bot.ports.Claims`.

    Whoever changes a claim locks its post first, so that two wishes of one person pass one after the other. SQLite's one
    writer is that lock; on PostgreSQL it is the post's row.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def take(
        self, post: str, person: PersonRef, at: datetime, now: datetime, *, by_hand: bool = False
    ) -> Taking:
        """Claim a place. `at` is when the person acted, by the platform's clock; `now` is our time.

        The checks, in this order:

        1. The post is unknown or not of a kind that is claimed: CLOSED.
        2. The person holds it or has done it: ALREADY, even when it is full or closed or the wish is an old one.
           A newer wish is remembered, so that only a release after it gives the place back.
        3. They gave it back at or after `at`: STALE, for the last wish wins.
        4. It is not posted yet, or closed at `now`: CLOSED.
        5. One guarded update takes a place, or there is none left: TAKEN or FULL. FULL keeps nothing of the person.
        """
        seen = await self._look(post, person)
        if seen and seen.state is None and (refusal := seen.refusal(now)):
            # Nothing of this person can change, so a crowd at a full post need not wait for one another.
            return refusal
        if seen and has_many_writers(self._connection):
            seen = await self._look_alone(post, person)
        if seen is None:
            return Taking.CLOSED
        if seen.state in {ClaimState.HELD, ClaimState.DONE}:
            if seen.is_newer(at):
                await self._keep(post, person, seen.state, at, by_hand=by_hand)
            return Taking.ALREADY
        if not seen.is_newer(at):
            return Taking.STALE
        if refusal := seen.refusal(now):
            return refusal
        taken = await self._connection.execute(_take_place(), {"of_id": post, "now": now})
        if taken.first() is None:
            return Taking.FULL
        await self._keep(post, person, ClaimState.HELD, at, by_hand=by_hand)
        return Taking.TAKEN

    async def release(
        self, post: str, person: PersonRef, at: datetime, *, by_hand: bool = False
    ) -> ClaimState | None:
        """Give the place back, if the person acted later than what we know. Returns the state it was in.

        None: there was nothing to give back, or it is stale. A release that arrives before its own, older claim is kept,
        and makes that claim stale.
        """
        seen = await self._look_alone(post, person)
        if seen is None or not seen.is_newer(at):
            return None
        await self._keep(post, person, ClaimState.RELEASED, at, by_hand=by_hand)
        if seen.state not in {ClaimState.HELD, ClaimState.DONE}:
            return None
        await self._connection.execute(_give_place_back(), {"of_id": post})
        return seen.state

    async def finish(self, post: str, person: PersonRef, at: datetime) -> bool:
        """Mark a held claim as done. False: it was not held."""
        await self._lock(post)
        parameters = {"of_post": post, **of_person(person), "at": at}
        return (await self._connection.execute(_finish(), parameters)).first() is not None

    async def get(self, post: str, person: PersonRef) -> Claim | None:
        """Look one person's claim up, also when it was given back."""
        row = (await self._connection.execute(_get(), {"of_post": post, **of_person(person)})).first()
        return claim_from(row) if row else None

    async def of(self, person: PersonRef) -> Sequence[Claim]:
        """List the person's held and done claims, newest first."""
        return [claim_from(row) for row in await self._connection.execute(_of(), of_person(person))]

    async def on(self, post: str) -> Sequence[Claim]:
        """List all claims on a post, those given back as well. For work on behalf of each, never for a list."""
        return [claim_from(row) for row in await self._connection.execute(_on(), {"of_post": post})]

    async def forget(self, closed_before: datetime) -> None:
        """Remove given-back claims on posts that closed before a moment."""
        await self._connection.execute(_forget(), {"before": closed_before})

    async def forget_all(self, closed_before: datetime) -> None:
        """Remove all claims on posts that closed before a moment. The places stay counted on the post."""
        await self._connection.execute(_forget_all(), {"before": closed_before})

    async def _look(self, post: str, person: PersonRef) -> _Seen | None:
        """Read the post with the person's claim. None: it is unknown or never claimed."""
        row = (await self._connection.execute(_look(), {"of_id": post, **of_person(person)})).first()
        if row is None or row.slots == 0:
            return None
        state = ClaimState(row.state) if row.state else None
        return _Seen(row.slots, row.taken, row.closes_at, row.message is not None, state, row.changed_at)

    async def _look_alone(self, post: str, person: PersonRef) -> _Seen | None:
        """Look, after locking the post: nobody else changes what we see until our transaction ends."""
        await self._lock(post)
        return await self._look(post, person)

    async def _lock(self, post: str) -> None:
        # A statement of its own: one that waits for a lock still reads other tables as they were before it waited.
        if has_many_writers(self._connection):
            await self._connection.execute(_lock(), {"of_id": post})

    async def _keep(
        self, post: str, person: PersonRef, state: ClaimState, at: datetime, *, by_hand: bool
    ) -> None:
        wish = {"state": state.value, "changed_at": at, "by_hand": by_hand}
        values = {**person_values(person), "post": post, **wish}
        await self._connection.execute(_keep(self._connection.dialect.name), values)


@cache
def _lock() -> Select[Any]:
    # FOR NO KEY UPDATE: the key never changes, so rows that refer to the post may be inserted meanwhile.
    return select(POST.c.id).where(equals(POST, "id")).with_for_update(key_share=True)


@cache
def _look() -> Select[Any]:
    is_theirs = and_(CLAIM.c.post == POST.c.id, is_of_person(CLAIM))
    return (
        select(
            POST.c.slots, POST.c.taken, POST.c.closes_at, POST.c.message, CLAIM.c.state, CLAIM.c.changed_at
        )
        .select_from(POST.outerjoin(CLAIM, is_theirs))
        .where(equals(POST, "id"))
    )


@cache
def _take_place() -> ReturningUpdate[Any]:
    is_open = and_(
        POST.c.taken < POST.c.slots, POST.c.closes_at > bindparam("now"), POST.c.message.is_not(None)
    )
    return update(POST).where(equals(POST, "id"), is_open).values(taken=POST.c.taken + 1).returning(POST.c.id)


@cache
def _give_place_back() -> Update:
    return update(POST).where(equals(POST, "id"), POST.c.taken > 0).values(taken=POST.c.taken - 1)


@cache
def _keep(dialect: str) -> Insert:
    statement = insert(CLAIM, dialect)
    return statement.on_conflict_do_update(
        index_elements=list(CLAIM.primary_key),
        set_={name: statement.excluded[name] for name in ("state", "changed_at", "by_hand")},
    )


@cache
def _finish() -> ReturningUpdate[Any]:
    at = bindparam("at", type_=CLAIM.c.changed_at.type)
    return (
        update(CLAIM)
        .where(equals(CLAIM, "post"), is_of_person(CLAIM), CLAIM.c.state == ClaimState.HELD.value)
        .values(
            state=ClaimState.DONE.value,
            changed_at=case((CLAIM.c.changed_at < at, at), else_=CLAIM.c.changed_at),
        )
        .returning(CLAIM.c.post)
    )


@cache
def _get() -> Select[Any]:
    return select(CLAIM).where(equals(CLAIM, "post"), is_of_person(CLAIM))


@cache
def _on() -> Select[Any]:
    return select(CLAIM).where(equals(CLAIM, "post"))


@cache
def _forget() -> Delete:
    return _forget_all().where(CLAIM.c.state == ClaimState.RELEASED.value)


@cache
def _forget_all() -> Delete:
    closed = select(POST.c.id).where(POST.c.closes_at < bindparam("before", type_=POST.c.closes_at.type))
    return delete(CLAIM).where(CLAIM.c.post.in_(closed))


@cache
def _of() -> Select[Any]:
    return (
        select(CLAIM)
        .where(is_of_person(CLAIM), CLAIM.c.state.in_(_OCCUPYING))
        .order_by(CLAIM.c.changed_at.desc(), CLAIM.c.post)
    )
