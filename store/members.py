"""People who joined, and the end of everything kept about them."""

from functools import cache

from sqlalchemy import Delete, Insert, Select, Update, delete, select, update

from bot.domain.claims import ClaimState
from bot.domain.people import Member, PersonRef
from store.connection import Connection
from store.rows import member_from, member_values
from store.statements import has_many_writers, insert, is_of_person, of_person
from store.tables import ACT, CLAIM, INBOX_EVENT, MEMBER, POST


class Members:
    """Implements `bot.ports.Members`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def get(self, person: PersonRef) -> Member | None:
        """Look a member up. None: they have not joined."""
        row = (await self._connection.execute(_get(), of_person(person))).first()
        return member_from(row) if row else None

    async def put(self, member: Member) -> None:
        """Keep the member as they are now."""
        await self._connection.execute(_put(self._connection.dialect.name), member_values(member))

    async def erase(self, person: PersonRef) -> None:
        """Remove the member, their claims, acts and waiting events.

        Places they held become free. What they have done stays counted on the post, without a name.
        """
        parameters = of_person(person)
        if has_many_writers(self._connection):
            await self._connection.execute(_lock_their_posts(), parameters)
        await self._connection.execute(_free_their_places(), parameters)
        for statement in _delete_their_rows():
            await self._connection.execute(statement, parameters)


@cache
def _get() -> Select[tuple[object, ...]]:
    return select(MEMBER).where(is_of_person(MEMBER))


@cache
def _put(dialect: str) -> Insert:
    statement = insert(MEMBER, dialect)
    chosen = {
        column.name: statement.excluded[column.name] for column in MEMBER.columns if not column.primary_key
    }
    return statement.on_conflict_do_update(index_elements=list(MEMBER.primary_key), set_=chosen)


@cache
def _lock_their_posts() -> Select[tuple[str]]:
    theirs = select(CLAIM.c.post).where(is_of_person(CLAIM))
    # In one order, so that two erasures never wait for each other in a circle.
    return select(POST.c.id).where(POST.c.id.in_(theirs)).order_by(POST.c.id).with_for_update(key_share=True)


@cache
def _free_their_places() -> Update:
    held = select(CLAIM.c.post).where(is_of_person(CLAIM), CLAIM.c.state == ClaimState.HELD.value)
    return update(POST).where(POST.c.id.in_(held), POST.c.taken > 0).values(taken=POST.c.taken - 1)


@cache
def _delete_their_rows() -> tuple[Delete, ...]:
    return tuple(delete(table).where(is_of_person(table)) for table in (CLAIM, ACT, INBOX_EVENT, MEMBER))
