"""The files of a playbook folder: which there are, and their bytes, whatever the folder holds."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.playbook.source import MOST_BYTES

DEEPEST: Final = 3
"""Folders below the one that is loaded: `starter-en/tips/more`."""


@dataclass(frozen=True, slots=True, order=True)
class File:
    """A YAML file. `name` is relative to the folder, with `/`."""

    name: str
    path: Path
    is_outside: bool = False
    """A link that leads out of the folder: it is told of and not read."""
    is_closed: bool = False
    """A folder that may not be listed."""
    kept: bytes | None = None
    """What was in it when it was kept; None: what is in it now."""


def files(folder: Path) -> tuple[File, ...]:
    """List the YAML files of a folder in the order of their names; hidden files and folders are left out.

    Links inside the folder are followed, as mounted configuration has them. Never raises.
    """
    return tuple(sorted(_walk(Path(os.path.realpath(folder)), Path(folder), "", DEEPEST)))


def content(file: File) -> bytes:
    """Read a file, at most one byte more than a playbook's file may have. Raises OSError."""
    if file.kept is not None:
        return file.kept
    with file.path.open("rb") as opened:
        return opened.read(MOST_BYTES + 1)


def _walk(home: Path, folder: Path, prefix: str, depth: int) -> Iterator[File]:
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        if prefix:
            yield File(prefix.rstrip("/"), folder, is_closed=True)
        return
    for path in entries:
        # A name that is not UTF-8 must not break the message that tells of it.
        name = prefix + os.fsencode(path.name).decode("utf-8", "replace")
        if path.name.startswith("."):
            continue
        is_inside = Path(os.path.realpath(path)).is_relative_to(home)
        if path.is_dir():
            if is_inside and depth:
                yield from _walk(home, path, f"{name}/", depth - 1)
        elif path.suffix.lower() in {".yaml", ".yml"} and (path.is_file() or path.is_symlink()):
            yield File(name, path, is_outside=not is_inside)
