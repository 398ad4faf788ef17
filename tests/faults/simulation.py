"""Simulated days of whole workplaces, on both platforms at once, under faults; the workplaces' own logs are the judge.

`python -m tests.faults.simulation --seed 7` repeats a seed; without one it runs as many as make `--days`, and sums up.
"""

import argparse
import asyncio
import logging
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Final

from bot.logs import write_log_lines
from tests.faults.admins import admins_in
from tests.faults.town import Plan, Town, a_town
from tests.faults.townsfolk import Life, busy_in, lives_in
from tests.faults.verdict import Verdict, judge
from tests.faults.virtual_time import run

YEAR: Final = datetime(2026, 11, 1, 6, tzinfo=UTC)
DAYS: Final = 3
SETTLING: Final = timedelta(minutes=60)
"""In fair weather, at the end: what is still doubtful then is either held for a human or lost."""
SIZES: Final = ("rooms", "people", "posts", "visits", "busy")
LONGEST_AWAY_SECONDS: Final = 60
"""A longer absence of the bot is an outage, which excuses the day and so changes rhythms."""


@dataclass
class Outcome:
    """What became of one seed."""

    plan: Plan
    verdict: Verdict
    calls: int = 0
    fallen: Counter[str] = field(default_factory=Counter)
    methods: Counter[str] = field(default_factory=Counter)
    restarts: int = 0
    refused_starts: int = 0
    acts: Counter[str] = field(default_factory=Counter)
    answers: Counter[str] = field(default_factory=Counter)
    """Of admins, to what they were asked, by the button they pressed."""
    changed_streaks: list[str] = field(default_factory=list)
    fair_letters: int = 0
    """How many came in fair weather."""
    cpu_seconds: float = 0.0

    @property
    def failures(self) -> list[str]:
        """List all that must not be."""
        verdict = self.verdict
        return [
            *verdict.lost,
            *verdict.duplicates,
            *verdict.untrue,
            *verdict.given_up,
            *self.changed_streaks,
        ]

    @property
    def command(self) -> str:
        """Tell how to repeat it."""
        plan = self.plan
        return (
            f"python -m tests.faults.simulation --seed {plan.seed} --days-each {plan.days} --rooms {plan.rooms} "
            f"--people {plan.people} --posts {plan.posts} --visits {plan.visits} --busy {plan.busy}"
        )


def plan_for(seed: int, days: int = DAYS, **size: int) -> Plan:
    """Plan one seed; each begins on another day of the year, so that many seeds see every change of the clocks."""
    return Plan(str(seed), days, YEAR + timedelta(days=(seed * 37) % 365), **size)


def simulate(plan: Plan) -> Outcome:
    """Let a town live its days twice, under faults and in fair weather, and compare."""
    began = time.process_time()
    outcome = _one(plan)
    fair = _one(plan.fair())
    assert not fair.failures, f"The fair run itself fails: {fair.failures[:3]}"
    outcome.fair_letters = fair.verdict.letters
    outcome.changed_streaks = [
        f"{name} shows {outcome.verdict.streaks[name]}, but {shows} in fair weather"
        for name, shows in fair.verdict.streaks.items()
        if outcome.verdict.streaks[name] != shows
    ]
    outcome.cpu_seconds = time.process_time() - began
    return outcome


def _one(plan: Plan) -> Outcome:
    with tempfile.TemporaryDirectory(prefix="town-") as folder:
        return run(_lived(plan, Path(folder)))


async def _lived(plan: Plan, folder: Path) -> Outcome:
    async with a_town(plan, folder) as town:
        until = plan.starts + timedelta(days=plan.days)
        lives, busy = lives_in(town), busy_in(town)
        admins = admins_in(town)
        restarting = asyncio.create_task(_restarts(town))
        living = asyncio.gather(
            *(life.live(until) for life in lives),
            *(life.visit(until) for life in lives),
            *(life.meet() for life in busy),
            *(admin.answer(until) for admin in admins),
        )
        await town.clock.sleep((until - town.clock.now()).total_seconds())
        await living
        restarting.cancel()
        with suppress(asyncio.CancelledError):
            await restarting
        for weather in town.weathers.values():
            weather.clear_up()
        if town.bot is None:
            await town.start()
        await town.clock.sleep(SETTLING.total_seconds())
        outcome = await _summed_up(town, [*lives, *busy], until)
        for admin in admins:
            outcome.answers += Counter(admin.said)
        return outcome


async def _restarts(town: Town) -> None:
    """Restart the bot at random points; mostly at once."""
    if not town.plan.restarts_per_day:
        return
    chance = Random(f"{town.plan.seed}/restarts")
    while True:
        await asyncio.sleep(chance.expovariate(town.plan.restarts_per_day / 86_400))
        await town.restart(chance.choice((0.0, 1.0, 20.0, LONGEST_AWAY_SECONDS)))


async def _summed_up(town: Town, lives: Sequence[Life], until: datetime) -> Outcome:
    outcome = Outcome(town.plan, await judge(town, list(lives), until))
    for weather in town.weathers.values():
        outcome.calls += weather.calls
        outcome.fallen += weather.fallen
        outcome.methods += weather.methods
    outcome.restarts, outcome.refused_starts = town.restarts, town.refused_starts
    for life in lives:
        outcome.acts += Counter(life.done)
    return outcome


def quiet_simulate(plan: Plan) -> Outcome:
    """Simulate without log lines."""
    write_log_lines(logging.CRITICAL)
    logging.disable(logging.CRITICAL)
    return simulate(plan)


def main(arguments: Sequence[str]) -> int:
    """Run seeds and print what became of them. Gives 1 when something must not be."""
    options = _options(arguments)
    size = {name: getattr(options, name) for name in SIZES}
    first = options.first if options.seed is None else options.seed
    count = 1 if options.seed is not None else max(1, round(options.days / options.days_each))
    plans = [plan_for(first + number, options.days_each, **size) for number in range(count)]
    began, failed, outcomes = time.monotonic(), 0, list[Outcome]()
    with ProcessPoolExecutor(options.processes, max_tasks_per_child=1) as pool:
        for outcome in pool.map(quiet_simulate, plans):
            outcomes.append(outcome)
            failed += bool(outcome.failures)
            print(_line(outcome), flush=True)
            for failure in outcome.failures[:20]:
                print(f"    {failure}")
    print(_summary(outcomes, time.monotonic() - began))
    for outcome in outcomes:
        if outcome.failures:
            print(f"repeat with: {outcome.command}")
    return 1 if failed else 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.simulation", description=__doc__)
    parser.add_argument("--seed", type=int, help="only this one")
    parser.add_argument("--first", type=int, default=1, help="the first of many")
    parser.add_argument("--days", type=int, default=365, help="simulated days in all")
    parser.add_argument("--days-each", type=int, default=5, help="simulated days of one seed")
    parser.add_argument("--rooms", type=int, default=8, help="channels on each platform")
    parser.add_argument("--people", type=int, default=20, help="people on each platform")
    parser.add_argument("--posts", type=int, default=3, help="posts a day in each channel, 3 at most")
    parser.add_argument("--visits", type=int, default=36, help="visits a day of each person")
    parser.add_argument("--busy", type=int, default=60, help="people whom reminders do not reach")
    parser.add_argument("--processes", type=int, default=2)
    return parser.parse_args(arguments)


def _line(outcome: Outcome) -> str:
    verdict = outcome.verdict
    return (
        f"seed {outcome.plan.seed}: {outcome.calls} calls, {outcome.fallen.total()} faults, {outcome.restarts} restarts; "
        f"{verdict.due} due, {verdict.seen} seen, {verdict.skipped} skipped, {len(verdict.lost)} lost, "
        f"{len(verdict.duplicates)} twice, {verdict.reported} unknown ({verdict.unknown_but_seen} of them seen); "
        f"{verdict.letters} letters, {len(outcome.changed_streaks)} rhythms changed; {outcome.cpu_seconds:.0f} s"
    )


def _summary(outcomes: Sequence[Outcome], seconds: float) -> str:
    fallen = sum((each.fallen for each in outcomes), Counter[str]())
    methods = sum((each.methods for each in outcomes), Counter[str]())
    acts = sum((each.acts for each in outcomes), Counter[str]())
    verdicts = [each.verdict for each in outcomes]
    figures = {
        "simulated days": sum(each.plan.days for each in outcomes),
        "seeds": len(outcomes),
        "seconds": round(seconds),
        "seconds of CPU": round(sum(each.cpu_seconds for each in outcomes)),
        "calls": sum(each.calls for each in outcomes),
        "faults": fallen.total(),
        "kinds of faults": len(fallen),
        "restarts": sum(each.restarts for each in outcomes),
        "starts refused by a platform": sum(each.refused_starts for each in outcomes),
        "acts of people": acts.total(),
        "acts given up": sum(len(each.given_up) for each in verdicts),
        "posts due": sum(each.due for each in verdicts),
        "posts seen": sum(each.seen for each in verdicts),
        "posts skipped by policy": sum(each.skipped for each in verdicts),
        "posts unknown, and an admin was asked": sum(each.reported for each in verdicts),
        "of these seen in the end": sum(each.unknown_but_seen for each in verdicts),
        **{
            f"answers {name}": count
            for name, count in sum((each.answers for each in outcomes), Counter[str]()).items()
        },
        "letters": sum(each.letters for each in verdicts),
        "rhythms compared": sum(len(each.streaks) for each in verdicts),
        "rhythms changed": sum(len(each.changed_streaks) for each in outcomes),
        "lost": sum(len(each.lost) for each in verdicts),
        "duplicates": sum(len(each.duplicates) for each in verdicts),
    }
    lines = [f"{count:>9} {name}" for name, count in figures.items()]
    lines += ["faults by kind:", *(f"{count:>9} {kind}" for kind, count in sorted(fallen.items()))]
    lines += ["faults by method:", *(f"{count:>9} {name}" for name, count in methods.most_common())]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
