"""Telling milestones and badges: to the one who reached them, once in a lifetime; to a channel only by their own press."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from bot.cards.elements import Card
from bot.domain.calendar import local, logical_date
from bot.domain.delivery import Delivery, DeliveryKind
from bot.domain.milestones import reached
from bot.domain.nudges import writing_hours
from bot.domain.own import Award
from bot.domain.people import Member, PersonRef, Rhythm
from bot.playbook.schedule import GRACE
from bot.ports import Shelves
from bot.screens.nudge import milestone_card, tell_card
from bot.usecases.fold_rhythm import fold_rhythm
from bot.usecases.letter import write
from bot.usecases.near import Home, channels_near
from bot.usecases.services import Services

SUBJECT: Final = "milestone"


class Telling(StrEnum):
    """What becomes of the wish to tell a channel."""

    TOLD = "told"
    TOLD_BEFORE = "told_before"
    NOWHERE = "nowhere"
    """No playbook posts to a channel of their workspace."""
    NOT_NOW = "not_now"
    """A silence, or days on which nothing is posted."""
    UNKNOWN = "unknown"
    """They have not reached it."""


async def tell_milestones(services: Services, shelves: Shelves, member: Member) -> None:
    """Note what a step has reached, inside the transaction that keeps the step, and plan one letter about it.

    Who chooses a rhythm later is told of the highest of what they had reached without it, and of no other.
    """
    if member.rhythm not in {Rhythm.DAILY, Rhythm.WEEKLY}:
        return
    streak = await fold_rhythm(services, shelves, member)
    known = {award.name for award in await shelves.awards.of(member.person)}
    new = [name for name in reached(streak, member.rhythm) if name not in known]
    told = [name for name in new if await shelves.awards.put(member.person, Award(name, streak.on))]
    if not told:
        return
    subject = told[0].partition("-")[0]
    highest = [name for name in told if name.startswith(f"{subject}-")][-1]
    hours = await _next_hours(services, shelves, member)
    if hours:
        about = {"name": highest}
        await write(shelves, member.person, SUBJECT, highest, about, due_at=hours[0], expires_at=hours[1])


async def draw_milestone(services: Services, member: Member, about: Mapping[str, str]) -> Card | None:
    """Draw the letter. None: they have left the game."""
    if member.rhythm not in {Rhythm.DAILY, Rhythm.WEEKLY}:
        return None
    asks = member.choices.tells_milestones and bool(channels_near(services, member))
    return milestone_card(services.words_in(member.locale), about["name"], asks_to_tell=asks)


async def preview(services: Services, person: PersonRef, name: str) -> Card | Telling:
    """Show the one line that their channel would read; nothing is posted yet."""
    member = await _who_reached(services, person, name)
    if member is None:
        return Telling.UNKNOWN
    if _home(services, member, person) is None:
        return Telling.NOWHERE
    return tell_card(services.words_in(member.locale), name, person)


async def announce(services: Services, person: PersonRef, name: str) -> Telling:
    """Post that line, because its owner has just asked for it. Pressing twice posts once."""
    member = await _who_reached(services, person, name)
    if member is None:
        return Telling.UNKNOWN
    home, now = _home(services, member, person), services.clock.now()
    if home is None:
        return Telling.NOWHERE
    place, playbook, channel = home
    today = local(now, channel.schedule.timezone).date()
    if services.is_silent() or any(period.closes(today, None) for period in playbook.closed_periods):
        return Telling.NOT_NOW
    told = {"award": name, "channel": place.channel}
    async with services.store.writing() as shelves:
        if await shelves.members.hold(person) is None:
            return Telling.UNKNOWN
        is_new = await shelves.outbox.put(
            Delivery(
                key=f"announcement:{name}:{person.platform}/{person.workspace}/{person.user}",
                kind=DeliveryKind.ANNOUNCEMENT,
                post="",
                due_at=now,
                expires_at=now + GRACE,
                person=person,
                notice=json.dumps(told, sort_keys=True),
            )
        )
    services.wake()
    return Telling.TOLD if is_new else Telling.TOLD_BEFORE


async def _who_reached(services: Services, person: PersonRef, name: str) -> Member | None:
    """Look up the member, if this milestone is theirs."""
    async with services.store.reading() as shelves:
        member = await shelves.members.get(person)
        awards = await shelves.awards.of(member.person) if member else ()
    return member if any(each.name == name for each in awards) else None


def _home(services: Services, member: Member, person: PersonRef) -> Home | None:
    """Give the channel nearest to the account that acts."""
    return next(iter(channels_near(services, replace(member, person=person))), None)


async def _next_hours(
    services: Services, shelves: Shelves, member: Member
) -> tuple[datetime, datetime] | None:
    """Give the hours in which they may next be written to: from now on, or those of their next due date."""
    now, days = services.clock.now(), await services.due_days(shelves)
    on = logical_date(member.arrangements, now)
    starts, ends = writing_hours(member, on)
    if days.is_due(on, member) and now < ends:
        return max(now, starts), ends
    after = days.next_due(on, member)
    return writing_hours(member, after) if after else None
