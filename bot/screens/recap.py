"""The monthly recap: one's own month, compared with nothing and nobody."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from bot.cards.elements import Button, Buttons, Card, Element, Heading, Paragraph, Rule, Small
from bot.cards.markup import plain
from bot.cards.say import paragraph, say
from bot.domain.acts import ActKind
from bot.domain.people import Choices
from bot.screens.human import ask_human
from bot.screens.path import named_goals
from bot.texts import Words

KINDS: Final = tuple(kind for kind in ActKind if kind is not ActKind.TIP_SEEN)


@dataclass(frozen=True, slots=True)
class Month:
    """A member's figures of one calendar month, by their own dates."""

    first: date
    """Its first day."""
    days: int
    """Days with a step."""
    steps: Mapping[ActKind, int]
    """How many of each kind there were; none that did not happen."""
    wins: int
    """Lines written into the notebook."""
    settings_on: date | None = None
    """When they last looked at their privacy settings, if that is more than a quarter ago."""

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing at all is noted."""
        return not self.days and not self.wins


def recap_card(words: Words, month: Month, choices: Choices, *, is_letter: bool = False) -> Card:
    """Draw a month for its owner. `is_letter`: it comes by itself, so it ends with the way to have no more of them."""
    name = words.month(month.first)
    return Card(words("recap.summary", month=name), tuple(_recap(words, month, choices, is_letter=is_letter)))


def _recap(words: Words, month: Month, choices: Choices, *, is_letter: bool) -> Iterator[Element]:
    yield Heading(words("recap.summary", month=words.month(month.first)))
    yield Small(say(words, "recap.private"))
    if month.is_empty:
        yield paragraph(words, "recap.nothing")
    if month.days:
        yield paragraph(words, "recap.days", count=month.days)
        lines = [
            words(f"kinds.act.{kind.value}", count=month.steps[kind]) for kind in KINDS if kind in month.steps
        ]
        yield Paragraph((*say(words, "recap.of_it"), *plain("".join(f"\n• {line}" for line in lines))))
    if month.wins:
        yield paragraph(words, "recap.wins", count=month.wins)
    if choices.goals:
        yield paragraph(words, "recap.goals", goals=named_goals(words, choices))
    if month.settings_on:
        yield Rule()
        yield paragraph(words, "recap.settings", month=words.month(month.settings_on))
        yield Buttons((Button(words("recap.settings_open"), "checkup.list"),))
    yield Buttons((*_further(words, month, choices, is_letter=is_letter), ask_human(words)))


def _further(words: Words, month: Month, choices: Choices, *, is_letter: bool) -> Iterator[Button]:
    yield Button(words("notebook.open"), "notebook.open", hint=words("notebook.open_hint"))
    if not is_letter:
        before = (month.first - timedelta(days=1)).replace(day=1)
        yield Button(words("recap.before"), "recap.month", f"{before:%Y-%m}", hint=words("recap.before_hint"))
    if choices.wants_recap:
        yield Button(words("recap.stop"), "recap.stop", hint=words("recap.stop_hint"))
    else:
        yield Button(words("recap.start"), "recap.start", hint=words("recap.start_hint"))
