"""Days: which logical date an instant belongs to for a member, when dates begin and end, and how a change of them takes effect.

A logical date is the civil date where the member is, the hours before their rollover belonging to the date before. Dates
are civil dates throughout and never spans of 24 hours (streak specification, domain research 2.2).
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.arrangement import Arrangement
from bot.domain.zones import first_instant

OLDEST_EVENT: Final = timedelta(hours=24)
FURTHEST_AHEAD: Final = timedelta(minutes=5)
_ONE_DAY: Final = timedelta(days=1)


def trusted_time(at: datetime, now: datetime) -> datetime:
    """Believe the platform's time of an event within reason, else take ours (streak specification, idempotency)."""
    return at if now - OLDEST_EVENT <= at <= now + FURTHEST_AHEAD else now


def local(at: datetime, timezone: str) -> datetime:
    """Read an instant on the wall clock of an IANA zone."""
    return at.astimezone(ZoneInfo(timezone))


def logical_date(arrangements: Sequence[Arrangement], at: datetime, opened: date | None = None) -> date:
    """Give the date an instant belongs to, never before `opened`, the highest date that already began for the member.

    It never decreases as time goes on, whatever the zones: the arrangements alone see to that, and `opened` guards against
    a new version of the zone database.
    """
    index = _in_force(arrangements, at)
    on = _reading(arrangements[index], at)
    if index:
        # The date on which the change was asked for goes on until the new zone has reached its end too.
        on = max(on, arrangements[index].since - _ONE_DAY)
    return on if opened is None else max(on, opened)


def arrangement_on(arrangements: Sequence[Arrangement], on: date) -> Arrangement:
    """Give the arrangement that a logical date follows."""
    return arrangements[_governing(arrangements, on)]


def begins_at(arrangements: Sequence[Arrangement], on: date) -> datetime:
    """Give the instant, in UTC, at which a logical date begins.

    It ends where the next one begins; a date that never comes begins and ends at once.
    """
    index = _governing(arrangements, on)
    begins = _begins(arrangements[index], on)
    return max(begins, _switch(arrangements, index)) if index else begins


def is_shortened(arrangements: Sequence[Arrangement], on: date) -> bool:
    """Tell whether a change of zone or rollover took hours from a date, perhaps all of them. Such a date is neutral.

    A clock change alone shortens nothing: 23 hours may be a whole date.
    """
    index = _governing(arrangements, on)
    return index > 0 and _begins(arrangements[index], on) < _switch(arrangements, index)


def arranged(
    arrangements: Sequence[Arrangement], wish: Arrangement, now: datetime, opened: date | None = None
) -> tuple[Arrangement, ...]:
    """Add a changed arrangement, which holds from when today's date ends in the old zone. `wish.since` is of no importance.

    The last request wins: one that has not taken effect is replaced, or just dropped when the wish is what holds already.
    If a change took effect while today's date went on, the request counts as made on the next date, so that no date stays
    open for much more than 50 hours (24, and 26 between the farthest zones).
    """
    kept = tuple(arrangements[: _in_force(arrangements, now) + 1])
    today = logical_date(kept, now, opened)
    in_force = kept[-1]
    if replace(wish, since=in_force.since) == in_force:
        return kept
    asked_on = in_force.since if len(kept) > 1 and today < in_force.since else today
    return (*kept, replace(wish, since=asked_on + _ONE_DAY))


def instant_on(arrangement: Arrangement, on: date, at: time) -> datetime:
    """Give the UTC instant of a wall-clock time within a logical date: in a gap the first after it, of two the first."""
    return first_instant(on if at >= arrangement.rollover else on + _ONE_DAY, at, arrangement.timezone)


def slot_on(arrangements: Sequence[Arrangement], on: date) -> tuple[datetime, datetime]:
    """Give beginning and end, in UTC, of the hours of a logical date in which the member may be written to."""
    arrangement = arrangement_on(arrangements, on)
    slot = arrangement.slot
    civil = on if slot.starts >= arrangement.rollover else on + _ONE_DAY
    ends_on = civil if slot.starts <= slot.ends else civil + _ONE_DAY
    return (
        first_instant(civil, slot.starts, arrangement.timezone),
        first_instant(ends_on, slot.ends, arrangement.timezone),
    )


def _reading(arrangement: Arrangement, at: datetime) -> date:
    """Give the highest date that clocks and rollover have shown so far: a clock set back over midnight reopens none."""
    wall = at.astimezone(ZoneInfo(arrangement.timezone))
    on = wall.date() if wall.time() >= arrangement.rollover else wall.date() - _ONE_DAY
    after = on + _ONE_DAY
    return after if _begins(arrangement, after) <= at else on


def _begins(arrangement: Arrangement, on: date) -> datetime:
    return first_instant(on, arrangement.rollover, arrangement.timezone)


def _switch(arrangements: Sequence[Arrangement], index: int) -> datetime:
    """Give the instant at which an arrangement takes effect: when the date before its first ends in the old zone."""
    return _begins(arrangements[index - 1], arrangements[index].since)


def _in_force(arrangements: Sequence[Arrangement], at: datetime) -> int:
    index = len(arrangements) - 1
    while index and at < _switch(arrangements, index):
        index -= 1
    return index


def _governing(arrangements: Sequence[Arrangement], on: date) -> int:
    index = len(arrangements) - 1
    while index and on < arrangements[index].since:
        index -= 1
    return index
