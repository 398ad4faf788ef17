"""Making editions: what is told of a workspace's last whole week, worked out by whoever comes first and the same for all."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

from bot.domain.calendar import local
from bot.domain.crowd import RHYTHM, SMALLEST, Told, whole_week
from bot.domain.figures import Counts, Offer, Places, edition_of
from bot.playbook.book import Playbook
from bot.ports import Shelves
from bot.usecases.services import Services

SIX_DAYS: Final = timedelta(days=6)
WEEK: Final = timedelta(days=7)
_ELSEWHERE: Final = "UTC"

Workspace = tuple[str, str]
"""Platform and workspace."""


async def make_editions(services: Services, now: datetime) -> None:
    """Work out what is missing of the last whole week of every workspace, so that no week is left out for want of a look."""
    known = services.editions
    if known and all(week_of(services, each, now) == week for each, week in known.items()):
        return
    async with services.store.reading() as shelves:
        workspaces = await shelves.workspaces.all()
    for gone in known.keys() - set(workspaces):
        del known[gone]
    for workspace in workspaces:
        week = week_of(services, workspace, now)
        if known.get(workspace) != week:
            await edition(services, workspace, week)
            known[workspace] = week


async def edition(services: Services, workspace: Workspace, week: date) -> Mapping[str, Told]:
    """Give all that is told of a week that is over; it is worked out now if it was not before, and then stays."""
    async with services.store.reading() as shelves:
        told = (await shelves.crowds.between(workspace, week, week)).get(week, {})
        if RHYTHM in told:
            return told
        counts = await _counts(services, shelves, workspace, week)
    made = edition_of(counts, smallest_group(services))
    async with services.store.writing() as shelves:
        # The rhythm first: who is quicker with it has all of the edition, and no two are ever mixed.
        if await shelves.crowds.put(workspace, RHYTHM, week, made[RHYTHM]):
            for subject, each in made.items():
                await shelves.crowds.put(workspace, subject, week, each)
            return made
        return (await shelves.crowds.between(workspace, week, week))[week]


def week_of(services: Services, workspace: Workspace, now: datetime) -> date:
    """Give the Monday of a workspace's last week that is over, on the clock of its first channel."""
    return whole_week(local(now, _zone(services, workspace)))


def today_in(services: Services, workspace: Workspace) -> date:
    """Give the date in a workspace's first channel."""
    return local(services.clock.now(), _zone(services, workspace)).date()


def _zone(services: Services, workspace: Workspace) -> str:
    zones = (
        channel.schedule.timezone
        for playbook in services.book().playbooks
        for channel in playbook.channels
        if channel.platform == workspace[0] and channel.workspace in {"", workspace[1]}
    )
    return next(zones, _ELSEWHERE)


def playbooks_in(services: Services, workspace: Workspace) -> Sequence[Playbook]:
    """List the playbooks that post in a workspace."""
    return [playbook for playbook in services.book().playbooks if playbook.speaks_in(*workspace)]


def smallest_group(services: Services) -> int:
    """Give the smallest group that a figure may speak of: the largest that any playbook asks for."""
    return max([SMALLEST, *(each.thresholds.smallest_group for each in services.book().playbooks)])


async def _counts(services: Services, shelves: Shelves, workspace: Workspace, week: date) -> Counts:
    last = week + SIX_DAYS
    by_topic: dict[str, list[Offer]] = {}
    for offer in await shelves.crowds.offers(workspace, week, last):
        playbook = services.book().playbook(offer.playbook)
        share = playbook.share(offer.item) if playbook else None
        if share and share.topic:
            by_topic.setdefault(share.topic, []).append(offer)
    topics = {topic: await _places(shelves, workspace, offers) for topic, offers in by_topic.items()}
    return replace(
        await shelves.crowds.count(workspace, week, last), topics=topics, staff=_staff(services, workspace)
    )


async def _places(shelves: Shelves, workspace: Workspace, offers: Sequence[Offer]) -> Places:
    people = await shelves.crowds.claimers(workspace, [each.post for each in offers])
    return Places(people, sum(each.taken for each in offers), sum(each.offered for each in offers))


def _staff(services: Services, workspace: Workspace) -> int | None:
    """Give how many people the company has, as the playbooks of the workspace say; the smallest, where they differ."""
    return min((each.staff for each in playbooks_in(services, workspace) if each.staff), default=None)
