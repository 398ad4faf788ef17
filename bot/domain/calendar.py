"""Days: which civil date an instant belongs to for a member, and whether that date asks anything of them."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.people import Member

Holiday = Callable[[str, date], bool]
"""From a holiday calendar (`FR`, `FR-57`) and a civil date to whether it is a public holiday."""

OLDEST_EVENT: Final = timedelta(hours=24)
FURTHEST_AHEAD: Final = timedelta(minutes=5)


def trusted_time(at: datetime, now: datetime) -> datetime:
    """Believe the platform's time of an event within reason, else take ours (streak specification, idempotency)."""
    return at if now - OLDEST_EVENT <= at <= now + FURTHEST_AHEAD else now


def local(at: datetime, timezone: str) -> datetime:
    """Read an instant on the wall clock of an IANA zone."""
    return at.astimezone(ZoneInfo(timezone))


def logical_date(at: datetime, timezone: str, latest: date | None) -> date:
    """Give the date an act belongs to: the civil date where the member is, never before one already opened."""
    civil = local(at, timezone).date()
    return civil if latest is None else max(civil, latest)


def is_due(on: date, member: Member, holiday: Holiday) -> bool:
    """Tell whether the date is one of the member's working days; any other is neutral and can break nothing."""
    return on.weekday() in member.work_week and not (member.holidays and holiday(member.holidays, on))
