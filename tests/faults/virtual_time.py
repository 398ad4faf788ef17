"""An event loop on which waiting takes no time: when nothing is ready, its clock jumps to the next timer.

Whoever talks over loopback on this loop, clients and servers alike, waits by the loop's clock: time-outs, retries after
minutes and sleeps until tomorrow all pass at once, in the order in which they would.
"""

import asyncio
import select
import selectors
from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any, Final, TypeVar

from sandbox.clock import MONDAY_MORNING, SandboxClock

GLANCE_SECONDS: Final = 0.0001
"""Real seconds for what is on its way through the kernel; epoll itself cannot wait for less than a thousandth."""
STUCK_SECONDS: Final = 0.5

T = TypeVar("T")


class Stuck(RuntimeError):
    """Nothing is due and nothing is under way: on this loop one would wait for ever."""


class JumpingSelector(selectors.DefaultSelector):
    """Where another selector waits, this one lets the time pass at once."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self._is_talking = True
        """Something was read or written since the last jump, so that more may be on its way."""

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if ready or (timeout is not None and timeout <= 0):
            self._is_talking |= bool(ready)
            return ready
        if self._is_talking:
            self._is_talking = False
            if select.select([self.fileno()], [], [], GLANCE_SECONDS)[0]:
                return self.select(timeout)
        elif ready := super().select(0):
            return ready
        if timeout is None:
            if ready := super().select(STUCK_SECONDS):
                return ready
            raise Stuck(Stuck.__doc__)
        self.now += timeout
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop whose `time()` is virtual and which has no threads: they would live in another time."""

    def __init__(self) -> None:
        self.selector = JumpingSelector()
        super().__init__(self.selector)
        # After a year, two doubles that should be equal differ by some nanoseconds; a timer would never be reached.
        self._clock_resolution = 1e-6

    def time(self) -> float:
        return self.selector.now

    def run_in_executor(
        self, executor: Any, func: Callable[..., T], *args: Any
    ) -> asyncio.Future[T]:  # what a thread would do is done at once
        future: asyncio.Future[T] = self.create_future()
        try:
            future.set_result(func(*args))
        except Exception as error:  # noqa: BLE001  it is for whoever awaits
            future.set_exception(error)
        return future


def run(main: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine in virtual time, from zero on."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(main)


def loops_clock(start: datetime = MONDAY_MORNING, zone: str = "Europe/Paris") -> SandboxClock:
    """Give a workplace's clock that goes as the running loop's does."""
    return SandboxClock(start, zone, running=True, monotonic=asyncio.get_running_loop().time)
