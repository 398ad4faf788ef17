"""Runs: how many due days, or weeks, in a row counted, with days off in reserve and a way back after a break.

Days and weeks follow the same rules with other numbers (streak specification, domain research 2.2).
"""

from bisect import bisect_right
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple


@dataclass(frozen=True, slots=True)
class Rules:
    """The numbers of a run. A period is a due date, or a week with due dates."""

    most: int
    """How much reserve one may have."""
    every: int
    """How many counted periods of a lifetime earn one more."""
    least: int
    """A run at least this long can come back after a break,"""
    window: int
    """within this many due periods after it,"""
    needed: int
    """when this many of them count,"""
    apart: int
    """if the last time was at least this many due periods ago."""


DAILY: Final = Rules(most=2, every=5, least=3, window=3, needed=2, apart=20)
WEEKLY: Final = Rules(most=1, every=4, least=1, window=1, needed=1, apart=4)
FIRST_RESERVE: Final = 1
"""Everybody begins with one day off, and one week."""


class Run(NamedTuple):
    """Where a run stands after a period."""

    current: int = 0
    best: int = 0
    reserve: int = FIRST_RESERVE
    counted: int = 0
    """Counted periods of a lifetime."""
    kept: int = 0
    """How long the run was before the break that the window belongs to."""
    window: int = 0
    """How many due periods of the window are still to come; 0: none is open."""
    inside: int = 0
    """How many in the window counted."""
    since: int = max(DAILY.apart, WEEKLY.apart)
    """Due periods since the last time a run came back; at first, as if that were long ago."""
    spared: int = 0
    """The latest period that took from the reserve, as an ordinal; 0: none."""
    undecided: int = 0
    """Periods of the window that have passed without counting and are still open."""


def go_on(
    rules: Rules,
    run: Run,
    periods: Sequence[int],
    counted: Collection[int],
    open_from: int,
    early_after: Callable[[int], int],
    until: int | None = None,
) -> Run:
    """Follow a run through due periods, as ascending ordinals; with `until`, through those up to it.

    A period that counts lengthens the run. One that does not takes from the reserve, and without reserve ends the run; but
    from `open_from` on periods are still open and take nothing. The window lies on the due periods next after a break: a
    break inside it opens no other, and the periods pass whether they are open or not, so that closing one moves nothing.
    `early_after` gives the due period after one, if it counted while that one was open; else 0. The reserve that it earned
    then can still save the run, and `best` keeps what was shown then.
    """
    current, best, reserve, total, kept, window, inside, since, spared, undecided = run
    to_earn = rules.every - total % rules.every
    total += to_earn
    passing = periods if until is None else periods[: bisect_right(periods, until)]
    for place, period in enumerate(passing, 1):
        if period in counted:
            current += 1
            to_earn -= 1
            if not to_earn:
                to_earn = rules.every
                total += rules.every
                reserve = min(rules.most, reserve + 1)
            if window:
                window -= 1
                inside += 1
                distance = since + place
                if inside >= rules.needed and kept >= rules.least and distance >= rules.apart:
                    current, kept, window, undecided = kept + inside, 0, 0, 0
                    since -= distance
            continue
        is_inside = window > 0
        if is_inside:
            window -= 1
        if period >= open_from:
            undecided += is_inside
        elif current:
            earns = to_earn == 1
            matters = not reserve and (earns or current >= best)
            is_followed = matters and _is_followed(periods, place, counted, early_after)
            if reserve or (is_followed and earns):
                reserve -= 1
                spared = period
            else:
                best = max(best, current + is_followed)
                if not is_inside:
                    kept, window, inside, undecided = current, rules.window, 0, 0
                current = 0
    total -= to_earn
    since += len(passing)
    return Run(current, max(best, current), reserve, total, kept, window, inside, since, spared, undecided)


def _is_followed(
    periods: Sequence[int], place: int, counted: Collection[int], early_after: Callable[[int], int]
) -> bool:
    """Tell whether the period at a place is the due one after that before it, and counted while that one was open."""
    return (
        place < len(periods)
        and periods[place] in counted
        and early_after(periods[place - 1]) == periods[place]
    )


def settled(run: Run, last: int) -> Run:
    """Leave out what a run no longer needs to go on from a moment when all is closed. `last`: the period it came to."""
    run = run._replace(
        since=min(run.since, Run().since),
        undecided=0,
        spared=run.spared if run.spared >= last else 0,
    )
    return run if run.window else run._replace(kept=0, inside=0)


def lifted(before: Run, after: Run, pending: int) -> Run:
    """Take the better of both figures, where `after` has more days excused than `before` (invariant I8).

    `pending` periods were still open and will be followed once more, so they are taken back from window and distance.
    """
    return after._replace(
        current=max(before.current, after.current),
        best=max(before.best, after.best),
        reserve=max(before.reserve, after.reserve),
        window=after.window + after.undecided,
        since=min(before.since, after.since) - pending,
        undecided=0,
    )


def is_lower(run: Run, other: Run) -> bool:
    """Tell whether something that is shown would fall from `other` to `run`."""
    return run.current < other.current or run.best < other.best or run.reserve < other.reserve
