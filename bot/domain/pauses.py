"""Pauses: stepping out for a while, declared without a reason, also for some days back (streak specification, 2.2)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.domain.arrangement import Pause
from bot.domain.wishes import Wish, flaw_of

_ONE_DAY = timedelta(days=1)


def with_pause(pauses: Iterable[Pause], wish: Wish, today: date, now: datetime) -> tuple[Pause, ...]:
    """Add a pause. The newest wish counts: what is still to come of one that it touches ends before it.

    Days that have passed stay as they are, and a pause planned for later outlives one without an end. Days on which a step
    has counted by now are left out by the fold: they stay counted, today as well. Raises ValueError with the flaw of the
    dates.
    """
    if flaw := flaw_of(wish, today):
        raise ValueError(flaw)
    begins = max(wish.starts, today)
    kept = (_until(each, begins - _ONE_DAY) if _gives_way(each, wish, today) else each for each in pauses)
    return (*(each for each in kept if each), Pause(wish.starts, wish.ends, now))


def without_pause(pauses: Iterable[Pause], today: date) -> tuple[Pause, ...]:
    """Come back today: what is paused today ends yesterday. With nothing paused today, pauses to come are called off."""
    kept = tuple(pauses)
    if pause_on(kept, today) is None:
        return tuple(each for each in kept if each.starts <= today)
    ended = (_until(each, today - _ONE_DAY) if each.covers(today) else each for each in kept)
    return tuple(each for each in ended if each)


def pause_on(pauses: Iterable[Pause], on: date) -> Pause | None:
    """Give the pause that covers a date; of several, the one that lasts longest."""
    covering = [each for each in pauses if each.covers(on)]
    return max(covering, key=lambda each: each.ends or date.max, default=None)


def planned_after(pauses: Iterable[Pause], today: date) -> tuple[Pause, ...]:
    """List the pauses that begin after today, soonest first."""
    return tuple(sorted((each for each in pauses if each.starts > today), key=lambda each: each.starts))


def _gives_way(pause: Pause, wish: Wish, today: date) -> bool:
    if wish.ends is not None and wish.ends < today:
        return False  # days gone by say nothing about those to come
    if pause.ends is not None and pause.ends < max(wish.starts, today):
        return False
    return pause.starts <= (max(wish.starts, today) if wish.ends is None else wish.ends)


def _until(pause: Pause, last: date) -> Pause | None:
    """Give what of a pause lies up to a date. None: nothing does."""
    last = last if pause.ends is None else min(pause.ends, last)
    return replace(pause, ends=last) if pause.starts <= last else None
