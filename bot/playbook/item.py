"""What every entry of a playbook has in common: a name that stays, a title, and how it is drawn."""

from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field

from bot.cards.elements import Card, Element
from bot.domain.posts import Post
from bot.playbook.fields import Day, Sentence, Slug, Title, Written
from bot.texts import Words

Topic = Literal["employer", "expertise", "customer", "community"]
Level = Literal["new", "at_ease", "fluent"]
Role = Literal[
    "everyone", "engineering", "executive", "field", "hr", "it", "manager", "production", "sales", "support"
]
"""Whom a case or an answer is written for. People pick it themselves; it is never assigned to anybody (R76)."""


class Drawn(Written):
    """A part of a playbook that people see as a card."""

    kind: ClassVar[str] = ""

    def card(self, words: Words, key: str, post: Post | None = None) -> Card:
        """Draw it in the bot's language `words`.

        `key` names it across playbooks, as buttons carry it; `post` is the occurrence it is drawn for, if any.
        """
        return Card(self.summary(words), tuple(self.elements(words, key, post)))

    def summary(self, words: Words) -> str:
        """Say in one line what it is, as a notification does."""
        return words(f"kinds.{self.kind}.summary", title=getattr(self, "title", ""))

    def elements(self, words: Words, key: str, post: Post | None = None) -> Iterator[Element]:
        """Lay it out; each kind in its own way."""
        raise TypeError(f"{type(self).__name__} draws nothing")

    def answers(self, words: Words) -> tuple[Card, ...]:
        """Draw what each of its own choices is answered with, in their order; most entries have none."""
        del words
        return ()


class Item(Drawn):
    """One entry of a list: a tip, a share, a workshop. Colleagues read it as a person's words, never as an order."""

    id: Slug = Field(
        description="A short name that never changes: lower-case letters, digits and hyphens.",
        examples=["signed-out-search"],
    )
    title: Title = Field(
        description="One line, at most 120 characters.", examples=["Search for yourself, signed out"]
    )

    @property
    def key(self) -> str:
        """Name the item within its playbook: `tip/signed-out-search`."""
        return f"{self.kind}/{self.id}"


class Suggestion(Item):
    """Something a colleague may do, or leave: it says what they gain themselves (R14, R34)."""

    why_for_you: Sentence = Field(
        description="One sentence: what the person gains, themselves.",
        examples=["You know what a customer or a recruiter sees before they do."],
    )
    author: Title | None = Field(
        default=None,
        description="The colleague who wrote it, if they like to be named.",
        examples=["Nadia, workshop"],
    )
    topic: Topic | None = Field(
        default=None,
        description="What it is about: employer, expertise, customer or community. People choose topics.",
        examples=["expertise"],
    )
    source: Sentence | None = Field(
        default=None,
        description="Where a figure comes from. A figure has a source and a date, or it is left out.",
        examples=["Annual report 2025, page 12"],
    )
    date: Day | None = Field(
        default=None, description="The date of the figure: year-month-day.", examples=["2026-03-31"]
    )
