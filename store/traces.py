"""Where the tables name a person, read from their own definition, so that a new table is neither hidden nor left behind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    Column,
    ColumnElement,
    Delete,
    Select,
    Table,
    Update,
    and_,
    bindparam,
    case,
    delete,
    func,
    select,
    tuple_,
    update,
)

from bot.domain.absence import Signs
from bot.domain.acts import ActKind
from bot.domain.data_map import KeptColumn, KeptTable
from bot.domain.people import Member, PersonRef
from store.connection import Connection
from store.kept import COLLEAGUE, DOER
from store.links import Links
from store.rows import person_from, person_values
from store.statements import of_person
from store.tables import ACT, CLAIM, MEMBER, METADATA

_WHOSE: Final = ("platform", "workspace", "user_id")


@dataclass(frozen=True, slots=True)
class Mention:
    """Three columns that name one account: the row is about it, or is a colleague's and names it."""

    table: Table
    columns: Sequence[Column[Any]]
    is_colleague: bool
    stays: bool
    """It is an account of what they did in a role, and outlives their leaving."""

    @property
    def is_whose(self) -> bool:
        """Tell whether all of the row belongs to that account."""
        return self.stays or tuple(column.name for column in self.columns) == _WHOSE

    @property
    def is_bound(self) -> bool:
        """Tell whether they say to which member an account belongs; such a row is found by that account as well."""
        return any(column.foreign_keys for column in self.columns)

    def condition(self) -> ColumnElement[bool]:
        """Demand that they name the account of `of_person`."""
        pairs = zip(self.columns, _WHOSE, strict=True)
        return and_(*(column == bindparam(f"of_{name}", type_=column.type) for column, name in pairs))


class Traces:
    """Implements `bot.ports.Traces`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def of(self, person: PersonRef) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        """Give every row of all accounts of a person, by table and column; of another's row, what names them in it."""
        accounts = [of_person(account) for account in await Links(self._connection).accounts(person)]
        found: dict[str, list[Mapping[str, Any]]] = {}
        for table, statement in _look_everywhere():
            for account in accounts:
                rows = await self._connection.execute(statement, account)
                found.setdefault(table, []).extend(row._asdict() for row in rows)
        return {table: rows for table, rows in found.items() if rows}

    async def joined(self) -> Sequence[tuple[PersonRef, datetime]]:
        """List all members with when they joined."""
        rows = await self._connection.execute(_joined())
        return [(person_from(row), row.joined_at) for row in rows]

    async def named(self) -> Sequence[tuple[PersonRef, date | None]]:
        """List all whom members name as their assistants, with the date of that member's latest choice."""
        rows = await self._connection.execute(_named())
        return [(person_from(row), row.renewed_on) for row in rows]

    async def signs(self, members: Sequence[Member]) -> Mapping[PersonRef, Signs]:
        """Tell when members, as `Members.page` lists them, last did something; who never did is left out."""
        if not members:
            return {}
        between = {**of_person(members[0].person), **_up_to(members[-1].person)}
        acts = {person_from(row): row for row in await self._connection.execute(_acted(), between)}
        claims = {person_from(row): row.last for row in await self._connection.execute(_claimed(), between)}
        return {
            person: Signs(
                first_act=acts[person].first if person in acts else None,
                last_step=acts[person].last if person in acts else None,
                last_claim=claims.get(person),
            )
            for person in acts.keys() | claims.keys()
        }


def data_map() -> Sequence[KeptTable]:
    """Describe all tables, those about people first, each with its columns in their order."""
    named = {mention.table.name for mention in mentions()}
    tables = [
        KeptTable(
            name=table.name,
            comment=table.comment or "",
            columns=tuple(KeptColumn(column.name, column.comment or "") for column in table.columns),
            is_about_people=table.name in named,
        )
        for table in METADATA.sorted_tables
    ]
    return sorted(tables, key=lambda table: not table.is_about_people)


@cache
def mentions() -> tuple[Mention, ...]:
    """List where accounts are named: by columns that end in the same three words, or by the id of a colleague."""
    found = []
    for table in METADATA.sorted_tables:
        for column in table.columns:
            if column.name.endswith("user_id"):
                prefix = column.name.removesuffix("user_id")
                names = [f"{prefix}{name}" for name in _WHOSE]
            elif column.info.get(COLLEAGUE) or column.info.get(DOER):
                names = ["platform", "workspace", column.name]
            else:
                continue
            columns = [table.columns[name] for name in names]
            is_colleague, stays = bool(column.info.get(COLLEAGUE)), bool(column.info.get(DOER))
            found.append(Mention(table, columns, is_colleague, stays))
    return tuple(found)


@cache
def erase_everywhere() -> tuple[Delete | Update, ...]:
    """Remove every row that names an account, those that refer to others first; of a colleague's row, only the name.

    What they did in a role stays for its time: it was done in the company's name, and has to be accounted for.
    """
    return tuple(
        update(mention.table).where(mention.condition()).values({mention.columns[-1].name: ""})
        if mention.is_colleague
        else delete(mention.table).where(mention.condition())
        for mention in reversed(mentions())
        if not mention.stays
    )


@cache
def _look_everywhere() -> tuple[tuple[str, Select[Any]], ...]:
    return tuple(
        (
            mention.table.name,
            (select(mention.table) if mention.is_whose else select(*mention.columns))
            .where(mention.condition())
            .order_by(*mention.table.primary_key),
        )
        for mention in mentions()
        if not mention.is_bound
    )


def _up_to(person: PersonRef) -> dict[str, Any]:
    return {f"to_{name}": value for name, value in person_values(person).items()}


def _is_between(table: Table) -> ColumnElement[bool]:
    """Demand a person from one to another, both included, in the order of their ids."""
    whose = tuple_(*(table.c[name] for name in _WHOSE))
    ends = (
        tuple_(*(bindparam(f"{end}_{name}", type_=table.c[name].type) for name in _WHOSE))
        for end in ("of", "to")
    )
    first, last = ends
    return and_(whose >= first, whose <= last)


@cache
def _acted() -> Select[Any]:
    # To be shown something is no step and no sign of life.
    step = case((ACT.c.kind != ActKind.TIP_SEEN.value, ACT.c.local_date))
    whose = [ACT.c[name] for name in _WHOSE]
    first, last = func.min(ACT.c.local_date).label("first"), func.max(step).label("last")
    return select(*whose, first, last).where(_is_between(ACT)).group_by(*whose)


@cache
def _claimed() -> Select[Any]:
    whose = [CLAIM.c[name] for name in _WHOSE]
    last = func.max(CLAIM.c.changed_at).label("last")
    return select(*whose, last).where(_is_between(CLAIM)).group_by(*whose)


@cache
def _joined() -> Select[Any]:
    return select(*(MEMBER.c[name] for name in (*_WHOSE, "joined_at")))


@cache
def _named() -> Select[Any]:
    assistant = MEMBER.c.assistant
    columns = (MEMBER.c.platform, MEMBER.c.workspace, assistant.label("user_id"), MEMBER.c.renewed_on)
    return select(*columns).where(assistant != "")
