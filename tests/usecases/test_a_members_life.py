"""A member's life in any order, on the real use-cases and a real database: it always reads as what was declared reads afresh."""

import asyncio
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bot.domain.absence import Signs
from bot.domain.acts import Act, ActKind
from bot.domain.calendar import arranged, logical_date
from bot.domain.days import DueDays
from bot.domain.pauses import pause_on, with_pause, without_pause
from bot.domain.people import Member, PersonRef, Profile, Rhythm
from bot.domain.streak import Streak, fold
from bot.domain.wishes import Wish
from bot.ports import Shelves
from bot.settings import Settings
from bot.texts import catalogues
from bot.usecases.erase import leave
from bot.usecases.fold_away import fold_away
from bot.usecases.known_days import KnownDays
from bot.usecases.membership import change, choose, join, rearranged
from bot.usecases.record_act import record, record_late, view_streak, withdraw
from bot.usecases.services import Services
from bot.usecases.take_pause import resume, take_pause
from sandbox.clock import SandboxClock
from store import open_store
from tests.bots import MORNING, PLAYBOOKS, ObedientPlatform, the_starters
from tests.counts import histories_of
from tests.domain import plain_rhythm
from tests.domain.histories import figures
from tests.factories import a_person

RUNS, STEPS = histories_of(500), 50
PARTS = 2
DAY = timedelta(days=1)
ZONES = ("UTC", "Europe/Paris", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Africa/Cairo")
WEEKS = (frozenset(range(5)), frozenset({0, 2}), frozenset(range(7)))
Found = TypeVar("Found")

items = st.integers(0, 12).map(lambda number: f"starter/tip/{number}")
kinds = st.sampled_from((ActKind.TIP_READ, ActKind.HELPED, ActKind.SHARE_DONE, ActKind.TIP_SEEN))


@dataclass
class House:
    """One database and one loop for all lives; each life is another person with a clock of their own."""

    services: Services
    loop: asyncio.AbstractEventLoop
    people: Iterator[int] = field(default_factory=count)

    def run(self, work: Coroutine[Any, Any, Found]) -> Found:
        return self.loop.run_until_complete(work)


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    loop = asyncio.new_event_loop()
    book = the_starters()
    services = Services(
        store=loop.run_until_complete(open_store("sqlite://")),
        platforms={"slack": ObedientPlatform()},
        book=lambda: book,
        texts=catalogues(),
        clock=SandboxClock(MORNING),
        settings=Settings(
            playbooks=PLAYBOOKS,
            public_url="https://bot.example.com",
            secret_keys=("k" * 32,),
            admins=frozenset(),
        ),
        wake=lambda: None,
    )
    yield House(services, loop)
    loop.run_until_complete(services.store.close())
    loop.close()


class Life(RuleBasedStateMachine):
    """What one person does, and in `told` all they ever declared since they joined."""

    house: House
    member: Member | None = None
    told: dict[tuple[str, ActKind, date], Act]
    shown: Streak | None = None
    is_abroad = False
    has_forgotten = False

    @initialize(hours=st.integers(0, 24 * 90))
    def begin(self, hours: int) -> None:
        self.clock = SandboxClock(MORNING + timedelta(hours=hours))
        self.person: PersonRef = a_person(f"U{next(self.house.people)}")
        platform = ObedientPlatform(profiles={self.person.user: Profile("Camille", "en-GB", "UTC")})
        self.services = replace(
            self.house.services, clock=self.clock, platforms={"slack": platform}, known_days=KnownDays()
        )
        self.told = {}

    @property
    def now(self) -> datetime:
        return self.clock.now()

    @property
    def today(self) -> date:
        assert self.member
        return logical_date(self.member.arrangements, self.now)

    @property
    def days(self) -> DueDays:
        async def read() -> DueDays:
            async with self.services.store.reading() as shelves:
                return await self.services.due_days(shelves)

        return self.house.run(read())

    def afresh(self) -> Streak:
        assert self.member
        return fold(self.member, self.told.values(), days=self.days, now=self.now)

    def keep(self, item: str, kind: ActKind, on: date, at: datetime) -> None:
        self.told.setdefault((item, kind, on), Act(self.person, item, kind, on, at))

    def inside(self, work: Any) -> Any:
        """Do something with the shelves and the member, in one transaction."""

        async def go() -> Any:
            async with self.services.store.writing() as shelves:
                member = await shelves.members.hold(self.person)
                return await work(shelves, member)

        return self.house.run(go())

    def expect_no_fall(self) -> None:
        """What is shown must not be lower for what was just done."""
        assert self.shown
        before, after = figures(self.shown), figures(self.afresh())
        assert all(one <= other for one, other in zip(before, after, strict=True))

    def is_member(self) -> bool:
        return self.member is not None

    @precondition(lambda self: self.member is None)
    @rule()
    def join(self) -> None:
        self.member = self.house.run(join(self.services, self.person, None))
        self.told, self.is_abroad, self.has_forgotten = {}, False, False
        view = self.afresh()
        assert (view.current, view.best, view.freezes, view.counted) == (0, 0, 1, 0)
        self.shown = None

    @precondition(is_member)
    @rule(item=items, kind=kinds, hours=st.sampled_from((0, 0, 0, 1, 23)))
    def act(self, item: str, kind: ActKind, hours: int) -> None:
        """Take a step, of which we may hear late; and hear of it twice."""
        assert self.member
        at = self.now - timedelta(hours=hours)
        opened = max((act.on for act in self.told.values() if act.at <= at), default=None)
        on = logical_date(self.member.arrangements, at, opened)
        is_new = (item, kind, on) not in self.told

        async def twice(shelves: Shelves, member: Member) -> list[bool]:
            return [await record(self.services, shelves, member, item, kind, at=at) for _ in range(2)]

        assert self.inside(twice) == [is_new, False]
        self.keep(item, kind, on, at)
        if not hours:
            self.expect_no_fall()

    @precondition(is_member)
    @rule()
    def tell_of_yesterday(self) -> None:
        open_day = self.afresh().open_day
        item = f"starter/tip/of-{open_day}"
        told = self.inside(
            lambda shelves, member: record_late(self.services, shelves, member, item, ActKind.TIP_READ)
        )
        assert told == open_day
        if open_day:
            self.keep(item, ActKind.TIP_READ, open_day, self.now)
            self.expect_no_fall()

    @precondition(is_member)
    @rule(item=items)
    def undo(self, item: str) -> None:
        view = self.afresh()
        self.inside(lambda shelves, member: withdraw(self.services, shelves, member, item))
        since = view.open_day or view.on
        self.told = {key: act for key, act in self.told.items() if act.item != item or act.on < since}

    @precondition(is_member)
    @rule(starts=st.integers(-14, 5), length=st.none() | st.integers(0, 12))
    def pause(self, starts: int, length: int | None) -> None:
        assert self.member
        first = self.today + starts * DAY
        wish = Wish(first, None if length is None else first + length * DAY)
        assert self.house.run(take_pause(self.services, self.person, wish))
        pauses = with_pause(self.member.pauses, wish, self.today, self.now)
        to_come = [self.today + number * DAY for number in range(30)]
        comes_back = any(pause_on(self.member.pauses, on) and not pause_on(pauses, on) for on in to_come)
        self.member = replace(self.member, pauses=pauses)
        if comes_back:  # which takes back an earlier wish, so that a week that was over may be open again
            return
        self.expect_no_fall()

    @precondition(is_member)
    @rule()
    def resume(self) -> None:
        assert self.member
        self.house.run(resume(self.services, self.person))
        self.member = replace(self.member, pauses=without_pause(self.member.pauses, self.today))

    @precondition(is_member)
    @rule(zone=st.sampled_from(ZONES), rollover=st.sampled_from((0, 0, 5)))
    def move(self, zone: str, rollover: int) -> None:
        self.is_abroad = True
        self.arrange(timezone=zone, rollover=time(rollover))

    @precondition(is_member)
    @rule(week=st.sampled_from(WEEKS), other=st.none() | st.sampled_from(WEEKS))
    def work_otherwise(self, week: frozenset[int], other: frozenset[int] | None) -> None:
        self.arrange(work_week=week, other_week=other)

    def arrange(self, **wish: Any) -> None:
        assert self.member
        now = self.now
        changed = change(
            self.services,
            self.person,
            lambda member: rearranged(member, replace(member.arrangement, **wish), now),
        )
        assert self.house.run(changed)
        wished = replace(self.member.arrangement, **wish)
        self.member = replace(self.member, arrangements=arranged(self.member.arrangements, wished, now))

    @precondition(is_member)
    @rule(rhythm=st.sampled_from(Rhythm))
    def choose(self, rhythm: Rhythm) -> None:
        assert self.house.run(choose(self.services, self.person, rhythm=rhythm))

    @rule(hours=st.sampled_from((1, 5, 13, 24, 24, 24, 50, 200)))
    def wait(self, hours: int) -> None:
        if self.member:
            self.check_what_time_changes(hours)
        else:
            self.clock.advance(timedelta(hours=hours))

    @precondition(is_member)
    @rule(item=items, kind=kinds, days=st.sampled_from((1, 1, 1, 2, 3)))
    def live_on(self, item: str, kind: ActKind, days: int) -> None:
        """Let days pass, and take a step on each."""
        for number in range(days):
            self.wait(24)
            self.shown = self.afresh()
            self.act(f"{item}-{number}", kind, 0)

    def check_what_time_changes(self, hours: int) -> None:
        """Time alone lengthens nothing, forgets nothing that was reached, and goes forward."""
        before, today = self.afresh(), self.today
        self.clock.advance(timedelta(hours=hours))
        after = self.afresh()
        assert self.today >= today
        assert after.days.best == before.days.best
        assert after.counted == before.counted
        assert after.current <= before.current
        if after.current < before.current:
            assert after.freezes == 0 or hours > 24

    @precondition(lambda self: self.member is not None and bool(self.told))
    @rule(weeks=st.integers(1, 5))
    def forget_old_steps(self, weeks: int) -> None:
        oldest = min(act.on for act in self.told.values())
        member = self.inside(self._held)
        until = self.today - weeks * 7 * DAY
        self.house.run(fold_away(self.services, member, Signs(first_act=oldest), until, self.now))
        self.has_forgotten = True

    @staticmethod
    async def _held(_: Shelves, member: Member) -> Member:
        return member

    @precondition(is_member)
    @rule()
    def leave(self) -> None:
        self.house.run(leave(self.services, self.person))
        self.member, self.shown = None, None

        async def left() -> object:
            async with self.services.store.reading() as shelves:
                return await shelves.members.get(self.person), await shelves.traces.of(self.person)

        assert self.house.run(left()) == (None, {})

    @invariant()
    def it_reads_as_what_was_declared_reads_afresh(self) -> None:
        if self.member is None:
            return
        kept = self.inside(self._held)
        self.shown = self.house.run(view_streak(self.services, kept))
        assert self.shown == self.afresh()
        assert 0 <= self.shown.freezes <= 2
        assert self.shown.best >= self.shown.current
        if not self.has_forgotten:
            assert (kept.arrangements, kept.pauses) == (self.member.arrangements, self.member.pauses)

        if not self.is_abroad:
            self.compare_with_the_plain_rhythm(self.member, self.shown)

    def compare_with_the_plain_rhythm(self, member: Member, shown: Streak) -> None:
        joined = member.joined_at.astimezone(UTC).date()
        calendar = member.arrangements[0].holidays
        dates = [joined + number * DAY for number in range((self.today - joined).days + 8)]
        company = plain_rhythm.Company(
            holidays=frozenset(on for on in dates if self.services.is_holiday(calendar, on)),
            quiet={date.fromordinal(day): known for day, known in self.days._quiet.items()},
        )
        plain = plain_rhythm.rhythm(
            company, member.arrangements, member.pauses, joined, self.told.values(), self.now
        )
        days, weeks = shown.days, shown.weeks
        assert (days.current, days.best, days.reserve, days.counted) == plain.days
        assert (weeks.current, weeks.best, weeks.reserve, weeks.counted) == plain.weeks


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_a_life_in_any_order_reads_as_what_was_declared(house: House, part: int):
    Life.house = house
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=RUNS // PARTS,
            stateful_step_count=STEPS,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
            report_multiple_bugs=False,
        ),
    )
