"""Accounts that a person made one, and the codes that carry this wish from one to the other."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Delete,
    Insert,
    Select,
    Table,
    Update,
    and_,
    bindparam,
    case,
    delete,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.sql.dml import ReturningDelete, ReturningInsert, ReturningUpdate

from bot.domain.claims import Claim
from bot.domain.links import one_claim, take_two_places
from bot.domain.people import PersonRef
from store.connection import Connection
from store.rows import claim_from, kept_from, kept_values, person_from, person_values
from store.statements import equals, has_many_writers, insert, is_of_person, of_person
from store.tables import (
    ACT,
    AWARD,
    CLAIM,
    DELIVERY,
    LINK,
    LINK_CODE,
    LINK_TRY,
    MEMBER,
    NOTE,
    NUDGE,
    POST,
    STANDING,
)

_TURN: Final = 0x706F7274656C696E
"""The advisory lock of whoever joins, leaves, links or rewrites a member: one at a time."""


class Links:
    """Implements `bot.ports.Links`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def take_turn(self) -> None:
        """Let joining, leaving, linking and rewriting a member pass one after the other, until the transaction ends."""
        if has_many_writers(self._connection):
            await self._connection.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": _TURN})

    async def accounts(self, person: PersonRef) -> Sequence[PersonRef]:
        """List the accounts that are one with this one, itself included; the one that keeps comes first."""
        row = (await self._connection.execute(kept_under(), of_person(person))).first()
        kept = kept_from(row) if row else person
        others = await self._connection.execute(_linked_to(), _of_kept(kept))
        return [kept, *(person_from(other) for other in others)]

    async def join(self, account: PersonRef, kept: PersonRef) -> Sequence[str]:
        """Move what is kept under `account` to the member `kept`, who is asked for by both from now on.

        Accounts that were linked to `account` follow. Tells the posts where the person had two places and now has one.
        """
        theirs = of_person(account)
        if has_many_writers(self._connection):
            # First whoever acts as this member right now comes to an end, then nobody claims the same posts meanwhile.
            await self._connection.execute(lock_member(), theirs)
            await self._connection.execute(lock_their_posts(), theirs)
        freed = await self._move_claims(account, kept)
        for table in (ACT, NOTE, AWARD, NUDGE):
            move = _move(table, self._connection.dialect.name)
            await self._connection.execute(move, {**theirs, **_to(kept)})
        await self._connection.execute(_follow(), {**_of_kept(account), **_to(kept)})
        # How the rhythm stood long ago is kept of one account: two that ran side by side make no sum.
        for table in (ACT, NOTE, AWARD, NUDGE, STANDING, DELIVERY, CLAIM, MEMBER):
            await self._connection.execute(_delete(table), theirs)
        await self._connection.execute(LINK.insert(), {**person_values(account), **kept_values(kept)})
        return freed

    async def part(self, account: PersonRef) -> None:
        """Undo a link; nothing stays under `account`."""
        for table in (LINK, LINK_CODE, LINK_TRY):
            await self._connection.execute(_delete(table), of_person(account))
        await self._connection.execute(forget_typed(), of_person(account))

    async def put_code(self, digest: str, owner: PersonRef, expires_at: datetime) -> None:
        """Keep the fingerprint of a code, in the place of the owner's last one."""
        values = {**person_values(owner), "digest": digest, "expires_at": expires_at}
        nobody = {"for_platform": None, "for_workspace": None, "for_user_id": None}
        await self._connection.execute(_put_code(self._connection.dialect.name), {**values, **nobody})

    async def owner_of(self, digest: str, now: datetime) -> PersonRef | None:
        """Tell whose code it is. None: there is none, it was typed before, or it has expired."""
        row = (await self._connection.execute(_owner_of(), {"of_digest": digest, "now": now})).first()
        return person_from(row) if row else None

    async def bind(self, digest: str, account: PersonRef, now: datetime) -> bool:
        """Note who typed a code: nobody else can use it any more. False: somebody was quicker."""
        parameters = {"of_digest": digest, "now": now, **_typed_by(account)}
        return (await self._connection.execute(_bind(), parameters)).first() is not None

    async def use(self, digest: str, account: PersonRef, now: datetime) -> PersonRef | None:
        """Use up a code that this account typed, and tell whose it was."""
        parameters = {"of_digest": digest, "now": now, **of_person(account)}
        row = (await self._connection.execute(_use(), parameters)).first()
        return person_from(row) if row else None

    async def may_try(self, account: PersonRef, now: datetime, until: datetime, most: int) -> bool:
        """Count a try, remembered `until` then. False: there were `most` before, and they stay as they are."""
        parameters = {**person_values(account), "tries": 1, "until": until, "now": now, "most": most}
        counted = await self._connection.execute(_may_try(self._connection.dialect.name), parameters)
        return counted.first() is not None

    async def forgive(self, account: PersonRef) -> None:
        """Forget an account's tries."""
        await self._connection.execute(_delete(LINK_TRY), of_person(account))

    async def forget(self, now: datetime) -> None:
        """Remove codes and tries whose time is over."""
        for statement in _forget():
            await self._connection.execute(statement, {"now": now})

    async def _move_claims(self, account: PersonRef, kept: PersonRef) -> Sequence[str]:
        """Give the claims of one account to another. Where both have a place on a post, one becomes free."""
        known = await self._claims(kept)
        freed = []
        for post, claim in (await self._claims(account)).items():
            before = known.get(post)
            if before and take_two_places(before, claim):
                await self._connection.execute(_free_place(), {"of_id": post})
                freed.append(post)
            merged = one_claim(before, claim) if before else claim
            values = {
                "post": post,
                "state": merged.state.value,
                "changed_at": merged.changed_at,
                "by_hand": merged.by_hand,
            }
            await self._connection.execute(
                _put_claim(self._connection.dialect.name), {**person_values(kept), **values}
            )
        return freed

    async def _claims(self, account: PersonRef) -> dict[str, Claim]:
        rows = await self._connection.execute(_claims(), of_person(account))
        return {row.post: claim_from(row) for row in rows}


@cache
def kept_under() -> Select[Any]:
    """Find the account under which a linked one's things are kept."""
    return select(LINK.c.kept_platform, LINK.c.kept_workspace, LINK.c.kept_user_id).where(is_of_person(LINK))


@cache
def lock_member() -> Select[Any]:
    """Wait for whoever holds the member, and keep everybody from holding them."""
    return select(MEMBER.c.user_id).where(is_of_person(MEMBER)).with_for_update()


@cache
def lock_their_posts() -> Select[Any]:
    """Keep others from claiming the posts that a person has claimed."""
    theirs = select(CLAIM.c.post).where(is_of_person(CLAIM))
    # In one order, so that two such transactions never wait for each other in a circle.
    return select(POST.c.id).where(POST.c.id.in_(theirs)).order_by(POST.c.id).with_for_update(key_share=True)


@cache
def forget_typed() -> Delete:
    """Remove the codes that an account typed and has not used."""
    return delete(LINK_CODE).where(_was_typed_by())


def _of_kept(kept: PersonRef) -> dict[str, str]:
    return {f"of_{name}": value for name, value in kept_values(kept).items()}


def _to(kept: PersonRef) -> dict[str, str]:
    return {f"to_{name}": value for name, value in person_values(kept).items()}


def _typed_by(account: PersonRef) -> dict[str, str]:
    return {f"by_{name}": value for name, value in person_values(account).items()}


def _is_of_kept() -> ColumnElement[bool]:
    return equals(LINK, "kept_platform", "kept_workspace", "kept_user_id")


def _was_typed_by() -> ColumnElement[bool]:
    return and_(
        *(
            LINK_CODE.c[f"for_{name}"] == bindparam(f"of_{name}", type_=LINK_CODE.c[name].type)
            for name in ("platform", "workspace", "user_id")
        )
    )


def _is_valid() -> ColumnElement[bool]:
    now = bindparam("now", type_=LINK_CODE.c.expires_at.type)
    return and_(equals(LINK_CODE, "digest"), LINK_CODE.c.expires_at > now)


@cache
def _linked_to() -> Select[Any]:
    return select(LINK).where(_is_of_kept()).order_by(LINK.c.platform, LINK.c.workspace)


@cache
def _follow() -> Update:
    new: dict[str, Any] = {
        f"kept_{name}": bindparam(f"to_{name}") for name in ("platform", "workspace", "user_id")
    }
    return update(LINK).where(_is_of_kept()).values(new)


@cache
def _delete(table: Table) -> Delete:
    return delete(table).where(is_of_person(table))


@cache
def _claims() -> Select[Any]:
    return select(CLAIM).where(is_of_person(CLAIM)).order_by(CLAIM.c.post)


@cache
def _free_place() -> Update:
    return update(POST).where(equals(POST, "id"), POST.c.taken > 0).values(taken=POST.c.taken - 1)


@cache
def _put_claim(dialect: str) -> Insert:
    statement = insert(CLAIM, dialect)
    return statement.on_conflict_do_update(
        index_elements=list(CLAIM.primary_key),
        set_={name: statement.excluded[name] for name in ("state", "changed_at", "by_hand")},
    )


@cache
def _move(table: Table, dialect: str) -> Insert:
    person = ("platform", "workspace", "user_id")
    whose = [bindparam(f"to_{name}", type_=table.c[name].type) for name in person]
    what = [column for column in table.columns if column.name not in person]
    names = [*person, *(column.name for column in what)]
    moved = select(*whose, *what).where(is_of_person(table))
    return insert(table, dialect).from_select(names, moved).on_conflict_do_nothing()


@cache
def _put_code(dialect: str) -> Insert:
    statement = insert(LINK_CODE, dialect)
    new = {
        column.name: statement.excluded[column.name] for column in LINK_CODE.columns if not column.primary_key
    }
    return statement.on_conflict_do_update(index_elements=list(LINK_CODE.primary_key), set_=new)


@cache
def _owner_of() -> Select[Any]:
    return select(LINK_CODE).where(_is_valid(), LINK_CODE.c.for_user_id.is_(None))


@cache
def _bind() -> ReturningUpdate[Any]:
    typed: dict[str, Any] = {
        f"for_{name}": bindparam(f"by_{name}") for name in ("platform", "workspace", "user_id")
    }
    return (
        update(LINK_CODE)
        .where(_is_valid(), LINK_CODE.c.for_user_id.is_(None))
        .values(typed)
        .returning(LINK_CODE.c.digest)
    )


@cache
def _use() -> ReturningDelete[Any]:
    whose = (LINK_CODE.c.platform, LINK_CODE.c.workspace, LINK_CODE.c.user_id)
    return delete(LINK_CODE).where(_is_valid(), _was_typed_by()).returning(*whose)


@cache
def _may_try(dialect: str) -> ReturningInsert[Any]:
    statement = insert(LINK_TRY, dialect)
    is_over = LINK_TRY.c.until <= bindparam("now", type_=LINK_TRY.c.until.type)
    return statement.on_conflict_do_update(
        index_elements=list(LINK_TRY.primary_key),
        set_={
            "tries": case((is_over, 1), else_=LINK_TRY.c.tries + 1),
            "until": statement.excluded.until,
        },
        where=or_(is_over, LINK_TRY.c.tries < bindparam("most")),
    ).returning(LINK_TRY.c.tries)


@cache
def _forget() -> tuple[Delete, ...]:
    now = bindparam("now", type_=LINK_TRY.c.until.type)
    return (
        delete(LINK_CODE).where(LINK_CODE.c.expires_at <= now),
        delete(LINK_TRY).where(LINK_TRY.c.until <= now),
    )
