"""Forgetting: what has served its purpose goes by itself; once a day what is old, in the tables and member by member."""

from datetime import date, datetime, timedelta
from typing import Final

import structlog

from bot.playbook.programme import Retention
from bot.ports import Shelves
from bot.usecases.absence import let_go
from bot.usecases.brainstorm import forget_brainstorms
from bot.usecases.count_click import KEEP_FOR as KEEP_CLICKS_FOR
from bot.usecases.examples import forget_examples
from bot.usecases.fold_away import fold_away, months_before
from bot.usecases.meet import forget_meetings
from bot.usecases.privacy import retention
from bot.usecases.question_box import forget_questions
from bot.usecases.services import Services
from bot.usecases.thank import forget_thanks

KEEP_IDS_FOR: Final = timedelta(days=7)
"""Slack repeats a delivery for minutes; a week is ample to recognise one."""
KEEP_UNFINISHED_FOR: Final = timedelta(days=30)
"""Events that could not be answered; an operator may have them answered again meanwhile."""
KEEP_NOTICES_FOR: Final = timedelta(days=7)
"""What an admin was told about the playbook, with their id."""
LANES_REST_FOR: Final = timedelta(hours=1)
KEEP_LETTERS_FOR: Final = timedelta(days=30)
KEEP_UNANSWERED_FOR: Final = timedelta(days=30)
"""Reminders in a row without an answer, by which they get rarer."""
KEEP_AUTHORS_FOR: Final = timedelta(days=30)
"""Who made a proposal, after it was answered; the proposal itself goes later."""
KEEP_ANSWERED_FOR: Final = timedelta(days=90)
KEEP_CHOICES_FOR: Final = timedelta(days=14)
DAYS_A_MONTH: Final = 30
PAGE: Final = 100
"""Members looked at in one go: with a year of steps each, some 50 ms."""
log = structlog.get_logger(__name__)


async def forget(services: Services, now: datetime) -> None:
    """Remove the ids of answered events, given-back claims on closed posts, spent codes and states, and old notices to admins.

    Once a day also old claims, reminders and letters; then the round over all members goes on by a page.
    """
    times, is_due = retention(services.book()), services.daily_round.is_due(now.date())
    async with services.store.writing() as shelves:
        await shelves.inbox.forget(now - KEEP_IDS_FOR)
        await shelves.claims.forget(now)
        await shelves.links.forget(now)
        await shelves.sign_ins.forget(now)
        await shelves.installations.forget_states(now)
        await shelves.outbox.forget_notices(now - KEEP_NOTICES_FOR)
        if is_due:
            await _forget_old(shelves, times, now)
    if is_due:
        services.daily_round.begin(now.date())
    if not services.daily_round.is_over:
        await _go_on(services, months_before(now.date(), times.acts_months), now)


async def _forget_old(shelves: Shelves, times: Retention, now: datetime) -> None:
    await shelves.inbox.forget_unfinished(now - KEEP_UNFINISHED_FOR)
    await shelves.deeds.forget(now - timedelta(days=times.admin_months * DAYS_A_MONTH))
    await shelves.clicks.forget(now.date() - KEEP_CLICKS_FOR)
    await shelves.claims.forget_all(now - timedelta(days=times.claims_days))
    await shelves.outbox.forget_letters(now - KEEP_LETTERS_FOR)
    await shelves.proposals.forget(now - KEEP_AUTHORS_FOR, now - KEEP_ANSWERED_FOR)
    await shelves.plan_choices.forget((now - KEEP_CHOICES_FOR).date())
    await shelves.outbox.give_up_held(now)
    await forget_meetings(shelves, now)
    await forget_questions(shelves, now.date())
    await forget_brainstorms(shelves, now)
    await forget_thanks(shelves, now.date())
    await forget_examples(shelves, now.date())
    await shelves.lanes.forget((now - LANES_REST_FOR).timestamp())
    made_at, quiet_until = await shelves.restores.found()
    if made_at is None and quiet_until is not None and quiet_until <= now:
        await shelves.restores.remove()
    today = now.date()
    await shelves.nudges.forget(today - timedelta(days=times.nudges_days), today - KEEP_UNANSWERED_FOR)


async def _go_on(services: Services, oldest: date, now: datetime) -> None:
    """Look at the next members: fold away steps from before `oldest`, and let go whoever is away for long."""
    round_ = services.daily_round
    async with services.store.reading() as shelves:
        members = await shelves.members.page(round_.after, PAGE)
        signs = await shelves.traces.signs(members)
    # First: whatever cuts the page off does not hold up the next ones for ever.
    round_.go_on(members[-1].person if len(members) == PAGE else None)
    for member in members:
        try:
            await fold_away(services, member, signs.get(member.person), oldest, now)
            await let_go(services, member, signs.get(member.person), now)
        except Exception:
            # Those after them on the page have a right to their times as well.
            log.exception("forget.not_looked_at")
    if round_.is_over:
        await services.store.scrub()
