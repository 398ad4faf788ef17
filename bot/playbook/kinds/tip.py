"""A tip: one idea that is read in a minute, and one small gesture that makes it one's own."""

from collections.abc import Iterator
from typing import ClassVar, Final, Literal

from pydantic import Field

from bot.cards.elements import Button, Buttons, Element, Heading, Paragraph, Small
from bot.cards.markup import plain
from bot.cards.say import paragraph, say
from bot.domain.posts import Post
from bot.playbook.fields import Prose, Sentence, Slug
from bot.playbook.item import Level, Suggestion
from bot.texts import Words

Module = Literal[
    "profile",
    "privacy",
    "listening",
    "own_words",
    "confidential",
    "posture",
    "crisis",
    "network",
    "executive",
    "own_return",
]


class Tip(Suggestion):
    """A micro-tip. It is read by everyone in the channel and claimed by nobody."""

    kind: ClassVar[str] = "tip"

    text: Prose = Field(
        description="The tip itself, at most 1,200 characters. Start with | and write below: nothing needs quotes there.",
        examples=["Open a private window and search for your name."],
    )
    step: Sentence | None = Field(
        default=None,
        description="One concrete gesture, if there is one.",
        examples=["Write down the first thing that surprises you."],
    )
    minutes: int = Field(
        default=1, ge=1, le=5, description="How long the gesture takes, 1 to 5 minutes.", examples=[2]
    )
    module: Module | None = Field(
        default=None,
        description="The part of the learning path it belongs to. Tips of executive are not posted in channels.",
        examples=["privacy"],
    )
    level: Level | None = Field(
        default=None,
        description="Whom it helps most: new, at_ease or fluent. Leave it out when it is for everybody.",
        examples=["new"],
    )
    after: tuple[Slug, ...] = Field(
        default=(),
        max_length=3,
        description="Tips that are best read before, by their id. People may skip them.",
        examples=[["five-voices"]],
    )

    def summary(self, words: Words) -> str:
        """Say that it is the tip of the day."""
        return words("daily.tip.summary", title=self.title)

    def elements(self, words: Words, key: str, post: Post | None = None) -> Iterator[Element]:
        """Lay a tip out; the same in the channel and privately."""
        del post
        yield Small(say(words, "daily.tip.intro", count=self.minutes))
        yield Heading(self.title)
        yield Paragraph(plain(self.text))
        if self.step:
            yield paragraph(words, "daily.tip.step", step=self.step)
        yield paragraph(words, "daily.tip.why", why=self.why_for_you)
        hint = words("daily.tip.read_hint", title=self.title)
        yield Buttons((Button(words("daily.tip.read"), "tip.read", key, hint=hint),))


EXAMPLE: Final = """\
id: signed-out-search
title: Search for yourself, signed out
text: |
  Open a private window and search for your name, then for your name and your town.
  You see what a stranger sees: which photo comes first, which old account is still there.
step: Write down the first thing that surprises you, and change that one.
minutes: 3
module: privacy
level: new
why_for_you: You know what a customer or a recruiter sees before they do.
"""
