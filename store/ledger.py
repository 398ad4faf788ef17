"""The erasure ledger: an append-only file beside the database and outside its backups, so that an erasure outlives a restore.

One line for each account: time, keyed digest, receipt. Several machines share one file on a common volume.
"""

import asyncio
import fcntl
import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bot.domain.receipt import Erasure
from store.address import file_of, parse

ENDING: Final = ".erasures"
"""What the ledger of a SQLite file is called besides."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class FileLedger:
    """Implements `bot.ports.Ledger`."""

    path: Path

    async def append(self, erasures: Sequence[Erasure]) -> None:
        """Write erasures down; they are on the disk when this returns. Raises OSError."""
        lines = "".join(f"{each.at.isoformat()} {each.digest} {each.receipt}\n" for each in erasures)
        await asyncio.to_thread(self._append, lines.encode())

    async def read(self) -> Sequence[Erasure]:
        """Read all erasures, oldest first. A line that a crash cut off is passed over, and told in the log. Raises OSError."""
        return await asyncio.to_thread(self._read)

    def _append(self, lines: bytes) -> None:
        is_new = not self.path.exists()
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        try:
            # Appending is atomic on a local disk; on a shared one it is the lock that keeps lines whole.
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            size = os.fstat(descriptor).st_size
            is_cut = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
            rest = b"\n" + lines if is_cut else lines
            while rest:
                rest = rest[os.write(descriptor, rest) :]
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if is_new:
            _sync_folder(self.path.parent)

    def _read(self) -> list[Erasure]:
        try:
            lines = self.path.read_text(encoding="ascii", errors="replace").splitlines()
        except FileNotFoundError:
            return []
        found = []
        for number, line in enumerate(lines, 1):
            try:
                at, digest, receipt = line.split()
                found.append(Erasure(digest, datetime.fromisoformat(at).astimezone(UTC), receipt))
            except ValueError:
                _log.warning("line %d of the erasure ledger cannot be read", number)
        return found


def open_ledger(database_url: str, path: Path | None) -> FileLedger | None:
    """Give the ledger at a path, else the one beside a SQLite file. None: it has no place (PostgreSQL, or memory)."""
    if path:
        return FileLedger(path)
    file = file_of(parse(database_url))
    return FileLedger(Path(f"{file}{ENDING}")) if file else None


def _sync_folder(folder: Path) -> None:
    """Put the file's name on the disk as well."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
