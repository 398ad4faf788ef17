"""Folding a rhythm from what is kept: the steps, the standing in the place of those forgotten, and the days that ask nothing."""

from bot.domain.people import Member, PersonRef
from bot.domain.standing import Standing
from bot.domain.streak import Streak, fold
from bot.ports import Shelves
from bot.usecases.services import Services


async def fold_rhythm(services: Services, shelves: Shelves, member: Member) -> Streak:
    """Fold a member's rhythm as it stands now."""
    base = await standing_of(shelves, member.person)
    acts = await shelves.acts.of(member.person)
    days = await services.due_days(shelves)
    return fold(member, acts, days=days, now=services.clock.now(), base=base)


async def standing_of(shelves: Shelves, person: PersonRef) -> Standing | None:
    """Read how a member's rhythm stood when old steps were forgotten, if any were."""
    kept = await shelves.standings.get(person)
    return Standing.read(*kept) if kept else None
