"""A workshop: an agenda that a trainer or a champion can run as it is (R40, R73)."""

from collections.abc import Iterator
from typing import ClassVar, Final

from pydantic import Field

from bot.cards.elements import Element, Facts, Heading, Paragraph, Small
from bot.cards.markup import plain
from bot.cards.say import paragraph, say
from bot.domain.posts import Post
from bot.playbook.fields import Prose, Sentence, Slug, Written
from bot.playbook.item import Item
from bot.texts import Words


class Part(Written):
    """One part of the agenda."""

    minutes: int = Field(ge=1, le=60, description="How long it takes, in minutes.", examples=[10])
    what: Sentence = Field(description="What everybody does.", examples=["Each tells one scene of the week."])


class Workshop(Item):
    """Fifteen to ninety minutes together. Coming is a choice, and nobody counts who came."""

    kind: ClassVar[str] = "workshop"

    text: Prose = Field(
        description="What one leaves with, in two or three sentences.",
        examples=["You leave with one text of your own, read aloud once."],
    )
    agenda: tuple[Part, ...] = Field(
        min_length=2, max_length=10, description="The parts in their order, with their minutes."
    )
    bring: tuple[Sentence, ...] = Field(
        default=(),
        max_length=6,
        description="What the person who runs it prepares.",
        examples=[["A large sheet of paper"]],
    )
    follow_up: tuple[Slug, ...] = Field(
        default=(),
        max_length=5,
        description="Tips that go well afterwards, by their id.",
        examples=[["signed-out-search"]],
    )

    @property
    def minutes(self) -> int:
        """The length of the agenda."""
        return sum(part.minutes for part in self.agenda)

    def elements(self, words: Words, key: str, post: Post | None = None) -> Iterator[Element]:
        """Draw the agenda."""
        del key, post
        yield Small(say(words, "kinds.workshop.minutes", count=self.minutes))
        yield Heading(self.title)
        yield Paragraph(plain(self.text))
        rows = tuple((words("kinds.minutes", count=part.minutes), part.what) for part in self.agenda)
        yield Facts(rows)
        if self.bring:
            yield paragraph(words, "kinds.workshop.bring")
            yield Paragraph(plain("\n".join(f"• {line}" for line in self.bring)))


EXAMPLE: Final = """\
id: privacy-together
title: Privacy settings together
text: |
  You see your profile as a stranger sees it, and leave with the three settings that matter to you.
agenda:
  - minutes: 10
    what: Everybody searches for their own name, signed out, and notes one surprise.
  - minutes: 15
    what: In pairs, we go through the audience settings of one network each.
  - minutes: 5
    what: Each of us says which one thing we changed, or that we changed nothing.
bring:
  - A list of the settings pages of each network
"""
