"""The anonymous questions: one at a time, each with a way to leave it out; what came of them; and reminders that rest."""

from collections.abc import Iterator, Mapping
from datetime import date

from bot.cards.elements import Button, Buttons, Card, Element, Facts, Heading, Small, Style
from bot.cards.say import paragraph, say
from bot.domain.crowd import Told
from bot.domain.opinions import ANSWERS, OPEN_DAYS, QUESTIONS, SKIP
from bot.screens.human import ask_human
from bot.screens.report import in_tens, name_of
from bot.texts import Words


def question_card(words: Words, quarter: date, question: str, smallest: int) -> Card:
    """Ask one of the questions."""
    return Card(words("pulse.summary"), tuple(_question(words, quarter, question, smallest)))


def results_card(words: Words, results: tuple[date, Mapping[str, Told]] | None, smallest: int) -> Card:
    """Say what came of the last questions: the same for everybody."""
    if results is None:
        return Card(words("pulse.none"), (paragraph(words, "pulse.none"),))
    quarter, told = results
    rows = tuple((name_of(words, subject), in_tens(words, each)) for subject, each in told.items())
    return Card(
        words("pulse.results"),
        (
            Heading(words("pulse.results")),
            Small(say(words, "pulse.of_quarter", month=words.month(quarter))),
            Facts(rows),
            Small(say(words, "pulse.how", smallest=smallest)),
            Buttons((ask_human(words),)),
        ),
    )


def obliged_card(words: Words) -> Card:
    """Tell those who animate the programme that reminders rest, and what ends it."""
    return Card(
        words("pulse.rest.summary"),
        (
            Heading(words("pulse.rest.summary")),
            paragraph(words, "pulse.rest.text"),
            paragraph(words, "pulse.rest.talk"),
            Buttons(
                (
                    Button(
                        words("pulse.rest.lift"),
                        "pulse.lift",
                        style=Style.PRIMARY,
                        hint=words("pulse.rest.lift_hint"),
                    ),
                    ask_human(words),
                )
            ),
        ),
    )


def _question(words: Words, quarter: date, question: str, smallest: int) -> Iterator[Element]:
    number = QUESTIONS.index(question) + 1
    yield Heading(words("pulse.summary"))
    if number == 1:
        yield paragraph(words, "pulse.intro", days=OPEN_DAYS, smallest=smallest)
    yield paragraph(words, f"pulse.questions.{question}", number=number, of=len(QUESTIONS))
    yield Buttons(
        (
            *(
                Button(words(f"pulse.{answer}"), "pulse.answer", f"{quarter.isoformat()}/{question}/{answer}")
                for answer in (*ANSWERS, SKIP)
            ),
            ask_human(words),
        )
    )
