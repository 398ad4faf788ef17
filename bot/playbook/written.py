"""Writing entries as an admin would write them: whatever a text holds, it reads back as that text and nothing else."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from bot.cards.clean import clean

Value = str | date | Sequence["Value"] | Mapping[str, "Value"]

_BREAKS: Final = re.compile(r"[\t\n\r\x0b\x0c\x1c-\x1f\x85\u2028\u2029]+")
_UNWRITABLE: Final = re.compile("[^\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What YAML 1.2 holds for no printable character (5.1)."""
_INDENT: Final = "  "


class Lines(str):
    """A text whose line breaks are kept."""

    __slots__ = ()


def one_line(text: str) -> str:
    """Take a person's words as one line, without the characters that hide, reorder or break text."""
    return _UNWRITABLE.sub("", _BREAKS.sub(" ", clean(text))).strip()


def entry(fields: Mapping[str, Value]) -> str:
    """Write an entry. Keys are ours; every text is one line in single quotes, where nothing but a quote means anything.

    Only `Lines` are written as they stand, below a `|-`.
    """
    return "\n".join(_mapping(fields)) + "\n"


def _mapping(fields: Mapping[str, Value]) -> Iterator[str]:
    for key, value in fields.items():
        match value:
            case str() | date():
                first, *others = _text(value)
                yield f"{key}: {first}"
                yield from _indented(others)
            case Mapping():
                yield f"{key}:"
                yield from _indented(_mapping(value))
            case _:
                yield f"{key}:"
                for each in value:
                    yield from _listed(each)


def _listed(value: Value) -> Iterator[str]:
    lines = list(_mapping(value)) if isinstance(value, Mapping) else _text(value)
    yield f"{_INDENT}- {lines[0]}"
    yield from _indented(_indented(lines[1:]))


def _text(value: Value) -> list[str]:
    if not isinstance(value, Lines):
        return [_scalar(value)]
    lines = "\n".join(map(one_line, value.splitlines())).strip("\n").split("\n")
    return ["|-", *lines] if len(lines) > 1 else [_scalar(lines[0])]


def _scalar(value: Value) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if not isinstance(value, str):
        raise TypeError(f"a list in a list is no part of an entry: {value!r}")
    return "'" + one_line(value).replace("'", "''") + "'"


def _indented(lines: Iterable[str]) -> Iterator[str]:
    return (f"{_INDENT}{line}" for line in lines)


def verbatim(fields: Mapping[str, str]) -> str:
    """Write an entry of texts, a line for each, in which line breaks are kept. The names are ours."""
    return "".join(f"{name}: {_quoted(text)}\n" for name, text in fields.items())


def _quoted(text: str) -> str:
    """Write a double-quoted scalar on one line (YAML 1.2, 7.3.1), with everything escaped that is no plain letter or sign."""
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(sign: str) -> str:
    if sign in {'"', "\\"}:
        return f"\\{sign}"
    return sign if sign.isprintable() else f"\\U{ord(sign):08x}"
