"""The form of the database: bring it to this version's, or say in what it differs."""

import argparse
import asyncio
import os

import store
from bot.environment import database_url
from bot.settings import SettingsError
from bot.texts import Words
from bot.tools.tool import PROBLEMS, WELL


def upgrade(options: argparse.Namespace, words: Words) -> int:
    """Run the migrations that are missing. A bot that starts does so by itself."""
    try:
        asyncio.run(store.upgrade(options.database or database_url(os.environ)))
    except (ValueError, OSError, store.StoreError, SettingsError) as error:
        print(words("tools.db.failed", reason=str(error)))
        return PROBLEMS
    print(words("tools.db.upgraded"))
    return WELL


def check(options: argparse.Namespace, words: Words) -> int:
    """Compare the database with the tables of this version. It may be in use meanwhile."""
    url = options.database or ""
    try:
        url = url or database_url(os.environ)
        asyncio.run(store.open_for_reading(url).close())
        different = asyncio.run(store.check(url))
    except (ValueError, OSError, store.StoreError, SettingsError) as error:
        print(words("tools.db.failed", reason=str(error)))
        return PROBLEMS
    for each in different:
        print(f"  {each}")
    print(words("tools.db.different" if different else "tools.db.same", count=len(different)))
    return PROBLEMS if different else WELL
