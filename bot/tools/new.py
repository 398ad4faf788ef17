"""`portevoix new`: a commented entry that is valid as it stands, or a whole playbook to start from."""

import argparse
import re
import shutil
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bot.playbook.editor_schema import modeline
from bot.playbook.kinds import KINDS, Kind
from bot.tools.tool import MISUSED, WELL, Tool, language_argument, words_of

STARTERS: Final = Path(__file__).resolve().parents[2] / "playbooks"
PLAYBOOK: Final = "playbook"
WIDTH: Final = 100
_KEY: Final = re.compile(r"^(\w+):", re.MULTILINE)


def run(options: argparse.Namespace) -> int:
    """Print the entry, or write the playbook."""
    if options.kind != PLAYBOOK:
        kind = next(kind for kind in KINDS if kind.name == options.kind)
        print(stub(kind), end="")
        return WELL
    words = words_of(options)
    folder = Path(options.folder or "playbook")
    if folder.exists():
        print(words("tools.new.exists", folder=str(folder)))
        return MISUSED
    shutil.copytree(STARTERS / f"starter-{words.language}", folder)
    print(words("tools.new.playbook", folder=str(folder)))
    return WELL


def stub(kind: Kind) -> str:
    """Write the example of a kind with a comment above each key, and the keys that may be left out at the end."""
    lines = [modeline(f"{kind.files}.yaml"), *_entry(kind)]
    return "\n".join(lines) + "\n"


def _entry(kind: Kind) -> Iterator[str]:
    indent = "" if kind.is_single else "  "
    given = _KEY.findall(kind.example)
    fields = {written.alias or name: written for name, written in kind.model.model_fields.items()}
    is_first = True
    for part in re.split(r"(?m)^(?=\w+:)", kind.example):
        if not part.strip():
            continue
        name = part.partition(":")[0]
        yield from _comment(fields[name].description or "", "" if is_first else indent)
        for number, line in enumerate(part.rstrip("\n").split("\n")):
            dash = "- " if is_first and number == 0 and not kind.is_single else indent
            yield f"{dash}{line}" if line else ""
        is_first = False
    for name, written in fields.items():
        if name not in given:
            yield from _comment(written.description or "", indent)
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
