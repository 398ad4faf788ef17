"""The charter: one page of good practice in positive sentences, with cases by role (R18, R75, R76)."""

from collections.abc import Iterator
from typing import ClassVar, Final

from pydantic import Field

from bot.cards.elements import Buttons, Element, Heading, LinkButton, Paragraph, Rule, Small
from bot.cards.markup import Span, plain
from bot.cards.say import paragraph, say
from bot.domain.posts import Post
from bot.playbook.fields import Day, Label, Link, Prose, Sentence, Title, Written
from bot.playbook.item import Drawn, Role
from bot.texts import Words


class Case(Written):
    """A concrete case, for one sort of work."""

    role: Role = Field(description="Whom it is closest to.", examples=["sales"])
    situation: Sentence = Field(
        description="What happens.", examples=["A customer tags you in a complaint on a Sunday."]
    )
    answer: Sentence = Field(
        description="What is good practice.", examples=["Answer on Monday, and pass it on."]
    )


class Charter(Drawn):
    """A guide, not a set of rules: read in chat, never signed. The legal text stays elsewhere, by link."""

    kind: ClassVar[str] = "charter"

    title: Title = Field(description="What people call it.", examples=["Our one-page guide"])
    version: Label = Field(description="The version people can refer to.", examples=["1.0"])
    date: Day = Field(description="Since when it has been in use: year-month-day.", examples=["2026-02-02"])
    authors: tuple[Title, ...] = Field(
        min_length=1,
        max_length=6,
        description="Who wrote it together.",
        examples=[["Nadia, workshop", "The works council"]],
    )
    sentences: tuple[Sentence, ...] = Field(
        min_length=3,
        max_length=12,
        description="Three to twelve positive sentences.",
        examples=[["I take part because I want to, and I stop when I want to."]],
    )
    commitments: tuple[Sentence, ...] = Field(
        min_length=1,
        max_length=6,
        description="What the company promises in return.",
        examples=[["Time for this is working time."]],
    )
    cases: tuple[Case, ...] = Field(
        default=(), max_length=20, description="Concrete cases by role; people pick theirs."
    )
    rights: Prose = Field(
        description="What stays untouched: talking about working conditions, joining a union, raising an alert.",
        examples=["Nothing here limits your right to talk about pay and conditions."],
    )
    legal: Link | None = Field(
        default=None,
        description="Where the legal text is.",
        examples=["https://www.example.com/social-media-policy"],
    )

    def summary(self, words: Words) -> str:
        """Say its title."""
        del words
        return self.title

    def elements(self, words: Words, key: str, post: Post | None = None) -> Iterator[Element]:
        """Draw the page."""
        del key, post
        yield Heading(self.title)
        yield Paragraph(plain("\n".join(f"{n}. {each}" for n, each in enumerate(self.sentences, start=1))))
        yield paragraph(words, "kinds.charter.commitments")
        yield Paragraph(plain("\n".join(f"• {each}" for each in self.commitments)))
        yield paragraph(words, "kinds.charter.rights")
        yield Paragraph(plain(self.rights))
        if self.cases:
            yield Rule()
            yield paragraph(words, "kinds.charter.cases")
        for case in self.cases:
            role = Span(words(f"kinds.role.{case.role}"), bold=True)
            yield Paragraph((role, *plain(f" · {case.situation}\n{case.answer}")))
        authors, on = ", ".join(self.authors), words.date(self.date)
        yield Small(say(words, "kinds.charter.version", version=self.version, date=on, authors=authors))
        if self.legal:
            hint = words("kinds.charter.legal_hint")
            yield Buttons((LinkButton(words("kinds.charter.legal"), self.legal, hint),))


EXAMPLE: Final = """\
title: Our one-page guide
version: "1.0"
date: 2026-02-02
authors: [Nadia from the workshop, Sam from sales]
sentences:
  - I take part because I want to, and I stop when I want to.
  - My accounts are mine; nobody asks for passwords, screenshots or results.
  - I say where I work when I talk about what we make.
commitments:
  - Time for this is working time, and it never touches pay or reviews.
rights: |
  Nothing here limits anybody's right to talk about pay and conditions, to organise, or to report a concern.
cases:
  - role: sales
    situation: A customer tags you in a complaint on a Sunday.
    answer: Your rest comes first. On Monday, say that you have seen it and pass it on.
legal: https://www.example.com/social-media-policy
"""
