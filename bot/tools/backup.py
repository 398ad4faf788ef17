"""`portevoix backup` and `portevoix restored`: a copy that knows it is one, and the word that makes one of any other copy."""

import argparse
import asyncio
import os
from datetime import datetime
from pathlib import Path
from typing import Final

import store
from bot.app import SystemClock
from bot.settings import database_url
from bot.tools.tool import MISUSED, PROBLEMS, WELL, Tool, language_argument, moment, words_of


def run(options: argparse.Namespace) -> int:
    """Copy the database while the bot may be at work. Nothing that is there already is overwritten."""
    words = words_of(options)
    url, target = options.database or database_url(os.environ), Path(options.file)
    if url.startswith("postgres"):
        print(words("tools.backup.postgres"))
        return MISUSED
    try:
        asyncio.run(store.backup(url, target, SystemClock().now()))
    except FileExistsError:
        print(words("tools.backup.exists", file=str(target)))
        return MISUSED
    except (ValueError, OSError, store.StoreError) as error:
        print(words("tools.backup.failed", reason=str(error)))
        return PROBLEMS
    print(words("tools.backup.done", file=str(target)))
    return WELL


def mark(options: argparse.Namespace) -> int:
    """Tell a restored database, before the bot starts on it, of when it is."""
    words = words_of(options)
    now = SystemClock().now()
    if options.made_at > now:
        print(words("tools.restored.later"))
        return MISUSED
    try:
        asyncio.run(_mark(options.database or database_url(os.environ), options.made_at))
    except (ValueError, OSError, store.StoreError) as error:
        print(words("tools.backup.failed", reason=str(error)))
        return PROBLEMS
    print(words("tools.restored.done", at=options.made_at.strftime("%Y-%m-%d %H:%M UTC")))
    return WELL


async def _mark(url: str, made_at: datetime) -> None:
    opened = await store.open_store(url)
    try:
        async with opened.writing() as shelves:
            await shelves.restores.mark(made_at)
    finally:
        await opened.close()


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="the copy to make; it must not be there yet")
    parser.add_argument("--database", metavar="URL", help="PORTEVOIX_DATABASE_URL if left out")
    language_argument(parser)


def _mark_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--from",
        dest="made_at",
        type=moment,
        required=True,
        metavar="TIME",
        help="when the copy was made, for example 2026-11-23T09:00 (UTC unless a zone is given)",
    )
    parser.add_argument("--database", metavar="URL", help="PORTEVOIX_DATABASE_URL if left out")
    language_argument(parser)


BACKUP: Final = Tool("backup", "copy a SQLite database while the bot is at work", _arguments, run)
RESTORED: Final = Tool(
    "restored", "say of when a restored database is, before the bot starts on it", _mark_arguments, mark
)
