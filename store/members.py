"""People who joined, and the end of everything kept about them."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Insert, Select, Update, bindparam, select, tuple_, update

from bot.domain.claims import ClaimState
from bot.domain.people import Member, PersonRef
from store.connection import Connection
from store.links import Links, kept_under, lock_member, lock_their_posts
from store.rows import kept_from, member_from, member_values
from store.statements import has_many_writers, insert, is_of_person, of_person
from store.tables import CLAIM, MEMBER, POST
from store.traces import erase_everywhere


class Members:
    """Implements `bot.ports.Members`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def get(self, person: PersonRef) -> Member | None:
        """Look up whom this account belongs to. None: they have not joined."""
        return await self._find(person, _get())

    async def hold(self, person: PersonRef) -> Member | None:
        """Look up whom it belongs to, who is neither erased nor linked until the transaction ends.

        Without this, what is written for someone who leaves at the same moment would stay behind.
        """
        return await self._find(person, _hold() if has_many_writers(self._connection) else _get())

    async def put(self, member: Member) -> None:
        """Keep the member as they are now."""
        await self._connection.execute(_put(self._connection.dialect.name), member_values(member))

    async def erase(self, person: PersonRef) -> None:
        """Remove the member with all their accounts: everything of theirs, and what was to be sent to them.

        Places they held become free. What they have done stays counted on the post, without a name.
        """
        links = Links(self._connection)
        await links.take_turn()
        accounts = [of_person(account) for account in await links.accounts(person)]
        if has_many_writers(self._connection):
            for parameters in accounts:
                await self._connection.execute(lock_member(), parameters)
            for parameters in accounts:
                await self._connection.execute(lock_their_posts(), parameters)
        # The first is the member; links that lead to them go before.
        for parameters in reversed(accounts):
            await self._connection.execute(_free_their_places(), parameters)
            for statement in erase_everywhere():
                await self._connection.execute(statement, parameters)

    async def page(self, after: PersonRef | None, limit: int) -> Sequence[Member]:
        """List members in the order of their ids, from behind `after` on."""
        parameters = {**of_person(after or PersonRef("", "", "")), "most": limit}
        return [member_from(row) for row in await self._connection.execute(_page(), parameters)]

    async def _find(self, person: PersonRef, statement: Select[Any]) -> Member | None:
        row = (await self._connection.execute(statement, of_person(person))).first()
        if row is None:
            # A statement of its own: one that waited for a lock still reads links as they were before it waited.
            link = (await self._connection.execute(kept_under(), of_person(person))).first()
            if link:
                row = (await self._connection.execute(statement, of_person(kept_from(link)))).first()
        return member_from(row) if row else None


@cache
def _get() -> Select[Any]:
    return select(MEMBER).where(is_of_person(MEMBER))


@cache
def _page() -> Select[Any]:
    key = tuple_(MEMBER.c.platform, MEMBER.c.workspace, MEMBER.c.user_id)
    after = tuple_(
        *(bindparam(f"of_{name}", type_=MEMBER.c[name].type) for name in ("platform", "workspace", "user_id"))
    )
    return select(MEMBER).where(key > after).order_by(*MEMBER.primary_key).limit(bindparam("most"))


@cache
def _hold() -> Select[Any]:
    # FOR KEY SHARE: many may hold a member at once, and change what is not their key.
    return _get().with_for_update(read=True, key_share=True)


@cache
def _put(dialect: str) -> Insert:
    statement = insert(MEMBER, dialect)
    chosen = {
        column.name: statement.excluded[column.name] for column in MEMBER.columns if not column.primary_key
    }
    return statement.on_conflict_do_update(index_elements=list(MEMBER.primary_key), set_=chosen)


@cache
def _free_their_places() -> Update:
    held = select(CLAIM.c.post).where(is_of_person(CLAIM), CLAIM.c.state == ClaimState.HELD.value)
    return update(POST).where(POST.c.id.in_(held), POST.c.taken > 0).values(taken=POST.c.taken - 1)
