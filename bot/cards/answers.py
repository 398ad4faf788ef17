"""What people filled in, read as values: answers of Choices, a day, a time of day."""

import re
from datetime import date, time
from typing import Final

_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TIME: Final = re.compile(r"(\d\d):(\d\d)(?::\d\d)?", re.ASCII)


def read_choices(answer: str) -> tuple[str, ...]:
    """Read the answers of Choices, each once. Clients disagree on their order, and some put a comma in front."""
    return tuple(dict.fromkeys(each for each in answer.split(",") if each))


def read_day(answer: str) -> date | None:
    """Read the answer of a DateInput; None when it is empty or no day of the calendar."""
    try:
        return date.fromisoformat(answer) if _DAY.fullmatch(answer) else None
    except ValueError:
        return None


def read_time(answer: str) -> time | None:
    """Read the answer of a TimeInput, to the minute; None when it is empty or no time of day."""
    found = _TIME.fullmatch(answer)
    try:
        return time(int(found[1]), int(found[2])) if found else None
    except ValueError:
        return None
