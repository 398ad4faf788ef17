"""`portevoix diff`: what changes for people between two playbooks, in words."""

import argparse
from pathlib import Path
from typing import Final

from bot.playbook.compare import Change, compare
from bot.playbook.load import load
from bot.playbook.schedule import WORKING_DAYS, Schedule
from bot.texts import Words
from bot.tools.tool import MISUSED, WELL, Tool, language_argument, words_of


def run(options: argparse.Namespace) -> int:
    """Print the changes; a playbook that cannot be used cannot be compared."""
    words = words_of(options)
    books = []
    for folder in (Path(options.old), Path(options.new)):
        loaded = load(folder)
        if loaded.book is None:
            print(words("tools.diff.broken", folder=str(folder)))
            for problem in loaded.problems:
                if problem.blocks:
                    print(problem.inside(folder.as_posix()).text(words))
            return MISUSED
        books.append(loaded.book)
    changes = list(compare(*books))
    for change in changes:
        print(_worded(change, words))
    if not changes:
        print(words("tools.diff.nothing"))
    return WELL


def _worded(change: Change, words: Words) -> str:
    values = {
        name: _when(value, words) if isinstance(value, Schedule) else value
        for name, value in change.values.items()
    }
    if "kind" in values:
        values["kind"] = words(f"tools.kind.{values['kind']}")
    return words(f"tools.diff.{change.code}", **values)


def _when(schedule: Schedule, words: Words) -> str:
    days = ", ".join(words.weekday(day) for day in sorted(schedule.days))
    if schedule.days == frozenset(WORKING_DAYS):
        days = words("tools.diff.weekdays")
    return words("tools.diff.when", days=days, hour=words.hour(schedule.at), zone=schedule.timezone)


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("old", metavar="A", help="the playbook as it was")
    parser.add_argument("new", metavar="B", help="the playbook as it is now")
    language_argument(parser)


DIFF: Final = Tool("diff", "say in words what changes for people between two playbooks", _arguments, run)
