"""Wall clocks: the instants at which a zone's clocks show a time, through clock changes and skipped dates."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

_ONE_DAY: Final = timedelta(days=1)


@lru_cache(maxsize=1 << 14)
def first_instant(on: date, at: time, timezone: str) -> datetime:
    """Give the UTC instant at which clocks of an IANA zone first show this time of this date, or a later one.

    A time that comes twice is taken the first time. For a time that the clock skips it is the first instant after the gap,
    and for a civil date that a zone skips altogether the beginning of the next.
    """
    zone = ZoneInfo(timezone)
    wall = datetime.combine(on, at, zone)
    instant = wall.astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return instant
    # In a gap, fold 1 counts with the offset after it, which gives an instant before it, and fold 0 one after (PEP 495).
    late, early = instant, wall.replace(fold=1).astimezone(UTC)
    before = _offset(early, zone)
    while late - early > timedelta(seconds=1):
        middle = (early + (late - early) / 2).replace(microsecond=0)
        if _offset(middle, zone) == before:
            early = middle
        else:
            late = middle
    return late


@lru_cache(maxsize=1 << 10)
def skipped_dates(timezone: str, year: int) -> frozenset[int]:
    """Give the ordinals of civil dates that never came in a zone, as at the date line when a country changes side."""
    first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
    noon = time(12)
    zone = ZoneInfo(timezone)
    dates = (date.fromordinal(ordinal) for ordinal in range(first, last + 1))
    shown = (datetime.combine(on, noon, zone).astimezone(UTC).astimezone(zone).date() for on in dates)
    return frozenset(ordinal for ordinal, on in enumerate(shown, first) if on.toordinal() != ordinal)


def _offset(instant: datetime, zone: ZoneInfo) -> timedelta:
    return instant.astimezone(zone).replace(tzinfo=UTC) - instant
