"""Reminders: whether a member who asked for them gets one on a date, when, and in which words (domain research 2.2, I13).

There are few, they get fewer when nobody answers, and after one kind goodbye there are none. Nobody but the member's own
choice brings them about.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zlib import crc32
from zoneinfo import ZoneInfo

from bot.domain.acts import Act, ActKind
from bot.domain.arrangement import Slot
from bot.domain.calendar import arrangement_on, begins_at, instant_on, logical_date, slot_on
from bot.domain.own import Reminder
from bot.domain.people import Member, Reminders, Rhythm
from bot.domain.streak import Streak
from bot.domain.zones import first_instant

MOST_A_WEEK: Final = 3
APART: Final = timedelta(hours=4)
"""Between the idea or tip of the day and a reminder."""
PATIENCE: Final = 3
"""After this many without an answer there is one a week at most,"""
GOODBYE_AFTER: Final = 5
"""and after this many the next says goodbye."""
WEEK: Final = timedelta(days=7)
LOOKED_BACK: Final = timedelta(weeks=4)
"""So far back reaches what somebody's usual hour is worked out from."""
ROOM: Final = timedelta(minutes=30)
"""A reminder is due this long before its hours end, so that it can still be sent within them."""
WORDINGS: Final = (
    "minute",
    "coffee",
    "catch_up",
    "small",
    "between",
    "curious",
    "own_pace",
    "quiet_moment",
    "fresh",
    "any_time",
)
"""The names of the sentences in the catalogue, `nudge.says.<name>`."""
GOODBYE: Final = "goodbye"


class Quiet(StrEnum):
    """Why there is no reminder."""

    NOT_WISHED = "not wished"
    NOT_DUE = "not a due day"
    COUNTED = "counted already"
    SENT = "sent today"
    ENOUGH = "enough this week"
    RESTING = "one a week at most"
    TOO_NEAR = "too near to the idea of the day"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a playbook allows. It can only make reminders fewer and their hours shorter."""

    most_a_week: int = MOST_A_WEEK
    hours: Slot = field(default_factory=Slot)


@dataclass(frozen=True, slots=True)
class Nudge:
    """A reminder for a date, to be sent between two instants (UTC): at `at`, or when the member is next available."""

    on: date
    at: datetime
    until: datetime
    wording: str
    unanswered: int
    """How many before it, in a row, stayed without a step."""

    @property
    def is_goodbye(self) -> bool:
        """Tell whether it says that it is the last one."""
        return self.wording == GOODBYE

    @property
    def reminder(self) -> Reminder:
        """Give what is kept of it."""
        return Reminder(self.on, self.wording, self.unanswered)


def decide(
    member: Member,
    streak: Streak,
    acts: Sequence[Act],
    reminders: Sequence[Reminder],
    limits: Limits,
    item_at: datetime | None = None,
) -> Nudge | Quiet:
    """Decide about the member's today, which is `streak.on`.

    `acts` are those of the last weeks at least, `reminders` those still kept, both in any order; `item_at` is when the
    day's idea or tip comes to their channel or chat. Whether they may be disturbed at that very moment is asked later.
    """
    on = streak.on
    if member.choices.reminders is Reminders.OFF:
        return Quiet.NOT_WISHED
    if not streak.is_today_due:
        return Quiet.NOT_DUE
    if streak.is_today_counted or (member.rhythm is Rhythm.WEEKLY and _is_week_met(streak)):
        return Quiet.COUNTED
    last = max(reminders, key=lambda each: each.on, default=None)
    if last and last.on >= on:
        return Quiet.SENT
    lately = _lately(acts, min(on - LOOKED_BACK, last.on) if last else on - LOOKED_BACK)
    unanswered = _unanswered(member, lately, last)
    is_weekly = member.choices.reminders is Reminders.WEEKLY or unanswered >= PATIENCE
    if last and is_weekly and on - last.on < WEEK:
        return Quiet.RESTING
    if _in_week_of(on, reminders) >= min(limits.most_a_week, MOST_A_WEEK):
        return Quiet.ENOUGH
    hours = _hours(member, on, limits.hours, item_at)
    if hours is None:
        return Quiet.TOO_NEAR
    starts, ends = hours
    at = max(starts, min(_usual_instant(member, lately, on), ends - ROOM))
    wording = GOODBYE if unanswered >= GOODBYE_AFTER else _wording(member, on, reminders)
    return Nudge(on, at, ends, wording, unanswered)


def writing_hours(member: Member, on: date) -> tuple[datetime, datetime]:
    """Give beginning and end, in UTC, of the hours in which the member may be written to about a logical date."""
    starts, ends = slot_on(member.arrangements, on)
    return starts, min(ends, begins_at(member.arrangements, on + timedelta(days=1)))


def _is_week_met(streak: Streak) -> bool:
    return 0 < streak.week_needed <= streak.week_counted


def _lately(acts: Iterable[Act], since: date) -> list[datetime]:
    """Tell when steps of the dates since then were declared. What was only shown is no step."""
    shown = ActKind.TIP_SEEN
    return [act.at for act in acts if act.on >= since and act.kind is not shown]


def _unanswered(member: Member, lately: Sequence[datetime], last: Reminder | None) -> int:
    """Count reminders in a row without a step or any choice since. Who asks for them after a goodbye begins anew."""
    if last is None or last.unanswered >= GOODBYE_AFTER:
        return 0
    if member.renewed_on is not None and member.renewed_on >= last.on:
        return 0
    if lately and logical_date(member.arrangements, max(lately)) >= last.on:
        return 0
    return last.unanswered + 1


def _in_week_of(on: date, reminders: Iterable[Reminder]) -> int:
    monday = on - timedelta(days=on.weekday())
    return sum(monday <= each.on <= on for each in reminders)


def _hours(
    member: Member, on: date, allowed: Slot, item_at: datetime | None
) -> tuple[datetime, datetime] | None:
    """Give the hours for a reminder. None: all of them are too near to the idea of the day.

    The member's own slot comes first. A playbook's hours narrow it where both meet; where they do not, as for somebody
    who works at night, the member's own hours hold. The idea of the day is kept at a distance on both sides.
    """
    starts, ends = writing_hours(member, on)
    zone = arrangement_on(member.arrangements, on).timezone
    civil = starts.astimezone(ZoneInfo(zone)).date()
    opens, closes = first_instant(civil, allowed.starts, zone), first_instant(civil, allowed.ends, zone)
    if max(starts, opens) < min(ends, closes):
        starts, ends = max(starts, opens), min(ends, closes)
    if item_at is None or item_at + APART <= starts:
        return starts, ends
    if item_at + APART < ends:
        return item_at + APART, ends
    if starts < item_at - APART:
        return starts, min(ends, item_at - APART)
    return None


def _usual_instant(member: Member, lately: Sequence[datetime], on: date) -> datetime:
    """Give the instant of a date at which the member usually acts, or the middle of their slot as long as none is known.

    It is worked out anew each time and kept nowhere. Hours are counted from when the member's day begins, so that the
    steps of somebody who works through midnight lie side by side.
    """
    arrangement = arrangement_on(member.arrangements, on)
    if not lately:
        starts, ends = writing_hours(member, on)
        return starts + (ends - starts) / 2
    zone, begins = ZoneInfo(arrangement.timezone), _minutes(arrangement.rollover)
    minutes = sorted([(_minutes(at.astimezone(zone)) - begins) % 1440 for at in lately])
    usual = (minutes[(len(minutes) - 1) // 2] + begins) % 1440
    return instant_on(arrangement, on, time(usual // 60, usual % 60))


def _minutes(at: time | datetime) -> int:
    return 60 * at.hour + at.minute


def _wording(member: Member, on: date, reminders: Iterable[Reminder]) -> str:
    """Choose the sentence that was used longest ago. Among several, people and days begin at different ones."""
    used = {each.wording: each.on for each in sorted(reminders, key=lambda each: each.on)}
    begin = crc32(member.person.user.encode()) + on.toordinal()
    turn = {wording: (number - begin) % len(WORDINGS) for number, wording in enumerate(WORDINGS)}
    return min(WORDINGS, key=lambda wording: (used.get(wording, date.min), turn[wording]))
