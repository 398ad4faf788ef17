"""Closing everything anew with the first key, while the bot may be at work."""

import argparse
import asyncio
import os

import store
from bot.environment import database_url, secret_keys
from bot.settings import SettingsError
from bot.texts import Words
from bot.tools.tool import PROBLEMS, WELL
from bot.usecases.keep_sealed import Rotated, rotate


def rotate_keys(options: argparse.Namespace, words: Words) -> int:
    """Close everything anew, and tell what became of it. Ended half-way, the next run goes on from there."""
    try:
        url = options.database or database_url(os.environ)
        done = asyncio.run(_rotate(url, secret_keys(os.environ), removes_lost=options.remove_unreadable))
    except (ValueError, OSError, store.StoreError, SettingsError) as error:
        print(words("tools.db.failed", reason=str(error)))
        return PROBLEMS
    if done is None:
        print(words("tools.db.older"))
        return PROBLEMS
    print(words("tools.db.rotated", anew=done.anew, already=done.already))
    if done.removed:
        print(words("tools.db.removed", count=done.removed))
    for place, count in done.unopened.items():
        print(words("tools.db.unopened", place=place, count=count))
    print(words("tools.db.still_closed" if done.unopened else "tools.db.next"))
    return PROBLEMS if done.unopened else WELL


async def _rotate(url: str, keys: tuple[str, ...], *, removes_lost: bool) -> Rotated | None:
    opened = store.open_for_reading(url)
    try:
        if await store.check(url):
            return None
        done = await rotate(opened, keys, removes_lost=removes_lost)
        # What was closed with the old key shall be in no journal either.
        await opened.scrub()
        return done
    finally:
        await opened.close()
