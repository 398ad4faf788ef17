"""Skew: how far our clock is from the platforms', which date every answer of theirs.

Beyond some minutes nothing works: Slack's signatures and Teams' tokens are refused as too old, and posts come at wrong hours.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

WORTH_A_WORD: Final = timedelta(seconds=30)
TOO_FAR: Final = timedelta(minutes=4)
"""A minute less than the five that Slack and Microsoft allow."""


@dataclass
class Skew:
    """What the last answer told."""

    ahead: timedelta | None = None
    """By how much the platform's clock is ahead of ours; to the second, for dates have no fractions."""

    def note(self, date: str, now: datetime) -> None:
        """Read the `Date` of an answer that came at `now`; one that cannot be read says nothing."""
        try:
            told = parsedate_to_datetime(date)
        except (TypeError, ValueError):
            return
        ahead = (told if told.tzinfo else told.replace(tzinfo=UTC)) - now
        # The date was right at some moment of the second before the answer came, or of the seconds it took.
        self.ahead = timedelta() if timedelta(seconds=-2) < ahead <= timedelta() else ahead

    @property
    def is_worth_a_word(self) -> bool:
        return self.ahead is not None and abs(self.ahead) >= WORTH_A_WORD

    @property
    def is_too_far(self) -> bool:
        return self.ahead is not None and abs(self.ahead) >= TOO_FAR

    def __str__(self) -> str:
        seconds = round(self.ahead.total_seconds()) if self.ahead else 0
        return f"our clock is {abs(seconds)} seconds {'behind' if seconds > 0 else 'ahead of'} the platform's"
