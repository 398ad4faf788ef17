"""What the house asks of the inbox: every event once, from before its platform is told yes until a handler has finished it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.events import Event, Unfinished, Unwritten


class Inbox(Protocol):
    """Events, kept before the platform is told yes."""

    async def accept(self, events: Sequence[Event | Unwritten]) -> set[str]:
        """Insert those we do not have, in one statement. Returns the ids that are new.

        An `Unwritten` one is handled from the beginning: it only stands against duplicates.
        """
        ...

    async def mark_handled(self, events: Sequence[Event]) -> None:
        """Note that these are answered, and drop what they said: only their ids stay, against duplicates."""
        ...

    async def waiting(self, older_than: datetime, limit: int) -> Sequence[Event]:
        """List accepted events that no handler finished, oldest first."""
        ...

    async def unfinished(self, older_than: datetime) -> Sequence[Unfinished]:
        """List them with how often they were tried, those as well that nobody can read."""
        ...

    async def due_again(
        self, now: datetime, older_than: datetime, most_tries: int, limit: int
    ) -> Sequence[Unfinished]:
        """List those that are to be tried again now: not tried too often, nor too lately."""
        ...

    async def try_again(self, unfinished: Unfinished, until: datetime) -> bool:
        """Count a try, and let no other begin before `until`. False: somebody else has begun one, or finished it."""
        ...

    async def forget(self, older_than: datetime) -> None:
        """Remove handled events."""
        ...

    async def forget_unfinished(self, older_than: datetime) -> None:
        """Remove events that nobody could finish."""
        ...
