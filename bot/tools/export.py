"""`portevoix export playbook`: what was added in chat, as files an admin can put beside their own."""

import argparse
import asyncio
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import store
from bot.domain.edits import Edit
from bot.playbook.overlay import as_files
from bot.settings import database_url
from bot.texts import Words
from bot.tools.tool import MISUSED, PROBLEMS, WELL, Tool, language_argument, words_of


def run(options: argparse.Namespace) -> int:
    """Write the files, or print them. The bot may be at work meanwhile: its database is only read."""
    words = words_of(options)
    url = options.database or database_url(os.environ)
    try:
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


async def _edits(url: str) -> Sequence[Edit]:
    opened = store.open_for_reading(url)
    try:
        async with opened.reading() as shelves:
            return await shelves.playbooks.edits()
    finally:
        await opened.close()


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["playbook"], help="playbook: what was added to it in chat")
    parser.add_argument("--to", metavar="FOLDER", help="write files below this folder; printed if left out")
    parser.add_argument("--database", metavar="URL", help="PORTEVOIX_DATABASE_URL if left out")
    language_argument(parser)


EXPORT: Final = Tool("export", "write what was added in chat as YAML", _arguments, run)
