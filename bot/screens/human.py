"""The way to a human (R22): a button on every card of substance, and whom it leads to. Nobody is told until one writes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.cards.elements import Button, Buttons, Card, Element, Heading, Paragraph, Quote, Small
from bot.cards.markup import Rich, Span, mention
from bot.cards.say import paragraph, say
from bot.domain.people import PersonRef
from bot.texts import Words

ACTION = "human.ask"


@dataclass(frozen=True, slots=True)
class Contact:
    """A colleague one can write to, with where they work if the playbook says so."""

    person: PersonRef
    department: str = ""


def ask_human(words: Words) -> Button:
    """Make the button; it stands last in its row."""
    return Button(words("human.ask"), ACTION, hint=words("human.ask_hint"))


def with_human(words: Words, card: Card) -> Card:
    """Give a card the way to a human as its last row, unless it has one."""
    if leads_to_human(card):
        return card
    return replace(card, elements=(*card.elements, Buttons((ask_human(words),))))


def leads_to_human(card: Card) -> bool:
    """Tell whether a card has the button."""
    rows = (element.items for element in card.elements if isinstance(element, Buttons))
    return any(isinstance(item, Button) and item.action == ACTION for items in rows for item in items)


def human_card(words: Words, programme: str, contacts: Sequence[Contact], owner: str = "") -> Card:
    """Say to whom one can write and how one may begin. `owner` answers for the programme where it has no champion."""
    return Card(words("human.summary"), tuple(_human(words, programme, contacts, owner)))


def whom_to_ask(words: Words, contacts: Sequence[Contact], owner: str = "") -> Paragraph:
    """Name the colleagues, or who answers for the programme, or whom to look for."""
    if contacts:
        return paragraph(words, "human.champions", champions=named(contacts))
    return paragraph(words, "human.owner", owner=owner) if owner else paragraph(words, "human.nobody")


def named(contacts: Sequence[Contact]) -> Rich:
    """Write colleagues one after the other, each in the platform's own way and with their department."""
    names: list[Span] = []
    for contact in contacts:
        names += [*([Span(", ")] if names else []), *mention(contact.person)]
        names += [Span(f" ({contact.department})")] if contact.department else []
    return tuple(names)


def _human(words: Words, programme: str, contacts: Sequence[Contact], owner: str) -> Iterator[Element]:
    yield Heading(words("human.heading"))
    yield whom_to_ask(words, contacts, owner)
    if contacts:
        yield paragraph(words, "human.answer")
    yield paragraph(words, "human.begin")
    yield Quote(words("human.words", programme=programme))
    yield Small(say(words, "human.private"))
