"""The launch plan: the call for volunteers, the kick-off and the milestones, in weeks from the kick-off (R64)."""

from collections.abc import Iterator
from typing import ClassVar, Final

from pydantic import Field

from bot.cards.elements import Element, Heading, Paragraph, Quote, Rule
from bot.cards.markup import Span, plain
from bot.cards.say import paragraph
from bot.domain.posts import Post
from bot.playbook.fields import Day, Prose, Title, Written
from bot.playbook.item import Drawn
from bot.playbook.kinds.workshop import Part
from bot.texts import Words


class Call(Written):
    """The call for volunteers. It asks nobody by name and sets nobody a number."""

    text: Prose = Field(
        description="The call, as it will be read.",
        examples=["Would you like to talk about your work in your own words?"],
    )
    opens_week: int = Field(
        ge=-26, le=-1, description="The week it opens, before the kick-off: -5.", examples=[-5]
    )
    closes_week: int = Field(ge=-26, le=0, description="The week it closes: -3.", examples=[-3])


class KickOff(Written):
    """The first meeting, on real posts and with everybody's settings done together."""

    date: Day | None = Field(
        default=None,
        description="When it is: year-month-day. Leave it out until you know.",
        examples=["2026-02-05"],
    )
    text: Prose = Field(
        description="What people leave with.", examples=["Everybody has seen what is suggested."]
    )
    agenda: tuple[Part, ...] = Field(min_length=2, max_length=10, description="The parts with their minutes.")


class Milestone(Written):
    """Something to have done by a week."""

    week: int = Field(
        ge=-52, le=52, description="Weeks from the kick-off; before it with a minus.", examples=[-8]
    )
    title: Title = Field(description="What it is.", examples=["A sponsor and hours for the champions"])
    text: Prose = Field(
        description="What to do, in a few sentences.", examples=["Agree who answers questions."]
    )


class Launch(Drawn):
    """The plan that the champions follow."""

    kind: ClassVar[str] = "launch"

    title: Title = Field(description="What people call it.", examples=["From the call to the first review"])
    call: Call = Field(description="The call for volunteers.")
    kick_off: KickOff = Field(description="The first meeting.")
    milestones: tuple[Milestone, ...] = Field(
        min_length=1, max_length=30, description="What is to be done, in any order."
    )

    def summary(self, words: Words) -> str:
        """Say its title."""
        del words
        return self.title

    def elements(self, words: Words, key: str, post: Post | None = None) -> Iterator[Element]:
        """Draw the plan in the order of its weeks."""
        del key, post
        yield Heading(self.title)
        for milestone in sorted(self.milestones, key=lambda each: each.week):
            week = Span(_week(words, milestone.week), bold=True)
            yield Paragraph((week, *plain(f" · {milestone.title}\n{milestone.text}")))
        yield Rule()
        opens, closes = _week(words, self.call.opens_week), _week(words, self.call.closes_week)
        yield paragraph(words, "kinds.launch.call", opens=opens, closes=closes)
        yield Quote(self.call.text)
        yield paragraph(words, "kinds.launch.kick_off")
        yield Paragraph(plain(self.kick_off.text))
        lines = (
            f"{words('kinds.minutes', count=part.minutes)} · {part.what}" for part in self.kick_off.agenda
        )
        yield Paragraph(plain("\n".join(lines)))


def _week(words: Words, week: int) -> str:
    if week == 0:
        return words("kinds.launch.week_zero")
    return words("kinds.launch.before" if week < 0 else "kinds.launch.after", count=abs(week))


EXAMPLE: Final = """\
title: From the call to the first review
call:
  text: |
    Would you like to talk about your work, in your own words and on your own account? Come to the first hour.
    Nobody is counted, and leaving is one word.
  opens_week: -5
  closes_week: -3
kick_off:
  text: |
    Everybody has seen real posts by colleagues, knows what will never be asked, and has done their settings.
  agenda:
    - minutes: 20
      what: Three posts by colleagues, and what makes each of them good.
    - minutes: 25
      what: Settings together, each on their own telephone.
    - minutes: 15
      what: Questions, and how to stop.
milestones:
  - week: -8
    title: A sponsor, and hours for the champions
    text: |
      Agree who speaks for the programme and how much working time the champions have.
  - week: 12
    title: The first anonymous review
    text: |
      Keep, stop, change: three questions, answers shown from five people up.
"""
