"""`portevoix erase`: what `/advocacy leave` does, for somebody who cannot type it any more."""

import argparse
import asyncio
import logging
import os
import sys
from typing import Final

from adapters import PLATFORMS
from bot.app import CannotStart, SystemClock, at_rest
from bot.domain.people import PersonRef
from bot.environment import read_settings
from bot.logs import write_log_lines
from bot.ports import Clock
from bot.settings import SettingsError
from bot.texts import Words
from bot.tools.tool import MISUSED, PROBLEMS, WELL, Tool, language_argument, words_of
from bot.usecases.erase import leave


def run(options: argparse.Namespace) -> int:
    """Erase one person. On SQLite the bot must be stopped; on PostgreSQL it may be at work."""
    words = words_of(options)
    write_log_lines(logging.ERROR)
    try:
        return asyncio.run(_erase(options, words, SystemClock()))
    except (SettingsError, CannotStart) as error:
        print(error, file=sys.stderr)
        return PROBLEMS


async def _erase(options: argparse.Namespace, words: Words, clock: Clock) -> int:
    platform, _, user = options.person.partition(":")
    async with at_rest(read_settings(os.environ), clock) as services:
        async with services.store.reading() as shelves:
            known = sorted(workspace for its, workspace in await shelves.workspaces.all() if its == platform)
        if not options.workspace and len(known) != 1:
            print(
                words(
                    "tools.erase.where",
                    platform=platform,
                    known=", ".join(known) or words("tools.erase.none"),
                )
            )
            return MISUSED
        person = PersonRef(platform, options.workspace or known[0], user)
        named = f"{person.platform}:{person.user} ({person.workspace})"
        if not options.yes:
            print(words("tools.erase.sure", person=named))
            return MISUSED
        left = await leave(services, person)
    print(words("tools.erase.done", person=named))
    if left.receipt:
        print(words("tools.erase.receipt", receipt=left.receipt))
    return WELL


def _person(written: str) -> str:
    platform, _, user = written.partition(":")
    if platform not in PLATFORMS or not user.strip():
        named = " or ".join(f"{name}:" for name in PLATFORMS)
        raise argparse.ArgumentTypeError(f"write {named}, and the id of the person")
    return written


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "person",
        type=_person,
        metavar="PERSON",
        help="as in a playbook: slack:U012AB3CD, teams: and the Object ID",
    )
    parser.add_argument(
        "--workspace", metavar="ID", help="the workspace or tenant; the one the bot is in if left out"
    )
    parser.add_argument("--yes", action="store_true", help="erase; without it, nothing happens")
    language_argument(parser)


ERASE: Final = Tool(
    "erase", "erase everything about somebody who cannot do it in chat any more", _arguments, run
)
