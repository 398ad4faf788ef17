"""`make bench-rhythm`: folding a year of each member's history and deciding about a reminder, beside json.loads of that history.

Members come in batches. Making a batch is not counted; then both kinds of work are done on it, now the one first and now the
other, in CPU seconds of this process. A ratio is taken within its batch. Each size runs in a process of its own, so that the
peak of its memory, with all that Python and the library of holidays bring along, is its own.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median
from typing import Any, TypeVar

from bot.domain import nudges
from bot.domain.acts import Act, ActKind
from bot.domain.arrangement import Arrangement, Pause
from bot.domain.days import ALWAYS, DueDays
from bot.domain.own import Reminder
from bot.domain.people import Choices, Member, PersonRef, Reminders, Rhythm
from bot.domain.streak import fold
from bot.playbook.schedule import is_holiday

SIZES = (10_000, 30_000, 100_000)
IN_ONE_BATCH = 100
SECONDS_AIM, MEMORY_AIM, GROWTH_AIM = 30.0, 300.0, 11.0
YEAR = 365
NOW = datetime(2026, 11, 23, 13, tzinfo=UTC)
ITEM_AT = NOW - timedelta(hours=6)
BEGIN = NOW.date() - timedelta(days=YEAR)
ZONES = {
    "Europe/Paris": "FR",
    "Europe/Brussels": "BE",
    "Europe/London": "GB-ENG",
    "America/Montreal": "CA-QC",
    "Asia/Tokyo": "",
}
WEEKS = (*[frozenset(range(5))] * 6, frozenset({0, 1, 3, 4}), frozenset({1, 2, 3}))
KINDS = (
    *[ActKind.TIP_READ] * 6,
    ActKind.SCENARIO_PLAYED,
    ActKind.SHARE_DONE,
    ActKind.HELPED,
    ActKind.TIP_SEEN,
)


Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Life:
    """A member with a year behind them, and the same year as a text."""

    member: Member
    acts: list[Act]
    reminders: list[Reminder]
    text: str


def main() -> int:
    """Measure and print; `--json FILE` keeps the figures."""
    parser = argparse.ArgumentParser(prog="bench.rhythm")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="MEMBERS")
    parser.add_argument("--json", metavar="FILE")
    parser.add_argument("--child", type=int, metavar="MEMBERS", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        print(json.dumps(measured(options.child)))
        return 0
    figures = [_in_process(size) for size in sorted(options.sizes)]
    _print(figures)
    if options.json:
        Path(options.json).write_text(json.dumps(figures), encoding="utf-8")
    return 0


def _in_process(size: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.rhythm", "--child", str(size)]
    found: dict[str, Any] = json.loads(
        subprocess.run(command, capture_output=True, text=True, check=True).stdout
    )
    return found


def measured(size: int) -> dict[str, Any]:
    """Fold and decide for so many members."""
    days, limits = _company(), nudges.Limits()
    folding, deciding, reading = (0.0,) * 3
    ratios = []
    acts = reminded = 0
    for first in range(0, size, IN_ONE_BATCH):
        batch = [_life(number) for number in range(first, min(size, first + IN_ONE_BATCH))]
        is_read_first = bool(first // IN_ONE_BATCH % 2)
        read = _timed(lambda life: json.loads(life.text), batch)[0] if is_read_first else 0.0
        folded, streaks = _timed(lambda life: fold(life.member, life.acts, days=days, now=NOW), batch)
        decided, nudged = _timed(
            lambda life, streak: nudges.decide(
                life.member, streak, life.acts, life.reminders, limits, ITEM_AT
            ),
            batch,
            streaks,
        )
        read = read or _timed(lambda life: json.loads(life.text), batch)[0]
        ratios.append((folded + decided) / read)
        folding, deciding, reading = folding + folded, deciding + decided, reading + read
        acts += sum(len(life.acts) for life in batch)
        reminded += sum(isinstance(each, nudges.Nudge) for each in nudged)
    return {
        "members": size,
        "acts": acts,
        "reminded": reminded,
        "seconds": folding + deciding,
        "fold_seconds": folding,
        "decide_seconds": deciding,
        "read_seconds": reading,
        "ratio": median(ratios),
        "mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _timed(work: Callable[..., Found], *each: list[Any]) -> tuple[float, list[Found]]:
    """Do the work for each member of a batch, and give the CPU seconds that it took."""
    start = time.process_time()
    found = [work(*of_one) for of_one in zip(*each, strict=True)]
    return time.process_time() - start, found


def _company() -> DueDays:
    """A closure at the end of the year, a silence of three days, and an outage."""
    closure = [date(2025, 12, 24) + timedelta(days=number) for number in range(9)]
    silence = {date(2026, 6, day): datetime(2026, 6, day, 9, tzinfo=UTC) for day in (9, 10, 11)}
    outage = (datetime(2026, 4, 14, 9, tzinfo=UTC), datetime(2026, 4, 14, 15, tzinfo=UTC))
    return DueDays(is_holiday, dict.fromkeys(closure, ALWAYS) | silence, [outage])


def _life(number: int) -> Life:
    chance = Random(number)
    person = PersonRef("slack", "T0BENCH", f"U{number:06}")
    joined = BEGIN + timedelta(days=chance.randrange(14))
    member = Member(
        person=person,
        locale="fr-FR",
        joined_at=datetime(joined.year, joined.month, joined.day, 9, tzinfo=UTC),
        arrangements=tuple(_arrangements(chance, joined)),
        pauses=tuple(_pauses(chance)),
        choices=Choices(rhythm=chance.choice((Rhythm.DAILY, Rhythm.WEEKLY)), reminders=Reminders.USUAL),
    )
    acts = list(_acts(chance, person, joined))
    text = json.dumps([[act.item, act.kind, act.on.isoformat(), act.at.isoformat()] for act in acts])
    reminders = [Reminder(NOW.date() - timedelta(days=back), "minute", 0) for back in (17, 10, 5)]
    return Life(member, acts, reminders[: chance.randrange(4)], text)


def _arrangements(chance: Random, joined: date) -> Iterator[Arrangement]:
    zone = chance.choice(list(ZONES))
    week = chance.choice(WEEKS)
    yield Arrangement(
        joined, zone, work_week=week, holidays=ZONES[zone], weekly_target=chance.choice((1, 2, 3))
    )
    if chance.random() < 0.1:
        moved = joined + timedelta(days=chance.randrange(30, 300))
        yield Arrangement(moved, chance.choice(list(ZONES)), work_week=week, other_week=chance.choice(WEEKS))


def _pauses(chance: Random) -> Iterator[Pause]:
    """Three in ten were away in summer, one in ten told of a week afterwards, which costs the fold most."""
    if chance.random() < 0.3:
        summer = date(2026, 7, 1) + timedelta(days=chance.randrange(30))
        yield Pause(summer, summer + timedelta(days=20), datetime(2026, 6, 20, 8, tzinfo=UTC))
    if chance.random() < 0.1:
        fell_ill = date(2026, 9, 1) + timedelta(days=chance.randrange(30))
        told = fell_ill + timedelta(days=7)
        yield Pause(fell_ill, told, datetime(told.year, told.month, told.day, 8, tzinfo=UTC))


def _acts(chance: Random, person: PersonRef, joined: date) -> Iterator[Act]:
    """Steps on many working days, and on few others."""
    diligence = chance.choice((0.3, 0.6, 0.9))
    for number in range((NOW.date() - joined).days):
        on = joined + timedelta(days=number)
        if chance.random() < (diligence if on.weekday() < 5 else diligence / 10):
            at = datetime(on.year, on.month, on.day, 8 + number % 9, tzinfo=UTC)
            yield Act(person, f"starter-fr/tip/tip-{chance.randrange(400)}", chance.choice(KINDS), on, at)


def _print(figures: list[dict[str, Any]]) -> None:
    print(
        "| members | steps | folding | deciding | together | peak memory | beside json.loads of the same history |"
    )
    print("|---|---|---|---|---|---|---|")
    for each in figures:
        print(
            f"| {each['members']:,} | {each['acts']:,} | {each['fold_seconds']:.1f} s | {each['decide_seconds']:.1f} s "
            f"| {each['seconds']:.1f} s | {each['mib']:.0f} MiB | {each['ratio']:.2f} |"
        )
    first, last = figures[0], figures[-1]
    growth = last["seconds"] / first["seconds"]
    print(
        f"\n{last['members']:,} members: {last['seconds']:.1f} s ({_met(last['seconds'], SECONDS_AIM)} s), "
        f"{last['mib']:.0f} MiB ({_met(last['mib'], MEMORY_AIM)} MiB). From {first['members']:,} to {last['members']:,} members "
        f"the time grows {growth:.1f} times ({_met(growth, GROWTH_AIM)} for ten times)."
    )


def _met(figure: float, aim: float) -> str:
    return f"{'met' if figure <= aim else 'not met'}: at most {aim:.0f}"


if __name__ == "__main__":
    sys.exit(main())
