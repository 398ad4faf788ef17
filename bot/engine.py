"""The engine: due work lives in the database; this decides when to look at it."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.router import Router
from bot.usecases.deliver import deliver, settle_doubts
from bot.usecases.plan_daily import next_planning, plan_daily
from bot.usecases.services import Services

LONGEST_SLEEP: Final = timedelta(minutes=1)
SHORTEST_SLEEP: Final = timedelta(milliseconds=50)
log = structlog.get_logger(__name__)

Job = Callable[[Services, datetime], Awaitable[None]]
JOBS: Final[tuple[Job, ...]] = (plan_daily, deliver, settle_doubts)
"""In this order at every tick. Each may run on any machine, any number of times."""


class Engine:
    """Runs the jobs, then sleeps until the next due time or until woken."""

    def __init__(self, services: Services, router: Router, woken: asyncio.Event) -> None:
        self._services = services
        self._router = router
        self._woken = woken
        """Set from outside when there is something to deliver."""
        self.last_tick: datetime | None = None

    async def tick(self, now: datetime) -> None:
        """Run every job once. One that fails is logged and does not stop the others: its work stays due."""
        await self._attempt("finish_waiting", self._router.finish_waiting(now))
        for job in JOBS:
            await self._attempt(job.__name__, job(self._services, now))
        self.last_tick = now

    async def run(self) -> None:
        """Tick until cancelled."""
        while True:
            self._woken.clear()
            await self.tick(self._services.clock.now())
            await self._rest()

    async def _rest(self) -> None:
        pause = asyncio.ensure_future(self._services.clock.sleep(await self._seconds()))
        woken = asyncio.ensure_future(self._woken.wait())
        try:
            await asyncio.wait({pause, woken}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (pause, woken):
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task

    async def _seconds(self) -> float:
        now = self._services.clock.now()
        async with self._services.store.reading() as shelves:
            moments = [await shelves.outbox.next_due()]
        moments.append(await next_planning(self._services, now))
        next_work = min((moment for moment in moments if moment), default=now + LONGEST_SLEEP)
        return max(SHORTEST_SLEEP, min(LONGEST_SLEEP, next_work - now)).total_seconds()

    async def _attempt(self, name: str, job: Awaitable[None]) -> None:
        try:
            await job
        except Exception:
            log.exception("job.failed", job=name)
