"""The words of dates in English and French, as people type them: without accents, in lower case, some phrases made one word."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

FROM: Final = "from"
SINCE: Final = "since"
TO: Final = "to"
FOR: Final = "for"
OPEN: Final = "open"
THE: Final = "the"
THIS_WEEK: Final = "this-week"
NEXT_WEEK: Final = "next-week"
LAST: Final = "last"
COMING: Final = "coming"
BECAUSE: Final = "because"
ORDINAL: Final = "ordinal"
"""What stands behind the number of a day: `1er`, `3rd`."""


@dataclass(frozen=True, slots=True)
class DateWords:
    """What the words of one language mean in a date. A word may be in several of the tables: its place decides."""

    roles: Mapping[str, str]
    """Words that tell what the next date is: the first, the last."""
    relative: Mapping[str, int]
    """Days from today."""
    weekdays: Mapping[str, int]
    """As `date.weekday()` counts."""
    months: Mapping[str, int]
    numbers: Mapping[str, int]
    units: Mapping[str, tuple[int, int]]
    """Months and days."""
    phrases: tuple[tuple[re.Pattern[str], str], ...]

    def known(self, word: str) -> bool:
        """Tell whether a word names a date or a length."""
        return any(word in table for table in (self.relative, self.weekdays, self.months, self.units))


def bare(text: str) -> str:
    """Write a text in lower case, without accents and apostrophes."""
    letters = unicodedata.normalize("NFKD", text.casefold().replace("\u2019", "'"))
    return "".join(each for each in letters if not unicodedata.combining(each)).replace("'", "")


def _table(*rows: str, start: int = 0) -> dict[str, int]:
    return {word: number for number, row in enumerate(rows, start) for word in row.split()}


def _roles(**rows: str) -> dict[str, str]:
    return {word: role.replace("_", "-") for role, row in rows.items() for word in row.split()}


def _phrases(**rows: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (re.compile(rf"\b(?:{pattern})\b"), f" {role.replace('_', '-')} ") for role, pattern in rows.items()
    )


ENGLISH: Final = DateWords(
    roles=_roles(
        **{FROM: "from starting between", SINCE: "since", TO: "to until till til through thru and", FOR: "for"},
        **{OPEN: "open indefinitely", THE: "the on of", LAST: "last", BECAUSE: "because as", ORDINAL: "st nd rd th"},
        this_week=THIS_WEEK,
        next_week=NEXT_WEEK,
    ),
    relative={"today": 0, "tomorrow": 1, "overmorrow": 2, "yesterday": -1},
    weekdays=_table(
        "monday mon", "tuesday tue tues", "wednesday wed", "thursday thu thur thurs", "friday fri", "saturday sat",
        "sunday sun",
    ),
    months=_table(
        "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
        "september sep sept", "october oct", "november nov", "december dec", start=1,
    ),
    numbers={"a": 1, "an": 1} | _table(
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", start=1,
    ),
    units={
        **dict.fromkeys(("d", "day", "days"), (0, 1)),
        **dict.fromkeys(("w", "wk", "wks", "week", "weeks"), (0, 7)),
        **dict.fromkeys(("fortnight", "fortnights"), (0, 14)),
        **dict.fromkeys(("month", "months"), (1, 0)),
    },
    phrases=_phrases(
        open="(?:until|till) (?:i (?:come|am|get) back|im back|i return|further notice)",
        overmorrow="(?:the )?day after tomorrow",
        to="up to",
        this_week="this week",
        next_week="(?:the )?next week",
    ),
)  # fmt: skip
"""English has no `next Friday`: people disagree on which one it is."""

FRENCH: Final = DateWords(
    roles=_roles(
        **{FROM: "du de des entre", SINCE: "depuis", TO: "au a jusquau jusqua et", FOR: "pendant pour durant"},
        **{OPEN: "open ouvert ouverte indefiniment", THE: "le la ce", LAST: "dernier", COMING: "prochain"},
        **{BECAUSE: "car parce puisque", ORDINAL: "er"},
        this_week=THIS_WEEK,
        next_week=NEXT_WEEK,
    ),
    relative={"aujourdhui": 0, "demain": 1, "apres-demain": 2, "hier": -1, "avant-hier": -2},
    weekdays=_table(
        "lundi lun", "mardi mar", "mercredi mer", "jeudi jeu", "vendredi ven", "samedi sam", "dimanche dim",
    ),
    months=_table(
        "janvier janv jan", "fevrier fevr fev", "mars mar", "avril avr", "mai", "juin", "juillet juil", "aout",
        "septembre sept sep", "octobre oct", "novembre nov", "decembre dec", start=1,
    ),
    numbers={"une": 1, "quinze": 15} | _table(
        "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", start=1,
    ),
    units={
        **dict.fromkeys(("j", "jour", "jours"), (0, 1)),
        **dict.fromkeys(("s", "sem", "semaine", "semaines"), (0, 7)),
        "quinzaine": (0, 14),
        "mois": (1, 0),
    },
    phrases=_phrases(
        open="jusqua (?:mon retour|ce que je revienne|nouvel ordre)",
        du="a (?:partir|compter) d[eu]",
        de="a partir",
        this_week="cette semaine",
        next_week="(?:la )?semaine prochaine",
        apres_demain="apres demain",
    ),
)  # fmt: skip
BY_LANGUAGE: Final = {"en": ENGLISH, "fr": FRENCH}
