"""Answering proposals: the queue, and what an editor may do with one: accept, change facts and dates, decline with a reason."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from bot.cards.elements import Card
from bot.domain.calendar import local
from bot.domain.people import PersonRef
from bot.domain.proposals import Proposal, ProposalState, Wording
from bot.domain.roles import Deed
from bot.playbook.book import Playbook
from bot.playbook.problems import Problem
from bot.playbook.proposed import judge
from bot.playbook.schedule import in_working_hours, working_day_after
from bot.playbook.written import one_line
from bot.ports import PlatformError, Shelves
from bot.screens.proposals import mark_of
from bot.usecases.propose import edit_of
from bot.usecases.services import Services
from bot.usecases.tell_admins import tell

ANSWER_WITHIN: Final = 2
"""Working days of the playbook's first channel (R98)."""
WORTH_TELLING_FOR: Final = timedelta(days=3)


class Answered(StrEnum):
    """What became of an answer."""

    DONE = "done"
    SETTLED = "settled"
    """Somebody was quicker, or it is gone."""
    CHANGED = "changed"
    """It says something else than what was looked at."""
    BROKEN = "broken"
    """It breaks a rule of the playbook."""
    NAMELESS = "nameless"
    """Its author's name, which is to stand beside it, cannot be asked for now."""


async def waiting(services: Services) -> Sequence[Proposal]:
    """List what waits in every workspace, oldest first; who may see which is for the caller to say."""
    async with services.store.reading() as shelves:
        found = [
            each
            for platform, workspace in await shelves.workspaces.all()
            for each in await shelves.proposals.open_in(platform, workspace)
        ]
    return sorted(found, key=lambda each: (each.created_at, each.id))


async def find_open(services: Services, name: str) -> tuple[Proposal, Playbook] | None:
    """Find what a button or a dialog names, while it waits for an answer."""
    platform, workspace, id_ = (*name.split("/"), "", "", "")[:3]
    async with services.store.reading() as shelves:
        proposal = await shelves.proposals.get(platform, workspace, id_)
    playbook = services.book().playbook(proposal.playbook) if proposal else None
    if proposal is None or playbook is None or proposal.state is not ProposalState.OPEN:
        return None
    return proposal, playbook


async def draw(
    services: Services, proposal: Proposal, playbook: Playbook
) -> tuple[Card | None, Sequence[Problem]]:
    """Draw it as it will look in a channel, or name what keeps it from being an idea."""
    author = await _author(services, proposal) or ""
    share, problems = judge(playbook, edit_of(services, playbook, proposal, author).text)
    if share is None:
        return None, problems
    return share.card(playbook.words(services.texts), playbook.key(share)), ()


async def accept(
    services: Services, deed: Deed, proposal: Proposal, playbook: Playbook, seen: str
) -> Answered:
    """Lay it over the playbook as a share, which the rotation will bring; its author is told privately."""
    if seen != mark_of(proposal.wording):
        return Answered.CHANGED
    author = await _author(services, proposal)
    if author is None:
        return Answered.NAMELESS
    edit = edit_of(services, playbook, proposal, author)
    if judge(playbook, edit.text)[0] is None:
        return Answered.BROKEN
    now = services.clock.now()
    async with services.store.writing() as shelves:
        fresh = await shelves.proposals.get(proposal.platform, proposal.workspace, proposal.id)
        if fresh and mark_of(fresh.wording) != seen:
            return Answered.CHANGED
        if not await shelves.proposals.decide(proposal, ProposalState.ACCEPTED, now):
            return Answered.SETTLED
        await shelves.playbooks.put_edit(edit)
        await shelves.deeds.put(deed)
        await _tell_author(shelves, playbook, proposal, now)
        edits = await shelves.playbooks.edits()
    services.take_up(edits)
    services.wake()
    return Answered.DONE


async def change(services: Services, deed: Deed, proposal: Proposal, wording: Wording) -> Answered:
    """Change title, facts, link or last day."""
    if wording == proposal.wording:
        return Answered.DONE
    async with services.store.writing() as shelves:
        if not await shelves.proposals.word(proposal, wording):
            return Answered.SETTLED
        await shelves.deeds.put(deed)
    return Answered.DONE


async def decline(
    services: Services, deed: Deed, proposal: Proposal, playbook: Playbook, reason: str
) -> Answered:
    """Decline it; the reason goes to its author privately and to nobody else."""
    now = services.clock.now()
    async with services.store.writing() as shelves:
        if not await shelves.proposals.decide(proposal, ProposalState.DECLINED, now, reason):
            return Answered.SETTLED
        await shelves.deeds.put(deed)
        await _tell_author(shelves, playbook, proposal, now)
    services.wake()
    return Answered.DONE


async def remind_editors(services: Services, now: datetime) -> None:
    """Remind those who answer, once and privately, of what has waited for two working days. Not in a silence."""
    if services.is_silent():
        return
    late = [
        (each, playbook)
        for each, playbook in await _with_playbooks(services)
        if _is_late(each, playbook, now)
    ]
    if not late:
        return
    async with services.store.writing() as shelves:
        workspaces = await shelves.workspaces.all()
        for proposal, playbook in late:
            if await shelves.proposals.mark_reminded(proposal, now):
                for person in _answerers(playbook, workspaces):
                    await tell(
                        shelves,
                        person,
                        "proposal",
                        proposal.id,
                        _named(proposal),
                        now,
                        now + WORTH_TELLING_FOR,
                    )


async def _with_playbooks(services: Services) -> list[tuple[Proposal, Playbook]]:
    book = services.book()
    return [(each, found) for each in await waiting(services) if (found := book.playbook(each.playbook))]


def _is_late(proposal: Proposal, playbook: Playbook, now: datetime) -> bool:
    if proposal.reminded_at:
        return False
    schedule = playbook.channels[0].schedule
    due_at = working_day_after(schedule, local(proposal.created_at, schedule.timezone).date(), ANSWER_WITHIN)
    return due_at is not None and due_at <= now and in_working_hours(schedule, now) == now


def _answerers(playbook: Playbook, workspaces: Sequence[tuple[str, str]]) -> Iterator[PersonRef]:
    """List whom to remind: the editors, or else the champions, or else the admins."""
    champions = tuple(each.person for each in playbook.champions)
    # A group has no chat of its own.
    editors = tuple(each for each in playbook.editors if not each.is_group)
    people = {
        PersonRef(platform, workspace, each.id)
        for each in editors or champions or playbook.admins
        for platform, workspace in workspaces
        if each.platform == platform and each.workspace in {"", workspace}
    }
    yield from sorted(people)


async def _tell_author(shelves: Shelves, playbook: Playbook, proposal: Proposal, now: datetime) -> None:
    if proposal.person:
        due_at = in_working_hours(playbook.channels[0].schedule, now)
        told = _named(proposal)
        await tell(shelves, proposal.person, "answer", proposal.id, told, due_at, due_at + WORTH_TELLING_FOR)


def _named(proposal: Proposal) -> dict[str, str]:
    return {"platform": proposal.platform, "workspace": proposal.workspace, "proposal": proposal.id}


async def _author(services: Services, proposal: Proposal) -> str | None:
    """Give the name that is to stand beside it: empty unless they wished it. None: the platform does not tell it now."""
    if not (proposal.wants_credit and proposal.person):
        return ""
    try:
        profile = await services.platforms[proposal.person.platform].profile(proposal.person)
    except (KeyError, PlatformError):
        return None
    return one_line(profile.name)[:100]
