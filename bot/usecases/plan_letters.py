"""Planning letters: every member is looked at in their own hours, on their due days, by all who may want to write to them."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

import structlog

from bot.cards.elements import Card
from bot.domain.calendar import begins_at, logical_date
from bot.domain.days import DueDays
from bot.domain.nudges import writing_hours
from bot.domain.pauses import pause_on
from bot.domain.people import Member, PersonRef
from bot.domain.wishes import LONGEST
from bot.screens.nudge import long_pause_card
from bot.usecases.ask_opinions import plan_opinion
from bot.usecases.lead_executive import plan_session
from bot.usecases.letter import write
from bot.usecases.plan_day import plan_day
from bot.usecases.plan_nudges import plan_nudge
from bot.usecases.recap import plan_recap
from bot.usecases.rounds import Visit
from bot.usecases.services import Services

MOST_LOOKS: Final = 500
"""Members looked at closely in one go; other work passes before the next."""
PAGE: Final = 500
AFTER_TROUBLE: Final = timedelta(minutes=15)
PAUSE: Final = "pause"
log = structlog.get_logger(__name__)

Planner = Callable[[Services, Visit], Awaitable[datetime | None]]
"""Writes a letter for the visit's day, if there is to be one. Gives the instant at which to come back today, or None.

It may come twice for the same day, on any machine: a letter is known by its subject, occasion and person.
"""
PLANNERS: Final[tuple[Planner, ...]] = (plan_day, plan_nudge, plan_session, plan_recap, plan_opinion)


async def plan_letters(services: Services, now: datetime) -> None:
    """Go on with the round over the members. Who has been looked at is remembered, so most of a round costs nothing."""
    rounds = services.rounds
    called, is_round = rounds.turns.called(now)[:MOST_LOOKS], rounds.goes_on(now)
    if services.planned.is_quiet(now) or services.is_silent():
        for person in called:
            rounds.turns.leave(person)
        return
    if not (called or is_round):
        return
    async with services.store.reading() as shelves:
        days = await services.due_days(shelves)
        workspaces = frozenset(await shelves.workspaces.all())
    for person in called:
        await _call_up(
            services, person, days, now, is_there=(person.platform, person.workspace) in workspaces
        )
    if is_round:
        await _go_on(services, days, workspaces, now)


async def _call_up(
    services: Services, person: PersonRef, days: DueDays, now: datetime, *, is_there: bool
) -> None:
    """Look at somebody whose turn has come; they wait no longer, whatever becomes of it."""
    async with services.store.reading() as shelves:
        member = await shelves.members.get(person)
    if member and is_there:
        await _look(services, member, days, now)
    services.rounds.turns.leave(person)


async def _go_on(
    services: Services, days: DueDays, workspaces: frozenset[tuple[str, str]], now: datetime
) -> None:
    rounds, left = services.rounds, MOST_LOOKS
    while True:
        async with services.store.reading() as shelves:
            page = await shelves.members.page(rounds.after, PAGE)
        for member in page:
            if rounds.wants(member, now):
                is_there = (member.person.platform, member.person.workspace) in workspaces
                left -= await _look(services, member, days, now) if is_there else 0
            if left == 0:
                rounds.rest(member.person, now)
                return
        if len(page) < PAGE:
            rounds.end(now)
            return
        rounds.after = page[-1].person


async def draw_long_pause(services: Services, member: Member, about: Mapping[str, str]) -> Card | None:
    """Draw the question after a long pause. None: it has ended meanwhile."""
    is_paused = any(each.starts.isoformat() == about["since"] and each.ends is None for each in member.pauses)
    return long_pause_card(services.words_in(member.locale)) if is_paused else None


async def _look(services: Services, member: Member, days: DueDays, now: datetime) -> bool:
    """Look at a member, closely only in their hours, and remember when to look again. Tells whether it was closely."""
    on = logical_date(member.arrangements, now)
    tomorrow = begins_at(member.arrangements, on + timedelta(days=1))
    starts, until = writing_hours(member, on)
    if now < starts or now >= until:
        services.rounds.note(member, starts if now < starts else tomorrow)
        return False
    again = [tomorrow]
    if days.is_due(on, member):
        visit = Visit(member, on, now, starts, until, days)
        again += [at for planner in PLANNERS if (at := await _plan(services, planner, visit)) and at < until]
    elif days.is_due(on, replace(member, pauses=())):
        await _ask_about_pause(services, member, on, now, until)
    services.rounds.note(member, min(again))
    return True


async def _plan(services: Services, planner: Planner, visit: Visit) -> datetime | None:
    """Let one planner work; what goes wrong with it, or with one member, is tried again and holds up nobody else."""
    try:
        return await planner(services, visit)
    except Exception:
        log.exception("letter.not_planned", planner=planner.__name__)
        return visit.now + AFTER_TROUBLE


async def _ask_about_pause(
    services: Services, member: Member, on: date, now: datetime, until: datetime
) -> None:
    """Ask once whether a pause without an end is still wanted, when it has lasted as long as any other may.

    Not later than some weeks after that: by then it may be forgotten that it was asked.
    """
    pause = pause_on(member.pauses, on)
    if pause is None or pause.ends is not None or not LONGEST <= (on - pause.starts).days < LONGEST + 21:
        return
    since = pause.starts.isoformat()
    async with services.store.writing() as shelves:
        await write(shelves, member.person, PAUSE, since, {"since": since}, due_at=now, expires_at=until)
