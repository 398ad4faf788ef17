"""The private notebook of small wins: its lines, the dialog to write one, and the question before one is torn out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.cards.elements import Button, Buttons, Card, Element, Form, Heading, Small, Style, TextInput
from bot.cards.markup import Span
from bot.cards.say import paragraph, say
from bot.screens.human import ask_human
from bot.texts import Words

PAGE: Final = 5
"""Lines shown at a time."""
LONGEST_LINE: Final = 500
"""Characters of one line."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line, opened for its owner."""

    id: str
    on: date
    text: str | None
    """None: no key opens it any more."""


def notebook_card(words: Words, lines: Sequence[Line], first: int = 0) -> Card:
    """Show lines, given newest first, from one on. `first` counts from 0."""
    first = first if 0 <= first < len(lines) else 0
    return Card(words("notebook.summary"), tuple(_notebook(words, lines, first)))


def kept_card(words: Words) -> Card:
    """Say that a line is kept. It is not shown again: somebody may be looking on."""
    opened = Button(words("notebook.open"), "notebook.open", hint=words("notebook.open_hint"))
    return Card(words("notebook.kept"), (paragraph(words, "notebook.kept"), Buttons((opened,))))


def line_form(words: Words) -> Form:
    """Ask for a line."""
    return Form(
        name="notebook.write",
        title=words("notebook.form"),
        submit=words("notebook.keep"),
        cancel=words("notebook.cancel"),
        elements=(
            TextInput(
                "text",
                words("notebook.text"),
                hint=words("notebook.text_hint"),
                many_lines=True,
                limit=LONGEST_LINE,
            ),
        ),
    )


def tearing_card(words: Words, line: Line) -> Card:
    """Ask before a line is lost."""
    buttons = (
        Button(words("notebook.tear_yes"), "notebook.torn", line.id, Style.DANGER),
        Button(words("notebook.tear_no"), "notebook.kept"),
    )
    return Card(
        words("notebook.tear_question"),
        (_line(words, line), paragraph(words, "notebook.tear_question"), Buttons(buttons)),
    )


def _notebook(words: Words, lines: Sequence[Line], first: int) -> Iterator[Element]:
    yield Heading(words("notebook.summary"))
    yield Small(say(words, "notebook.private"))
    if not lines:
        yield paragraph(words, "notebook.empty")
    for line in lines[first : first + PAGE]:
        yield _line(words, line)
        hint = words("notebook.tear_hint", day=words.day(line.on))
        yield Buttons((Button(words("notebook.tear"), "notebook.tear", line.id, hint=hint),))
    write = Button(
        words("notebook.write"), "notebook.write", hint=words("notebook.write_hint"), opens_form=True
    )
    row = [write]
    if first:
        row.append(Button(words("notebook.newer"), "notebook.open", str(max(first - PAGE, 0))))
    if first + PAGE < len(lines):
        row.append(Button(words("notebook.older"), "notebook.open", str(first + PAGE)))
    yield Buttons((*row, ask_human(words)))


def _line(words: Words, line: Line) -> Element:
    text = (Span(words("notebook.unreadable"), italic=True),) if line.text is None else line.text
    return paragraph(words, "notebook.line", day=words.date(line.on), text=text)
