"""The guide in chat: an answer, the questions it has, what comes near where it is not sure, and what sceptics ask."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bot.cards.elements import Button, Buttons, Card, Element, Heading, Paragraph, Rule, Small
from bot.cards.markup import Span, plain
from bot.cards.say import paragraph, say
from bot.playbook.book import Playbook
from bot.playbook.kinds.charter import Case, Charter
from bot.playbook.kinds.question import Question
from bot.screens.human import Contact, ask_human, whom_to_ask
from bot.screens.path import short
from bot.texts import Words

PAGE: Final = 8
"""Questions listed at a time."""
WRITTEN_OUT: Final = 3
"""Answers that are written out for sceptics; the others are buttons."""
PREJUDICES: Final = (
    ("why.job_question", "why.job_answer"),
    ("why.chat_question", "why.chat_answer"),
)
"""What managers say against it most often, each with the answer (R3)."""


@dataclass(frozen=True, slots=True)
class Lead:
    """A button that opens something of a playbook. `key` is the playbook, the kind and the id, parted by slashes."""

    key: str
    title: str


def answer_card(
    words: Words,
    playbook: Playbook,
    answer: Question,
    read_also: Sequence[Lead] = (),
    others: Sequence[Lead] = (),
) -> Card:
    """Show an answer, tips on the same matter and further questions that come near."""
    elements = (
        *answer.elements(words, playbook.key(answer)),
        *_leads(words, "guide.read_also", read_also),
        *_leads(words, "guide.others", others),
        _last_row(words, playbook),
    )
    return Card(answer.title, elements)


def unsure_card(
    words: Words, playbook: Playbook, near: Sequence[Lead], contacts: Sequence[Contact], owner: str = ""
) -> Card:
    """Own that there is no sure answer, and name a human. What comes near is offered."""
    elements = (
        Heading(words("guide.unsure_heading")),
        paragraph(words, "guide.unsure"),
        *_leads(words, "guide.near", near),
        whom_to_ask(words, contacts, owner),
        Small(say(words, "guide.not_kept")),
        _last_row(words, playbook),
    )
    return Card(words("guide.unsure_heading"), elements)


def list_card(words: Words, playbook: Playbook, first: int = 0) -> Card:
    """List the questions of a guide, from one on. `first` counts from 0; outside the list it is the beginning."""
    first = first if 0 <= first < len(playbook.guide) else 0
    return Card(words("guide.summary"), tuple(_list(words, playbook, first)))


def case_card(words: Words, playbook: Playbook, case: Case) -> Card:
    """Show one case of the charter."""
    role = Span(words(f"kinds.role.{case.role}"), bold=True)
    elements = (
        Heading(words("guide.case")),
        Paragraph((role, *plain(f" · {case.situation}"))),
        Paragraph(plain(case.answer)),
        _last_row(words, playbook),
    )
    return Card(words("guide.case"), elements)


def charter_card(words: Words, charter: Charter) -> Card:
    """Show the charter to be read. That somebody read it is not kept (R95)."""
    read = Small(say(words, "charter.read"))
    return Card(charter.title, (*charter.elements(words, ""), read, Buttons((ask_human(words),))))


def why_card(words: Words, playbook: Playbook) -> Card:
    """Answer what managers and sceptics ask, in the playbook's words where it has some (R3, R20, R42)."""
    return Card(words("why.heading"), tuple(_why(words, playbook)))


def _list(words: Words, playbook: Playbook, first: int) -> Iterator[Element]:
    yield Heading(words("guide.heading"))
    yield Small(say(words, "guide.how"))
    shown = playbook.guide[first : first + PAGE]
    yield from _rows([Lead(playbook.key(question), question.title) for question in shown])
    turns = []
    if first:
        turns.append(Button(words("guide.before"), "guide.list", f"{playbook.id}/{max(first - PAGE, 0)}"))
    if first + PAGE < len(playbook.guide):
        turns.append(Button(words("guide.after"), "guide.list", f"{playbook.id}/{first + PAGE}"))
    yield Rule()
    yield Buttons((*turns, ask_human(words)))


def _why(words: Words, playbook: Playbook) -> Iterator[Element]:
    yield Heading(words("why.heading"))
    yield paragraph(words, "why.intro")
    asked = [each for each in playbook.guide if "manager" in each.roles]
    for question in asked[:WRITTEN_OUT]:
        yield Paragraph((Span(question.title, bold=True), *plain(f"\n{question.answer}")))
    if not asked:
        for question_key, answer_key in PREJUDICES:
            title = Span(words(question_key), bold=True)
            yield Paragraph((title, *plain(f"\n{words(answer_key)}")))
    yield Rule()
    for key in ("why.time", "why.kept", "why.free"):
        yield paragraph(words, key)
    if playbook:
        yield from _rows([Lead(playbook.key(each), each.title) for each in asked[WRITTEN_OUT:]])
        yield _last_row(words, playbook)
    else:
        yield Buttons((ask_human(words),))


def _leads(words: Words, key: str, leads: Sequence[Lead]) -> Iterator[Element]:
    if leads:
        yield paragraph(words, key)
        yield from _rows(leads)


def _rows(leads: Sequence[Lead]) -> Iterator[Element]:
    """Give each its own row: titles are long, and read better one below the other."""
    for lead in leads:
        yield Buttons((Button(short(lead.title), "guide.open", lead.key),))


def _last_row(words: Words, playbook: Playbook) -> Buttons:
    row = []
    if playbook.guide:
        row.append(Button(words("guide.all"), "guide.list", f"{playbook.id}/0"))
    if playbook.charter:
        row.append(Button(words("guide.charter"), "charter.open", playbook.id))
    return Buttons((*row, ask_human(words)))
