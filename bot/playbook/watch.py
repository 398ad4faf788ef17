"""Watching a playbook folder: a good edit is taken up, a bad one is told of while the last good one stays."""

import asyncio
import hashlib
from pathlib import Path

from bot.playbook.book import Book
from bot.playbook.files import content, files
from bot.playbook.load import load
from bot.playbook.problems import Problem

Glance = tuple[tuple[str, int, int, int, int], ...]
"""Name, inode, size and the two times of each file: what can be seen without reading."""


class Watched:
    """Holds the book in use. Poll `check` every few seconds; nothing else touches the folder."""

    def __init__(self, folder: Path, book: Book) -> None:
        self._folder = folder
        self._book = book
        self._glance: Glance | None = None
        self._seen = b""
        """The digest of the last look."""
        self._settled = b""
        """The digest that was loaded last, good or bad."""

    @property
    def current(self) -> Book:
        """The last good book."""
        return self._book

    async def check(self) -> tuple[Problem, ...] | None:
        """Look at the folder; never raises for what is in it.

        None: nothing changed, or the change has been seen only once (a file may be half saved). Otherwise the
        problems of the change, told once: when none of them blocks, the change is in use.
        """
        glance = await asyncio.to_thread(_glance, self._folder)
        if glance == self._glance and self._seen == self._settled:
            return None
        digest = await asyncio.to_thread(_digest, self._folder)
        is_quiet = (glance, digest) == (self._glance, self._seen)
        self._glance, self._seen = glance, digest
        if not is_quiet or digest == self._settled:
            return None
        is_first = not self._settled
        loaded = await asyncio.to_thread(load, self._folder)
        self._settled = digest
        if is_first and loaded.book == self._book:
            return None
        if loaded.book is not None:
            self._book = loaded.book
        return loaded.problems


def _glance(folder: Path) -> Glance:
    seen = []
    for file in files(folder):
        try:
            stat = file.path.stat()
        except OSError:
            seen.append((file.name, 0, 0, 0, 0))
        else:
            seen.append((file.name, stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns))
    return tuple(seen)


def _digest(folder: Path) -> bytes:
    # Lengths before contents, so that text moved from one file to the next is a change.
    digest = hashlib.blake2b(b"folder" if folder.is_dir() else b"nothing")
    for file in files(folder):
        try:
            raw = b"" if file.is_outside else content(file)
        except OSError:
            raw = b"\0unreadable"
        digest.update(f"{file.name}\0{len(raw)}\0".encode())
        digest.update(raw)
    return digest.digest()
