"""`make bench-playbook`: what checking a playbook costs beside ruamel's own parse of the same files, in the same run.

Each figure is taken in a process of its own: CPU seconds of the work alone, and the memory that it added at its peak.
The two kinds of work take turns, round after round; figures are medians, and a ratio is taken within its round.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from ruamel.yaml import YAML

from bot.playbook.kinds import KINDS
from bot.playbook.load import load
from bot.texts import catalogues

SIZES = (1_000, 3_000, 10_000)
ROUNDS = 3
AIM = 2.5
IN_ONE_FILE = 400
"""Items; a file may hold 20,000 nodes."""
FRONT = """\
id: big
name: Big
language: en
channels:
  - channel: slack:C0BIG
    schedule: {at: "09:30", timezone: Europe/Paris}
"""


def main() -> int:
    """Measure and print; `--json FILE` keeps the figures."""
    parser = argparse.ArgumentParser(prog="bench.playbook")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="ITEMS")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--json", metavar="FILE")
    parser.add_argument("--child", nargs=2, metavar=("WORK", "FOLDER"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        work, folder = options.child
        print(json.dumps(_measured(WORKS[work], Path(folder))))
        return 0
    figures = [_of_size(size, options.rounds) for size in options.sizes]
    _print(figures)
    if options.json:
        Path(options.json).write_text(json.dumps(figures), encoding="utf-8")
    return 0


def _of_size(size: int, rounds: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        written = write(folder, size)
        pairs = [(_in_process("parse", folder), _in_process("check", folder)) for _ in range(rounds)]
    return {
        "items": written,
        "parse_seconds": median(parse["seconds"] for parse, _ in pairs),
        "check_seconds": median(check["seconds"] for _, check in pairs),
        "time_ratios": sorted(check["seconds"] / parse["seconds"] for parse, check in pairs),
        "parse_mib": median(parse["mib"] for parse, _ in pairs),
        "check_mib": median(check["mib"] for _, check in pairs),
        "memory_ratios": sorted(check["mib"] / parse["mib"] for parse, check in pairs),
    }


def write(folder: Path, items: int) -> int:
    """Write a playbook of about that many items, the examples of three kinds again and again. Tells how many."""
    (folder / "playbook.yaml").write_text(FRONT, encoding="utf-8")
    kinds = [kind for kind in KINDS if kind.name in {"tip", "share", "scenario"}]
    each = items // len(kinds)
    for kind in kinds:
        (folder / kind.files).mkdir()
        lines = kind.example.rstrip("\n").split("\n")
        for start in range(0, each, IN_ONE_FILE):
            entries = [
                "\n".join((f"- id: item-{number}", *(f"  {line}" if line else "" for line in lines[1:])))
                for number in range(start, min(each, start + IN_ONE_FILE))
            ]
            text = "\n".join(entries) + "\n"
            (folder / kind.files / f"{start:06}.yaml").write_text(text, encoding="utf-8")
    return each * len(kinds)


def _in_process(work: str, folder: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.playbook", "--child", work, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _measured(work: Callable[[Path], object], folder: Path) -> dict[str, float]:
    catalogues()
    before, start = _peak(), time.process_time()
    kept = work(folder)
    seconds = time.process_time() - start
    assert kept is not None
    return {"seconds": seconds, "mib": max(_peak() - before, 0.1)}


def _peak() -> float:
    """Give the largest memory of this process so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _parse(folder: Path) -> object:
    """Build ruamel's node trees, and keep them all, as a check keeps its book."""
    files = sorted(folder.rglob("*.yaml"))
    return [YAML(typ="safe", pure=True).compose(path.read_text(encoding="utf-8")) for path in files]


def _check(folder: Path) -> object:
    loaded = load(folder)
    assert loaded.book is not None, loaded.problems[:3]
    return loaded


WORKS: dict[str, Callable[[Path], object]] = {"parse": _parse, "check": _check}


def _print(figures: list[dict[str, Any]]) -> None:
    print("| items | ruamel's parse | the whole check | time, ratio (lowest-highest) | aim | memory, ratio |")
    print("|---|---|---|---|---|---|")
    for each in figures:
        ratios = each["time_ratios"]
        is_met = "met" if median(ratios) <= AIM else "not met"
        print(
            f"| {each['items']:,} | {each['parse_seconds']:.2f} s, {each['parse_mib']:.0f} MiB "
            f"| {each['check_seconds']:.2f} s, {each['check_mib']:.0f} MiB "
            f"| {median(ratios):.2f} ({ratios[0]:.2f}-{ratios[-1]:.2f}) | {AIM}: {is_met} "
            f"| {median(each['memory_ratios']):.2f} |"
        )
    per_item = [each["check_seconds"] / each["items"] for each in figures]
    growth = max(per_item) / min(per_item)
    print(f"\nSeconds for each item differ by a factor of {growth:.2f} between the sizes.")


if __name__ == "__main__":
    sys.exit(main())
