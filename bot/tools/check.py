"""`portevoix check`: every problem of a playbook, with its place and its repair, and the next days it posts on."""

import argparse
import datetime as dt
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from bot.app import SystemClock
from bot.playbook.book import Playbook
from bot.playbook.load import Loaded, load
from bot.playbook.problems import Problem
from bot.playbook.schedule import next_runs
from bot.texts import Words
from bot.tools.tool import MISUSED, PROBLEMS, WELL, Tool, language_argument, words_of

RUNS: Final = 3


@dataclass(frozen=True, slots=True)
class Checked:
    """One folder with what was found in it."""

    folder: Path
    loaded: Loaded

    @property
    def blocks(self) -> bool:
        """Tell whether the bot would refuse it."""
        return self.loaded.book is None


def run(options: argparse.Namespace) -> int:
    """Check each folder and print what was found."""
    words = words_of(options)
    folders = [Path(path) for path in options.paths] or [Path()]
    if missing := [folder for folder in folders if not folder.is_dir()]:
        for folder in missing:
            print(words("tools.check.no_folder", folder=str(folder)))
        return MISUSED
    checked = [Checked(folder, load(folder, is_live=options.live)) for folder in folders]
    FORMATS[options.format](checked, words)
    return PROBLEMS if any(each.blocks for each in checked) else WELL


def _as_text(checked: Sequence[Checked], words: Words) -> None:
    for each in checked:
        for problem in each.loaded.problems:
            print(_under(each.folder, problem).text(words))
        errors = sum(problem.blocks for problem in each.loaded.problems)
        advice = len(each.loaded.problems) - errors
        if each.loaded.problems:
            print()
        print(words("tools.check.errors", count=errors), words("tools.check.advice", count=advice))
        for playbook in each.loaded.book.playbooks if each.loaded.book else ():
            for line in _runs(playbook, words, SystemClock().now()):
                print(line)


def _as_json(checked: Sequence[Checked], words: Words) -> None:
    found = [
        {
            "file": problem.file,
            "line": problem.line,
            "column": problem.column,
            "code": problem.code,
            "message": problem.sentence(words),
            "severity": "error" if problem.blocks else "advice",
        }
        for problem in _all(checked)
    ]
    print(
        json.dumps(
            {"problems": found, "is_usable": not any(each.blocks for each in checked)}, ensure_ascii=False
        )
    )


def _as_github(checked: Sequence[Checked], words: Words) -> None:
    # docs.github.com/actions/reference/workflow-commands-for-github-actions: %, CR and LF are escaped.
    for problem in _all(checked):
        level = "error" if problem.blocks else "notice"
        said = problem.sentence(words).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
        file = problem.file.replace("%", "%25").replace(":", "%3A").replace(",", "%2C")
        print(f"::{level} file={file},line={problem.line},col={problem.column}::{said}")


FORMATS: Final = {"text": _as_text, "json": _as_json, "github": _as_github}


def _all(checked: Iterable[Checked]) -> list[Problem]:
    return [_under(each.folder, problem) for each in checked for problem in each.loaded.problems]


def _under(folder: Path, problem: Problem) -> Problem:
    """Name the file as seen from where the command was typed, so that a terminal can open it."""
    return problem.inside(folder.as_posix())


def _runs(playbook: Playbook, words: Words, now: dt.datetime) -> Iterable[str]:
    for channel in playbook.channels:
        zone = ZoneInfo(channel.schedule.timezone)
        local = [run.astimezone(zone) for run in next_runs(channel.schedule, now, RUNS)]
        days = " · ".join(
            words("tools.check.run", day=words.day(at.date()), hour=words.hour(at.time())) for at in local
        )
        yield words(
            "tools.check.runs",
            playbook=playbook.name,
            channel=channel.channel,
            zone=channel.schedule.timezone,
            runs=days,
        )


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths", nargs="*", metavar="PATH", help="playbook folders; the folder you are in if left out"
    )
    parser.add_argument(
        "--format", choices=sorted(FORMATS), default="text", help="text for people, json, or github"
    )
    parser.add_argument(
        "--live",
        action="store_true",
        help="check as for a bot that goes live: the localisation checklist counts, too",
    )
    language_argument(parser)


CHECK: Final = Tool("check", "check playbooks and say how to repair each mistake", _arguments, run)
