"""Looking at the group: what is told of the last whole week, worked out by whoever looks first and the same for all."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.crowd import RHYTHM, Told, progress_of
from bot.domain.people import Member, PersonRef
from bot.playbook.book import Playbook
from bot.playbook.kinds.campaign import Campaign
from bot.ports import Shelves
from bot.screens.team import Common
from bot.usecases.look import is_wanted_campaign
from bot.usecases.make_edition import SIX_DAYS, WEEK, edition, playbooks_in, smallest_group, today_in, week_of
from bot.usecases.services import Services


@dataclass(frozen=True, slots=True)
class Together:
    """What anybody in a workspace may know of the group."""

    week: date
    """The Monday of the week that is told of."""
    told: Told
    commons: Sequence[Common]
    smallest: int


async def look_together(services: Services, person: PersonRef, member: Member | None) -> Together:
    """Give the group's last whole week, and the common goals of campaigns that run and that the person has not left out."""
    workspace = (person.platform, person.workspace)
    week = week_of(services, workspace, services.clock.now())
    told = (await edition(services, workspace, week))[RHYTHM]
    commons = await common_goals(services, workspace, week, member)
    return Together(week, told, commons, smallest_group(services))


async def common_goals(
    services: Services, workspace: tuple[str, str], week: date, member: Member | None = None
) -> Sequence[Common]:
    """Give how far the common goals of running campaigns have come; without those that a member has left out."""
    today = today_in(services, workspace)
    return [
        await _common(services, workspace, week, playbook, campaign)
        for playbook in playbooks_in(services, workspace)
        for campaign in playbook.campaigns
        if campaign.steps and campaign.starts <= today <= campaign.ends
        if member is None or is_wanted_campaign(member, campaign)
    ]


async def told_before(
    services: Services, workspace: tuple[str, str], playbook: Playbook, campaign: Campaign
) -> Told | None:
    """Give what was last told of a campaign's common goal. None: nothing was; nothing is worked out for it."""
    subject = _subject(playbook, campaign)
    async with services.store.reading() as shelves:
        told = await shelves.crowds.between(workspace, campaign.starts - WEEK, campaign.ends)
    weeks = [week for week, subjects in sorted(told.items()) if subject in subjects]
    return told[weeks[-1]][subject] if weeks else None


async def _common(
    services: Services, workspace: tuple[str, str], week: date, playbook: Playbook, campaign: Campaign
) -> Common:
    last = min(week + SIX_DAYS, campaign.ends)
    if last < campaign.starts:
        return Common(campaign, None)

    subject, smallest = _subject(playbook, campaign), smallest_group(services)

    async def progress(shelves: Shelves) -> Told:
        """Count from the beginning. What is new since the last figure comes from a smallest group, or waits for more."""
        people, steps = await shelves.crowds.steps(workspace, campaign.starts, last, campaign.starts)
        everybody = (await shelves.crowds.count(workspace, campaign.starts, last)).members
        if everybody - people < smallest:
            people = 0  # where all but a few had a step, a figure would tell of each of them
        told = progress_of(people, steps, campaign.steps or 1, smallest)
        before = await shelves.crowds.between(workspace, campaign.starts - WEEK, week - WEEK)
        weeks = [each for each, subjects in sorted(before.items()) if subject in subjects]
        if not weeks or (earlier := before[weeks[-1]][subject]).tenths is None:
            return told
        moved = next(each for each in weeks if before[each][subject] == earlier)
        new, _ = await shelves.crowds.steps(workspace, moved + WEEK, last, campaign.starts)
        # Nor does it fall: it would tell that somebody has left.
        return earlier if new < smallest else Told(max(earlier.tenths, told.tenths or 0))

    return Common(campaign, await _once(services, workspace, subject, week, progress))


def _subject(playbook: Playbook, campaign: Campaign) -> str:
    return f"campaign:{playbook.id}/{campaign.id}"


async def _once(
    services: Services,
    workspace: tuple[str, str],
    subject: str,
    week: date,
    work_out: Callable[[Shelves], Awaitable[Told]],
) -> Told:
    """Give what was told of a week before, or work it out and keep it for good."""
    async with services.store.reading() as shelves:
        told = await shelves.crowds.get(workspace, subject, week)
    if told is None:
        async with services.store.writing() as shelves:
            told = await work_out(shelves)
            if not await shelves.crowds.put(workspace, subject, week, told):
                told = await shelves.crowds.get(workspace, subject, week) or told
    return told
