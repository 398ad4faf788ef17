"""`make torture`: thousands of deaths, told apart by a seed, and a short summary; or one case again."""

import asyncio
import os
import sys
import tempfile
import time
from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import store
from tests.databases import a_cluster, server_binaries
from tests.faults.cellars import Cellars, PostgresCellars, sqlite_cellars
from tests.faults.judge import Verdict
from tests.faults.lives import WentWrong, Zygote, a_zygote
from tests.faults.rig import Case, Stage, a_stage, by_rarity, run
from tests.faults.scenarios import SCENARIOS

PROGRESS_EVERY = 100
Kind = tuple[str, str, str]


@dataclass
class Torture:
    """A run of the rig."""

    seed: int
    kills: int
    """How many deaths are wanted."""
    stages: dict[Kind, Stage] = field(default_factory=dict)
    verdicts: dict[Kind, list[Verdict]] = field(default_factory=lambda: defaultdict(list))
    failed: list[str] = field(default_factory=list)
    points: set[tuple[str, str, str]] = field(default_factory=set)
    """Where somebody died first."""

    @property
    def deaths(self) -> int:
        return sum(each.deaths for verdicts in self.verdicts.values() for each in verdicts)

    async def set(self, kinds: list[Kind], cellars: dict[str, Cellars], zygote: Zygote) -> None:
        """Set the stages that are left to set."""
        while kinds:
            scenario, platform, database = kind = kinds.pop()
            self.stages[kind] = await a_stage(scenario, platform, zygote, cellars[database])

    def cases(self) -> list[Case]:
        """List all cases, those that meet new points first."""
        every = [
            case
            for kind, stage in sorted(self.stages.items())
            for case in stage.cases(kind[2], Random(f"{self.seed}/{kind}"))
        ]
        Random(self.seed).shuffle(every)
        return by_rarity(every)

    async def work(self, cases: list[Case], zygote: Zygote) -> None:
        """Run cases until there were deaths enough."""
        while cases and self.deaths < self.kills:
            case = cases.pop(0)
            kind = case.scenario, case.platform, case.database
            try:
                verdict = await run(self.stages[kind], case, zygote)
            except (WentWrong, AssertionError, TimeoutError) as error:
                verdict = Verdict(wrong=[f"{type(error).__name__}: {error}"])
            before = self.deaths
            self.verdicts[kind].append(verdict)
            if self.deaths // PROGRESS_EVERY > before // PROGRESS_EVERY:
                print(f"{self.deaths} of {self.kills} kills, {len(self.failed)} failed", flush=True)
            self.points.add((case.platform, case.database, case.point))
            if not verdict.is_clean:
                self.failed.append(str(case))
                told = {"lost": verdict.lost, "duplicate": verdict.duplicates, "wrong": verdict.wrong}
                print(f"FAILED with SEED={self.seed}: {told}\n  make torture CASE={str(case)!r}", flush=True)

    def summary(self, seconds: float) -> str:
        """Write the figures down."""
        head = f"{'':<28}{'kills':>7}{'lives':>7}{'lost':>7}{'twice':>7}{'wrong':>7}{'unknown':>9}"
        lines = [head]
        total = [0] * 6
        for kind, verdicts in sorted(self.verdicts.items()):
            figures = [
                sum(each.deaths for each in verdicts),
                sum(each.lives for each in verdicts),
                *(
                    sum(len(getattr(each, name)) for each in verdicts)
                    for name in ("lost", "duplicates", "wrong")
                ),
                sum(len(each.unknown) for each in verdicts),
            ]
            total = [one + more for one, more in zip(total, figures, strict=True)]
            lines.append(_line(" ".join(kind), figures))
        known = {
            (platform, database, point)
            for (_, platform, database), stage in self.stages.items()
            for point, _ in stage.points
        }
        lines.append(_line("all", total))
        lines.append(
            f"seed {self.seed}: {len(self.points)} of {len(known)} points (platform, database, name), "
            f"{seconds:.0f} s, {seconds / max(1, total[0]):.2f} s a kill"
        )
        return "\n".join(lines)


def _line(name: str, figures: list[int]) -> str:
    widths = (7, 7, 7, 7, 7, 9)
    return f"{name:<28}" + "".join(f"{each:>{width}}" for each, width in zip(figures, widths, strict=True))


async def main() -> int:
    """Read the wish from the environment: SEED and KILLS, ONLY a part such as `daily/teams`, or one CASE."""
    wished = os.environ.get("CASE", "")
    torture = Torture(int(os.environ.get("SEED") or 1), int(os.environ.get("KILLS") or 2000))
    one = Case.read(wished) if wished else None
    only = os.environ.get("ONLY", "")
    kinds = [(one.scenario, one.platform, one.database)] if one else every_kind(only)
    began = time.monotonic()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="rig-")))
        migrated = folder / "migrated.sqlite3"
        await store.upgrade(f"sqlite:///{migrated}")
        cellars: dict[str, Cellars] = {"sqlite": stack.enter_context(sqlite_cellars(migrated))}
        if any(database == "postgres" for _, _, database in kinds):
            # In a thread, because migrating runs a loop of its own.
            cluster = await asyncio.to_thread(stack.enter_context, a_cluster())
            cellars["postgres"] = PostgresCellars(cluster)
        lanes = 1 if one else os.cpu_count() or 1
        zygotes = [stack.enter_context(a_zygote()) for _ in range(lanes)]
        await asyncio.gather(*(torture.set(kinds, cellars, zygote) for zygote in zygotes))
        cases = [one] if one else torture.cases()
        try:
            await asyncio.gather(*(torture.work(cases, zygote) for zygote in zygotes))
        except asyncio.CancelledError:
            print("Interrupted; so far:")
        print(torture.summary(time.monotonic() - began), flush=True)
        if one:
            print(zygotes[0].tail())
    return 1 if torture.failed or (not one and torture.deaths < torture.kills) else 0


def every_kind(only: str = "") -> list[Kind]:
    """List every scenario on every platform and database that is here, or those whose names begin so."""
    databases = ["sqlite", *(["postgres"] if server_binaries() else [])]
    return [
        (scenario, platform, database)
        for database in databases
        for platform in ("slack", "teams")
        for scenario in SCENARIOS
        if f"{scenario}/{platform}/{database}".startswith(only)
    ]


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
