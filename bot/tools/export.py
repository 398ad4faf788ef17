"""`portevoix export`: what was added in chat, as files an admin can put beside their own, and what was done in a role, as CSV."""

import argparse
import asyncio
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import store
from bot.domain.edits import Edit
from bot.domain.roles import Deed
from bot.domain.sheet import sheet
from bot.environment import database_url
from bot.playbook.overlay import as_files
from bot.texts import Words
from bot.tools.tool import MISUSED, PROBLEMS, WELL, Tool, language_argument, words_of

DEED_COLUMNS: Final = ("at", "platform", "workspace", "who", "role", "action", "subject", "channel")


def run(options: argparse.Namespace) -> int:
    """Write the files, or print them. The bot may be at work meanwhile: its database is only read."""
    words = words_of(options)
    url = options.database or database_url(os.environ)
    try:
        if options.what == "deeds":
            return _deeds_out(asyncio.run(_deeds(url)), options, words)
        edits = asyncio.run(_edits(url))
    except (ValueError, OSError, store.StoreError) as error:
        print(words("tools.export.no_database", reason=str(error)))
        return PROBLEMS
    if not edits:
        print(words("tools.export.nothing"))
        return WELL
    return _write(Path(options.to), edits, words) if options.to else _print(edits)


def _print(edits: Sequence[Edit]) -> int:
    for name, text in as_files(edits).items():
        print(f"# {name}\n{text}", end="")
    return WELL


def _write(folder: Path, edits: Sequence[Edit], words: Words) -> int:
    files = {folder / name: text for name, text in as_files(edits).items()}
    # Nothing of an admin's is ever overwritten.
    if existing := [path for path in files if path.exists()]:
        print(words("tools.export.exists", file=str(existing[0])))
        return MISUSED
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        print(words("tools.export.written", file=str(path)))
    return WELL


def _deeds_out(deeds: Sequence[Deed], options: argparse.Namespace, words: Words) -> int:
    if not deeds:
        print(words("tools.export.no_deeds"))
        return WELL
    content = sheet([DEED_COLUMNS, *(_line(deed) for deed in deeds)])
    if not options.to:
        print(content.decode("utf-8-sig"), end="")
        return WELL
    path = Path(options.to) / "deeds.csv"
    if path.exists():
        print(words("tools.export.exists", file=str(path)))
        return MISUSED
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    print(words("tools.export.written", file=str(path)))
    return WELL


def _line(deed: Deed) -> tuple[str, ...]:
    person = deed.person
    at = deed.at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    whose = person.platform, person.workspace, person.user
    return (at, *whose, deed.role.value, deed.action, deed.subject, deed.channel)


async def _deeds(url: str) -> Sequence[Deed]:
    opened = store.open_for_reading(url)
    try:
        async with opened.reading() as shelves:
            workspaces = await shelves.workspaces.all()
            found = [await shelves.deeds.since(*each, datetime.fromtimestamp(0, UTC)) for each in workspaces]
    finally:
        await opened.close()
    return sorted((deed for each in found for deed in each), key=lambda deed: deed.at)


async def _edits(url: str) -> Sequence[Edit]:
    opened = store.open_for_reading(url)
    try:
        async with opened.reading() as shelves:
            return await shelves.playbooks.edits()
    finally:
        await opened.close()


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "what",
        choices=["playbook", "deeds"],
        help="playbook: what was added to it in chat; deeds: what was done in a role, as CSV",
    )
    parser.add_argument("--to", metavar="FOLDER", help="write files below this folder; printed if left out")
    parser.add_argument("--database", metavar="URL", help="PORTEVOIX_DATABASE_URL if left out")
    language_argument(parser)


EXPORT: Final = Tool(
    "export", "write what was added in chat as YAML, or what was done in a role as CSV", _arguments, run
)
