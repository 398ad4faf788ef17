"""How far today's round over all members has come. Memory alone: losing it costs one more round, which changes nothing."""

from dataclasses import dataclass
from datetime import date

from bot.domain.people import PersonRef


@dataclass
class DailyRound:
    """One round a day, a page at a time, so that nobody waits for it."""

    on: date | None = None
    """The date of the last round, or of the one that goes on."""
    after: PersonRef | None = None
    """Behind whom the next page begins."""
    is_over: bool = True

    def is_due(self, today: date) -> bool:
        """Tell whether today's round may begin: it has not yet, and no older one still goes on."""
        return self.is_over and self.on != today

    def begin(self, today: date) -> None:
        """Begin today's round."""
        self.on, self.after, self.is_over = today, None, False

    def go_on(self, last: PersonRef | None) -> None:
        """Note the last of a page; None: there is nobody left."""
        self.after, self.is_over = last, last is None
