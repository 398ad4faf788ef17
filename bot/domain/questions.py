"""A question from the question box: kept without who asked, unless they signed it, until some time after its answer."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from bot.domain.people import PersonRef
from bot.domain.workshops import working_day_after

KEPT_AFTER_ANSWER: Final = timedelta(days=90)
KEPT_UNANSWERED: Final = timedelta(days=180)
PATIENCE: Final = 2
"""Working days after which champions are told once that a question waits (R98)."""
MOST_OPEN: Final = 50
"""Open questions of one programme in a workspace; with more, nobody would read them."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question. Its words are sealed; only the use-case that shows them opens them."""

    id: str
    platform: str
    workspace: str
    playbook: str
    asked_on: date
    text: bytes
    person: PersonRef | None
    """Who signed it, so that the answer reaches them. None: it is anonymous, and nobody is kept."""
    answered_on: date | None = None
    answer: bytes = b""
    is_told: bool = False
    """Champions have been told that it waits."""


def waits_since(asked_on: date, is_working: Callable[[date], bool]) -> date:
    """Give the date on which a question has waited for two working days."""
    on = asked_on
    for _ in range(PATIENCE):
        on = working_day_after(on, is_working)
    return on
