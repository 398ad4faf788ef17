"""What was done a moment ago and is written down nowhere, so that it is not done twice when it comes again. Memory alone."""

from collections import OrderedDict
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Final

KNOWN_FOR: Final = timedelta(minutes=2)
"""Teams brings an act again, under another id, within 45 seconds."""
MOST: Final = 2_000


class Lately:
    """Keeps digests, never what they are of."""

    def __init__(self) -> None:
        self._known: OrderedDict[bytes, datetime] = OrderedDict()

    def begins(self, *what: str, now: datetime) -> bool:
        """Note that something is done now. False: it was lately."""
        digest = _digest(what)
        known_at = self._known.pop(digest, None)
        self._known[digest] = now
        if len(self._known) > MOST:
            self._known.popitem(last=False)
        return known_at is None or not timedelta() <= now - known_at < KNOWN_FOR

    def forget(self, *what: str) -> None:
        """Let it be done again: it has failed."""
        self._known.pop(_digest(what), None)


def _digest(what: tuple[str, ...]) -> bytes:
    return blake2b("\x1f".join(what).encode(), digest_size=16).digest()
