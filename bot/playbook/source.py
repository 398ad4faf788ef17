"""One file of the admin's as text: bytes decoded, lines found, places turned into Problems."""

import codecs
import re
from dataclasses import dataclass
from typing import Final

from bot.playbook.problems import Problem

MOST_BYTES: Final = 1024 * 1024

ODD_SPACES: Final = "\u00a0\u2007\u202f\u200b\u2060\ufeff\u00ad"
"""No-break, thin and zero-width characters: they come with text pasted from web pages and word processors."""
ODD_SPACE: Final = re.compile(f"[{ODD_SPACES}]")

_LINE_END: Final = re.compile(r"\r\n|\r|\n")
# What YAML allows in a stream (1.2.2, rule 1), without U+0085: in a playbook it is an ellipsis that was read wrongly.
_UNPRINTABLE: Final = re.compile("[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """A place in a file; both count from 1, the column in characters."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Source:
    """A decoded file. `file` is its name relative to the folder, with `/`."""

    file: str
    text: str
    lines: tuple[str, ...]

    def line(self, number: int) -> str:
        """Give a line by its number; an empty string beyond the end."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""

    def problem(self, spot: Spot, code: str, **values: str | int) -> Problem:
        """Make the Problem of a place."""
        return Problem(self.file, spot.line, spot.column, code, values, self.line(spot.line))

    def find(self, pattern: re.Pattern[str], start: Spot, end: Spot) -> Spot | None:
        """Find the first match between two places, line by line."""
        for number in range(start.line, min(end.line, len(self.lines)) + 1):
            since = start.column - 1 if number == start.line else 0
            until = end.column - 1 if number == end.line else len(self.lines[number - 1])
            if match := pattern.search(self.lines[number - 1], since, until):
                return Spot(number, match.start() + 1)
        return None


def decode(file: str, raw: bytes) -> tuple[Source, tuple[Problem, ...]]:
    """Read UTF-8 (with or without byte-order mark) or UTF-16. Never raises: what is wrong comes back as Problems."""
    if len(raw) > MOST_BYTES:
        return source_of(file, ""), (Problem(file, 1, 1, "file_too_big"),)
    encoding = _encoding(raw)
    try:
        text = raw.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        return _undecodable(file, raw, encoding, error.start)
    # The YAML library does not count a mark in the middle as a column; a zero-width space stands in for it.
    source = source_of(file, text.replace("\ufeff", "\u200b"))
    problems = []
    for number, line in enumerate(source.lines, start=1):
        if match := _UNPRINTABLE.search(line):
            code = f"U+{ord(match[0]):04X}"
            problems.append(source.problem(Spot(number, match.start() + 1), "control_character", word=code))
    if problems:
        return source_of(file, _UNPRINTABLE.sub("\ufffd", source.text)), tuple(problems)
    return source, ()


def source_of(file: str, text: str) -> Source:
    """Split a text into lines as editors count them."""
    return Source(file, text, tuple(_LINE_END.split(text)))


def _encoding(raw: bytes) -> str:
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    # Without its mark, UTF-16 shows itself by the zero byte in every Latin letter.
    if raw[1:2] == b"\0" and raw[:1] != b"\0":
        return "utf-16-le"
    if raw[:1] == b"\0" and raw[1:2] not in {b"\0", b""}:
        return "utf-16-be"
    return "utf-8"


def _undecodable(file: str, raw: bytes, encoding: str, start: int) -> tuple[Source, tuple[Problem, ...]]:
    if encoding != "utf-8":
        return source_of(file, ""), (Problem(file, 1, 1, "not_utf8"),)
    before = _LINE_END.split(raw[:start].decode("utf-8").removeprefix("\ufeff"))
    # Windows' own encoding gives every byte some letter: enough to show the line that was meant.
    shown = source_of(file, before[-1] + _LINE_END.split(raw[start:].decode("cp1252", "replace"))[0])
    spot = Spot(len(before), len(before[-1]) + 1)
    return source_of(file, ""), (Problem(file, spot.line, spot.column, "not_utf8", {}, shown.line(1)),)
