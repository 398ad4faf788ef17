"""The rhythm once more, in the plainest form: a table with a row for each date, and a loop over it, day by day.

Written from the specification (domain research 2.2) and not from the product's code, of which it uses the data types alone.
Everybody lives in UTC in here, so that a logical date is a date; zones have tests of their own.
"""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from bot.domain.acts import Act, ActKind
from bot.domain.arrangement import Arrangement, Pause

DAY = timedelta(days=1)


@dataclass
class Company:
    """What holds for everybody."""

    holidays: frozenset[date] = frozenset()
    quiet: Mapping[date, datetime] = field(default_factory=dict)
    """Days of silence or closure, and since when each was known."""
    outages: Sequence[tuple[datetime, datetime]] = ()


@dataclass
class Row:
    """A date in the table."""

    on: date
    is_due: bool
    is_counted: bool
    valid: list[Act]
    is_closed: bool = False
    target: int = 0

    def is_early(self, noon: datetime) -> bool:
        """Tell whether it had counted by a noon."""
        return self.is_counted and any(act.at < noon for act in self.valid)


@dataclass
class State:
    """Where one view stands."""

    current: int = 0
    best: int = 0
    reserve: int = 1
    total: int = 0
    kept: int = 0
    since_break: int | None = None
    """Due periods since the break that opened the window; None: there was none, or it was repaired."""
    inside: int = 0
    since_repair: int | None = None
    spared: date | None = None
    opened: int = 0
    """How many periods passed that are still open,"""
    opened_inside: int = 0
    """and how many of them in the window."""
    through: date = date.min
    """After a pause that would have lowered something: periods up to here are as they were,"""
    pending: frozenset[date] = frozenset()
    """save these, which were still open."""


@dataclass
class Numbers:
    """What differs between days and weeks."""

    most: int
    every: int
    least: int
    window: int
    needed: int
    apart: int


DAYS = Numbers(most=2, every=5, least=3, window=3, needed=2, apart=20)
WEEKS = Numbers(most=1, every=4, least=1, window=1, needed=1, apart=4)


@dataclass
class Shown:
    """What the plain rhythm comes to."""

    days: tuple[int, int, int, int]
    """Current, best, reserve, counted."""
    weeks: tuple[int, int, int, int]
    spared_on: date | None
    counted: list[date]
    kinds: set[ActKind]
    helped: int
    is_today_due: bool
    open_day: date | None


def rhythm(
    company: Company,
    arrangements: Sequence[Arrangement],
    pauses: Sequence[Pause],
    joined: date,
    acts: Iterable[Act],
    now: datetime,
) -> Shown:
    """Work everything out."""
    acts = list(acts)
    by_day, by_week = State(), State()
    for number, pause in enumerate(pauses):
        known = [act for act in acts if act.at <= pause.declared_at]
        tables = [
            table(company, arrangements, pauses[:count], joined, known, pause.declared_at)
            for count in (number, number + 1)
        ]
        today = max([pause.declared_at.date(), *(act.on for act in known)])
        by_day = declared(DAYS, by_day, [days_of(rows, today) for rows in tables], today)
        by_week = declared(WEEKS, by_week, [weeks_of(rows, today) for rows in tables], today)
    rows = table(company, arrangements, pauses, joined, acts, now)
    today = max([now.date(), *(act.on for act in acts)])
    days = walk(DAYS, by_day, days_of(rows, today))
    weeks = walk(WEEKS, by_week, weeks_of(rows, today))
    due = [row.on for row in rows if row.is_due and row.on <= today]
    after = [on for on in due if days.spared and on > days.spared]
    before = [row for row in rows if row.is_due and row.on < today]
    valid = [act for row in rows for act in row.valid if row.is_counted]
    return Shown(
        days=(days.current, days.best, days.reserve, days.total),
        weeks=(weeks.current, weeks.best, weeks.reserve, weeks.total),
        spared_on=days.spared if len(after) == 1 else None,
        counted=[row.on for row in rows if row.is_counted],
        kinds={act.kind for act in valid},
        helped=len({act.on for act in valid if act.kind is ActKind.HELPED}),
        is_today_due=today in due,
        open_day=before[-1].on if before and not before[-1].is_closed else None,
    )


def table(
    company: Company,
    arrangements: Sequence[Arrangement],
    pauses: Sequence[Pause],
    joined: date,
    acts: Sequence[Act],
    now: datetime,
) -> list[Row]:
    """Write a row for each date from joining to the Sunday after today."""
    today = max([now.date(), *(act.on for act in acts)])
    last_counted: dict[str, date] = {}
    acts_on: dict[date, list[Act]] = {}
    for act in acts:
        acts_on.setdefault(act.on, []).append(act)
    rows = []
    on = joined
    while on <= today or on.weekday() != 0:
        arrangement = [each for each in arrangements if each.since <= on or each is arrangements[0]][-1]
        excuses = [pause.declared_at for pause in pauses if pause.covers(on)]
        if on in company.quiet:
            excuses.append(company.quiet[on])
        is_excused = bool(excuses) or is_out(company, arrangement, on)
        is_working = is_workday(company, arrangement, on)
        valid = []
        for act in acts_on.get(on, []):
            was = last_counted.get(act.item)
            is_repeated = was is not None and was != on and on - was < 30 * DAY
            is_too_late = excuses and act.at > min(excuses)
            if act.kind is not ActKind.TIP_SEEN and not is_repeated and not is_too_late:
                valid.append(act)
        is_counted = is_working and bool(valid)
        if is_counted:
            last_counted.update({act.item: on for act in valid})
        rows.append(
            Row(
                on,
                is_due=is_working and (is_counted or not is_excused),
                is_counted=is_counted,
                valid=valid,
                target=arrangement.weekly_target,
            )
        )
        on += DAY
    due = [row for row in rows if row.is_due]
    for row, following in pairwise(due):
        row.is_closed = now >= noon_of(following.on)
    return rows


def noon_of(on: date) -> datetime:
    """Give noon of a date."""
    return datetime.combine(on, time(12), UTC)


def is_workday(company: Company, arrangement: Arrangement, on: date) -> bool:
    """Tell whether it is a working day by the person's week."""
    week = arrangement.work_week
    if arrangement.other_week is not None and on.isocalendar().week % 2 == 0:
        week = arrangement.other_week
    return on.weekday() in week and not (arrangement.holidays and on in company.holidays)


def is_out(company: Company, arrangement: Arrangement, on: date) -> bool:
    """Count the hours of the slot in which the bot was at work; in here outages and slots last whole hours."""
    hour = datetime.combine(on, arrangement.slot.starts, UTC)
    end = datetime.combine(on, arrangement.slot.ends, UTC)
    near = [(since, until) for since, until in company.outages if since < end and until > hour]
    all_hours = up = 0
    while near and hour < end:
        all_hours += 1
        up += not any(since <= hour < until for since, until in near)
        hour += timedelta(hours=1)
    return bool(near) and up < min(4, all_hours)


@dataclass
class Period:
    """A due day, or a week with due days."""

    on: date
    is_counted: bool
    is_closed: bool
    is_early: bool
    """It had counted before the one before it was closed."""


def days_of(rows: list[Row], today: date) -> list[Period]:
    """List the due days up to today."""
    return [
        Period(row.on, row.is_counted, row.is_closed, row.is_early(noon_of(row.on)))
        for row in rows
        if row.is_due and row.on <= today
    ]


def weeks_of(rows: list[Row], today: date) -> list[Period]:
    """List the weeks that have due days."""
    by_week: dict[date, list[Row]] = {}
    for row in rows:
        by_week.setdefault(row.on - row.on.weekday() * DAY, []).append(row)
    weeks = []
    for monday, of_week in by_week.items():
        due = [row for row in of_week if row.is_due]
        if due and monday <= today:
            counted = sum(row.is_counted for row in due)
            target = min(row.target for row in of_week)
            early = sum(row.is_early(noon_of(due[0].on)) for row in due)
            is_met, is_early = (number > 0 and number >= min(target, len(due)) for number in (counted, early))
            weeks.append(Period(monday, is_met, all(row.is_closed for row in due), is_early))
    return weeks


def walk(numbers: Numbers, start: State, periods: list[Period]) -> State:
    """Go through due periods one by one."""
    state = copy(start)
    for place, period in enumerate(periods):
        if is_settled(start, period):
            continue
        if state.since_repair is not None:
            state.since_repair += 1
        if state.since_break is not None:
            state.since_break += 1
        is_inside = state.since_break is not None and state.since_break <= numbers.window
        following = [each for each in periods[place + 1 : place + 2] if not is_settled(start, each)]
        is_followed = any(each.is_counted and each.is_early for each in following)
        is_saved_by_it = is_followed and (state.total + 1) % numbers.every == 0
        if period.is_counted:
            count(numbers, state, is_inside)
        elif not period.is_closed:
            state.opened += 1
            state.opened_inside += is_inside
        elif state.current and (state.reserve or is_saved_by_it):
            state.reserve -= 1
            state.spared = period.on
        elif state.current:
            state.best = max(state.best, state.current + is_followed)
            if not is_inside:
                state.since_break, state.kept, state.inside, state.opened_inside = 0, state.current, 0, 0
            state.current = 0
    return state


def is_settled(state: State, period: Period) -> bool:
    """Tell whether a period is as it was when a pause would have lowered something."""
    return period.on <= state.through and period.on not in state.pending


def count(numbers: Numbers, state: State, is_inside: bool) -> None:
    """Count a period."""
    state.current += 1
    state.total += 1
    if state.total % numbers.every == 0:
        state.reserve = min(numbers.most, state.reserve + 1)
    if is_inside:
        state.inside += 1
        is_apart = state.since_repair is None or state.since_repair >= numbers.apart
        if state.inside >= numbers.needed and state.kept >= numbers.least and is_apart:
            state.current = state.kept + state.inside
            state.since_break, state.since_repair, state.opened_inside = None, 0, 0
    state.best = max(state.best, state.current)


def declared(numbers: Numbers, start: State, periods: list[list[Period]], today: date) -> State:
    """Keep what a pause would have lowered, and from then on let closed and counted periods be as they were."""
    before, after = (walk(numbers, start, each) for each in periods)
    figures = [(each.current, each.best, each.reserve) for each in (before, after)]
    if all(was <= is_now for was, is_now in zip(*figures, strict=True)):
        return start
    after.current, after.best, after.reserve = (max(pair) for pair in zip(*figures, strict=True))
    # What is still open will be walked once more.
    if after.since_break is not None:
        after.since_break = min(after.since_break, numbers.window) - after.opened_inside
    repairs = [each.since_repair for each in (before, after) if each.since_repair is not None]
    after.since_repair = min(repairs) - after.opened if repairs else None
    after.opened = after.opened_inside = 0
    open_ones = {period.on for period in periods[1] if not period.is_counted and not period.is_closed}
    after.pending = frozenset(on for on in open_ones if on > start.through or on in start.pending)
    after.through = today
    return after
