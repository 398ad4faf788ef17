"""How fast we may speak: Teams' limits for one bot, kept before Teams has to say so.

https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit
"""

from collections import OrderedDict, deque
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.ports import RateLimited

THREAD: Final = ((7, 1.0), (8, 2.0), (60, 30.0), (1800, 3600.0))
"""(calls, seconds) for one thread or chat: sending, redrawing, opening a conversation."""
TENANT: Final = ((50, 1.0),)
THREADS: Final = 2_000
"""Threads remembered; the one that was quiet for longest is forgotten first."""


class Pace:
    """Counts calls in sliding windows."""

    def __init__(self) -> None:
        self._tenant: deque[datetime] = deque()
        self._threads: OrderedDict[str, deque[datetime]] = OrderedDict()

    def reserve(self, now: datetime, thread: str = "") -> None:
        """Count one call. Raises RateLimited, and counts nothing, where a limit would be passed."""
        windows: list[tuple[deque[datetime], Sequence[tuple[int, float]]]] = [(self._tenant, TENANT)]
        if thread:
            windows.append((self._threads.setdefault(thread, deque()), THREAD))
            self._threads.move_to_end(thread)
            if len(self._threads) > THREADS:
                self._threads.popitem(last=False)
        wait = max(_wait(calls, limits, now) for calls, limits in windows)
        if wait > 0:
            raise RateLimited(wait, "our own pace")
        for calls, _ in windows:
            calls.append(now)


def _wait(calls: deque[datetime], limits: Sequence[tuple[int, float]], now: datetime) -> float:
    """Tell how many seconds to wait until one more call fits into every window."""
    longest = timedelta(seconds=limits[-1][1])
    while calls and now - calls[0] >= longest:
        calls.popleft()
    waits = (
        (calls[-most] + timedelta(seconds=seconds) - now).total_seconds()
        for most, seconds in limits
        if len(calls) >= most
    )
    return max(waits, default=0.0)
