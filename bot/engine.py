"""The engine: due work lives in the database; this decides when to look at it."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.usecases.deliver import deliver, settle_doubts
from bot.usecases.forget import forget
from bot.usecases.plan_daily import next_planning, plan_daily
from bot.usecases.services import Services
from bot.usecases.spread_claims import spread_claims

LONGEST_SLEEP: Final = timedelta(minutes=1)
SETTLING_SECONDS: Final = 0.1
log = structlog.get_logger(__name__)

Job = Callable[[Services, datetime], Awaitable[None]]
JOBS: Final[tuple[Job, ...]] = (plan_daily, spread_claims, deliver, settle_doubts, forget)
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
        self.last_tick: datetime | None = None

    async def tick(self, now: datetime) -> None:
        """Run every job once, one tick at a time. One that fails is logged and does not stop the others: its work stays due."""
        async with self._ticking:
            await self._attempt("first", self._first(now))
            for job in JOBS:
                await self._attempt(job.__name__, job(self._services, now))
            self.last_tick = now

    async def run(self) -> None:
        """Tick until cancelled."""
        while True:
            self._woken.clear()
            await self.tick(self._services.clock.now())
            while await self._rest():
                # Whoever woke us put something into the outbox; many do so in a moment, and it is seldom due at once.
                await asyncio.sleep(SETTLING_SECONDS)
                self._woken.clear()
                if await self._next_work() <= self._services.clock.now():
                    break

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
        """Tell when to look again, at the latest after LONGEST_SLEEP."""
        now = self._services.clock.now()
        async with self._services.store.reading() as shelves:
            due = await shelves.outbox.next_due()
        planning = await next_planning(self._services, now)
        return min(moment for moment in (due, planning, now + LONGEST_SLEEP) if moment)

    async def _attempt(self, name: str, job: Awaitable[None]) -> None:
        try:
            await job
        except Exception:
            log.exception("job.failed", job=name)
