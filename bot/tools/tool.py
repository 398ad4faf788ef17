"""What a tool is: a word after `portevoix`, its arguments, and what it does with them."""

import argparse
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from bot.texts import Words, catalogues

WELL: Final = 0
PROBLEMS: Final = 1
MISUSED: Final = 2


@dataclass(frozen=True, slots=True)
class Tool:
    """One command for the terminal. `run` gives the exit code: 0 well, 1 problems were found, 2 not understood."""

    name: str
    help: str
    arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


def moment(written: str) -> datetime:
    """Read a moment as ISO 8601 writes it; UTC where no zone is given."""
    read = datetime.fromisoformat(written)
    return read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC)


def language_argument(parser: argparse.ArgumentParser) -> None:
    """Let people choose the language of what is printed."""
    parser.add_argument(
        "--language",
        choices=["fr", "en"],
        help="the language of what is printed; that of the terminal if left out",
    )


def words_of(options: argparse.Namespace, env: Mapping[str, str] = os.environ) -> Words:
    """Give the words in the language that was asked for, or that the terminal speaks."""
    locale = next((env[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if env.get(name)), "en")
    return catalogues().for_locale(options.language or locale)
