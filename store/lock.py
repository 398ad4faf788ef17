"""One process at a time on one SQLite file."""

import fcntl
import os
from pathlib import Path
from typing import Self

from store.errors import StoreInUse


class FileLock:
    """Holds `<file>.lock` until it is closed or the process ends, however it ends.

    The lock file stays: removing it would let two processes lock two files of the same name.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    @classmethod
    def take(cls, file: Path) -> Self:
        """Lock the database file. Raises StoreInUse, and FileNotFoundError when its folder is missing."""
        if not file.parent.is_dir():
            raise FileNotFoundError(
                f"The folder {file.parent} for the database does not exist. Make it first."
            )
        descriptor = os.open(f"{file}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(descriptor, 20).decode(errors="replace").strip()
            os.close(descriptor)
            raise StoreInUse(
                f"{file} is already open in another process{f' ({holder})' if holder else ''}. Stop that one first. "
                "To run several processes, use PostgreSQL: postgresql://USER:PASSWORD@HOST/DATABASE"
            ) from None
        os.ftruncate(descriptor, 0)
        os.write(descriptor, str(os.getpid()).encode())
        return cls(descriptor)

    def close(self) -> None:
        """Let the next process in."""
        os.close(self._descriptor)
