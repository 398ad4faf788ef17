"""A question of the guide with its answer: what people ask before they dare, answered by role (R3, R75, R76)."""

from collections.abc import Iterator
from typing import ClassVar, Final

from pydantic import Field

from bot.cards.elements import Element, Heading, Paragraph, Small
from bot.cards.markup import plain
from bot.cards.say import say
from bot.domain.posts import Post
from bot.playbook.fields import Label, Prose, Slug
from bot.playbook.item import Item, Role
from bot.texts import Words


class Question(Item):
    """The title is the question as a colleague would ask it."""

    kind: ClassVar[str] = "question"

    answer: Prose = Field(
        description="The answer in plain words, at most 1,200 characters.",
        examples=["Yes, if it is already public. If you doubt, ask a champion."],
    )
    roles: tuple[Role, ...] = Field(
        default=(),
        max_length=6,
        description="Whom the answer is for; leave it out for everybody.",
        examples=[["sales", "field"]],
    )
    words: tuple[Label, ...] = Field(
        default=(),
        max_length=12,
        description="Other words that people may ask with.",
        examples=[["picture", "customer"]],
    )
    see_also: tuple[Slug, ...] = Field(
        default=(), max_length=4, description="Tips on the same matter, by their id.", examples=[["zoom-out"]]
    )

    def summary(self, words: Words) -> str:
        """Say its title."""
        del words
        return self.title

    def elements(self, words: Words, key: str, post: Post | None = None) -> Iterator[Element]:
        """Draw the answer."""
        del key, post
        yield Heading(self.title)
        yield Paragraph(plain(self.answer))
        if self.roles:
            roles = ", ".join(words(f"kinds.role.{role}") for role in self.roles)
            yield Small(say(words, "kinds.question.roles", roles=roles))


EXAMPLE: Final = """\
id: may-i-name-a-customer
title: May I name a customer?
answer: |
  With their written yes, or when we have already named them in public.
  Ask the colleague who looks after that customer; they usually know within the hour.
roles: [sales, field]
words: [customer, logo, reference]
"""
