"""`portevoix report privacy`: documents for data-protection officers and staff representatives, from the settings in force."""

import argparse
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from bot.app import SystemClock
from bot.playbook.book import Book, Playbook
from bot.playbook.load import load
from bot.screens.privacy import sentence_of
from bot.texts import Words
from bot.tools.tool import MISUSED, PROBLEMS, WELL, Tool, language_argument, words_of
from bot.usecases.privacy import retention
from store.traces import data_map

DOCUMENTS: Final = (
    "1-impact-assessment.md",
    "2-legitimate-interest.md",
    "3-staff-representatives.md",
    "4-data-map.md",
)
REFUSED: Final = (
    "enrol",
    "watch",
    "rank",
    "appraise",
    "account",
    "post",
    "approve",
    "feelings",
    "reviews",
    "reports",
)
"""What the programme cannot do, each a sentence of the catalogue."""
BACKUP_DAYS: Final = 30
_BLANK: Final = "____________________"
_SIGNS: Final = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_[]<>|"})


def run(options: argparse.Namespace) -> int:
    """Write the documents of every playbook of the folder. Files that are there already are left as they are."""
    words = words_of(options)
    loaded = load(Path(options.playbooks))
    if loaded.book is None:
        print(words("tools.report.broken", folder=options.playbooks))
        return PROBLEMS
    files, today = dict[Path, str](), SystemClock().now().date()
    for playbook in loaded.book.playbooks:
        facts = {**facts_of(playbook, words, today), "tables": tables(words)}
        for name in DOCUMENTS:
            files[Path(options.to) / playbook.id / name] = draw(words, name, facts)
    if existing := [path for path in files if path.exists()]:
        print(words("tools.export.exists", file=str(existing[0])))
        return MISUSED
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        print(words("tools.export.written", file=str(path)))
    return WELL


def facts_of(playbook: Playbook, words: Words, today: date) -> Mapping[str, Any]:
    """Gather what the documents say of a programme: settings, and nothing of any person."""
    times = retention(Book((playbook,)))
    platforms = sorted({channel.platform for channel in playbook.channels})
    return {
        "name": _inert(playbook.name),
        "company": _inert(playbook.company),
        "owner": _inert(playbook.owner),
        "sponsor": _inert(playbook.sponsor),
        "purpose": _inert(playbook.purpose),
        "review_on": words.date(playbook.review_on) if playbook.review_on else _BLANK,
        "today": words.date(today),
        "channels": words("documents.channels", count=len(playbook.channels)),
        "daily_cap": max(channel.daily_cap for channel in playbook.channels),
        "platforms": ", ".join(words(f"documents.platform.{name}") for name in platforms),
        "representatives": len(playbook.representatives),
        "smallest_group": playbook.thresholds.smallest_group,
        "nudges_most": playbook.nudges.most_a_week,
        "acts_months": times.acts_months,
        "claims_days": times.claims_days,
        "nudges_days": times.nudges_days,
        "admin_months": times.admin_months,
        "backup_days": BACKUP_DAYS,
        "refusals": [words(f"documents.refused.{name}") for name in REFUSED],
    }


def tables(words: Words) -> list[dict[str, Any]]:
    """Describe every table; those about people in the reader's language, the others in the database's own."""
    return [
        {
            "name": table.name,
            "is_about_people": table.is_about_people,
            "comment": sentence_of(words, table.name) if table.is_about_people else table.comment,
            "columns": [
                {
                    "name": column.name,
                    "comment": sentence_of(words, table.name, column.name)
                    if table.is_about_people
                    else column.comment,
                }
                for column in table.columns
            ],
        }
        for table in data_map()
    ]


def draw(words: Words, name: str, facts: Mapping[str, Any]) -> str:
    """Fill one document; what the settings say stays plain words in it."""
    templates = Environment(
        loader=PackageLoader("bot.tools", f"documents/{words.language}"),
        autoescape=False,  # noqa: S701  it is Markdown, in which `_inert` has escaped what would format
        undefined=StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
    )
    return templates.get_template(name).render(facts).rstrip("\n") + "\n"


def _inert(said: str | None) -> str:
    """Write what the playbook says as plain words, whatever they would format; a blank to fill in where it says nothing."""
    return " ".join(said.split()).translate(_SIGNS) if said else _BLANK


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "what",
        choices=["privacy"],
        help="privacy: impact assessment, legitimate interest, "
        "the pack for staff representatives, and the data map",
    )
    parser.add_argument("playbooks", metavar="FOLDER", help="the playbooks in force")
    parser.add_argument("--to", metavar="FOLDER", required=True, help="write the documents below this folder")
    language_argument(parser)


REPORT: Final = Tool("report", "write the documents on privacy from the settings in force", _arguments, run)
