"""A prompt: a question to think about together, whose answers become the house's own words (R9, R10)."""

from collections.abc import Iterator
from typing import ClassVar, Final

from pydantic import Field

from bot.cards.elements import Element, Heading, Paragraph, Small
from bot.cards.markup import plain
from bot.cards.say import paragraph, say
from bot.domain.posts import Post
from bot.playbook.fields import Prose, Sentence
from bot.playbook.item import Item
from bot.texts import Words


class Prompt(Item):
    """A timed question for a channel or a room."""

    kind: ClassVar[str] = "prompt"

    question: Sentence = Field(
        description="The question itself.", examples=["What would a customer miss if we closed tomorrow?"]
    )
    text: Prose = Field(
        description="How to run it, in a few sentences.",
        examples=["Five minutes alone, then one answer each, aloud or on paper."],
    )
    minutes: int = Field(default=15, ge=5, le=60, description="How long it takes, in minutes.", examples=[15])

    def elements(self, words: Words, key: str, post: Post | None = None) -> Iterator[Element]:
        """Draw the question."""
        del key, post
        yield Small(say(words, "kinds.prompt.intro", count=self.minutes))
        yield Heading(self.title)
        yield paragraph(words, "kinds.prompt.question", question=self.question)
        yield Paragraph(plain(self.text))


EXAMPLE: Final = """\
id: if-we-closed
title: If we closed tomorrow
question: What would a customer miss if we closed tomorrow?
text: |
  Five minutes alone with a sheet of paper, then one answer each, signed or not.
  Group what belongs together and keep the three sentences that everybody would say at home.
minutes: 20
"""
