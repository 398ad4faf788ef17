"""The workplace's clock: it runs or stands still, and can be moved by hand."""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from datetime import time as wall_time
from email.utils import format_datetime
from zoneinfo import ZoneInfo

MONDAY_MORNING = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
"""09:30 in Paris, an ordinary working day."""


class SandboxClock:
    """Tell the workplace's time and let it be moved.

    With `running` the clock goes on at the pace of real time from `start`; without, it stands still until it is
    moved, and `sleep` waits for that. Naive datetimes are refused everywhere but in `set`, where they are wall
    time in the clock's zone.
    """

    def __init__(
        self,
        start: datetime = MONDAY_MORNING,
        zone: str = "Europe/Paris",
        running: bool = False,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        if start.tzinfo is None:
            raise ValueError("The clock starts at an aware time; this one has no zone.")
        self.zone = ZoneInfo(zone)
        self.running = running
        self.dates_ahead = timedelta()
        """By how much the dates of answers are ahead of this clock: what a bot with a slow clock would see."""
        self._base = start.astimezone(UTC)
        self.monotonic = monotonic
        """The seconds that durations are measured in, and the pace of a running clock."""
        self._since = monotonic()
        self._waiters: set[asyncio.Future[None]] = set()
        self._listeners: list[Callable[[], None]] = []

    def now(self) -> datetime:
        """Tell the time, aware, in UTC."""
        if not self.running:
            return self._base
        return self._base + timedelta(seconds=self.monotonic() - self._since)

    def local(self) -> datetime:
        """Tell the time in the clock's zone."""
        return self.now().astimezone(self.zone)

    async def sleep(self, seconds: float) -> None:
        """Wait until `seconds` have passed on this clock; moving it past that moment ends the wait."""
        deadline = self.now() + timedelta(seconds=seconds)
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        while (left := (deadline - self.now()).total_seconds()) > 0:
            moved = asyncio.get_running_loop().create_future()
            self._waiters.add(moved)
            try:
                await asyncio.wait([moved], timeout=left if self.running else None)
            finally:
                self._waiters.discard(moved)

    def date(self) -> str:
        """Write the time as HTTP dates an answer; `dates_ahead` makes it wrong."""
        return format_datetime(self.now() + self.dates_ahead, usegmt=True)

    def advance(self, by: timedelta) -> datetime:
        """Move forward (or back, with a negative duration) and return the new time."""
        return self._move(self.now() + by)

    def set(self, to: datetime) -> datetime:
        """Move to a moment; a naive one is wall time in the clock's zone."""
        return self._move((to if to.tzinfo else to.replace(tzinfo=self.zone)).astimezone(UTC))

    def next_working_day(self, at: str = "09:30") -> datetime:
        """Move to the next Monday-to-Friday date, at a wall time such as "09:30"."""
        day = self.local().date() + timedelta(days=1)
        while day.isoweekday() > 5:
            day += timedelta(days=1)
        return self.set(datetime.combine(day, wall_time.fromisoformat(at), self.zone))

    def on_move(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` after each move; the answer takes it off again."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def _move(self, to: datetime) -> datetime:
        self._base, self._since = to, self.monotonic()
        for waiter in self._waiters:
            if not waiter.done():
                waiter.set_result(None)
        for listener in tuple(self._listeners):
            listener()
        return to
