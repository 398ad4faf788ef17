"""Reading the form about one's days: each answer becomes part of an arrangement, or is answered with its repair."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time
from typing import Final

from bot.cards.answers import read_choices, read_time
from bot.domain.arrangement import LATEST_ROLLOVER, Arrangement, Slot
from bot.playbook.schedule import NONE, UnknownCalendar, is_holiday, nearest_zone
from bot.texts.countries import country_code, nearest_country

LONGEST_NAME: Final = 60
"""Characters of a zone's or a calendar's name that are looked at."""
_AREAS: Final = frozenset(
    {
        "Africa",
        "America",
        "Antarctica",
        "Arctic",
        "Asia",
        "Atlantic",
        "Australia",
        "Europe",
        "Indian",
        "Pacific",
    }
)
_ANY_DATE: Final = date(2026, 1, 1)


@dataclass(frozen=True, slots=True)
class Repair:
    """What is wrong with an answer, as a key of the texts with its values."""

    key: str
    values: Mapping[str, str] = field(default_factory=dict)


def read_days(answers: Mapping[str, str], before: Arrangement) -> tuple[Arrangement, Mapping[str, Repair]]:
    """Read the form's answers into an arrangement, and name by its field what is to be repaired.

    What the form did not ask for stays as it was before.
    """
    repairs: dict[str, Repair] = {}
    week = _weekdays(answers.get("week", ""))
    other_week = _weekdays(answers["other_week"]) if answers.get("other_week") else None
    if not week and not other_week:
        repairs["week"] = Repair("days.no_day")
    begins = read_time(answers.get("begins", ""))
    zone = _read(answers.get("zone", ""), _zone, "zone", repairs)
    calendar = _read(answers.get("calendar", ""), _calendar, "calendar", repairs)
    starts, ends = read_time(answers.get("from", "")), read_time(answers.get("to", ""))
    repairs |= {name: Repair("days.no_time") for name, at in (("from", starts), ("to", ends)) if at is None}
    if starts is not None and starts == ends:
        repairs["to"] = Repair("days.no_hours")
    arrangement = replace(
        before,
        work_week=week,
        other_week=other_week,
        rollover=begins if begins is not None and begins <= LATEST_ROLLOVER else before.rollover,
        timezone=zone or before.timezone,
        holidays=calendar,
        slot=Slot(starts or time(), ends or time()),
    )
    return arrangement, repairs


class _Unknown(Exception):
    """There is nothing of that name."""

    def __init__(self, kind: str, word: str, guess: str) -> None:
        super().__init__()
        key = f"days.nearest_{kind}" if guess else f"days.unknown_{kind}" if word else f"days.{kind}_hint"
        self.repair = Repair(key, {"word": word, "guess": guess} if guess else {"word": word})


def _zone(word: str) -> str:
    """Read an IANA zone by its name or a city of it, upper and lower case alike. Raises _Unknown."""
    guess = nearest_zone(word)
    area, _, city = guess.rpartition("/")
    said = word.replace(" ", "_").casefold()
    if guess and (said == guess.casefold() or (said == city.casefold() and area.partition("/")[0] in _AREAS)):
        return guess
    raise _Unknown("zone", word, guess)


def _calendar(word: str) -> str:
    """Read a public-holiday calendar by its code or a country's name; "none" is one as well. Raises _Unknown."""
    if word in NONE or word.casefold() in {"aucun", "aucune"}:
        return ""
    guess = ""
    for code in (word, country_code(word), word.upper().replace(" ", "-")):
        try:
            is_holiday(code, _ANY_DATE)
        except UnknownCalendar as unknown:
            if unknown.guess.casefold() == code.casefold():
                return unknown.guess
            guess = guess or unknown.guess
        else:
            if code:
                return code
    raise _Unknown("calendar", word, guess or nearest_country(word))


def _read(answer: str, reader: Callable[[str], str], name: str, repairs: dict[str, Repair]) -> str:
    try:
        return reader(answer.strip()[:LONGEST_NAME])
    except _Unknown as unknown:
        repairs[name] = unknown.repair
        return ""


def _weekdays(answer: str) -> frozenset[int]:
    return frozenset(int(each) for each in read_choices(answer) if each in set("0123456"))
