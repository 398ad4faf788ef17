"""`portevoix schema`: the JSON Schema for editors, printed or written beside a playbook."""

import argparse
from pathlib import Path
from typing import Final

from bot.playbook.editor_schema import NAME, as_text
from bot.tools.tool import WELL, Tool, language_argument, words_of


def run(options: argparse.Namespace) -> int:
    """Print the schema, or write it into each folder."""
    text = as_text(words_of(options).language)
    for folder in options.folders:
        (Path(folder) / NAME).write_text(text, encoding="utf-8")
    if not options.folders:
        print(text, end="")
    return WELL


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "folders", nargs="*", metavar="FOLDER", help=f"write {NAME} into these playbooks; printed if left out"
    )
    language_argument(parser)


SCHEMA: Final = Tool("schema", "write the schema that lets editors complete and underline", _arguments, run)
