"""The same card in, the same picture out: people of two platforms read the same words and can press the same buttons."""

import random

import pytest

from adapters import PLATFORMS
from bot.cards.elements import (
    Button,
    Buttons,
    Card,
    Choice,
    Choices,
    DateInput,
    Element,
    Facts,
    Form,
    FormElement,
    Heading,
    LinkButton,
    Option,
    Paragraph,
    Picture,
    Quote,
    Rule,
    Small,
    Style,
    TextInput,
    TimeInput,
)
from bot.cards.markup import Span, plain
from tests.adapters.slack.hostile import STRINGS
from tests.contracts.platforms import ACTIVE, EYES, FORM_EYES, HARNESSES
from tests.gallery import gallery

CARDS = {name: card for name, card in gallery().items() if isinstance(card, Card)}
FORMS = {name: form for name, form in gallery().items() if isinstance(form, Form)}
ADDRESSES = (
    "https://a.example/",
    "https://a.example/?b=1&c=2#d",
    "http://b.example/(x)",
    "mailto:a@b.example",
    "javascript:x",
    "",
)


def test_every_platform_is_held_to_all_contracts():
    assert set(HARNESSES) == set(EYES) == set(FORM_EYES) == set(ACTIVE) == set(PLATFORMS)


@pytest.mark.parametrize("name", CARDS)
def test_every_screen_is_seen_alike(name: str):
    assert_seen_alike(CARDS[name])


@pytest.mark.parametrize("seed", range(400))
def test_a_card_with_hostile_words_is_seen_alike(seed: int):
    card = a_hostile_card(random.Random(seed))
    assert_seen_alike(card)


@pytest.mark.parametrize("name", FORMS)
def test_every_form_is_seen_alike(name: str):
    assert_filled_in_alike(FORMS[name])


@pytest.mark.parametrize("seed", range(200))
def test_a_form_with_hostile_words_is_seen_alike(seed: int):
    form = a_hostile_form(random.Random(seed))
    assert_filled_in_alike(form)


def assert_seen_alike(card: Card) -> None:
    first, *others = (see(card) for see in EYES.values())
    assert others == [first] * len(others)


def assert_filled_in_alike(form: Form) -> None:
    first, *others = (see(form) for see in FORM_EYES.values())
    assert others == [first] * len(others)


def a_hostile_form(chance: random.Random) -> Form:
    """A form of all elements, full of words that try to be more."""

    def text() -> str:
        return chance.choice(STRINGS).replace("\n", " ")

    def options() -> tuple[Option, ...]:
        return tuple(Option(f"v{number}", text()) for number in range(chance.choice((1, 3, 10, 11, 40))))

    def element(number: int) -> FormElement:
        name, is_optional = f"f{number}", chance.random() < 0.5
        match chance.randrange(9):
            case 0:
                return Heading(text())
            case 1:
                return Paragraph(plain(text()))
            case 2:
                return Small(plain(text()))
            case 3:
                return Rule()
            case 4:
                return TextInput(name, text(), "as it was", text(), optional=is_optional)
            case 5:
                return Choice(name, text(), options(), f"v{chance.randrange(12)}", is_optional, text())
            case 6:
                picked = tuple(f"v{chance.randrange(12)}" for _ in range(chance.randrange(4)))
                return Choices(name, text(), options(), picked, text(), is_optional)
            case 7:
                return DateInput(name, text(), chance.choice(("", "2026-12-24", text())), text(), is_optional)
            case _:
                return TimeInput(name, text(), chance.choice(("", "09:30", text())), text(), is_optional)

    return Form("form", "Title", "Send", tuple(element(number) for number in range(chance.randint(1, 14))))


def a_hostile_card(chance: random.Random) -> Card:
    """A card of all elements, full of words that try to be more."""

    def text() -> str:
        return chance.choice(STRINGS)

    def span() -> Span:
        link = chance.choice(ADDRESSES) if chance.random() < 0.3 else ""
        return Span(text(), bold=chance.random() < 0.3, italic=chance.random() < 0.2, link=link)

    def rich() -> tuple[Span, ...]:
        return tuple(span() for _ in range(chance.randint(1, 3)))

    def button() -> Button | LinkButton:
        if chance.random() < 0.3:
            return LinkButton(text(), chance.choice(ADDRESSES[:4]))
        action = f"claims.{chance.choice(('take', 'open'))}"
        return Button(text(), action, f"post-{chance.randint(1, 9)}", chance.choice(list(Style)))

    def element() -> Element:
        match chance.randrange(8):
            case 0:
                return Heading(text())
            case 1:
                return Quote(text())
            case 2:
                return Small(rich())
            case 3:
                return Facts(tuple((text(), text()) for _ in range(chance.randint(1, 4))))
            case 4:
                return Picture("https://a.example/lamp.png", text())
            case 5:
                return Buttons(tuple(button() for _ in range(chance.randint(1, 4))))
            case 6:
                return Rule()
            case _:
                return Paragraph(rich())

    return Card(text(), tuple(element() for _ in range(chance.randint(1, 7))))
