"""A tip: one idea that is read in a minute, and one small gesture that makes it one's own."""

from typing import ClassVar, Final

from pydantic import Field

from bot.playbook.fields import Prose, Sentence
from bot.playbook.item import Item


class Tip(Item):
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


EXAMPLE: Final = """\
id: signed-out-search
title: Search for yourself, signed out
text: |
  Open a private window and search for your name, then for your name and your town.
  You see what a stranger sees: which photo comes first, which old account is still there.
step: Write down the first thing that surprises you, and change that one.
minutes: 3
why_for_you: You know what a customer or a recruiter sees before they do.
"""
