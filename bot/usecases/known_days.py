"""The calendar that rhythms are folded with: public holidays, what the company keeps quiet, and when the bot was away."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final

from bot.domain.days import ALWAYS, DueDays, Holiday
from bot.playbook.book import Book
from bot.ports import Shelves

REACH: Final = timedelta(days=430)
"""How far back quiet days and outages are read: as long as steps are kept, and a month more."""
AHEAD: Final = 366
FRESH_FOR: Final = timedelta(minutes=1)


class KnownDays:
    """Keeps one calendar as long as nothing has changed, because it remembers what it has worked out for whole years."""

    def __init__(self) -> None:
        self._read_at: datetime | None = None
        self._days: DueDays | None = None
        self._made_of: object = None

    async def read(self, shelves: Shelves, book: Book, holiday: Holiday, now: datetime) -> DueDays:
        """Give the calendar as it was known less than FRESH_FOR ago."""
        is_fresh = self._read_at is not None and timedelta() <= now - self._read_at < FRESH_FOR
        if self._days is not None and is_fresh:
            return self._days
        written = await shelves.days.quiet((now - REACH).date())
        outages = tuple(await shelves.days.outages(now - REACH))
        # Closures to come are known beforehand: nothing counts on them. Those of today have been written down.
        quiet = {**dict.fromkeys(closures(book, now.date() + timedelta(days=1)), ALWAYS), **written}
        made_of = (tuple(sorted(quiet.items())), outages)
        if self._days is None or made_of != self._made_of:
            self._days, self._made_of = DueDays(holiday, quiet, outages), made_of
        self._read_at = now
        return self._days

    def forget(self) -> None:
        """Read it anew the next time: something has been written."""
        self._read_at = None


def closures(book: Book, since: date) -> Iterator[date]:
    """List the days from a date on, for a year at most, on which a playbook closes everything."""
    for playbook in book.playbooks:
        for period in playbook.closed_periods:
            if not period.topics:
                yield from _dates(max(period.starts, since), period.ends)


def silences(book: Book, until: date) -> Iterator[date]:
    """List the days of a silence up to a date, those of the last year at most."""
    for playbook in book.playbooks:
        if playbook.silence:
            yield from _dates(max(playbook.silence.since, until - timedelta(days=AHEAD - 1)), until)


def _dates(first: date, last: date) -> Iterator[date]:
    for number in range(min((last - first).days + 1, AHEAD)):
        yield first + timedelta(days=number)
