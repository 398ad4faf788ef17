"""The rhythm: a pure fold from a member's acts to what they are shown (streak specification, daily mode with freezes)."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from bot.domain.acts import Act

FIRST_FREEZES: Final = 1
MOST_FREEZES: Final = 2
DAYS_PER_FREEZE: Final = 5
"""Every fifth counted day of a lifetime earns a day off, up to MOST_FREEZES."""
SAME_ITEM_DAYS: Final = 30
"""An item counts once in this many days, so reading one tip over and over is reading it once."""
CLOSING_HOUR: Final = time(12)
"""A day stays open until noon of the next due day, so that yesterday's act can still be told."""
_ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Streak:
    """What a member's rhythm is at one moment. Only its owner ever sees it."""

    current: int = 0
    best: int = 0
    freezes: int = FIRST_FREEZES
    counted: int = 0
    """Counted days of a lifetime."""
    is_today_counted: bool = False
    is_today_due: bool = False
    used_freeze_on: date | None = None
    """The latest day on which a day off kept the rhythm."""


def fold(acts: Iterable[Act], *, since: date, now: datetime, is_due: Callable[[date], bool]) -> Streak:
    """Fold all acts, in date order, into the rhythm as it stands at `now` (aware, on the member's wall clock).

    Days before `since`, the date the member joined, do not exist. The result depends on the set of acts alone:
    not on their order, not on repetitions, not on when it is computed in between (invariants I1 to I7, I11, I12).
    """
    counted = frozenset(_counted_dates((act for act in acts if act.on >= since), is_due))
    today = now.date()
    current = best = total = 0
    freezes = FIRST_FREEZES
    used_on: date | None = None
    for day in _days(since, max(counted | {today})):
        if day in counted:
            current, total = current + 1, total + 1
            best = max(best, current)
            freezes = min(MOST_FREEZES, freezes + (total % DAYS_PER_FREEZE == 0))
        elif current and is_due(day) and _is_closed(day, now, is_due):
            if freezes:
                freezes, used_on = freezes - 1, day
            else:
                current = 0
    return Streak(
        current=current,
        best=best,
        freezes=freezes,
        counted=total,
        is_today_counted=today in counted,
        is_today_due=is_due(today),
        used_freeze_on=used_on,
    )


def _counted_dates(acts: Iterable[Act], is_due: Callable[[date], bool]) -> Iterator[date]:
    last: dict[str, date] = {}
    for act in sorted(acts, key=lambda each: (each.on, each.item)):
        before = last.get(act.item)
        if not is_due(act.on) or (
            before is not None and timedelta() < act.on - before < SAME_ITEM_DAYS * _ONE_DAY
        ):
            continue
        last[act.item] = act.on
        yield act.on


def _is_closed(day: date, now: datetime, is_due: Callable[[date], bool]) -> bool:
    """Tell whether noon of the next due day has passed. A year without due days closes nothing."""
    for after in _days(day + _ONE_DAY, min(now.date(), day + 366 * _ONE_DAY)):
        if is_due(after):
            return after < now.date() or now.time() >= CLOSING_HOUR
    return False


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += _ONE_DAY
