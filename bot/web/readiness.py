"""What the bot tells machines of itself: the figures it measures, and why it cannot serve."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.engine import Engine
from bot.playbook.watch import Watched
from bot.usecases.mind_clock import Clockwatch
from bot.usecases.services import Services
from bot.web.metrics import PlaybookFigures, Reading

LONGEST_LOOK: Final = 3.0
"""Seconds for the figures that are in the database."""
LATEST_TICK: Final = timedelta(minutes=3)
log = structlog.get_logger(__name__)


async def reading_of(services: Services, engine: Engine, watched: Watched) -> Reading:
    """Read all figures; those of the database are left out when it does not answer at once."""
    now = services.clock.now()
    counts: Mapping[str, int] | None = None
    due_at: datetime | None = None
    with suppress(Exception):
        async with asyncio.timeout(LONGEST_LOOK), services.store.reading() as shelves:
            due_at = await shelves.outbox.oldest_due()
            counts = {state.value: count for state, count in (await shelves.outbox.counts()).items()}
    skews = {name: platform.skew.ahead for name, platform in services.platforms.items()}
    return Reading(
        playbook=_figures(watched),
        tally=services.tally,
        lag=(now - engine.last_tick).total_seconds() if engine.last_tick else None,
        skews={name: ahead.total_seconds() for name, ahead in skews.items() if ahead is not None},
        outbox=counts,
        oldest=max(0.0, (now - due_at).total_seconds()) if due_at else 0.0,
    )


def _figures(watched: Watched) -> PlaybookFigures:
    return PlaybookFigures(not watched.is_broken, watched.good_since, len(watched.problems))


async def reasons_not_ready(services: Services, engine: Engine) -> Sequence[str]:
    """Say why we cannot serve; nothing when we can."""
    reasons = []
    try:
        async with services.store.reading() as shelves:
            await shelves.workspaces.all()
    except Exception as error:
        log.exception("ready.database")
        reasons.append(f"the database does not answer ({type(error).__name__})")
    if trouble := services.store.trouble():
        reasons.append(trouble)
    if engine.last_tick is None or services.clock.now() - engine.last_tick > LATEST_TICK:
        reasons.append("the engine has not looked for due work lately")
    return [*reasons, *Clockwatch(services.platforms).too_far()]
