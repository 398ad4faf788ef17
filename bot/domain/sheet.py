"""Sheets: the one way in which CSV is written here, so that no cell is ever taken for a formula.

RFC 4180, with the mark by which spreadsheets know UTF-8. A text that begins with one of `= + - @`, a tab or a carriage
return gets an apostrophe before it (OWASP, CSV injection); numbers stay numbers.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

_BEGINS_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def sheet(lines: Iterable[Sequence[object]]) -> bytes:
    """Write lines of cells."""
    written = io.StringIO()
    csv.writer(written).writerows([_harmless(cell) for cell in line] for line in lines)
    return written.getvalue().encode("utf-8-sig")


def _harmless(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_BEGINS_FORMULA) else cell


def as_typed(cell: str) -> str:
    """Take away the apostrophe that `sheet` put before a cell."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_BEGINS_FORMULA) else cell
