"""How far the planning of one process has come. Memory alone: what must not happen twice is a row in the database."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from bot.domain.people import Place
from bot.playbook.book import Book
from bot.ports import Shelves

JUST_NOW: Final = timedelta(hours=1)


@dataclass
class Planned:
    """Hours that came after `until` and are over were missed."""

    until: datetime | None = None
    """None: this process has planned nothing yet."""
    written: dict[tuple[Place, date], frozenset[str]] = field(default_factory=dict)
    """The slots of a place and a date that have their row, as far as we have seen: such a row stays, and is asked for once."""
    spread: tuple[Book, datetime] | None = None
    """When places were last opened, and by which playbooks."""
    quiet_until: datetime | None = None
    """Before it, no private message is planned: a copy was restored, and does not tell which were sent."""

    def is_quiet(self, now: datetime) -> bool:
        """Tell whether private messages rest."""
        return self.quiet_until is not None and now < self.quiet_until

    async def since(self, shelves: Shelves, now: datetime) -> datetime:
        """Tell since when an hour may have been missed: our last planning, or the beginning of an outage that ends now.

        A clock that was set back has missed nothing.
        """
        if self.until is not None:
            return min(self.until, now)
        outages = await shelves.days.outages(now - JUST_NOW)
        return min((starts_at for starts_at, _ in outages), default=now)
