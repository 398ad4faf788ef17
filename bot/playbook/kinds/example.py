"""An example: a colleague's own post, shown with their written consent and with notes on what makes it good (R65)."""

from collections.abc import Iterator
from typing import ClassVar, Final

from pydantic import Field

from bot.cards.elements import Element, Heading, Paragraph, Quote, Small
from bot.cards.markup import plain
from bot.cards.say import paragraph, say
from bot.domain.posts import Post
from bot.playbook.fields import Day, Label, Link, Prose, Sentence, Title, Written
from bot.playbook.item import Item, Role
from bot.texts import Words


class Consent(Written):
    """The author's yes. It can be taken back at any time: then the entry is deleted."""

    given_on: Day = Field(description="When the author agreed: year-month-day.", examples=["2026-02-10"])
    how: Sentence = Field(description="How they agreed, in writing.", examples=["By mail to Nadia"])


class Example(Item):
    """A real post of a real person, ordinary on purpose."""

    kind: ClassVar[str] = "example"

    author: Title = Field(description="Who wrote it, as they like to be named.", examples=["Tom, workshop"])
    role: Role | None = Field(default=None, description="The author's sort of work.", examples=["production"])
    network: Label | None = Field(default=None, description="Where it appeared.", examples=["LinkedIn"])
    text: Prose = Field(description="The post, word for word.", examples=["On Tuesday I repaired …"])
    notes: tuple[Sentence, ...] = Field(
        min_length=1,
        max_length=3,
        description="One to three things that make it good.",
        examples=[["It begins with a moment, not with an announcement."]],
    )
    consent: Consent = Field(description="The author's written consent. Without it the post is not shown.")
    link: Link | None = Field(
        default=None, description="Where it can be read.", examples=["https://www.example.com/post"]
    )

    def elements(self, words: Words, key: str, post: Post | None = None) -> Iterator[Element]:
        """Draw the post with its notes; the consent is for the file alone."""
        del key, post
        yield Small(say(words, "kinds.example.intro", author=self.author))
        yield Heading(self.title)
        yield Quote(self.text)
        yield paragraph(words, "kinds.example.notes")
        yield Paragraph(plain("\n".join(f"• {note}" for note in self.notes)))


EXAMPLE: Final = """\
id: the-spring-of-1998
title: A spring from 1998
author: Tom, workshop
role: production
network: LinkedIn
text: |
  I needed a spring that nobody makes any more. Nadia said "look in the green boxes". It took me an hour and three wrong boxes.
  The lamp is back on its owner's desk, and I have labelled the boxes.
notes:
  - It begins with a need, not with an announcement.
  - Somebody else gets the credit, and they agreed to it.
consent:
  given_on: 2026-02-10
  how: Tom agreed by mail to Nadia, and may take it back at any time
"""
