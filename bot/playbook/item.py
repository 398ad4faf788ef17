"""What every item of a playbook has in common."""

from typing import ClassVar, Literal

from pydantic import Field

from bot.playbook.fields import Day, Sentence, Slug, Title, Written

Topic = Literal["employer", "expertise", "customer", "community"]


class Item(Written):
    """One tip or one share suggestion. Colleagues read it as a person's words, never as an order."""

    kind: ClassVar[str] = ""

    id: Slug = Field(
        description="A short name that never changes: lower-case letters, digits and hyphens.",
        examples=["signed-out-search"],
    )
    title: Title = Field(
        description="One line, at most 120 characters.", examples=["Search for yourself, signed out"]
    )
    why_for_you: Sentence = Field(
        description="One sentence: what the person gains, themselves.",
        examples=["You know what a customer or a recruiter sees before they do."],
    )
    author: Title | None = Field(
        default=None,
        description="The colleague who wrote it, if they like to be named.",
        examples=["Nadia, workshop"],
    )
    topic: Topic | None = Field(default=None, description="What it is about.", examples=["expertise"])
    source: Sentence | None = Field(
        default=None,
        description="Where a figure comes from. A figure has a source and a date, or it is left out.",
        examples=["Annual report 2025, page 12"],
    )
    date: Day | None = Field(
        default=None, description="The date of the figure: year-month-day.", examples=["2026-03-31"]
    )

    @property
    def key(self) -> str:
        """Name the item within its playbook: `tip/signed-out-search`."""
        return f"{self.kind}/{self.id}"
