"""Rounds of several replicas on one PostgreSQL database, of which one is killed each second and another one started.

`python -m tests.faults.replicas --rounds 20` is the long form; it also measures what an idle replica costs.
"""

import argparse
import asyncio
import os
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from random import Random
from typing import Final

from sqlalchemy import select

import store
from bot.domain.delivery import DeliveryState
from bot.ports import Store
from bot.usecases.deliver import LEASE
from sandbox.clock import SandboxClock
from sandbox.log import LogEntry
from sandbox.server import Sandbox
from sandbox.teams.server import SmallTeams
from store.tables import DELIVERY, POST
from tests.databases import Cluster, a_cluster
from tests.faults.replica import AHEAD, fork
from tests.faults.town import Plan, environment_of, furnish, manifest_of, playbooks_of, rooms_of
from tests.faults.verdict import carried, questions_in

MOST_REFUSALS: Final = 0
"""All replicas keep one pace, so no method, channel or chat has to refuse them, but for what a busy machine bunches."""
KILL_EVERY_SECONDS: Final = 1.0
KILLS_WHILE_PLANNING: Final = 5
"""More, and the day would be planned for ever, by ones that are never left in peace for as long as that takes."""
OPEN: Final = frozenset({"due", "leased"})
"""Still to be sent. What was being sent by one that was killed is a doubt, of which an admin is asked when its lease ends."""
UNSETTLED: Final = frozenset({"due", "leased", "sending", "unknown"})
SETTLING_AHEAD: Final = LEASE + timedelta(seconds=15)
"""How far the clocks are set forward in the end: every lease is over then, and the skew is one that the bot still takes."""
SUMMED: Final = ("due", "seen", "asked", "kills", "amid", "refused", "crowded")


@dataclass
class Round:
    """What became of the posts of one round."""

    due: int = 0
    seen: int = 0
    lost: list[str] = field(default_factory=list)
    duplicates: list[str] = field(default_factory=list)
    states: Counter[str] = field(default_factory=Counter)
    asked: int = 0
    """Doubts of which an admin was asked: calls that a kill cut off."""
    kills: int = 0
    amid: int = 0
    """Of these, those in whose second something had been sent."""
    refused: int = 0
    """Calls that the workplaces' own limiters refused."""
    crowded: int = 0
    """Calls that Teams refused for the tenant's second: what is booked evenly bunches when a round of sending is slow."""
    busiest: int = 0
    """The most calls that came within one second of the tenant, as Teams counts it."""
    seconds: float = 0.0
    idle_share: float | None = None
    """Of one core, of one replica with nothing to do."""

    @property
    def is_sound(self) -> bool:
        """Tell whether all came once and no limit was exceeded."""
        is_within_limits = self.refused <= MOST_REFUSALS and not self.crowded
        return is_within_limits and not self.lost and not self.duplicates


@dataclass
class Crew:
    """The replicas that live."""

    environment: dict[str, str]
    living: list[ForkServerProcess] = field(default_factory=list)

    def enlist(self, count: int) -> None:
        while len(self.living) < count:
            # Whichever port is free when it binds: one that was looked up before may be taken by then.
            self.living.append(fork(self.environment | {"PORTEVOIX_PORT": "0"}))

    def kill(self) -> None:
        """End the oldest as a lost machine ends: any other has hardly begun to work."""
        process = self.living.pop(0)
        if process.pid is not None:
            os.kill(process.pid, signal.SIGKILL)
        process.join()

    def dismiss(self) -> None:
        """End all, politely."""
        for process in self.living:
            process.terminate()
        for process in self.living:
            process.join(15)
            process.kill()
        self.living.clear()


async def one_round(
    url: str, folder: Path, *, rooms: int, replicas: int, kills: int, seed: int, idle_seconds: float = 0.0
) -> Round:
    """Let so many channels of both platforms, with three posts each, come due at once among replicas that die."""
    now = datetime.now(UTC)
    plan = Plan(str(seed), 1, now, rooms=rooms, posts=3, people=0, busy=0)
    # They were due a minute ago, wherever the clock of the wall stands.
    at = (now - timedelta(minutes=1)).strftime("%H:%M")
    found = [replace(room, timezone="UTC", at=at) for room in rooms_of(plan)]
    clock, chance = SandboxClock(now, running=True), Random(seed)
    slack, teams = Sandbox(clock=clock), SmallTeams(clock=clock)
    furnish(plan, slack, teams)
    began, result = time.monotonic(), Round()
    await slack.start()
    await teams.start()
    try:
        slack.install(manifest_of(), "http://127.0.0.1:9/nobody")
        teams.workplace.install(is_installed=True)
        environment = environment_of(url, playbooks_of(plan, folder / "playbooks", found), slack, teams)
        crew = Crew(environment | {"PORTEVOIX_ERASURE_LEDGER": str(folder / "erased")})
        books = store.open_for_reading(url)
        try:
            await _work(crew, books, result, (replicas, kills, 3 * len(found)), chance)
            await _settle(crew, books, clock)
            await _judge(books, result, slack, teams)
            if idle_seconds:
                result.idle_share = await _idle(crew, idle_seconds)
        finally:
            crew.dismiss()
            await books.close()
    finally:
        await teams.close()
        await slack.close()
    result.refused = sum(each.outcome == "ratelimited" for each in slack.log.of("call"))
    result.refused += sum(bool(thread) for thread in teams.limits.refused)
    result.crowded = sum(not thread for thread in teams.limits.refused)
    result.busiest = teams.limits.busiest
    result.seconds = time.monotonic() - began
    return result


async def _work(
    crew: Crew, books: Store, result: Round, size: tuple[int, int, int], chance: Random, patience: float = 600
) -> None:
    """Kill one each second, so many times, and wait until nothing is to be sent any more."""
    replicas, kills, expected = size
    deadline, sent = time.monotonic() + patience, 0
    crew.enlist(replicas)
    while time.monotonic() < deadline:
        await asyncio.sleep(KILL_EVERY_SECONDS)
        assert all(process.exitcode is None for process in crew.living), "A replica ended by itself."
        states = await _states(books)
        is_planned = states.total() >= expected
        if result.kills < kills and (is_planned or (states and result.kills < KILLS_WHILE_PLANNING)):
            result.amid += states["sent"] > sent
            sent = states["sent"]
            await asyncio.sleep(chance.uniform(0, KILL_EVERY_SECONDS / 4))
            crew.kill()
            result.kills += 1
            crew.enlist(replicas)
        is_over = is_planned and not OPEN & states.keys()
        if is_over:
            return
    raise AssertionError(f"Not over after {patience} s: {await _states(books)}")


async def _settle(crew: Crew, books: Store, clock: SandboxClock, patience: float = 120) -> None:
    """Let the time pass in which leases end and admins are asked, with one replica that is left in peace."""
    crew.dismiss()
    clock.advance(SETTLING_AHEAD)
    crew.environment[AHEAD] = str(SETTLING_AHEAD.total_seconds())
    crew.enlist(1)
    deadline = time.monotonic() + patience
    while (states := await _states(books) + await _states(books, "notice")).keys() & UNSETTLED:
        assert time.monotonic() < deadline, f"Not settled after {patience} s: {states}"
        await asyncio.sleep(0.5)


async def _states(books: Store, kind: str = "post") -> Counter[str]:
    async with books.reading() as shelves:
        rows = await shelves.connection.execute(select(DELIVERY.c.state).where(DELIVERY.c.kind == kind))
        return Counter(rows.scalars())


async def _judge(books: Store, result: Round, slack: Sandbox, teams: SmallTeams) -> None:
    """Compare what was planned with the logs of the workplaces."""
    async with books.reading() as shelves:
        columns = (POST.c.id, POST.c.platform, POST.c.channel, POST.c.kind, POST.c.item, DELIVERY.c.state)
        rows = (
            await shelves.connection.execute(
                select(*columns).join(DELIVERY, DELIVERY.c.post == POST.c.id).where(DELIVERY.c.kind == "post")
            )
        ).all()
    shown = Counter(entry.marker.partition(".")[0] for entry in slack.log.of("post") if entry.marker)
    shown.update(_in_teams(entry) for entry in teams.log.of("post", method="create"))
    result.states = Counter(row.state for row in rows)
    letters = [*slack.log.of("post"), *teams.log.of("post", method="send")]
    asked = {post for entry in letters for post in questions_in(entry)}
    result.asked = len(asked)
    known = {
        f"{row.channel} {row.item}" if row.platform == "teams" and row.kind == "tip" else row.id
        for row in rows
    }
    result.duplicates += [f"{key} is there, and nobody planned it" for key in shown.keys() - known - {""}]
    for row in rows:
        is_tip = row.platform == "teams" and row.kind == "tip"
        count = shown[f"{row.channel} {row.item}" if is_tip else row.id]
        result.due += 1
        result.seen += count > 0
        if count > 1:
            result.duplicates.append(f"{row.channel}: {row.id} is there {count} times")
        is_known = count and row.state == DeliveryState.SENT
        if not is_known and not (row.state == DeliveryState.HELD and row.id in asked):
            result.lost.append(
                f"{row.channel}: {row.id} is {row.state}, to be seen {count} times, and nobody was asked"
            )


def _in_teams(entry: LogEntry) -> str:
    """Name a post of Teams: a share by its id, a tip by where it is and what it says."""
    for data in carried(entry):
        if data.get("action") == "claims.take":
            return str(data["value"])
        if data.get("action") == "tip.read":
            return f"{entry.channel} {str(data['value']).rpartition('/')[2]}"
    return ""


async def _idle(crew: Crew, seconds: float) -> float:
    """Measure what the replicas cost while they have nothing to do."""
    await asyncio.sleep(5)
    before = [_cpu_seconds(process) for process in crew.living]
    await asyncio.sleep(seconds)
    spent = [_cpu_seconds(process) - was for process, was in zip(crew.living, before, strict=True)]
    return sum(spent) / len(spent) / seconds


def _cpu_seconds(process: ForkServerProcess) -> float:
    numbers = Path(f"/proc/{process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(numbers[11]) + int(numbers[12])) / os.sysconf("SC_CLK_TCK")


async def _rounds(cluster: Cluster, options: argparse.Namespace) -> int:
    failed, total = 0, Counter[str]()
    for number in range(options.rounds):
        for replicas in options.replicas:
            database = cluster.copy("migrated")
            with tempfile.TemporaryDirectory(prefix="replicas-") as folder:
                seed = options.first + number
                result = await one_round(
                    cluster.url(database),
                    Path(folder),
                    rooms=options.rooms,
                    replicas=replicas,
                    kills=options.kills,
                    seed=seed,
                    idle_seconds=options.idle if number == 0 else 0.0,
                )
            cluster.drop(database)
            failed += not result.is_sound
            total.update(
                {name: getattr(result, name) for name in SUMMED},
                rounds=1,
                lost=len(result.lost),
                twice=len(result.duplicates),
            )
            print(
                f"round {seed}, {replicas} replicas: {result.due} due, {result.seen} seen, {result.kills} kills ({result.amid} of them amid sending), "
                f"{len(result.lost)} lost, {len(result.duplicates)} twice, {dict(result.states)}, {result.asked} asked of, "
                f"{result.refused} refused by the workplaces' limits and {result.crowded} by the tenant's second, {result.busiest} in its busiest, {result.seconds:.0f} s"
                + (f", idle {result.idle_share:.2%} of a core" if result.idle_share is not None else ""),
                flush=True,
            )
    print(", ".join(f"{total[name]} {name}" for name in ("rounds", *SUMMED, "lost", "twice")))
    return 1 if failed else 0


def main(arguments: Sequence[str]) -> int:
    """Run rounds and print what became of them."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.replicas", description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--first", type=int, default=1, help="the first round's seed")
    parser.add_argument("--replicas", type=int, nargs="*", default=[2, 3])
    parser.add_argument(
        "--rooms", type=int, default=167, help="channels on each platform, with three posts each"
    )
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--idle", type=float, default=60.0, help="seconds to measure an idle replica")
    options = parser.parse_args(arguments)
    with a_cluster() as cluster:
        return asyncio.run(_rounds(cluster, options))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
