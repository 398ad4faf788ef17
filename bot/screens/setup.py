"""The way to a programme that stands: which steps are settled, and what each open one takes."""

from collections.abc import Iterator, Sequence
from datetime import date

from bot.cards.elements import Button, Buttons, Card, Element, Heading, Paragraph, Quote, Rule, Small
from bot.cards.markup import Span
from bot.cards.say import paragraph, say
from bot.playbook.readiness import Step, next_step
from bot.screens.human import ask_human
from bot.texts import Words


def setup_card(words: Words, name: str, steps: Sequence[Step]) -> Card:
    """List the steps of a programme, and show the next open one whole."""
    done = sum(step.is_done for step in steps)
    coming = next_step(steps)
    elements: list[Element] = [Heading(words("setup.heading", name=name))]
    elements.append(paragraph(words, "setup.count", done=done, all=len(steps)))
    if coming:
        elements += [*_whole(words, coming), Rule()]
    else:
        elements += [paragraph(words, "setup.ready"), Rule()]
    elements.append(Paragraph(tuple(_lines(words, steps))))
    opening = [_button(words, step) for step in steps if not step.is_done and step is not coming]
    elements.append(Buttons((*opening, ask_human(words))))
    return Card(words("setup.heading", name=name), tuple(elements))


def step_card(words: Words, step: Step) -> Card:
    """Show one step whole."""
    back = Button(words("setup.back"), "setup.show", hint=words("setup.back_hint"))
    return Card(_title(words, step), (*_whole(words, step), Buttons((back, ask_human(words)))))


def pilot_over_card(words: Words, name: str) -> Card:
    """Tell an admin that the pilot has ended, and what is to be decided."""
    return Card(words("setup.pilot_over", name=name), (paragraph(words, "setup.pilot_over", name=name),))


def profiles_card(words: Words) -> Card:
    """Remind an admin of the quarterly look at the employer profiles: to read them, never to ask for reviews (R60, R61)."""
    return Card(words("setup.look_again"), (paragraph(words, "setup.look_again"),))


def rotation_card(words: Words, name: str, since: date, departments: Sequence[str]) -> Card:
    """Tell an admin that somebody has been a champion for nine months, and why it is good to ask them (R87)."""
    elements = [
        paragraph(words, "setup.rotation", name=name, day=words.date(since)),
        *([paragraph(words, "setup.rotation_where", where=", ".join(departments))] if departments else []),
        paragraph(words, "setup.rotation_how"),
    ]
    return Card(words("setup.rotation", name=name, day=words.date(since)), tuple(elements))


def _whole(words: Words, step: Step) -> Iterator[Element]:
    yield Paragraph((Span(_title(words, step), bold=True),))
    yield paragraph(words, f"setup.step.{step.name}.why")
    yield paragraph(words, f"setup.step.{step.name}.how")
    if step.missing:
        yield paragraph(words, "setup.missing", keys=", ".join(step.missing))
    yield Quote(words(f"setup.step.{step.name}.lines").strip("\n"))
    yield Small(say(words, "setup.takes", minutes=words(f"setup.step.{step.name}.minutes")))


def _lines(words: Words, steps: Sequence[Step]) -> Iterator[Span]:
    for number, step in enumerate(steps):
        state = "waived" if step.waived_by else "done" if step.is_done else "open"
        line = words(f"setup.{state}", title=_title(words, step), name=step.waived_by)
        yield Span(f"\n{line}" if number else line)


def _button(words: Words, step: Step) -> Button:
    return Button(
        words(f"setup.step.{step.name}.short"), "setup.step", step.name, hint=_title(words, step)[:75]
    )


def _title(words: Words, step: Step) -> str:
    return words(f"setup.step.{step.name}.title")
