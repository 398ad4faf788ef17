"""The engine: due work lives in the database; this decides when to look at it."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.usecases.answer_proposals import remind_editors
from bot.usecases.ask_opinions import close_opinions
from bot.usecases.brainstorm import plan_brainstorms
from bot.usecases.campaigns import close_campaigns
from bot.usecases.close_days import close_days
from bot.usecases.deliver import deliver
from bot.usecases.forget import forget
from bot.usecases.make_edition import make_editions
from bot.usecases.plan_daily import next_planning, plan_daily
from bot.usecases.plan_letters import plan_letters
from bot.usecases.question_box import plan_questions
from bot.usecases.remind_admins import remind_admins
from bot.usecases.services import Services
from bot.usecases.settle_doubts import settle_doubts
from bot.usecases.spread_claims import spread_claims
from bot.usecases.tell_meeting import plan_meetings

LONGEST_SLEEP: Final = timedelta(minutes=1)
SETTLING_SECONDS: Final = 0.1
AFTER_TROUBLE: Final = timedelta(seconds=2)
"""How soon to look again when something has failed; it doubles while it goes on failing."""
log = structlog.get_logger(__name__)

Job = Callable[[Services, datetime], Awaitable[None]]
JOBS: Final[tuple[Job, ...]] = (
    close_days,
    close_campaigns,
    plan_daily,
    spread_claims,
    remind_editors,
    plan_letters,
    remind_admins,
    plan_meetings,
    plan_questions,
    plan_brainstorms,
    deliver,
    settle_doubts,
    make_editions,
    close_opinions,
    forget,
)
"""In this order at every tick. Each may run on any machine, any number of times."""


class Engine:
    """Runs the jobs, then sleeps until the next due time or until woken."""

    def __init__(
        self, services: Services, first: Callable[[datetime], Awaitable[None]], woken: asyncio.Event
    ) -> None:
        self._services = services
        self._first = first
        """What to do before the JOBS: finish what a crash cut off."""
        self._woken = woken
        """Set from outside when there is something to deliver."""
        self._ticking = asyncio.Lock()
        self._troubles = 0
        """Ticks in a row in which something failed."""
        self.last_tick: datetime | None = None

    async def tick(self, now: datetime) -> None:
        """Run every job once, one tick at a time. One that fails is logged and does not stop the others: its work stays due."""
        async with self._ticking:
            is_well = await self._attempt("first", self._first(now))
            for job in JOBS:
                if self._services.closing.is_set():
                    return
                is_well &= await self._attempt(job.__name__, job(self._services, now))
            self._troubles = 0 if is_well else self._troubles + 1
            self.last_tick = now

    async def run(self) -> None:
        """Tick until told to stop; what is being sent by then is finished."""
        closing = self._services.closing
        while not closing.is_set():
            self._woken.clear()
            await self.tick(self._services.clock.now())
            while not closing.is_set() and await self._rest():
                # Whoever woke us put something into the outbox; many do so in a moment, and it is seldom due at once.
                await asyncio.sleep(SETTLING_SECONDS)
                self._woken.clear()
                if await self._next_work() <= self._services.clock.now():
                    break

    def stop(self) -> None:
        """Ask `run` to end as soon as nothing is half said."""
        self._services.closing.set()
        self._woken.set()

    async def _rest(self) -> bool:
        """Sleep until there is work. True: somebody woke us before."""
        seconds = (await self._next_work() - self._services.clock.now()).total_seconds()
        pause = asyncio.ensure_future(self._services.clock.sleep(max(SETTLING_SECONDS, seconds)))
        woken = asyncio.ensure_future(self._woken.wait())
        try:
            await asyncio.wait({pause, woken}, return_when=asyncio.FIRST_COMPLETED)
            return not pause.done()
        finally:
            for task in (pause, woken):
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task

    async def _next_work(self) -> datetime:
        """Tell when to look again, at the latest after LONGEST_SLEEP; a while later when something has failed.

        What fails stays due, and without a pause it would be tried without end. Raises nothing: nobody would tick any more.
        """
        now = self._services.clock.now()
        pause = min(AFTER_TROUBLE * 2 ** min(self._troubles, 10) / 2, LONGEST_SLEEP)
        try:
            return max(await self._next_due(now), now + pause if self._troubles else now)
        except Exception:
            log.exception("engine.cannot_look")
            return now + AFTER_TROUBLE

    async def _next_due(self, now: datetime) -> datetime:
        async with self._services.store.reading() as shelves:
            due = await shelves.outbox.next_due()
        planning = await next_planning(self._services, now)
        rounds = self._services.rounds.looks_at
        return min(moment for moment in (due, planning, rounds, now + LONGEST_SLEEP) if moment)

    async def _attempt(self, name: str, job: Awaitable[None]) -> bool:
        """Let a job work. False: it failed."""
        try:
            await job
        except Exception:
            log.exception("job.failed", job=name)
            return False
        return True
