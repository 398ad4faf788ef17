"""`portevoix new`: a commented entry that is valid as it stands, or a whole playbook to start from."""

import argparse
import re
import shutil
import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from bot.playbook.editor_schema import explained, modeline
from bot.playbook.kinds import KINDS, Kind
from bot.tools.tool import MISUSED, WELL, Tool, language_argument, words_of

STARTERS: Final = Path(__file__).resolve().parents[2] / "playbooks"
PLAYBOOK: Final = "playbook"
WIDTH: Final = 100
_NAMES_OTHERS: Final = re.compile(r"^(?:after|shares|follow_up|see_also):.*\n", re.MULTILINE)


def run(options: argparse.Namespace) -> int:
    """Print the entry, or write the playbook."""
    if options.kind != PLAYBOOK:
        kind = next(kind for kind in KINDS if kind.name == options.kind)
        print(stub(kind, words_of(options).language), end="")
        return WELL
    words = words_of(options)
    folder = Path(options.folder or "playbook")
    if folder.exists():
        print(words("tools.new.exists", folder=str(folder)))
        return MISUSED
    shutil.copytree(STARTERS / f"starter-{words.language}", folder)
    print(words("tools.new.playbook", folder=str(folder)))
    return WELL


def stub(kind: Kind, language: str) -> str:
    """Write an entry of a kind with a comment above each key, and the keys that may be left out at the end."""
    lines = [modeline(f"{kind.files}.yaml"), *_entry(kind, example_of(kind, language), explained(language))]
    return "\n".join(lines) + "\n"


def example_of(kind: Kind, language: str) -> str:
    """Take the kind's own example, or the first entry of the starter in a language that it is not written in."""
    text = kind.example
    if language != "en":
        starter = STARTERS / f"starter-{language}"
        file = next(iter(sorted((starter / kind.files).glob("*.yaml"))), starter / f"{kind.files}.yaml")
        text = _first_entry(file.read_text(encoding="utf-8"), is_list=not kind.is_single)
    # What is named there need not be in the playbook that this goes into.
    return _NAMES_OTHERS.sub("", text)


def _first_entry(text: str, *, is_list: bool) -> str:
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    if not is_list:
        return "\n".join(lines) + "\n"
    end = next((number for number, line in enumerate(lines) if number and line.startswith("- ")), len(lines))
    return "\n".join(line[2:] for line in lines[:end]) + "\n"


def _entry(kind: Kind, example: str, words: Mapping[str, str]) -> Iterator[str]:
    indent = "" if kind.is_single else "  "
    fields = {written.alias or name: written for name, written in kind.model.model_fields.items()}
    explanations = {
        name: words.get(each.description or "", each.description or "") for name, each in fields.items()
    }
    is_first = True
    for part in re.split(r"(?m)^(?=\w+:)", example):
        if not part.strip():
            continue
        yield from _comment(explanations.pop(part.partition(":")[0]), "" if is_first else indent)
        for number, line in enumerate(part.rstrip("\n").split("\n")):
            dash = "- " if is_first and number == 0 and not kind.is_single else indent
            yield f"{dash}{line}" if line else ""
        is_first = False
    for name, explanation in explanations.items():
        yield from _comment(explanation, indent)
        yield f"{indent}# {name}:"


def _comment(text: str, indent: str) -> Iterator[str]:
    for line in textwrap.wrap(text, WIDTH - len(indent) - 2):
        yield f"{indent}# {line}"


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", choices=[PLAYBOOK, *(kind.name for kind in KINDS)], help="what to begin")
    parser.add_argument("folder", nargs="?", help="for a playbook: the folder to write, which must not exist")
    language_argument(parser)


NEW: Final = Tool(
    "new", "print a commented tip, share, scenario and so on, or begin a playbook", _arguments, run
)
