"""Milestones and badges: what a rhythm has reached, as names. Each is told once in a lifetime, to its owner alone.

They are worth nothing and cannot be collected faster by doing more on a day (domain research, E14, anti-gaming).
"""

from typing import Final

from bot.domain.people import Rhythm
from bot.domain.streak import Streak

LENGTHS: Final = (3, 5, 10, 20, 40, 60)
"""Days in a row, or weeks in the weekly rhythm."""
VARIETY: Final = (3, 5)
"""Different kinds of steps."""
HELPING: Final = (1, 5, 20)
"""Days on which a colleague was helped."""


def reached(streak: Streak, rhythm: Rhythm) -> tuple[str, ...]:
    """List the names of what has been reached in the rhythm that was chosen: `day-10`, `week-3`, `variety-3`, `helping-5`.

    Without a rhythm there is nothing to reach. A milestone that a repair or a pause makes possible is reached by it.
    """
    match rhythm:
        case Rhythm.DAILY:
            lengths = _names("day", streak.days.best, LENGTHS)
        case Rhythm.WEEKLY:
            lengths = _names("week", streak.weeks.best, LENGTHS)
        case _:
            return ()
    return (
        *lengths,
        *_names("variety", len(streak.kinds), VARIETY),
        *_names("helping", streak.helped, HELPING),
    )


def _names(subject: str, figure: int, steps: tuple[int, ...]) -> tuple[str, ...]:
    return tuple(f"{subject}-{step}" for step in steps if step <= figure)
