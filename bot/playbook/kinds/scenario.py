"""A scenario: a situation to think through, where every option gets an explained answer and none a buzzer (R7)."""

from collections.abc import Iterator
from typing import ClassVar, Final

from pydantic import Field

from bot.cards.elements import Button, Buttons, Card, Element, Heading, Paragraph, Rule, Small
from bot.cards.markup import plain
from bot.cards.say import paragraph, say
from bot.domain.posts import Post
from bot.playbook.fields import Prose, Sentence, Written
from bot.playbook.item import Level, Role, Suggestion
from bot.texts import Words

LETTERS: Final = "ABCD"


class Option(Written):
    """One thing that somebody might do."""

    text: Sentence = Field(description="What one might do, in a few words.", examples=["Crop it, then ask."])
    answer: Prose = Field(
        description="What is likely to happen then, explained without a verdict on the person.",
        examples=["The wall is out of the frame, and somebody who knows has seen it."],
    )
    suggested: bool = Field(
        default=False,
        description="true for what most colleagues would be glad to have done; more than one may be.",
        examples=[True],
    )


class Scenario(Suggestion):
    """A role-play for one person, played privately, as often as they like, and never scored."""

    kind: ClassVar[str] = "scenario"

    situation: Prose = Field(
        description="What happens, told to one person, at most 1,200 characters.",
        examples=["You took a fine photo of the new bench. A customer's plan hangs on the wall behind it."],
    )
    options: tuple[Option, ...] = Field(min_length=2, max_length=4, description="Two to four ways to react.")
    roles: tuple[Role, ...] = Field(
        default=(), max_length=4, description="Whom it is closest to; people choose.", examples=[["field"]]
    )
    level: Level | None = Field(
        default=None, description="Whom it helps most: new, at_ease or fluent.", examples=["new"]
    )

    def elements(self, words: Words, key: str, post: Post | None = None) -> Iterator[Element]:
        """Ask what one would do."""
        del post
        yield Small(say(words, "kinds.scenario.intro"))
        yield Heading(self.title)
        yield Paragraph(plain(self.situation))
        for letter, option in zip(LETTERS, self.options, strict=False):
            yield paragraph(words, "kinds.scenario.option", letter=letter, text=option.text)
        buttons = (
            Button(letter, "scenario.choose", f"{key}/{number}", hint=_hint(words, letter, option))
            for number, (letter, option) in enumerate(zip(LETTERS, self.options, strict=False))
        )
        yield Buttons(tuple(buttons))
        yield Small(say(words, "kinds.scenario.private"))

    def answers(self, words: Words) -> tuple[Card, ...]:
        """Explain the option that was chosen first, then all the others."""
        return tuple(
            Card(self.summary(words), tuple(self._answer(words, chosen)))
            for chosen in range(len(self.options))
        )

    def _answer(self, words: Words, chosen: int) -> Iterator[Element]:
        yield Heading(self.title)
        yield from self._explained(words, chosen, "kinds.scenario.chosen")
        yield Rule()
        for number in range(len(self.options)):
            if number != chosen:
                yield from self._explained(words, number, "kinds.scenario.option")
        yield paragraph(words, "daily.tip.why", why=self.why_for_you)

    def _explained(self, words: Words, number: int, key: str) -> Iterator[Element]:
        option = self.options[number]
        yield paragraph(words, key, letter=LETTERS[number], text=option.text)
        yield Paragraph(plain(option.answer))
        if option.suggested:
            yield Small(say(words, "kinds.scenario.suggested"))


def _hint(words: Words, letter: str, option: Option) -> str:
    return words("kinds.scenario.hint", letter=letter, text=option.text)[:75]


EXAMPLE: Final = """\
id: plan-on-the-wall
title: The plan on the wall
situation: |
  You took a fine photo of the new bench. When you look again, a customer's plan hangs on the wall behind it.
options:
  - text: Post it, nobody will look at the wall.
    answer: |
      Somebody always does. The intention is good; it is the background that speaks for you.
  - text: Crop it, then ask the person in charge of that customer.
    answer: |
      The plan is out of the frame, and somebody who knows has seen it. It took four minutes.
    suggested: true
  - text: Leave it for today.
    answer: |
      A good choice when nobody can answer you. The bench will still be there tomorrow.
roles: [production, field]
why_for_you: You post with an easy mind, because you have looked twice.
"""
