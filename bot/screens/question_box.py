"""The question box: asking, what waits, answering, and where the answer is read. Who asked is drawn nowhere."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.cards.elements import (
    Button,
    Buttons,
    Card,
    Choice,
    Choices,
    Element,
    Form,
    Heading,
    Option,
    Paragraph,
    Quote,
    Small,
    Style,
    TextInput,
)
from bot.cards.markup import plain
from bot.cards.say import paragraph, say
from bot.screens.human import ask_human, with_human
from bot.texts import Words

LONGEST_QUESTION = 500
LONGEST_TITLE = 120
LONGEST_ANSWER = 1200
MOST_LISTED = 6
ANONYMOUS, SIGNED = "anonymous", "signed"
TO_GUIDE = "guide"


@dataclass(frozen=True, slots=True)
class Open:
    """A question that waits, as a champion sees it."""

    id: str
    playbook: str
    asked_on: date
    text: str


def ask_form(words: Words, text: str = "") -> Form:
    """Draw the dialog of the box; anonymous unless one chooses otherwise."""
    return Form(
        name="ask_question",
        title=words("ask.title"),
        submit=words("ask.submit"),
        cancel=words("settings.cancel"),
        elements=(
            TextInput(
                "text",
                words("ask.text"),
                value=text[:LONGEST_QUESTION],
                hint=words("ask.text_hint"),
                many_lines=True,
                limit=LONGEST_QUESTION,
            ),
            Choice(
                "name",
                words("ask.name"),
                (Option(ANONYMOUS, words("ask.anonymous")), Option(SIGNED, words("ask.signed"))),
                value=ANONYMOUS,
            ),
        ),
    )


def asked_card(words: Words, outcome: str, *, is_signed: bool) -> Card:
    """Say what becomes of the question. `outcome`: kept, known or full."""
    said = words(f"ask.{outcome}")
    if outcome != "kept":
        return Card(said, (Paragraph(plain(said)), Buttons((ask_human(words),))))
    follows = "ask.kept_signed" if is_signed else "ask.kept_anonymous"
    return Card(said, (Paragraph(plain(said)), Small(say(words, follows)), Buttons((ask_human(words),))))


def questions_card(words: Words, found: Sequence[Open]) -> Card:
    """List what waits for an answer."""
    return with_human(words, Card(words("questions.heading"), tuple(_waiting(words, found))))


def answer_form(words: Words, question: Open, channels: Sequence[tuple[str, str]]) -> Form:
    """Draw the dialog of an answer. `channels`: id and label of where it may be shown."""
    also = [Option(f"channel:{id_}", label[:75]) for id_, label in channels]
    also.append(Option(TO_GUIDE, words("questions.to_guide")))
    return Form(
        name="questions_answer",
        title=words("questions.answer_title"),
        submit=words("questions.answer_submit"),
        cancel=words("settings.cancel"),
        context=question.id,
        elements=(
            Paragraph(plain(question.text)),
            TextInput(
                "text",
                words("questions.answer_text"),
                hint=words("questions.answer_hint"),
                many_lines=True,
                limit=LONGEST_ANSWER,
            ),
            Choices("also", words("questions.also"), tuple(also), optional=True),
            TextInput(
                "title",
                words("questions.title"),
                value=" ".join(question.text.split())[:LONGEST_TITLE],
                hint=words("questions.title_hint"),
                limit=LONGEST_TITLE,
            ),
        ),
    )


def letter_card(words: Words, asked: str, answer: str) -> Card:
    """Bring the answer to whoever signed."""
    elements = (
        paragraph(words, "questions.letter"),
        Quote(asked),
        Paragraph(plain(answer)),
        Small(say(words, "questions.letter_private")),
        Buttons((Button(words("ask.again"), "ask.open", opens_form=True), ask_human(words))),
    )
    return Card(words("questions.letter"), elements)


def answered_card(words: Words, title: str, answer: str) -> Card:
    """Show question and answer to a channel."""
    elements = (
        Small(say(words, "questions.label")),
        Heading(title),
        Paragraph(plain(answer)),
        Small(say(words, "questions.box")),
        Buttons((Button(words("ask.too"), "ask.open", opens_form=True),)),
    )
    return Card(words("questions.summary", title=title), elements)


def waiting_card(words: Words, count: int) -> Card:
    """Tell a champion that questions have waited for two working days."""
    said = words("questions.waiting", count=count)
    look = Button(words("questions.look"), "questions.open", style=Style.PRIMARY)
    return Card(
        said, (Paragraph(plain(said)), Small(say(words, "questions.waiting_means")), Buttons((look,)))
    )


def _waiting(words: Words, found: Sequence[Open]) -> Iterator[Element]:
    yield Heading(words("questions.heading"))
    if not found:
        yield paragraph(words, "questions.none")
        return
    yield Small(say(words, "questions.nobody"))
    for question in found[:MOST_LISTED]:
        yield Quote(question.text)
        yield Small(say(words, "questions.asked_on", day=words.day(question.asked_on)))
        start = " ".join(question.text.split())[:40]
        answer = Button(
            words("questions.answer"),
            "questions.answer",
            question.id,
            hint=words("questions.answer_button_hint", start=start)[:75].rstrip(),
            opens_form=True,
        )
        drop = Button(
            words("questions.drop"),
            "questions.drop",
            question.id,
            hint=words("questions.drop_hint", start=start)[:75].rstrip(),
        )
        yield Buttons((answer, drop))
    if len(found) > MOST_LISTED:
        yield Small(say(words, "questions.more", count=len(found) - MOST_LISTED))
