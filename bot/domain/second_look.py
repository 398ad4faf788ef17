"""What a second pair of eyes would notice in a draft, by fixed rules: remarks to think about, never marks, never a no.

A text is looked at and forgotten (L10). Nothing here judges what it says: tone, opinions and topics are its author's.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bot.domain.plain_words import long_sentences, short_forms
from bot.domain.sensitive import Matter, look
from bot.domain.tie import lacks_the_tie

LONGEST_TEXT: Final = 10_000
"""Characters that are looked at."""
MOST_SEEN: Final = 3
"""Places that are shown for one remark."""
TIE: Final = "tie"
SHORT_FORM: Final = "short_form"
SENTENCE: Final = "sentence"
REMARKS: Final = (
    *(Matter.SECRET, Matter.INSIDE, Matter.IDENTITY, Matter.ACCOUNT, Matter.HOME, Matter.CONTACT),
    *(TIE, SHORT_FORM, SENTENCE),
)
"""What a remark may be about, in the order in which they are shown. Each has its sentences in the catalogue."""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something seen in a text."""

    about: str
    """One of REMARKS."""
    seen: tuple[str, ...] = ()
    """The places it was seen at, short and masked; none where it is about the whole text."""


def remarks(text: str, company: str = "") -> tuple[Remark, ...]:
    """Look a text over, what concerns its author's own safety first. `company` is the employer's name."""
    found: dict[str, dict[str, None]] = {}
    for about, seen in _seen(text[:LONGEST_TEXT], company):
        found.setdefault(about, {})[seen] = None
    return tuple(
        Remark(about, tuple(seen for seen in found[about] if seen)[:MOST_SEEN])
        for about in REMARKS
        if about in found
    )


def _seen(text: str, company: str) -> Iterator[tuple[str, str]]:
    for each in look(text):
        yield each.matter, each.seen
    if lacks_the_tie(text, company):
        yield TIE, ""
    for form in short_forms(text, company):
        yield SHORT_FORM, form
    for beginning, _ in long_sentences(text):
        yield SENTENCE, beginning
