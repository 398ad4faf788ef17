"""Pace: how fast we may speak by ourselves, as even lanes with room for a burst, so that nobody has to hold us back.

A lane is a generic cell rate algorithm: it keeps one instant, at which everything let through so far would have passed
evenly. What comes while that instant is not further ahead than the burst allows goes at once, all else has to wait.
"""

from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

FURTHEST: Final = 120.0
"""Seconds ahead: no lane is booked further, with its burst."""
LONGEST_HOLD: Final = 2 * 3600.0
"""Seconds: no platform asks us to wait for more than an hour."""
_HELD: Final = " held"


@dataclass(frozen=True, slots=True)
class Lane:
    """One limit of a platform: a call every `every` seconds, and up to `burst` of them at once after a rest."""

    name: str
    every: float
    burst: int = 1
    is_of_thread: bool = False
    """It holds for each channel or chat by itself; otherwise for a whole workspace."""


class LaneKey(NamedTuple):
    """Whose lane it is."""

    platform: str
    workspace: str
    thread: str
    """Empty: the whole workspace."""
    name: str


Booking = Sequence[tuple[LaneKey, Lane]]
"""The lanes that one call takes, each once."""


def believed(lanes: Mapping[LaneKey, float], now: float) -> dict[LaneKey, float]:
    """Leave out lanes that are booked further ahead than any can be: a clock was set back."""
    return {
        key: until
        for key, until in lanes.items()
        if until <= now + (LONGEST_HOLD if key.name.endswith(_HELD) else FURTHEST)
    }


def free_at(lanes: Mapping[LaneKey, float], booking: Booking, now: float) -> float:
    """Tell from when on, in seconds of the epoch, a call fits into all its lanes; `now` or before means at once."""
    waits = (lanes.get(key, now) - (lane.burst - 1) * lane.every for key, lane in booking)
    return max(waits, default=now)


def book(lanes: MutableMapping[LaneKey, float], booking: Booking, now: float) -> float:
    """Take a call's place in all its lanes, and give the instant at which it may go: `now`, or later."""
    at = max(now, free_at(lanes, booking, now))
    for key, lane in booking:
        lanes[key] = max(lanes.get(key, at), at) + lane.every
    return at


def hold_of(key: LaneKey) -> LaneKey:
    """Name what tells until when nothing passes a lane, booked or not, because the platform said so."""
    return key._replace(name=key.name + _HELD)


def held_until(lanes: Mapping[LaneKey, float], booking: Booking) -> float:
    """Tell until when a call is held back in any of its lanes; 0 is not at all."""
    return max((lanes.get(hold_of(key), 0.0) for key, _ in booking), default=0.0)
