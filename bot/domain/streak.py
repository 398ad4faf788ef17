"""The rhythm: a pure fold from a member's steps to what they are shown, by days and by weeks (domain research 2.2).

The result depends on what was declared alone: not on the order of arrival, not on repetitions, not on when it was computed
in between. Only its owner ever sees it.

Where the specification leaves a choice, the kinder reading holds:
- a step made before a pause or a silence was declared goes on counting, and an outage only excuses days without a step;
- the days of a repair are those that are due after all, so a pause inside its window moves them on;
- a repair that comes too soon after the last with the second counted day may still succeed with the third;
- a day off earned in the morning saves yesterday at noon, and the best keeps what the morning showed;
- a run of weeks of any length comes back, if the last time was four due weeks ago.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Final

from bot.domain.acts import Act, ActKind
from bot.domain.arrangement import Pause
from bot.domain.calendar import logical_date
from bot.domain.days import DueDays
from bot.domain.log import SAME_ITEM_DAYS, Log, Periods
from bot.domain.people import Member
from bot.domain.runs import DAILY, FIRST_RESERVE, WEEKLY, Rules, Run, go_on, is_lower, lifted, settled
from bot.domain.standing import Standing

SATURATION: Final = 60
"""From here on the display says no more than "this many and more" (domain research, E5)."""
SETTLED_AFTER: Final = timedelta(days=15)
"""Dates this old are out of reach of late steps; of pauses too, which reach 14 days back."""


@dataclass(frozen=True, slots=True)
class Repair:
    """A way back after a break."""

    kept: int
    """How long the run was."""
    needed: int
    """How many more days, or weeks, have to count,"""
    left: int
    """among how many that are still to come or open. Not for display: nothing is counted down."""


@dataclass(frozen=True, slots=True)
class View:
    """The rhythm in days, or in weeks."""

    current: int = 0
    best: int = 0
    reserve: int = FIRST_RESERVE
    counted: int = 0
    """Of a lifetime."""
    spared_on: date | None = None
    """The day off, or the Monday of the week off, that kept the rhythm, while it is to be told: on the next due day, or
    week, and what is neutral after it."""
    repair: Repair | None = None

    @property
    def is_saturated(self) -> bool:
        """Tell whether it is shown as SATURATION and more."""
        return self.current >= SATURATION


@dataclass(frozen=True, slots=True)
class Streak:
    """What a member's rhythm is at one moment. Both views are of the same steps, whatever rhythm was chosen (I15)."""

    on: date
    """Today, as a logical date."""
    days: View = field(default_factory=View)
    weeks: View = field(default_factory=View)
    is_today_due: bool = False
    is_today_counted: bool = False
    open_day: date | None = None
    """The due date before today, while a step of it can still be told."""
    is_open_day_counted: bool = False
    week_counted: int = 0
    """Counted days of this ISO week,"""
    week_needed: int = 0
    """and how many make it count; 0: it has no due days."""
    kinds: frozenset[ActKind] = frozenset()
    """The kinds of steps on counted days of a lifetime."""
    helped: int = 0
    """On how many counted days of a lifetime a colleague was helped."""

    @property
    def current(self) -> int:
        """Days in a row."""
        return self.days.current

    @property
    def best(self) -> int:
        """The most days in a row."""
        return self.days.best

    @property
    def freezes(self) -> int:
        """Days off in reserve."""
        return self.days.reserve

    @property
    def counted(self) -> int:
        """Counted days of a lifetime."""
        return self.days.counted

    @property
    def used_freeze_on(self) -> date | None:
        """The day off that kept the rhythm, while it is to be told."""
        return self.days.spared_on


def fold(
    member: Member, acts: Iterable[Act], *, days: DueDays, now: datetime, base: Standing | None = None
) -> Streak:
    """Fold a member's steps into the rhythm as it stands at `now` (UTC).

    With a `base`, steps up to its date may be left out. Dates before the member joined do not exist.
    """
    log = Log.of(member, acts, days, base)
    moment = log.read(member.pauses, now)
    by_day, by_week = _marks(log, member.pauses)
    today = date.fromordinal(moment.today)
    due, counted, open_from = moment.days.due, moment.days.counted, moment.days.open_from
    is_today_due = bool(due) and due[-1] == moment.today
    before = due[-2 if is_today_due else -1] if len(due) > is_today_due else 0
    is_open = bool(before) and before >= open_from
    kinds, helped = _variety(moment.valid, base)
    return Streak(
        on=today,
        days=_view(DAILY, by_day.follow(DAILY, moment.days), due),
        weeks=_view(WEEKLY, by_week.follow(WEEKLY, moment.weeks), moment.weeks.due),
        is_today_due=is_today_due,
        is_today_counted=moment.today in counted,
        open_day=date.fromordinal(before) if is_open else None,
        is_open_day_counted=is_open and before in counted,
        week_counted=moment.week_counted,
        week_needed=moment.week_needed,
        kinds=kinds,
        helped=helped,
    )


def settle(
    member: Member,
    acts: Iterable[Act],
    *,
    days: DueDays,
    now: datetime,
    until: date,
    base: Standing | None = None,
) -> Standing | None:
    """Give how the rhythm stood on the last Sunday up to `until`, so that the steps before can be forgotten without loss.

    It is a Sunday behind which nothing can change any more: more than SETTLED_AFTER back, and before all that a long pause
    keeps open or could open again. Where a pause that was declared after it reaches behind it, an earlier one is taken.
    Without a whole week to add, `base` is given back.
    """
    log = Log.of(member, acts, days, base)
    moment = log.read(member.pauses, now)
    out_of_reach = [day for day in moment.days.due if day <= moment.today - SETTLED_AFTER.days]
    if not out_of_reach:
        return base
    # The last of these closes the ones before it, and no pause can undo that; it may itself be opened once more.
    sunday = _sunday(min(until, date.fromordinal(out_of_reach[-1] - 1)))
    while reaching := [pause.starts for pause in _reaching(member, days, sunday)]:
        sunday = _sunday(min(sunday, *reaching) - timedelta(days=1))
    if sunday.toordinal() < log.first:
        return base
    by_day, by_week = _marks(log, [pause for pause in member.pauses if _declared_on(member, pause) <= sunday])
    valid = [act for act in moment.valid if act.on <= sunday]
    kinds, helped = _variety(valid, base)
    used = {**(base.used if base else {}), **{act.item: act.on for act in valid}}
    return Standing(
        on=sunday,
        days=by_day.settled(DAILY, moment.days, sunday.toordinal()),
        weeks=by_week.settled(WEEKLY, moment.weeks, sunday.toordinal()),
        used={item: on for item, on in used.items() if (sunday - on).days < SAME_ITEM_DAYS},
        kinds=kinds,
        helped=helped,
    )


@dataclass(frozen=True, slots=True)
class _Mark:
    """From where a view is followed: the beginning, a base, or a pause that would have lowered what was shown."""

    run: Run
    through: int = 0
    pending: frozenset[int] = frozenset()
    """Periods up to `through` that were still open."""

    def follow(self, rules: Rules, periods: Periods, until: int | None = None) -> Run:
        """Follow the rest of the periods; with `until`, those up to it."""
        rest, counted = self._rest(periods), periods.counted
        return go_on(rules, self.run, rest, counted, periods.open_from, periods.early_after, until)

    def settled(self, rules: Rules, periods: Periods, until: int) -> Run:
        """Follow the rest up to a Sunday, when all of it is closed, and leave out what is not needed to go on."""
        due = periods.due[: bisect_right(periods.due, until)]
        return settled(self.follow(rules, periods, until), due[-1] if due else 0)

    def raised(self, rules: Rules, before: Periods, after: Periods, today: int) -> "_Mark":
        """Go on from the better figures, if the days that `after` excuses would lower them."""
        was, is_now = self.follow(rules, before), self.follow(rules, after)
        if not is_lower(is_now, was):
            return self
        pending = frozenset(
            period
            for period in self._rest(after)
            if period >= after.open_from and period not in after.counted
        )
        return _Mark(lifted(was, is_now, len(pending)), today, pending)

    def _rest(self, periods: Periods) -> Sequence[int]:
        if not self.through:
            return periods.due
        return [period for period in periods.due if period > self.through or period in self.pending]


def _marks(log: Log, pauses: Sequence[Pause]) -> tuple[_Mark, _Mark]:
    """Go through the pauses as they were declared, so that none lowers what was shown at its moment (I8).

    After one that would have, days closed by then are settled: a later pause does not work them out anew.
    """
    base = log.base
    by_day, by_week = (_Mark(base.days), _Mark(base.weeks)) if base else (_Mark(Run()), _Mark(Run()))
    for number, pause in enumerate(pauses):
        on = _declared_on(log.member, pause)
        if pause.starts >= on or on.toordinal() < log.first:
            continue  # days to come lower nothing
        known = log.as_of(pause.declared_at)
        before = known.read(pauses[:number], pause.declared_at)
        after = known.paused(before, pause)
        by_day = by_day.raised(DAILY, before.days, after.days, after.today)
        by_week = by_week.raised(WEEKLY, before.weeks, after.weeks, after.today)
    return by_day, by_week


def _reaching(member: Member, days: DueDays, sunday: date) -> list[Pause]:
    """List the pauses declared after a Sunday that bear on how the days before it went.

    So does one that covers the due date next after it, which has a say in how the one before it ended.
    """
    later = [pause for pause in member.pauses if _declared_on(member, pause) > sunday]
    known = replace(member, pauses=tuple(pause for pause in member.pauses if pause not in later))
    following = days.next_due(sunday, known) or sunday
    return [pause for pause in later if pause.starts <= following]


def _declared_on(member: Member, pause: Pause) -> date:
    return logical_date(member.arrangements, pause.declared_at)


def _view(rules: Rules, run: Run, due: Sequence[int]) -> View:
    is_news = run.spared > 0 and len(due) - bisect_right(due, run.spared) == 1
    return View(
        current=run.current,
        best=run.best,
        reserve=run.reserve,
        counted=run.counted,
        spared_on=date.fromordinal(run.spared) if is_news else None,
        repair=_repair(rules, run),
    )


def _repair(rules: Rules, run: Run) -> Repair | None:
    left, needed = run.window + run.undecided, rules.needed - run.inside
    is_in_reach = 0 < needed <= left and run.kept >= rules.least and run.since + run.window >= rules.apart
    return Repair(run.kept, needed, left) if is_in_reach else None


def _variety(valid: Sequence[Act], base: Standing | None) -> tuple[frozenset[ActKind], int]:
    """Give the kinds of steps that counted in a lifetime, and on how many days one of them was for a colleague."""
    kinds, helping = frozenset([act.kind for act in valid]), ActKind.HELPED
    helped = len({act.on for act in valid if act.kind is helping}) if helping in kinds else 0
    return (kinds | base.kinds, helped + base.helped) if base else (kinds, helped)


def _sunday(on: date) -> date:
    """Give the last Sunday up to a date."""
    return on - timedelta(days=on.isoweekday() % 7)
