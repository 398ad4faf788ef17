"""A checklist: what the people behind the programme prepare (R60, R68, R80), or a check-up for everyone (R21, R74)."""

from collections.abc import Iterator
from typing import ClassVar, Final, Literal

from pydantic import Field

from bot.cards.elements import Element, Heading, Paragraph, Small
from bot.cards.markup import Rich, Span, plain
from bot.cards.say import say
from bot.domain.posts import Post
from bot.playbook.fields import Prose, Sentence, Written
from bot.playbook.item import Item
from bot.texts import Words


class Point(Written):
    """One thing to look at."""

    text: Sentence = Field(
        description="What to do, in one sentence.", examples=["Claim the employer profile."]
    )
    why: Sentence | None = Field(
        default=None, description="Why it matters.", examples=["An unowned profile answers nobody."]
    )


class Checklist(Item):
    """For admins, champions or managers, who alone see it; or for everyone, to go through alone, of which nothing is kept."""

    kind: ClassVar[str] = "checklist"

    audience: Literal["admins", "champions", "managers", "sponsor", "everyone"] = Field(
        description="Who goes through it: admins, champions, managers, sponsor, or everyone as a check-up of their own.",
        examples=["admins"],
    )
    checks: Literal["privacy", "posture", "draft"] = Field(
        default="privacy",
        description="For everyone: whether it looks at privacy settings or at the posture of a post, or holds the "
        "questions asked beside a draft.",
        examples=["posture"],
    )
    text: Prose = Field(
        description="What it is good for, in a few sentences.",
        examples=["Twenty minutes before the first idea is posted."],
    )
    points: tuple[Point, ...] = Field(min_length=2, max_length=15, description="The points in their order.")

    def elements(self, words: Words, key: str, post: Post | None = None) -> Iterator[Element]:
        """Draw the list."""
        del key, post
        yield Small(say(words, f"kinds.checklist.{self.audience}"))
        yield Heading(self.title)
        yield Paragraph(plain(self.text))
        for point in self.points:
            lines: Rich = (Span(f"☐ {point.text}", bold=bool(point.why)),)
            yield Paragraph((*lines, *plain(f"\n{point.why}")) if point.why else lines)


EXAMPLE: Final = """\
id: employer-profiles
title: Employer profiles
audience: admins
text: |
  Half an hour, once; then a look every quarter.
points:
  - text: Claim the free employer profile on the sites where people review us.
    why: An unowned profile answers nobody and shows the wrong address.
  - text: Name one colleague who reads it every month.
"""
