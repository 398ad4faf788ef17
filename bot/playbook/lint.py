"""Advice and rules that a schema cannot say: each a small function that yields what it found."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from bot.playbook.item import Item
from bot.playbook.kinds.share import BLANK, Share

REVIEW_SITES: Final = re.compile(
    r"(?:^|\.)(?:glassdoor|kununu|trustpilot|capterra|g2|tripadvisor|yelp|avis-verifies|choosemycompany)"
    r"\.(?:com?(?:\.\w\w)?|\w\w)(?:/|$)|(?:^|\.)indeed\.\w+(?:\.\w+)?/(?:cmp|companies)/|^g\.page/r/"
)
"""Reviews by insiders mislead buyers and candidates (16 CFR 465; UCPD 2005/29, Annex I, 23b)."""

HEAVY_WORDS: Final = re.compile(
    r"\b(?:ambassad(?:or|eur|rice)s?|influence(?:r|ur|use)s?|[ée]vang[ée]list(?:e|es|s)?|brand army"
    r"|don['’]t forget|you forgot|last chance|you must|make sure you|don['’]t miss"
    r"|n['’]oublie[zr]?\b|tu as oublié|vous avez oublié|dernière chance|vous devez|tu dois|ne manque[zr]? pas)",
    re.IGNORECASE,
)
"""Words that press, blame or enlist. People who come freely write better."""

TOLD: Final = ("title", "text", "step", "why_for_you", "facts", "question")
"""The fields that colleagues read."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something found in an item: at a field, or at the first match of `pattern` in it."""

    location: tuple[int | str, ...]
    code: str
    values: dict[str, str | int] = field(default_factory=dict)
    pattern: re.Pattern[str] | None = None
    blocks: bool = True


def starters_have_blanks(item: Item) -> Iterator[Finding]:
    """A starter without a blank is a finished text: forty people would post the same one."""
    if isinstance(item, Share):
        for number, angle in enumerate(item.angles):
            if BLANK not in angle.starter:
                yield Finding(("angles", number, "starter"), "no_blank")


def links_lead_to_no_reviews(item: Item) -> Iterator[Finding]:
    """Nobody is sent to a site where people review employers or products."""
    if isinstance(item, Share) and item.link:
        parts = urlsplit(item.link)
        if REVIEW_SITES.search(f"{parts.hostname}{parts.path}".lower()):
            yield Finding(("link",), "review_site", {"word": parts.hostname or ""})


def figures_have_source_and_date(item: Item) -> Iterator[Finding]:
    """A source without a date, or a date without a source, is half a proof."""
    if bool(item.source) != bool(item.date):
        given, other = ("source", "date") if item.source else ("date", "source")
        yield Finding((given,), "half_a_source", {"field": given, "other": other})


def words_are_light(item: Item) -> Iterator[Finding]:
    """Advice: no word that presses, blames or enlists."""
    for name in TOLD:
        value = getattr(item, name, None)
        texts = enumerate(value) if isinstance(value, tuple) else [(None, value)]
        for number, text in texts:
            place: tuple[int | str, ...] = (name,) if number is None else (name, number)
            for match in HEAVY_WORDS.finditer(text or ""):
                pattern = re.compile(re.escape(match[0]))
                yield Finding(place, "heavy_word", {"word": match[0]}, pattern, blocks=False)


RULES: Final[tuple[Callable[[Item], Iterator[Finding]], ...]] = (
    starters_have_blanks,
    links_lead_to_no_reviews,
    figures_have_source_and_date,
    words_are_light,
)


def findings(item: Item) -> Iterator[Finding]:
    """Ask every rule about an item."""
    for rule in RULES:
        yield from rule(item)
