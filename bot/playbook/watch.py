"""Watching a playbook folder: a good edit is taken up, a bad one is told of while the last good one stays."""

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from bot.domain.edits import Edit
from bot.playbook.book import Book
from bot.playbook.files import File, content, files
from bot.playbook.load import Loaded, load, load_files
from bot.playbook.overlay import Overlaid, overlay
from bot.playbook.problems import Problem

Glance = tuple[tuple[str, int, int, int, int], ...]
"""Name, inode, size and the two times of each file: what can be seen without reading."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a folder held at one moment, read once, so that what is judged is what is kept."""

    digest: str
    files: tuple[File, ...]

    @property
    def contents(self) -> tuple[tuple[str, bytes], ...]:
        """Give the files that could be read."""
        return tuple((file.name, file.kept) for file in self.files if file.kept is not None)

    @classmethod
    def of_contents(cls, digest: str, contents: Sequence[tuple[str, bytes]]) -> "Snapshot":
        """Make one of files that were kept elsewhere."""
        return cls(digest, tuple(File(name, Path(name), kept=raw) for name, raw in contents))


class Watched:
    """Holds the book in use. Poll `check` every few seconds; nothing else touches the folder."""

    def __init__(self, folder: Path, book: Book, *, is_live: bool = False) -> None:
        self._folder = folder
        self._book = book
        self._is_live = is_live
        self._edits: tuple[Edit, ...] = ()
        self._shown = Overlaid(book)
        self._glance: Glance | None = None
        self._seen = ""
        """The digest of the last look."""
        self._settled: Snapshot | None = None
        """What was loaded last, good or bad."""
        self._problems: tuple[Problem, ...] = ()
        self.good_since: datetime | None = None
        """When a good folder was last taken up; set by whoever has a clock."""
        self.noted = ""
        """The digest that is written down, as good or as broken; set by whoever writes."""

    def begin(self, snapshot: Snapshot, problems: tuple[Problem, ...]) -> None:
        """Tell what the folder held when the bot started, so that the same is not told again."""
        self._settled, self._problems = snapshot, problems

    @property
    def current(self) -> Book:
        """The last good book, with the edits made in chat laid over it."""
        return self._shown.book

    @property
    def is_broken(self) -> bool:
        """Tell whether the folder holds something that cannot be used, so that `current` is older than it."""
        return any(problem.blocks for problem in self._problems)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What was found in the folder at the last change."""
        return self._problems

    @property
    def settled(self) -> Snapshot | None:
        """What was loaded last; None before the first look."""
        return self._settled

    def lay_over(self, edits: Sequence[Edit]) -> tuple[Problem, ...]:
        """Lay edits made in chat over the book; tells what is wrong with them, once for each change."""
        if tuple(edits) == self._edits:
            return ()
        self._edits = tuple(edits)
        self._shown = overlay(self._book, self._edits)
        return self._shown.problems

    async def check(self) -> tuple[Problem, ...] | None:
        """Look at the folder; never raises for what is in it.

        None: nothing changed, or the change has been seen only once (a file may be half saved). Otherwise the
        problems of the change, told once: when none of them blocks, the change is in use.
        """
        settled = self._settled.digest if self._settled else ""
        glance = await asyncio.to_thread(_glance, self._folder)
        if glance == self._glance and self._seen == settled:
            return None
        snapshot = await asyncio.to_thread(take, self._folder)
        is_quiet = (glance, snapshot.digest) == (self._glance, self._seen)
        self._glance, self._seen = glance, snapshot.digest
        if not is_quiet or snapshot.digest == settled:
            return None
        is_first = self._settled is None
        loaded = await asyncio.to_thread(load_snapshot, self._folder, snapshot, is_live=self._is_live)
        self._settled, self._problems = snapshot, loaded.problems
        if is_first and loaded.book == self._book:
            return None
        if loaded.book is not None:
            self._book = loaded.book
            self._shown = overlay(self._book, self._edits)
        return loaded.problems


def take(folder: Path) -> Snapshot:
    """Read a folder whole. Never raises: what cannot be read is told of when the snapshot is loaded."""
    # Lengths before contents, so that text moved from one file to the next is a change.
    digest = hashlib.blake2b(b"folder" if folder.is_dir() else b"nothing", digest_size=16)
    found = []
    for file in files(folder):
        try:
            raw = b"" if file.is_outside else content(file)
        except OSError:
            raw = b"\0unreadable"
            found.append(file)
        else:
            found.append(file if file.is_outside else replace(file, kept=raw))
        digest.update(f"{file.name}\0{len(raw)}\0".encode())
        digest.update(raw)
    return Snapshot(digest.hexdigest(), tuple(found))


def load_snapshot(folder: Path, snapshot: Snapshot, *, is_live: bool) -> Loaded:
    """Judge what was read; a folder that is not there any more is its own problem."""
    return load_files(snapshot.files, is_live=is_live) if folder.is_dir() else load(folder)


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
