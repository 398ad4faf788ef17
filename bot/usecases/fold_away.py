"""Folding away: how a rhythm stood is kept in the place of steps, pauses and arrangements that are too old to be kept."""

from calendar import monthrange
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

from bot.domain.absence import Signs
from bot.domain.people import Member
from bot.domain.streak import settle
from bot.usecases.fold_rhythm import standing_of
from bot.usecases.services import Services

AHEAD: Final = timedelta(days=21)
"""A standing ends with a Sunday, before a pause that reaches behind it: settled this early, nothing is kept longer."""


async def fold_away(
    services: Services, member: Member, signs: Signs | None, oldest: date, now: datetime
) -> None:
    """Keep nothing of a member's steps and pauses from before `oldest` but how the rhythm stood. It reads as before."""
    if not _has_old(member, signs, oldest):
        return
    async with services.store.writing() as shelves:
        # A member is written as a whole: without a turn, a pause asked for at this moment would be undone.
        await shelves.links.take_turn()
        held = await shelves.members.hold(member.person)
        if held is None:
            return
        base = await standing_of(shelves, held.person)
        acts, days = await shelves.acts.of(held.person), await services.due_days(shelves)
        standing = settle(held, acts, days=days, now=now, until=oldest + AHEAD, base=base)
        if standing is None:
            return
        await shelves.standings.put(held.person, standing.on, standing.figures())
        await shelves.acts.remove(held.person, standing.on)
        await shelves.members.put(_without_past(held, standing.on))


def months_before(on: date, months: int) -> date:
    """Give the same day of the month some months ago, or that month's last day."""
    year, month = divmod(12 * on.year + on.month - 1 - months, 12)
    return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))


def _has_old(member: Member, signs: Signs | None, oldest: date) -> bool:
    has_old_act = signs is not None and signs.first_act is not None and signs.first_act < oldest
    return has_old_act or any(pause.ends and pause.ends < oldest for pause in member.pauses)


def _without_past(member: Member, until: date) -> Member:
    """Leave out what says nothing about dates after `until`."""
    pauses = tuple(
        pause
        for pause in member.pauses
        if pause.ends is None or pause.ends > until or pause.declared_at.date() > until
    )
    begun = sum(arrangement.since <= until for arrangement in member.arrangements)
    return replace(member, pauses=pauses, arrangements=member.arrangements[max(0, begun - 1) :])
