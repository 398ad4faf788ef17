"""`portevoix db`: the database's form, its copies, and the keys that close what is private in it."""

import argparse
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from bot.texts import Words
from bot.tools.db.copies import backup, restore, restored
from bot.tools.db.form import check, upgrade
from bot.tools.db.keys import rotate_keys
from bot.tools.tool import Tool, language_argument, moment, words_of

Verb = Callable[[argparse.Namespace, Words], int]
VERBS: Final[Mapping[str, tuple[Verb, str]]] = MappingProxyType(
    {
        "upgrade": (upgrade, "bring the database to the form of this version"),
        "check": (check, "say in what the database differs from the form of this version"),
        "backup": (backup, "copy the database while the bot is at work; PostgreSQL through pg_dump"),
        "restore": (restore, "fill an empty database from a copy, before the bot starts on it"),
        "restored": (restored, "say of when a database is that was restored by other means"),
        "rotate-keys": (rotate_keys, "close everything anew with the first of PORTEVOIX_SECRET_KEYS"),
    }
)
_WHEN: Final = "when the copy was begun, for example 2026-11-23T09:00 (UTC unless a zone is given)"


def run(options: argparse.Namespace) -> int:
    """Do what the verb says. Exit code 0 well, 1 it did not work, 2 asked wrongly; nothing was changed then."""
    return VERBS[options.verb][0](options, words_of(options))


def _arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    parsers = {name: verbs.add_parser(name, help=said, description=said) for name, (_, said) in VERBS.items()}
    parsers["backup"].add_argument("file", metavar="FILE", help="the copy to make; it must not be there yet")
    parsers["restore"].add_argument("file", metavar="FILE", help="the copy to restore")
    parsers["restore"].add_argument("--from", dest="made_at", type=moment, metavar="TIME", help=_WHEN)
    parsers["restored"].add_argument(
        "--from", dest="made_at", type=moment, required=True, metavar="TIME", help=_WHEN
    )
    parsers["rotate-keys"].add_argument(
        "--remove-unreadable", action="store_true", help="remove for good what no key opens any more"
    )
    for each in parsers.values():
        each.add_argument("--database", metavar="URL", help="PORTEVOIX_DATABASE_URL if left out")
        language_argument(each)


DB: Final = Tool("db", "the database's form, its copies, and its keys", _arguments, run)
