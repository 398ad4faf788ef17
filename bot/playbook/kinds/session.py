"""A session of the executive track: five minutes, prepared by an assistant if one is named, done by oneself (R70)."""

from collections.abc import Iterator
from typing import ClassVar, Final

from pydantic import Field

from bot.cards.elements import Element, Heading, Paragraph, Small
from bot.cards.markup import plain
from bot.cards.say import paragraph, say
from bot.domain.posts import Post
from bot.playbook.fields import Prose, Sentence
from bot.playbook.item import Suggestion
from bot.texts import Words


class Session(Suggestion):
    """Sessions come in the order of the file. No number of them is ever shown to anybody else."""

    kind: ClassVar[str] = "session"

    text: Prose = Field(
        description="What this session is about, at most 1,200 characters.",
        examples=["Thank one team for one thing, by name and in public."],
    )
    step: Sentence = Field(
        description="The one thing to do.", examples=["Write two sentences and send them yourself."]
    )
    assistant: Sentence | None = Field(
        default=None,
        description="What an assistant may prepare. The voice, the approval and the account stay with the executive.",
        examples=["Brings three names and the date of the delivery."],
    )
    minutes: int = Field(default=5, ge=1, le=5, description="At most five minutes.", examples=[5])

    def elements(self, words: Words, key: str, post: Post | None = None) -> Iterator[Element]:
        """Draw the session."""
        del key, post
        yield Small(say(words, "kinds.session.intro", count=self.minutes))
        yield Heading(self.title)
        yield Paragraph(plain(self.text))
        yield paragraph(words, "daily.tip.step", step=self.step)
        if self.assistant:
            yield paragraph(words, "kinds.session.assistant", assistant=self.assistant)
        yield paragraph(words, "daily.tip.why", why=self.why_for_you)


EXAMPLE: Final = """\
id: first-thanks
title: First post, first thanks
text: |
  Your first words in public are best spent on somebody else. One team, one fact, one date; no slogan and no figure.
step: Write two sentences of thanks and send them from your own account.
assistant: Brings the names, the date, and the team's agreement to be named.
minutes: 5
why_for_you: Colleagues you seldom meet learn that you saw what they did.
"""
