"""Keeping an act and reading a rhythm: one act a day is enough, and the day is the member's own."""

from datetime import datetime

from bot.domain.acts import Act, ActKind
from bot.domain.calendar import is_due, local, logical_date, trusted_time
from bot.domain.people import Member, PersonRef
from bot.domain.streak import Streak, fold
from bot.ports import Shelves
from bot.usecases.services import Services


async def record(
    shelves: Shelves, member: Member, item: str, kind: ActKind, *, at: datetime, now: datetime
) -> bool:
    """Keep the act on its logical date, inside the caller's transaction. False: it is already there."""
    at = trusted_time(at, now)
    acts = await shelves.acts.of(member.person)
    latest = max((act.on for act in acts), default=None)
    on = logical_date(at, member.timezone, latest)
    return await shelves.acts.record(Act(person=member.person, item=item, kind=kind, on=on, at=at))


async def withdraw(shelves: Shelves, member: Member, item: str, now: datetime) -> None:
    """Take today's act on an item back; closed days stay as they are."""
    await shelves.acts.withdraw(member.person, item, local(now, member.timezone).date())


async def read_tip(services: Services, person: PersonRef, item: str, at: datetime) -> Member | None:
    """Keep that a member read a tip. None: they are not a member, and nothing is kept."""
    async with services.store.writing() as shelves:
        member = await shelves.members.hold(person)
        if member:
            await record(shelves, member, item, ActKind.TIP_READ, at=at, now=services.clock.now())
        return member


async def view_streak(services: Services, member: Member) -> Streak:
    """Fold the member's rhythm as it stands now."""
    async with services.store.reading() as shelves:
        acts = await shelves.acts.of(member.person)
    return fold(
        acts,
        since=local(member.joined_at, member.timezone).date(),
        now=local(services.clock.now(), member.timezone),
        is_due=lambda on: is_due(on, member, services.is_holiday),
    )
