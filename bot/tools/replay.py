"""`portevoix replay`: the events that were accepted and not finished, listed, or answered again."""

import argparse
import asyncio
import logging
import os
import sys
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from bot.app import CannotStart, SystemClock, answering
from bot.environment import read_settings
from bot.events import Unfinished
from bot.logs import write_log_lines
from bot.ports import Clock
from bot.router import UNFINISHED_AFTER, Router
from bot.settings import SettingsError
from bot.texts import Words
from bot.tools.tool import MISUSED, PROBLEMS, WELL, Tool, language_argument, moment, words_of

_ENDS: Final[Mapping[bool | None, str]] = MappingProxyType(
    {True: "tools.replay.done", False: "tools.replay.failed", None: "tools.replay.elsewhere"}
)


def run(options: argparse.Namespace) -> int:
    """List them, or answer those that were asked for. On SQLite the bot must be stopped; on PostgreSQL it may be at work."""
    words = words_of(options)
    write_log_lines(logging.ERROR)
    try:
        return asyncio.run(_replay(options, words, SystemClock()))
    except (SettingsError, CannotStart) as error:
        print(error, file=sys.stderr)
        return PROBLEMS


async def _replay(options: argparse.Namespace, words: Words, clock: Clock) -> int:
    async with answering(read_settings(os.environ), clock) as router:
        # The youngest are left to whoever has just accepted them.
        found = await router.unfinished(clock.now() - UNFINISHED_AFTER)
        if not found:
            print(words("tools.replay.nothing"))
            return WELL
        if missing := set(options.id or ()) - {each.id for each in found}:
            print(words("tools.replay.unknown", id=", ".join(sorted(missing))))
            return MISUSED
        if not (options.all or options.id or options.since):
            return _list(found, words)
        chosen = [
            each
            for each in found
            if options.all or each.id in (options.id or ()) or (options.since and each.at >= options.since)
        ]
        return await _answer(router, chosen, words, clock)


def _list(found: Sequence[Unfinished], words: Words) -> int:
    print(words("tools.replay.found", count=len(found)))
    for each in found:
        print(f"  {_named(each, words)}")
    print(words("tools.replay.how"))
    return WELL


async def _answer(router: Router, chosen: Sequence[Unfinished], words: Words, clock: Clock) -> int:
    outcomes = []
    for each in chosen:
        outcomes.append(await router.finish(each, clock.now()))
        print(words(_ENDS[outcomes[-1]], event=_named(each, words)))
    print(words("tools.replay.lost", count=outcomes.count(True)))
    return PROBLEMS if False in outcomes else WELL


def _named(each: Unfinished, words: Words) -> str:
    """Name an event without what it says and who acted: this may be shown on a screen that many see."""
    kind = words(f"tools.replay.kind.{each.event.kind if each.event else 'unreadable'}")
    at = each.at.strftime("%Y-%m-%d %H:%M:%S UTC")
    where = f"{each.platform}/{each.workspace}"
    return words("tools.replay.event", id=each.id, kind=kind, at=at, where=where, count=each.tries)


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--all", action="store_true", help="answer all of them again")
    parser.add_argument("--id", action="append", help="answer this one again; may be given several times")
    parser.add_argument(
        "--since",
        type=moment,
        metavar="TIME",
        help="answer those from this time on, for example 2026-11-23T09:00 (UTC unless a zone is given)",
    )
    language_argument(parser)


REPLAY: Final = Tool(
    "replay", "list accepted events that were not answered, or answer them again", _arguments, run
)
