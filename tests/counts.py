"""How much a rule is tried on: a share in `make test`, everything in `make invariants` and the long runs."""

import os
from typing import Final
from zlib import crc32

EVERYTHING: Final = bool(os.environ.get("EVERY_HISTORY"))


def histories_of(whole: int) -> int:
    """Give the number of random histories for this run: a tenth, or all."""
    return whole if EVERYTHING else max(1, whole // 10)


def is_tried_on_postgres(test: str) -> bool:
    """Tell whether a test that is tried on SQLite is tried on PostgreSQL as well: a sixth of the slow ones, or all.

    The cellar's own tests, the contracts and whatever speaks of several machines always are. Always the same ones, so
    that a failure is seen again.
    """
    is_slow = "machine" not in test and test.startswith(
        ("tests/usecases/", "tests/journeys/", "tests/faults/test_storms")
    )
    return EVERYTHING or not is_slow or crc32(test.encode()) % 6 == 0
