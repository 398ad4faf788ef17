"""A campaign: a few shares around one goal that everybody reaches together, with an end (R67)."""

from collections.abc import Iterator
from typing import ClassVar, Final

from pydantic import Field

from bot.cards.elements import Element, Heading, Paragraph, Small
from bot.cards.markup import plain
from bot.cards.say import paragraph, say
from bot.domain.posts import Post
from bot.playbook.fields import Day, Prose, Sentence, Slug
from bot.playbook.item import Item
from bot.texts import Words


class Campaign(Item):
    """At most one runs at a time, and two begin in a month. People may leave it and keep everything else."""

    kind: ClassVar[str] = "campaign"

    text: Prose = Field(
        description="What it is for, in words colleagues would use.",
        examples=["Three weeks around the repair days."],
    )
    goal: Sentence = Field(
        description="What the group wants to reach together; never a number for each person.",
        examples=["Every repair day has at least one story from a colleague."],
    )
    starts: Day = Field(description="The first day: year-month-day.", examples=["2026-03-02"])
    ends: Day = Field(description="The last day: year-month-day.", examples=["2026-03-20"])
    steps: int | None = Field(
        default=None,
        ge=10,
        le=100_000,
        description="How many small steps the group would like to take together, 10 to 100,000; shown in tenths, without names.",
        examples=[200],
    )
    shares: tuple[Slug, ...] = Field(
        default=(),
        max_length=20,
        description="The shares that belong to it, by their id.",
        examples=[["repair-day"]],
    )

    def elements(self, words: Words, key: str, post: Post | None = None) -> Iterator[Element]:
        """Draw what it is for and how long it lasts."""
        del key, post
        yield Small(
            say(words, "kinds.campaign.dates", starts=words.day(self.starts), ends=words.day(self.ends))
        )
        yield Heading(self.title)
        yield Paragraph(plain(self.text))
        yield paragraph(words, "kinds.campaign.goal", goal=self.goal)
        yield Small(say(words, "kinds.campaign.free"))


EXAMPLE: Final = """\
id: repair-days
title: Three weeks of repair days
text: |
  Four town halls lend us a room, people bring their lamps, and we repair them together.
goal: Every repair day has at least one story told by somebody who was there.
starts: 2026-03-02
ends: 2026-03-20
shares: [repair-day]
"""
