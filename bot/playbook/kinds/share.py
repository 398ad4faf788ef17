"""A share: something worth telling, as facts and three ways in, never as a finished text."""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Final, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from bot.cards.elements import Button, Buttons, Card, Element, Heading, LinkButton, Paragraph, Small, Style
from bot.cards.markup import plain
from bot.cards.say import paragraph, say
from bot.domain.posts import Post
from bot.playbook.fields import Day, Hashtag, Label, Link, Places, Sentence, Written
from bot.playbook.item import Suggestion
from bot.texts import Words

BLANK: Final = "…"
"""Where the person's own words go."""

Relationship = Literal["own_product", "employer", "none"]


def _blanks(value: object) -> object:
    return value.replace("...", BLANK) if isinstance(value, str) else value


Starter = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=600), BeforeValidator(_blanks)
]


class Angle(Written):
    """One way into the story."""

    title: Label = Field(
        description="A few words, at most 60 characters: they are a button.", examples=["The moment of doubt"]
    )
    starter: Starter = Field(
        description="The beginning of a post in the first person, with at least one … for the person's own words.",
        examples=["I was not sure it would work until …"],
    )


class Share(Suggestion):
    """A share suggestion: volunteers claim one of its places and say it in their own words."""

    kind: ClassVar[str] = "share"

    link: Link | None = Field(
        default=None,
        description="The https address to share. Leave it out for a story without one.",
        examples=["https://www.example.com/workshop"],
    )
    facts: tuple[Sentence, ...] = Field(
        min_length=1,
        max_length=5,
        description="One to five short sentences that are true and public.",
        examples=[["The lamp is repaired, not replaced."]],
    )
    angles: tuple[Angle, ...] = Field(
        min_length=3, max_length=3, description="Exactly three ways into the story."
    )
    question: Sentence = Field(
        description="A question that opens a conversation with readers.",
        examples=["What do you repair yourself?"],
    )
    disclosure: Sentence | None = Field(
        default=None,
        description="The line that says the tie to the company. Leave it out to use the usual one of the language.",
        examples=["I work at Atelier Lumen, which makes this lamp."],
    )
    relationship: Relationship = Field(
        default="employer",
        description="The tie readers must know of: own_product (our product), employer (our company), none.",
        examples=["own_product"],
    )
    origin: Literal["company", "colleague", "outside"] = Field(
        default="company", description="Who the story comes from.", examples=["colleague"]
    )
    hashtags: tuple[Hashtag, ...] = Field(
        default=(),
        max_length=2,
        description="At most two, without the # (which begins a comment in YAML).",
        examples=[["repair"]],
    )
    slots: Places | None = Field(
        default=None,
        description="How many people may claim this one, 1 to 20; otherwise the channel's number.",
        examples=[3],
    )

    consent: Sentence | None = Field(
        default=None,
        description="When and how the colleague whose story it is agreed. For people who read the file; never shown.",
        examples=["Tom agreed in writing on 2026-03-02"],
    )
    expires: Day | None = Field(
        default=None,
        description="The last day it makes sense: year-month-day. Later it is not posted any more.",
        examples=["2026-12-18"],
    )

    @property
    def needs_disclosure(self) -> bool:
        """Tell whether a post about it must say the tie to the company (16 CFR 255.5; UCPD 2005/29, Annex I)."""
        return self.relationship != "none"

    def summary(self, words: Words) -> str:
        """Say that it is the idea of the day."""
        return words("daily.share.summary", title=self.title)

    def elements(self, words: Words, key: str, post: Post | None = None) -> Iterator[Element]:
        """Lay the idea out as it is now; the same words for everybody, whatever their rank (R96)."""
        del key
        return self._laid_out(words, post, "daily.share.places")

    def letter(self, words: Words, post: Post) -> Card:
        """Draw it for somebody alone: only what stands in a channel can be taken by a reaction."""
        return Card(self.summary(words), tuple(self._laid_out(words, post, "letter.places")))

    def _laid_out(self, words: Words, post: Post | None, places: str) -> Iterator[Element]:
        yield Small(say(words, "daily.share.intro"))
        yield Heading(self.title)
        yield Paragraph(plain("\n".join(f"• {fact}" for fact in self.facts)))
        yield paragraph(words, "daily.share.angles", angles=" · ".join(angle.title for angle in self.angles))
        yield paragraph(words, "daily.share.why", why=self.why_for_you)
        if post and post.left:
            yield paragraph(words, places, count=post.left, slots=post.slots)
        elif post:
            yield paragraph(words, "daily.share.full", slots=post.slots)
        if self.author:
            yield Small(say(words, "daily.share.author", author=self.author))
        if buttons := tuple(self._buttons(words, post)):
            yield Buttons(buttons)

    def _buttons(self, words: Words, post: Post | None) -> Iterator[Button | LinkButton]:
        if post and post.left:
            hint = words("daily.share.claim_hint", title=self.title)
            yield Button(words("daily.share.claim"), "claims.take", post.id, Style.PRIMARY, hint)
        if self.link:
            hint = words("daily.share.source_hint", title=self.title)
            yield LinkButton(words("daily.share.source"), self.link, hint)


EXAMPLE: Final = """\
id: repair-day
title: The lamp that came back after eleven years
link: https://www.example.com/repair-day
facts:
  - A customer brought back a desk lamp from 2015.
  - The switch was replaced in twenty minutes; the rest was sound.
angles:
  - title: The moment at the bench
    starter: |
      On Tuesday somebody put a lamp on my bench and said "…". I looked at the hinge first, because …
  - title: What I learned
    starter: |
      I used to think that repair was … . Then a lamp came back and …
  - title: A tip to take home
    starter: |
      Before you throw away a lamp, look at … . In my experience …
question: What is the oldest thing on your desk that still works?
why_for_you: You show what your hands know, in a story that people remember.
relationship: own_product
origin: colleague
consent: Tom agreed in writing on 2026-03-02
hashtags: [repair]
"""
