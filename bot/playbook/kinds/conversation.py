"""A conversation: somewhere people already talk, a question worth asking there, and how to come in (R25)."""

from collections.abc import Iterator
from typing import ClassVar, Final

from pydantic import Field

from bot.cards.elements import Buttons, Element, Heading, LinkButton, Paragraph, Quote, Small
from bot.cards.markup import plain
from bot.cards.say import paragraph, say
from bot.domain.posts import Post
from bot.playbook.fields import Link, Prose, Sentence
from bot.playbook.item import Suggestion
from bot.texts import Words


class Conversation(Suggestion):
    """An invitation to listen and to answer, without anything to publish."""

    kind: ClassVar[str] = "conversation"

    about: Prose = Field(
        description="What people talk about there, and why it is worth a look.",
        examples=["Repairers compare how long spare parts are kept."],
    )
    question: Sentence = Field(
        description="A question that brings the conversation further.",
        examples=["How long do you keep parts for what you sell?"],
    )
    etiquette: tuple[Sentence, ...] = Field(
        min_length=1,
        max_length=4,
        description="One to four short pieces of advice for coming in politely.",
        examples=[["Read the last ten answers first.", "Say where you work if our products come up."]],
    )
    link: Link | None = Field(
        default=None,
        description="Where it takes place, if it is one public page.",
        examples=["https://www.example.com/repair-forum"],
    )

    def elements(self, words: Words, key: str, post: Post | None = None) -> Iterator[Element]:
        """Draw the invitation."""
        del key, post
        yield Small(say(words, "kinds.conversation.intro"))
        yield Heading(self.title)
        yield Paragraph(plain(self.about))
        yield paragraph(words, "kinds.conversation.question")
        yield Quote(self.question)
        yield paragraph(words, "kinds.conversation.etiquette")
        yield Paragraph(plain("\n".join(f"• {line}" for line in self.etiquette)))
        yield paragraph(words, "daily.tip.why", why=self.why_for_you)
        if self.link:
            hint = words("kinds.conversation.open_hint", title=self.title)
            yield Buttons((LinkButton(words("kinds.conversation.open"), self.link, hint),))


EXAMPLE: Final = """\
id: how-long-spare-parts
title: How long should spare parts be kept?
about: |
  Repairers and makers compare how long they keep parts, and what it costs them.
question: How long do you keep parts for what you sell, and who decides it?
etiquette:
  - Read the last ten answers before you write.
  - Bring one example from your own week.
  - Say where you work as soon as our lamps come up.
why_for_you: You meet people who solve the same problem at another bench.
"""
