"""`portevoix import`: entries from a spreadsheet, as YAML that is ready for the playbook; or the empty table to fill in."""

import argparse
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Final

from bot.domain.sheet import as_typed, sheet
from bot.playbook.item import Item
from bot.playbook.kinds import KINDS, Kind
from bot.playbook.source import MOST_BYTES, source_of
from bot.playbook.tree import plain, read
from bot.playbook.validate import validate
from bot.playbook.written import Lines, Value, entry
from bot.texts import Words
from bot.tools.new import example_of
from bot.tools.tool import MISUSED, PROBLEMS, WELL, Tool, language_argument, words_of

SEPARATORS: Final = ",;\t"
"""Spreadsheets write the semicolon where the comma stands in numbers, as in French."""


class TableError(Exception):
    """The table as a whole cannot be understood: `no_table`, `too_big`, `column_twice` or `nameless`."""

    def __init__(self, code: str, where: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.where = where


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: its number as the spreadsheet counts, and its cells by the head of their column."""

    number: int
    cells: Mapping[str, str]


def run(options: argparse.Namespace) -> int:
    """Write the entries, or print them; without a table, print the one to fill in. Nothing is written while any row is wrong."""
    words = words_of(options)
    kind = next(kind for kind in KINDS if kind.name == options.kind)
    if options.table is None:
        print(form(kind, words.language).decode("utf-8-sig"), end="")
        return WELL
    if options.to and Path(options.to).exists():
        print(words("tools.export.exists", file=options.to))
        return MISUSED
    try:
        rows = list(rows_of(Path(options.table).read_bytes()))
    except OSError as error:
        print(
            words(
                "tools.import.unreadable", file=options.table, reason=error.strerror or type(error).__name__
            )
        )
        return MISUSED
    except TableError as error:
        print(f"{options.table}: {words(f'tools.import.{error.code}', where=error.where)}")
        return MISUSED
    entries, problems = entries_of(kind, rows, words)
    for problem in problems:
        print(f"{options.table}: {problem}")
    if problems or not entries:
        print(words("tools.import.none" if not problems else "tools.import.not_written"))
        return PROBLEMS
    text = "".join(entries)
    if not options.to:
        print(text, end="")
        return WELL
    Path(options.to).write_text(text, encoding="utf-8")
    print(words("tools.import.written", count=len(entries), file=options.to))
    return WELL


def form(kind: Kind, language: str) -> bytes:
    """Give the table to fill in: a column for each key of the kind's example, which stands below as the first row."""
    tree = read(source_of(kind.name, example_of(kind, language)))
    cells = dict(_flat(plain(tree.root))) if tree.root else {}
    return sheet([list(cells), list(cells.values())])


def rows_of(raw: bytes) -> Iterator[Row]:
    """Read what a spreadsheet saved as CSV. Raises TableError."""
    if len(raw) > MOST_BYTES:
        raise TableError("too_big")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "replace")
    head = text.partition("\n")[0]
    separator = max(SEPARATORS, key=head.count)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise TableError("no_table") from error
    names = [" ".join(name.lower().split()) for name in lines[0]] if lines else []
    deeper = {name[: match.start()] for name in names for match in re.finditer(" ", name)}
    for name, count in Counter(names).items():
        if name and (count > 1 or name in deeper):
            raise TableError("column_twice", name)
    for number, line in enumerate(lines[1:], start=2):
        if any(cell.strip() for name, cell in zip_longest(names, line, fillvalue="") if not name):
            raise TableError("nameless", str(number))
        cells = {
            name: as_typed(cell).strip()
            for name, cell in zip(names, line, strict=False)
            if name and cell.strip()
        }
        if cells:
            yield Row(number, cells)


def entries_of(kind: Kind, rows: Sequence[Row], words: Words) -> tuple[list[str], list[str]]:
    """Make an entry of each row. The second list says what is wrong, by row; an entry that is wrong is left out."""
    entries, problems, places = list[str](), list[str](), dict[str, int]()
    for row in rows:
        text = entry(_nested(row.cells))
        source = source_of(kind.name, text)
        tree = read(source)
        found = list(tree.problems)
        item = None
        if tree.root is not None and not found:
            item, wrong = validate(kind.model, tree.root, source)
            found += wrong
        problems += [
            words("tools.import.row", row=row.number, problem=each.sentence(words)) for each in found
        ]
        if not isinstance(item, Item):
            continue
        if item.id in places:
            problem = words("tools.import.twice", id=item.id, other=places[item.id])
            problems.append(words("tools.import.row", row=row.number, problem=problem))
            continue
        places[item.id] = row.number
        first, *others = text.splitlines()
        entries.append("\n".join((f"- {first}", *(f"  {line}" for line in others))) + "\n")
    return entries, problems


def _flat(value: object, *head: str) -> Iterator[tuple[str, str]]:
    """Lay an entry out in one row: `angles 1 title` is the title of the first of its angles."""
    match value:
        case dict():
            parts = [(str(key), each) for key, each in value.items()]
        case list():
            parts = [(str(number), each) for number, each in enumerate(value, start=1)]
        case _:
            yield " ".join(head), str(value).strip()
            return
    for part, each in parts:
        yield from _flat(each, *head, part)


def _nested(cells: Mapping[str, str]) -> dict[str, Value]:
    """Make an entry of a row. Where a number stands in the heads, there is a list; empty cells leave no gap in it."""
    parts: dict[str, dict[str, str]] = {}
    found: dict[str, Value] = {}
    for name, cell in cells.items():
        head, _, rest = name.partition(" ")
        parts.setdefault(head, {})[rest] = cell
    for head, inner in parts.items():
        found[head] = Lines(inner[""]) if list(inner) == [""] else _inside(inner)
    return found


def _inside(cells: Mapping[str, str]) -> Value:
    nested = _nested({name: cell for name, cell in cells.items() if name})
    if all(key.isdecimal() for key in nested):
        return [nested[key] for key in sorted(nested, key=int)]
    return nested


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "kind", choices=[kind.name for kind in KINDS if not kind.is_single], help="what each row is"
    )
    parser.add_argument(
        "table",
        nargs="?",
        metavar="TABLE.csv",
        help="the table, saved as CSV; if left out, one to fill in is printed",
    )
    parser.add_argument(
        "--to", metavar="FILE", help="write this file, which must not exist; printed if left out"
    )
    language_argument(parser)


IMPORT: Final = Tool(
    "import", "make entries of a spreadsheet's rows, or print the table to fill in", _arguments, run
)
