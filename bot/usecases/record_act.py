"""Keeping a step and taking it back: one a day is enough, and the day is the member's own."""

from datetime import date, datetime

from bot.domain.acts import Act, ActKind
from bot.domain.calendar import logical_date, trusted_time
from bot.domain.people import Member, PersonRef
from bot.domain.streak import Streak
from bot.ports import Shelves
from bot.usecases.fold_rhythm import fold_rhythm
from bot.usecases.services import Services
from bot.usecases.tell_milestones import tell_milestones


async def record(
    services: Services, shelves: Shelves, member: Member, item: str, kind: ActKind, *, at: datetime
) -> bool:
    """Keep the step on its logical date, inside the caller's transaction. False: it is already there.

    `at` is when the member acted, by the platform's clock: a step that arrives late counts for the date it was made on.
    """
    now = services.clock.now()
    at = trusted_time(at, now)
    opened = max((act.on for act in await shelves.acts.of(member.person) if act.at <= at), default=None)
    on = logical_date(member.arrangements, at, opened)
    return await _keep(services, shelves, member, Act(member.person, item, kind, on, min(at, now)))


async def record_late(
    services: Services, shelves: Shelves, member: Member, item: str, kind: ActKind
) -> date | None:
    """Keep the step on the due date before today, inside the caller's transaction, and tell which date that is.

    None: that date is closed, and nothing is kept.
    """
    on = (await fold_rhythm(services, shelves, member)).open_day
    if on:
        await _keep(services, shelves, member, Act(member.person, item, kind, on, services.clock.now()))
    return on


async def withdraw(services: Services, shelves: Shelves, member: Member, item: str) -> None:
    """Take the steps on an item back, as far as their dates are open; closed days stay as they are."""
    streak = await fold_rhythm(services, shelves, member)
    await shelves.acts.withdraw(member.person, item, streak.open_day or streak.on)


async def read_tip(services: Services, person: PersonRef, item: str, at: datetime) -> Member | None:
    """Keep that a member read a tip. None: they are not a member, and nothing is kept."""
    async with services.store.writing() as shelves:
        member = await shelves.members.hold(person)
        if member:
            await record(services, shelves, member, item, ActKind.TIP_READ, at=at)
        return member


async def view_streak(services: Services, member: Member) -> Streak:
    """Fold the member's rhythm as it stands now."""
    async with services.store.reading() as shelves:
        return await fold_rhythm(services, shelves, member)


async def _keep(services: Services, shelves: Shelves, member: Member, act: Act) -> bool:
    """Keep a step, and plan to tell its owner what it has reached."""
    is_new = await shelves.acts.record(act)
    if is_new and act.kind is not ActKind.TIP_SEEN:
        await tell_milestones(services, shelves, member)
    return is_new
