"""A workshop on a date: when it begins and ends, who hears of it when, and its entry for a calendar."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from bot.domain.calendar import local
from bot.domain.people import Place
from bot.domain.zones import first_instant

REMIND_FROM: Final = time(10)
REMIND_UNTIL: Final = time(18)
"""On the wall clock of the channel, for those whose own hours the bot does not know."""
KEPT_FOR: Final = timedelta(days=30)
"""After its beginning, who comes is removed, and the workshop itself."""
FURTHEST: Final = timedelta(days=180)
"""Further ahead nobody can promise a room."""
_OCTETS: Final = 75
_ONE_DAY: Final = timedelta(days=1)

IsWorkingDay = Callable[[date], bool]


@dataclass(frozen=True, slots=True)
class Meeting:
    """One workshop of the playbook, held on a date. Nothing in it names a person."""

    id: str
    """That of the post which announces it."""
    place: Place
    """The channel it is announced in."""
    playbook: str
    item: str
    starts_at: datetime
    minutes: int
    where: str
    """A room or an address, as it was typed."""
    moves: int = 0
    is_cancelled: bool = False
    is_reminded: bool = False
    """Those who come have been written to before this date."""
    is_followed_up: bool = False

    @property
    def ends_at(self) -> datetime:
        """When it ends, in UTC."""
        return self.starts_at + timedelta(minutes=self.minutes)


def is_working_day(on: date, is_holiday: Callable[[date], bool]) -> bool:
    """Tell whether people are at work on a date, as far as weekdays and public holidays tell."""
    return on.weekday() < 5 and not is_holiday(on)


def working_day_before(on: date, is_working: IsWorkingDay) -> date:
    """Give the last working day before a date."""
    before = (on - _ONE_DAY * number for number in range(1, 31))
    return next((day for day in before if is_working(day)), on - _ONE_DAY)


def working_day_after(on: date, is_working: IsWorkingDay) -> date:
    """Give the first working day after a date."""
    after = (on + _ONE_DAY * number for number in range(1, 31))
    return next((day for day in after if is_working(day)), on + _ONE_DAY)


def hours_before(meeting: Meeting, zone: str, is_working: IsWorkingDay) -> tuple[datetime, datetime]:
    """Give beginning and end, in UTC, of the hours in which those who come are reminded."""
    on = working_day_before(local(meeting.starts_at, zone).date(), is_working)
    return first_instant(on, REMIND_FROM, zone), first_instant(on, REMIND_UNTIL, zone)


def hours_after(meeting: Meeting, zone: str, is_working: IsWorkingDay) -> tuple[datetime, datetime]:
    """Give beginning and end, in UTC, of the hours in which those who came are given what goes well afterwards."""
    on = working_day_after(local(meeting.starts_at, zone).date(), is_working)
    return first_instant(on, REMIND_FROM, zone), first_instant(on, REMIND_UNTIL, zone)


def calendar_file(meeting: Meeting, title: str, text: str, made_at: datetime) -> bytes:
    """Write an iCalendar file of one event (RFC 5545): times in UTC, no organiser and nobody who attends."""
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Portevoix//Workshops//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{meeting.id}@portevoix",
        f"DTSTAMP:{_moment(made_at)}",
        f"SEQUENCE:{meeting.moves + meeting.is_cancelled}",
        f"STATUS:{'CANCELLED' if meeting.is_cancelled else 'CONFIRMED'}",
        f"DTSTART:{_moment(meeting.starts_at)}",
        f"DTEND:{_moment(meeting.ends_at)}",
        f"SUMMARY:{_escaped(title)}",
        f"DESCRIPTION:{_escaped(text)}",
        f"LOCATION:{_escaped(meeting.where)}",
        "TRANSP:OPAQUE",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    return b"".join(_folded(line) for line in lines)


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    """Write TEXT (RFC 5545, 3.3.11). Other control characters than a line's end have no place in it."""
    lines = "\n".join(text.replace("\r\n", "\n").splitlines())
    kept = "".join(sign for sign in lines if sign == "\n" or (ord(sign) >= 32 and ord(sign) != 127))
    return kept.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> bytes:
    """Fold after 75 octets at most, never within a character (RFC 5545, 3.1)."""
    parts: list[bytes] = [b""]
    for sign in line:
        octets = sign.encode("utf-8", "replace")
        room = _OCTETS if len(parts) == 1 else _OCTETS - 1
        if len(parts[-1]) + len(octets) > room:
            parts.append(b"")
        parts[-1] += octets
    return b"\r\n ".join(parts) + b"\r\n"
