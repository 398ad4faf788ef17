"""Rate limits per method, as a leaky bucket for each: a burst of one minute's worth, refilled evenly.

Slack publishes the tiers but not the bursts: https://docs.slack.dev/apis/web-api/rate-limits
"""

import math
import time
from collections.abc import Callable

_TIER = {1: 1, 2: 20, 3: 50, 4: 100}
"""Calls a minute."""
_SPECIAL = 600
_POSTS_PER_MINUTE = 300
"""Slack says "several hundred" for a workspace."""
_POSTS_PER_CHANNEL_BURST = 5

_TIER_OF = {
    "chat.delete": 3,
    "chat.postEphemeral": 4,
    "chat.update": 3,
    "conversations.history": 3,
    "conversations.info": 3,
    "conversations.join": 3,
    "conversations.list": 2,
    "conversations.members": 4,
    "conversations.open": 3,
    "dnd.info": 3,
    "dnd.setSnooze": 2,
    "reactions.add": 3,
    "reactions.get": 3,
    "reactions.remove": 2,
    "usergroups.users.list": 2,
    "users.getPresence": 3,
    "users.info": 4,
    "users.list": 2,
    "views.open": 4,
    "views.publish": 4,
    "views.push": 4,
    "views.update": 4,
}


class _Bucket:
    """Room for `burst` calls, one more every `interval` seconds."""

    __slots__ = ("burst", "free_at", "interval")

    def __init__(self, burst: int, interval: float) -> None:
        self.burst, self.interval, self.free_at = burst, interval, 0.0

    def wait(self, now: float) -> float:
        """Tell the seconds until a call is welcome; 0 is now."""
        return max(0.0, self.free_at - now - (self.burst - 1) * self.interval)

    def take(self, now: float) -> None:
        self.free_at = max(self.free_at, now) + self.interval


class Limits:
    """How often the app may call. Time is real time, whatever the workplace's clock says."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._buckets: dict[tuple[str, str], _Bucket] = {}
        self._is_on = True

    def off(self) -> None:
        """Allow everything."""
        self._is_on = False

    def on(self) -> None:
        """Limit again, from empty buckets."""
        self._is_on = True
        self._buckets.clear()

    def retry_after(self, method: str, channel: str = "") -> int:
        """Count a call. Returns 0 when it may pass, else the seconds for Retry-After (then it is not counted)."""
        if not self._is_on:
            return 0
        now = self._monotonic()
        if method == "chat.postMessage":
            buckets = [
                self._bucket((method, ""), _POSTS_PER_MINUTE, 60 / _POSTS_PER_MINUTE),
                self._bucket((method, channel), _POSTS_PER_CHANNEL_BURST, 1.0),
            ]
        else:
            calls = _TIER.get(_TIER_OF.get(method, 0), _SPECIAL)
            buckets = [self._bucket((method, ""), calls, 60 / calls)]
        # A millionth of a second of patience, so that who waits as told is not refused for a rounding.
        if (wait := max(bucket.wait(now) for bucket in buckets)) > 1e-6:
            return math.ceil(wait)
        for bucket in buckets:
            bucket.take(now)
        return 0

    def _bucket(self, key: tuple[str, str], burst: int, interval: float) -> _Bucket:
        if key not in self._buckets:
            self._buckets[key] = _Bucket(burst, interval)
        return self._buckets[key]
