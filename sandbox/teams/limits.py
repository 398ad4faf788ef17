"""Teams' limits on what one bot sends: for each thread in sliding windows, and for the whole tenant.

https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit
"""

import math
from collections import defaultdict, deque
from datetime import datetime, timedelta

THREAD = ((7, 1), (8, 2), (60, 30), (1800, 3600))
"""Calls and the seconds within which they may be made."""
TENANT = ((50, 1),)


class TeamsLimits:
    """Counts calls by the workplace's clock; what was refused is kept for tests."""

    def __init__(self) -> None:
        self.enforced = True
        self.refused: list[str] = []
        """The threads in which a limit was met; empty for the tenant's."""
        self.busiest = 0
        """The most calls that passed within one second of the tenant."""
        self._calls: defaultdict[str, deque[datetime]] = defaultdict(deque)

    def retry_after(self, now: datetime, thread: str = "") -> int:
        """Count a call. Returns 0 when it may pass, else the seconds for Retry-After (then it is not counted)."""
        if not self.enforced:
            return 0
        windows = [("", TENANT), *([(thread, THREAD)] if thread else [])]
        for name, limits in windows:
            if wait := _wait(self._calls[name], limits, now):
                self.refused.append(name)
                return wait
        for name, _ in windows:
            self._calls[name].append(now)
        self.busiest = max(self.busiest, len(self._calls[""]))
        return 0


def _wait(calls: deque[datetime], limits: tuple[tuple[int, int], ...], now: datetime) -> int:
    while calls and now - calls[0] >= timedelta(seconds=limits[-1][1]):
        calls.popleft()
    # The clock can be moved back; what was called later is then yet to come.
    while calls and calls[-1] > now:
        calls.pop()
    waits = (
        (calls[-most] + timedelta(seconds=seconds) - now).total_seconds()
        for most, seconds in limits
        if len(calls) >= most
    )
    return max(0, math.ceil(max(waits, default=0.0)))
