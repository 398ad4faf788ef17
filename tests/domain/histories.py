"""Random histories of members in UTC, from a seed: people, their weeks, pauses and steps, and the company around them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from random import Random

from bot.domain.acts import Act, ActKind
from bot.domain.arrangement import Arrangement, Pause, Slot
from bot.domain.days import ALWAYS, DueDays
from bot.domain.people import Member
from bot.domain.streak import Streak, fold
from tests.domain.plain_rhythm import Company
from tests.factories import a_member, a_person, an_arrangement

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
START = date(2026, 1, 5)
"""A Monday in an ISO week with an even number."""
NIGHT = datetime(2026, 1, 5, tzinfo=UTC)
PERSON = a_person()
WEEKS = (
    frozenset({0, 1, 2, 3, 4}),
    frozenset({0, 1, 2, 3, 4}),
    frozenset({0, 1, 3}),
    frozenset({1, 4}),
    frozenset({2}),
    frozenset({0, 1, 2, 3, 4, 5, 6}),
    frozenset({0, 2, 5, 6}),
)
KINDS = (
    *[ActKind.TIP_READ] * 4,
    ActKind.HELPED,
    ActKind.SHARE_DONE,
    ActKind.PRIVACY_CHECKED,
    ActKind.TIP_SEEN,
)
COMPANIES = 60


@dataclass(frozen=True)
class History:
    """One member's life up to `now`."""

    seed: int
    member: Member
    acts: tuple[Act, ...]
    company: Company
    days: DueDays
    now: datetime

    def streak(self, now: datetime | None = None) -> Streak:
        """Fold what is known at a moment."""
        if now is None:
            return fold(self.member, self.acts, days=self.days, now=self.now)
        known = tuple(act for act in self.acts if act.at <= now)
        declared = tuple(pause for pause in self.member.pauses if pause.declared_at <= now)
        return fold(replace(self.member, pauses=declared), known, days=self.days, now=now)

    def with_acts(self, *acts: Act) -> "History":
        """Have other acts."""
        return replace(self, acts=acts)

    def with_pauses(self, *pauses: Pause) -> "History":
        """Have other pauses."""
        return replace(self, member=replace(self.member, pauses=pauses))


def figures(streak: Streak) -> tuple[int, ...]:
    """Give what is shown in numbers, by days and by weeks."""
    views = (streak.days, streak.weeks)
    return tuple(number for view in views for number in (view.current, view.best, view.reserve))


def histories(
    number: int, *, first: int = 0, pauses: int = 3, surprises: bool = True, longest: int = 110
) -> Iterator[History]:
    """Make histories of up to `longest` days. Without `surprises` quiet days are known beforehand and the bot never fails."""
    return (history(seed, pauses, surprises, longest) for seed in range(first, first + number))


def history(seed: int, most_pauses: int = 3, surprises: bool = True, longest: int = 110) -> History:
    """Make one; the same seed makes the same.

    Every second one is made for what is rare: breaks that are repaired, and pauses far back that would undo a repair.
    """
    chance = Random(seed)
    is_eventful = seed % 2 == 1
    company, days = _company(chance.randrange(COMPANIES), surprises)
    joined = START + chance.randrange(14) * DAY
    length = min(70 if is_eventful else chance.choice((5, 12, 25, 40, 60, 110)), longest)
    now = (
        datetime(joined.year, joined.month, joined.day, tzinfo=UTC)
        + length * DAY
        + chance.random() * 24 * HOUR
    )
    member = a_member(
        joined_at=datetime(joined.year, joined.month, joined.day, 7, tzinfo=UTC),
        arrangements=(an_arrangement(START - DAY, "UTC", work_week=frozenset(range(chance.choice((5, 7))))),)
        if is_eventful
        else tuple(_arrangements(chance, joined, length)),
        pauses=tuple(_pauses(chance, joined, length, most_pauses, is_eventful)),
    )
    return History(seed, member, tuple(_acts(chance, joined, length, is_eventful)), company, days, now)


def _arrangements(chance: Random, joined: date, length: int) -> Iterator[Arrangement]:
    since = joined
    for number in range(chance.choice((1, 1, 1, 2, 3))):
        yield Arrangement(
            since=since if number else START - DAY,
            timezone="UTC",
            work_week=chance.choice(WEEKS),
            other_week=chance.choice((None, None, frozenset[int](), *WEEKS)),
            holidays=chance.choice(("", "X")),
            slot=chance.choice((Slot(), Slot(time(9), time(11)))),
            weekly_target=chance.choice((1, 2, 2, 3)),
        )
        since += chance.randrange(1, length) * DAY if length > 1 else DAY


def _pauses(chance: Random, joined: date, length: int, most: int, is_eventful: bool) -> Iterator[Pause]:
    offsets = sorted(chance.random() * length for _ in range(chance.randrange(most + 1)))
    for offset in offsets:
        declared_at = datetime(joined.year, joined.month, joined.day, tzinfo=UTC) + offset * DAY
        if is_eventful:
            starts = declared_at.date() - chance.randrange(1, 15) * DAY
            yield Pause(starts, starts + chance.randrange(3) * DAY, declared_at)
            continue
        starts = declared_at.date() + chance.randrange(-14, 8) * DAY
        ends = chance.choice((None, *[starts + chance.randrange(20) * DAY] * 6))
        yield Pause(starts, ends, declared_at)


def _acts(chance: Random, joined: date, length: int, is_eventful: bool) -> Iterator[Act]:
    diligence = 0.7 if is_eventful else chance.choice((0.3, 0.6, 0.85, 0.95))
    items = 4000 if is_eventful else chance.choice((8, 40, 400))
    for offset in range(-1, length + 1):
        if chance.random() > diligence:
            continue
        on = joined + offset * DAY
        for _ in range(chance.choice((1, 1, 1, 2, 3))):
            is_late = chance.random() < 0.08
            hours = 24 + chance.random() * 11.9 if is_late else chance.random() * 24
            at = datetime(on.year, on.month, on.day, tzinfo=UTC) + hours * HOUR
            yield Act(PERSON, f"starter/tip-{chance.randrange(items)}", chance.choice(KINDS), on, at)


@cache
def _company(number: int, surprises: bool) -> tuple[Company, DueDays]:
    chance = Random(f"company {number}")
    dates = [START + offset * DAY for offset in range(-7, 160)]
    holidays = frozenset(chance.sample(dates, chance.choice((0, 5, 20))))
    quiet = {}
    for on in chance.sample(dates, chance.choice((0, 0, 4, 12))):
        noon = datetime(on.year, on.month, on.day, 13, tzinfo=UTC)
        quiet[on] = chance.choice((ALWAYS, noon)) if surprises else ALWAYS
    outages = []
    for on in chance.sample(dates, chance.choice((0, 3, 9))) if surprises else ():
        begins = datetime(on.year, on.month, on.day, chance.randrange(24), tzinfo=UTC)
        outages.append((begins, begins + chance.choice((1, 2, 3, 5, 9, 30)) * HOUR))
    company = Company(holidays, quiet, outages)
    return company, DueDays(lambda _, on: on in holidays, quiet, outages)
