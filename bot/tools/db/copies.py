"""Copies of the database: one that knows its age, starting on one, and the word that says it of any other copy."""

import argparse
import asyncio
import os
from datetime import datetime
from pathlib import Path

import store
from bot.app import SystemClock
from bot.environment import database_url
from bot.settings import SettingsError
from bot.texts import Words
from bot.tools.tool import MISUSED, PROBLEMS, WELL


def backup(options: argparse.Namespace, words: Words) -> int:
    """Copy the database while the bot may be at work. Nothing that is there already is overwritten."""
    target = Path(options.file)
    try:
        asyncio.run(store.backup(_url(options), target, SystemClock().now()))
    except FileExistsError:
        print(words("tools.db.exists", file=str(target)))
        return MISUSED
    except (ValueError, OSError, store.StoreError, SettingsError) as error:
        print(words("tools.db.failed", reason=str(error)))
        return PROBLEMS
    print(words("tools.db.copied", file=str(target)))
    return WELL


def restore(options: argparse.Namespace, words: Words) -> int:
    """Fill an empty database from a copy, before the bot starts on it. Nothing that is there already is overwritten."""
    now = SystemClock().now()
    if options.made_at and options.made_at > now:
        print(words("tools.db.later"))
        return MISUSED
    try:
        made_at = asyncio.run(store.restore(_url(options), Path(options.file), options.made_at))
    except FileExistsError as error:
        print(words("tools.db.exists_target", file=str(error.filename)))
        return MISUSED
    except store.NotEmpty:
        print(words("tools.db.not_empty"))
        return MISUSED
    except store.AgeUnknown:
        print(words("tools.db.no_age"))
        return MISUSED
    except (ValueError, OSError, store.StoreError, SettingsError) as error:
        print(words("tools.db.failed", reason=str(error)))
        return PROBLEMS
    print(words("tools.db.restored", at=_said(made_at)))
    return WELL


def restored(options: argparse.Namespace, words: Words) -> int:
    """Tell a database that was restored by other means, before the bot starts on it, of when it is."""
    if options.made_at > SystemClock().now():
        print(words("tools.db.later"))
        return MISUSED
    try:
        asyncio.run(_mark(_url(options), options.made_at))
    except (ValueError, OSError, store.StoreError, SettingsError) as error:
        print(words("tools.db.failed", reason=str(error)))
        return PROBLEMS
    print(words("tools.db.restored", at=_said(options.made_at)))
    return WELL


async def _mark(url: str, made_at: datetime) -> None:
    opened = await store.open_store(url)
    try:
        async with opened.writing() as shelves:
            await shelves.restores.mark(made_at)
    finally:
        await opened.close()


def _url(options: argparse.Namespace) -> str:
    found: str = options.database or database_url(os.environ)
    return found


def _said(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M UTC")
