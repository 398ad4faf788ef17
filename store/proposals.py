"""What colleagues proposed, from the form to the answer."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Delete, Select, Update, bindparam, delete, func, select, update
from sqlalchemy.sql.dml import ReturningInsert, ReturningUpdate

from bot.domain.people import PersonRef
from bot.domain.proposals import Proposal, ProposalState, Sort, Wording
from store.connection import Connection
from store.statements import equals, insert, is_of_person, of_person
from store.tables import PROPOSAL


class Proposals:
    """Implements `bot.ports.Proposals`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def put(self, proposal: Proposal) -> bool:
        """Keep one. False: the same is there."""
        values = {
            "platform": proposal.platform,
            "workspace": proposal.workspace,
            "id": proposal.id,
            "user_id": proposal.person.user if proposal.person else "",
            "playbook": proposal.playbook,
            "state": proposal.state.value,
            "sort": proposal.sort.value,
            **_worded(proposal.wording),
            "wants_credit": proposal.wants_credit,
            "created_at": proposal.created_at,
            "reason": "",
        }
        result = await self._connection.execute(_put(self._connection.dialect.name), values)
        return result.first() is not None

    async def get(self, platform: str, workspace: str, id_: str) -> Proposal | None:
        """Look one up."""
        row = (await self._connection.execute(_get(), _of(platform, workspace, id_))).first()
        return _proposal(row) if row else None

    async def open_in(self, platform: str, workspace: str) -> Sequence[Proposal]:
        """List those of a workspace that wait for an answer, oldest first."""
        of = {"of_platform": platform, "of_workspace": workspace}
        return [_proposal(row) for row in await self._connection.execute(_open(), of)]

    async def of(self, person: PersonRef) -> Sequence[Proposal]:
        """List what one account proposed, oldest first."""
        return [_proposal(row) for row in await self._connection.execute(_of_person(), of_person(person))]

    async def credited(self, person: PersonRef) -> Sequence[Proposal]:
        """List those that were accepted and are to name this account as their author."""
        return [_proposal(row) for row in await self._connection.execute(_credited(), of_person(person))]

    async def word(self, proposal: Proposal, wording: Wording) -> bool:
        """Change what an open one says. False: it is answered."""
        of = _of(proposal.platform, proposal.workspace, proposal.id)
        changed = {f"new_{name}": value for name, value in _worded(wording).items()}
        return (await self._connection.execute(_word(), of | changed)).first() is not None

    async def decide(self, proposal: Proposal, state: ProposalState, at: datetime, reason: str = "") -> bool:
        """Answer an open one. False: somebody was quicker."""
        answer = {"outcome": state.value, "at": at, "why": reason}
        of = _of(proposal.platform, proposal.workspace, proposal.id)
        return (await self._connection.execute(_decide(), of | answer)).first() is not None

    async def mark_reminded(self, proposal: Proposal, at: datetime) -> bool:
        """Note that editors are reminded of it. False: they were, or it is answered."""
        of = _of(proposal.platform, proposal.workspace, proposal.id)
        return (await self._connection.execute(_remind(), of | {"at": at})).first() is not None

    async def forget(self, named_until: datetime, kept_until: datetime) -> None:
        """Take the author off what was answered before one moment, and remove what was before another."""
        await self._connection.execute(_forget_authors(), {"before": named_until})
        await self._connection.execute(_forget(), {"before": kept_until})


def _of(platform: str, workspace: str, id_: str) -> dict[str, Any]:
    return {"of_platform": platform, "of_workspace": workspace, "of_id": id_}


def _worded(wording: Wording) -> dict[str, Any]:
    return {
        "title": wording.title,
        "facts": "\n".join(wording.facts),
        "link": wording.link,
        "expires": wording.expires,
    }


def _proposal(row: Any) -> Proposal:
    return Proposal(
        id=row.id,
        platform=row.platform,
        workspace=row.workspace,
        playbook=row.playbook,
        sort=Sort(row.sort),
        wording=Wording(row.title, tuple(row.facts.split("\n")), row.link, row.expires),
        created_at=row.created_at,
        person=PersonRef(row.platform, row.workspace, row.user_id) if row.user_id else None,
        wants_credit=row.wants_credit,
        state=ProposalState(row.state),
        decided_at=row.decided_at,
        reason=row.reason,
        reminded_at=row.reminded_at,
    )


@cache
def _put(dialect: str) -> ReturningInsert[Any]:
    return insert(PROPOSAL, dialect).on_conflict_do_nothing().returning(PROPOSAL.c.id)


@cache
def _get() -> Select[Any]:
    return select(PROPOSAL).where(equals(PROPOSAL, "platform", "workspace", "id"))


@cache
def _open() -> Select[Any]:
    return (
        select(PROPOSAL)
        .where(equals(PROPOSAL, "platform", "workspace"), PROPOSAL.c.state == ProposalState.OPEN.value)
        .order_by(PROPOSAL.c.created_at, PROPOSAL.c.id)
    )


@cache
def _of_person() -> Select[Any]:
    return select(PROPOSAL).where(is_of_person(PROPOSAL)).order_by(PROPOSAL.c.created_at, PROPOSAL.c.id)


@cache
def _credited() -> Select[Any]:
    is_accepted = PROPOSAL.c.state == ProposalState.ACCEPTED.value
    return select(PROPOSAL).where(is_of_person(PROPOSAL), is_accepted, PROPOSAL.c.wants_credit)


def _change() -> Update:
    is_open = PROPOSAL.c.state == ProposalState.OPEN.value
    return update(PROPOSAL).where(equals(PROPOSAL, "platform", "workspace", "id"), is_open)


@cache
def _word() -> ReturningUpdate[Any]:
    columns = ("title", "facts", "link", "expires")
    new = {name: bindparam(f"new_{name}", type_=PROPOSAL.c[name].type) for name in columns}
    return _change().values(**new).returning(PROPOSAL.c.id)


@cache
def _decide() -> ReturningUpdate[Any]:
    at = bindparam("at", type_=PROPOSAL.c.decided_at.type)
    answer = {"state": bindparam("outcome"), "decided_at": at, "reason": bindparam("why")}
    return _change().values(**answer).returning(PROPOSAL.c.id)


@cache
def _remind() -> ReturningUpdate[Any]:
    at = bindparam("at", type_=PROPOSAL.c.reminded_at.type)
    is_new = PROPOSAL.c.reminded_at.is_(None)
    return _change().where(is_new).values(reminded_at=at).returning(PROPOSAL.c.id)


@cache
def _forget_authors() -> Update:
    is_old = PROPOSAL.c.decided_at < bindparam("before", type_=PROPOSAL.c.decided_at.type)
    return update(PROPOSAL).where(is_old, func.length(PROPOSAL.c.user_id) > 0).values(user_id="")


@cache
def _forget() -> Delete:
    return delete(PROPOSAL).where(
        PROPOSAL.c.decided_at < bindparam("before", type_=PROPOSAL.c.decided_at.type)
    )
