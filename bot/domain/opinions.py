"""Three questions a quarter about the programme, answered without a name; what is told of them, and when reminders rest."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from bot.domain.crowd import SMALLEST, Told, share_of

QUESTIONS: Final = ("obliged", "able", "worth")
OBLIGED: Final = "obliged"
ANSWERS: Final = ("yes", "no")
SKIP: Final = "skip"
"""Said of a question that somebody leaves out: it is counted nowhere."""
OPEN_DAYS: Final = 28
"""From the first day of a quarter. Nothing is told before all answers are in, so that no answer can be watched arriving."""
REST_FROM: Final = 2
"""Tenths who felt obliged, from which reminders rest."""
SUBJECT: Final = "opinion:"
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Said:
    """How a question was answered; nobody is told these numbers."""

    yes: int = 0
    no: int = 0


@dataclass(frozen=True, slots=True)
class Rest:
    """Reminders rest in a workspace since the questions of a quarter were closed."""

    quarter: date
    since: date


def quarter_of(on: date) -> date:
    """Give the first day of a date's quarter."""
    return date(on.year, 3 * ((on.month - 1) // 3) + 1, 1)


def quarter_before(quarter: date) -> date:
    """Give the first day of the quarter before."""
    return quarter_of(quarter - _DAY)


def are_open(on: date) -> bool:
    """Tell whether the questions of its quarter can be answered on a date."""
    return (on - quarter_of(on)).days < OPEN_DAYS


def are_over(quarter: date, today: date) -> bool:
    """Tell whether nobody answers any more, wherever they live."""
    return (today - quarter).days > OPEN_DAYS


def results_of(said: Mapping[str, Said], smallest: int = SMALLEST) -> Mapping[str, Told]:
    """Give the share of yes of each question, by subject: told where yes and no both come from enough people."""
    found = {question: said.get(question, Said()) for question in QUESTIONS}
    return {f"{SUBJECT}{question}": share_of(each.yes, each.no, smallest) for question, each in found.items()}


def must_rest(said: Mapping[str, Said], members: int, smallest: int = SMALLEST) -> bool:
    """Tell whether so many of the members felt obliged that reminders rest.

    That they do tells something of a group, so both who said so and all others are a smallest group at least.
    """
    obliged = said.get(OBLIGED, Said())
    if min(obliged.yes, members - obliged.yes) < max(smallest, SMALLEST):
        return False
    return 10 * obliged.yes // (obliged.yes + obliged.no) >= REST_FROM


def next_question(question: str) -> str | None:
    """Give the question after one. None: it was the last."""
    after = QUESTIONS.index(question) + 1
    return QUESTIONS[after] if after < len(QUESTIONS) else None
