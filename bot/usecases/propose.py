"""Proposing: anybody brings an idea, which waits in the queue of its playbook until an editor has answered it (R41)."""

from collections.abc import Iterator, Sequence
from enum import StrEnum

from bot.domain.edits import Edit
from bot.domain.people import PersonRef
from bot.domain.proposals import MOST_OPEN, Proposal, ProposalState, Sort, Wording, proposal_id
from bot.playbook.book import Playbook
from bot.playbook.kinds.share import Share
from bot.playbook.proposed import share_text
from bot.ports import Shelves
from bot.usecases.services import Services


class Proposed(StrEnum):
    """What became of it."""

    KEPT = "kept"
    SAME = "same"
    """It was proposed by the same person in the same words."""
    TOO_MANY = "too_many"


async def propose(
    services: Services, person: PersonRef, playbook: Playbook, sort: Sort, wording: Wording, *, credit: bool
) -> Proposed:
    """Keep a proposal. Sent twice, it is one."""
    proposal = Proposal(
        id=proposal_id(services.settings.secret_keys[0], person, playbook.id, wording),
        platform=person.platform,
        workspace=person.workspace,
        playbook=playbook.id,
        sort=sort,
        wording=wording,
        created_at=services.clock.now(),
        person=person,
        wants_credit=credit,
    )
    async with services.store.writing() as shelves:
        mine = await shelves.proposals.of(person)
        if any(each.id == proposal.id for each in mine):
            return Proposed.SAME
        if sum(each.state is ProposalState.OPEN for each in mine) >= MOST_OPEN:
            return Proposed.TOO_MANY
        return Proposed.KEPT if await shelves.proposals.put(proposal) else Proposed.SAME


def edit_of(services: Services, playbook: Playbook, proposal: Proposal, author: str) -> Edit:
    """Make the share that a proposal becomes, as an edit of its playbook."""
    now = services.clock.now()
    words = playbook.words(services.texts)
    text = share_text(words, proposal.item, proposal.sort, proposal.wording, author, now.date())
    return Edit(playbook.id, Share.kind, proposal.item, text, now)


async def take_names_off(services: Services, shelves: Shelves, accounts: Sequence[PersonRef]) -> bool:
    """Take the name of somebody who leaves off what they proposed and is credited for. True: something was changed."""
    credited = [each for account in accounts for each in await shelves.proposals.credited(account)]
    edits = {
        (edit.playbook, edit.kind, edit.id) for edit in (await shelves.playbooks.edits() if credited else ())
    }
    for edit in _without_names(services, credited):
        if (edit.playbook, edit.kind, edit.id) in edits:
            await shelves.playbooks.put_edit(edit)
    return bool(credited)


def _without_names(services: Services, credited: Sequence[Proposal]) -> Iterator[Edit]:
    for proposal in credited:
        if playbook := services.book().playbook(proposal.playbook):
            yield edit_of(services, playbook, proposal, "")
