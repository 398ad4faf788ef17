"""What admins are told privately about the playbook: that it has mistakes, or that it is in use again."""

from collections.abc import Iterator, Sequence

from bot.cards.elements import Card, Element, Heading, Paragraph, Quote, Small
from bot.cards.markup import Span
from bot.cards.say import paragraph, say
from bot.playbook.problems import WIDEST, Problem
from bot.texts import Words

SHOWN = 8
"""Problems written out in one message; the rest is counted."""


def broken_card(words: Words, problems: Sequence[Problem], count: int) -> Card:
    """Say what stands in the way, each with its place and its repair, and that all goes on meanwhile.

    `count` is the number of all of them, of which `problems` are the first.
    """
    return Card(words("notice.broken", count=count), tuple(_broken(words, problems, count)))


def mended_card(words: Words) -> Card:
    """Say that the edit is in use."""
    return Card(words("notice.mended"), (paragraph(words, "notice.mended"),))


def _broken(words: Words, problems: Sequence[Problem], count: int) -> Iterator[Element]:
    yield Heading(words("notice.heading"))
    yield paragraph(words, "notice.broken", count=count)
    for problem in problems[:SHOWN]:
        yield Paragraph((Span(problem.where, bold=True), Span(f": {problem.sentence(words)}")))
        # Chat has no caret: letters are of all widths there, and the column is in the place.
        if line := problem.source_line.strip():
            yield Quote(line if len(line) <= WIDEST else line[:WIDEST] + "…")
    if count > SHOWN:
        yield paragraph(words, "notice.more", count=count - SHOWN)
    yield Small(say(words, "notice.goes_on"))
