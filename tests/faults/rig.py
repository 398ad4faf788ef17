"""The rig itself: sets stages, kills lives on them, lets the last one end, and asks the judge."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from operator import itemgetter
from random import Random
from typing import Any

import store as cellar
from tests.faults.cellars import Cellars
from tests.faults.judge import Ended, Verdict, judge
from tests.faults.lives import Died, Kill, Life, Refused, WentWrong, Zygote
from tests.faults.scenarios import RECOVERY, SCENARIOS, THE_END, Scenario
from tests.faults.towns import Town, a_town

DELAYS = (5, 40, 130)
"""Seconds from a death to the next life."""
ACT_SECONDS = 10.0


@dataclass(frozen=True)
class Case:
    """Two deaths: at a point for the nth time, then, `delay` seconds later, after so many points of the recovery."""

    scenario: str
    platform: str
    database: str
    nth: int
    point: str
    delay: int
    after: int

    def __str__(self) -> str:
        kind = f"{self.scenario}/{self.platform}/{self.database}"
        return f"{kind}/{self.delay}/{self.after}/{self.nth}/{self.point}"

    @classmethod
    def read(cls, written: str) -> "Case":
        """Read what `str` wrote."""
        scenario, platform, database, delay, after, nth, point = written.split("/", 6)
        return cls(scenario, platform, database, int(nth), point, int(delay), int(after))


@dataclass
class Stage:
    """Where all cases of one scenario begin, and how it goes when nobody is killed."""

    scenario: Scenario
    platform: str
    cellars: Cellars
    database: str = ""
    furniture: Any = None
    points: list[tuple[str, int]] = field(default_factory=list)
    """What the life to be killed passes, each with how often it was passed before, in order."""
    recovery: int = 1
    """How many points the life after it passes when there is nothing to recover."""
    reference: Ended | None = None

    def cases(self, database: str, random: Random) -> list[Case]:
        """List a case for every point, in an order that chance gives, with a second death that chance chooses."""
        chosen = random.sample(self.points, len(self.points))
        most = self.recovery + self.recovery // 4
        return [
            Case(
                self.scenario.name,
                self.platform,
                database,
                nth,
                point,
                random.choice(DELAYS),
                random.randint(1, most),
            )
            for point, nth in chosen
        ]


async def a_stage(scenario: str, platform: str, zygote: Zygote, cellars: Cellars) -> Stage:
    """Set a stage, then let the scenario go through once without a death, to know its points and how it ends."""
    stage = Stage(SCENARIOS[scenario], platform, cellars)
    await _set(stage, zygote)
    async with _opened(stage) as (town, url):
        play = _Play(stage, zygote, town, url)
        await play.life(Kill(), DELAYS[0])
        await play.life(Kill(after=-1), DELAYS[0])
        await play.life(Kill(), 0)
        stage.reference = play.ended()
    if stage.scenario.does and not stage.reference.is_heard:
        raise WentWrong(f"{scenario}/{platform}: nobody heard what was done")
    if not stage.scenario.does and not stage.reference.said:
        raise WentWrong(f"{scenario}/{platform}: nothing was said, so nothing could be lost")
    itself = judge(scenario, platform, stage.reference, stage.reference, 0, 3)
    if itself.unknown or not itself.is_clean:
        raise WentWrong(f"{scenario}/{platform}: {itself}, though nobody was killed")
    first, second, _ = play.trails
    stage.points = [(point, first[: at + 1].count(point)) for at, point in enumerate(first)]
    stage.recovery = max(1, len(second))
    return stage


def by_rarity(cases: Iterable[Case]) -> list[Case]:
    """Put those first that die where none before them did, so that a part of them meets as many points as it can."""
    met: Counter[tuple[str, str, str]] = Counter()
    ranked = []
    for number, case in enumerate(cases):
        key = case.platform, case.database, case.point
        ranked.append((met[key], number, case))
        met[key] += 1
    return [case for _, _, case in sorted(ranked, key=itemgetter(0, 1))]


async def run(stage: Stage, case: Case, zygote: Zygote) -> Verdict:
    """Let the bot live, die, live, die and live, and judge what people saw. Raises WentWrong for any other end."""
    assert stage.reference is not None
    if (case.point, case.nth) not in stage.points:
        raise WentWrong(f"{case}: there is no such point any more")
    async with _opened(stage) as (town, url):
        play = _Play(stage, zygote, town, url)
        await play.life(Kill(case.point, case.nth), case.delay)
        await play.life(Kill(after=case.after), DELAYS[0])
        await play.life(Kill(), 0)
        return judge(
            stage.scenario.name, stage.platform, stage.reference, play.ended(), play.deaths, play.lives
        )


@dataclass
class _Play:
    """One case as it goes on: up to three lives in one town."""

    stage: Stage
    zygote: Zygote
    town: Town
    url: str
    lives: int = 0
    deaths: int = 0
    trails: list[list[str]] = field(default_factory=list)
    is_refused: bool = False
    _has_acted: bool = False

    async def life(self, kill: Kill, delay: int) -> None:
        """Live one life to its end, whichever it is, and let some seconds pass."""
        town, scenario = self.town, self.stage.scenario
        self.lives += 1
        life = await Life.begin(
            self.zygote, town.env | {"PORTEVOIX_DATABASE_URL": self.url}, town.clock.now(), kill
        )
        try:
            await _start(life, town)
            await self._act(life)
            await _go(life, town, [each for each in scenario.goes_to if each > town.clock.now()])
            if self.lives > 1:
                await _go(life, town, _later(town, THE_END if kill == Kill() else RECOVERY))
            await life.end()
        except (Died, Refused):
            pass
        finally:
            town.lives_at("")
            await life.over()
        self.deaths += life.killed is not None
        self.is_refused = bool(life.why_refused)
        self.trails.append(life.trail)
        town.clock.advance(timedelta(seconds=delay))

    async def _act(self, life: Life) -> None:
        """Let a person do what they do, unless they have; who sees that it failed does it again."""
        scenario, town = self.stage.scenario, self.town
        is_again = scenario.is_repeated and not town.is_heard()
        if scenario.does and (is_again or not self._has_acted):
            self._has_acted = True
            async with asyncio.timeout(ACT_SECONDS):
                await scenario.does(town)
            await life.go(town.clock.now())

    def ended(self) -> Ended:
        """Tell how it ended."""
        tables = self.stage.cellars.tables(self.url)
        return Ended.of(self.town, tables, is_refused=self.is_refused)


async def _set(stage: Stage, zygote: Zygote) -> None:
    """Furnish a town and a database as they are before the first life."""
    async with a_town(stage.platform, stage.scenario.starts) as town:
        url = stage.cellars.copy("")
        opened = await cellar.open_store(url, migrate=False)
        async with opened.writing() as shelves:
            await shelves.members.put(stage.scenario.member(town.person))
        await opened.close()
        if stage.scenario.before:
            first, *rest = stage.scenario.before
            town.clock.set(first)
            life = await Life.begin(zygote, town.env | {"PORTEVOIX_DATABASE_URL": url}, first, Kill())
            await _start(life, town)
            await _go(life, town, rest)
            if stage.scenario.did:
                await stage.scenario.did(town)
                await _go(life, town, _later(town, RECOVERY))
            await life.end()
            await life.over()
            town.lives_at("")
        stage.database, stage.furniture = stage.cellars.keep(url), town.furniture()


@asynccontextmanager
async def _opened(stage: Stage) -> AsyncIterator[tuple[Town, str]]:
    """Open a copy of the stage: a town as it was, and a database as it was."""
    # In a thread: whoever lives in another town must not wait for it.
    url = await asyncio.to_thread(stage.cellars.copy, stage.database)
    try:
        async with a_town(stage.platform, stage.scenario.starts) as town:
            town.furnish(stage.furniture)
            yield town, url
    finally:
        await asyncio.to_thread(stage.cellars.drop, url)


async def _start(life: Life, town: Town) -> None:
    await life.started()
    town.lives_at(life.address)
    await life.go(town.clock.now())


async def _go(life: Life, town: Town, moments: Sequence[datetime]) -> None:
    for moment in moments:
        town.clock.set(moment)
        # Twice: what the platform brings again at this moment may reach the bot after it has fallen asleep.
        await life.go(moment)
        await life.go(moment)


def _later(town: Town, steps: Sequence[timedelta]) -> list[datetime]:
    now = town.clock.now()
    return [now := now + step for step in steps]
