"""Cards as Adaptive Cards: every screen is drawn whole, words stay words, and Teams' limits are kept."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.teams.render import MOST_BYTES, adaptive_card, adaptive_form, clean, escaped
from bot.cards.elements import (
    Button,
    Buttons,
    Card,
    Facts,
    Form,
    Heading,
    LinkButton,
    Paragraph,
    Picture,
    Quote,
    Rule,
    Small,
    Style,
)
from bot.cards.markup import Span, mention, plain
from tests.factories import a_person
from tests.gallery import gallery

GALLERY = gallery()
CARDS = {name: card for name, card in GALLERY.items() if isinstance(card, Card)}
FORMS = {name: form for name, form in GALLERY.items() if isinstance(form, Form)}
ELEMENTS = {"TextBlock", "Container", "FactSet", "Image", "ActionSet", "Input.Text", "Input.ChoiceSet"}
ACTIONS = {"Action.Execute", "Action.Submit", "Action.OpenUrl"}


def blocks(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for block in document["body"]:
        yield block
        yield from block.get("items", ())


def actions(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [action for block in blocks(document) for action in block.get("actions", ())]


def read(markdown: str) -> str:
    """What a reader of Teams' Markdown sees: markup gone, escapes undone, mentions as names."""
    kept = re.sub(r"\\(.)", lambda match: f"\ue000{ord(match[1])}\ue001", markdown)
    kept = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", kept)
    kept = re.sub(r"<at>(.*?)</at>", r"@\1", kept)
    kept = re.sub(r"\*\*(.+?)\*\*", r"\1", kept)
    kept = re.sub(r"(?<!\w)_(.+?)_(?!\w)", r"\1", kept)
    return re.sub("\ue000(\\d+)\ue001", lambda match: chr(int(match[1])), kept)


def seen(document: dict[str, Any]) -> str:
    """Everything a person reads on the card, top to bottom."""
    lines = []
    for block in document["body"]:
        inner = block.get("items", [block])
        for each in inner:
            if each["type"] == "TextBlock":
                lines.append(read(each["text"]))
            lines += [f"{read(fact['title'])}: {read(fact['value'])}" for fact in each.get("facts", ())]
            if each["type"] == "Image":
                lines.append(each["altText"])
            lines += [action.get("tooltip") or action["title"] for action in each.get("actions", ())]
    return " ".join(" ".join(lines).split())


def words(card: Card) -> str:
    """The card as text, without the signs that `plain` draws buttons with."""
    bare = re.sub(r"\[([^\]\n]*)\](?: · )?", r"\1 ", card.plain())
    return " ".join(bare.split())


@pytest.mark.parametrize("name", CARDS)
def test_every_screen_is_a_card_of_known_elements_within_the_limit(name):
    document = adaptive_card(CARDS[name])
    assert (document["type"], document["version"]) == ("AdaptiveCard", "1.5")
    assert {block["type"] for block in blocks(document)} <= ELEMENTS
    assert {action["type"] for action in actions(document)} <= ACTIONS
    assert all(block["wrap"] for block in blocks(document) if block["type"] == "TextBlock")
    assert len(json.dumps(document, ensure_ascii=False).encode("utf-16-le")) <= MOST_BYTES * 1.1
    assert document["fallbackText"]


@pytest.mark.parametrize("name", CARDS)
def test_every_screen_says_the_same_as_on_paper(name):
    card = CARDS[name]
    said = seen(adaptive_card(card))
    if name.startswith("kit"):  # its buttons' hints hold brackets of their own
        said, expected = said[:600], words(card)[:600]
    else:
        expected = words(card)
    assert said == expected


@pytest.mark.parametrize("name", CARDS)
def test_no_set_has_more_buttons_than_teams_shows_and_each_comes_back_with_its_value(name):
    document = adaptive_card(CARDS[name])
    assert all(len(block.get("actions", ())) <= 6 for block in blocks(document))
    painted = [action for action in actions(document) if action["type"] == "Action.Execute"]
    drawn = [
        item
        for element in CARDS[name].elements
        if isinstance(element, Buttons)
        for item in element.items
        if isinstance(item, Button)
    ]
    assert [(action["verb"], action["data"]) for action in painted] == [
        (item.action, {"action": item.action, "value": item.value}) for item in drawn
    ]
    assert all(action["fallback"]["data"] == action["data"] for action in painted)


@pytest.mark.parametrize("name", FORMS)
def test_every_dialog_has_its_fields_and_one_way_to_send_it(name):
    form = FORMS[name]
    document = adaptive_form(form)
    fields = [block["id"] for block in blocks(document) if block["type"].startswith("Input.")]
    assert fields == [element.name for element in form.elements if hasattr(element, "name")]
    (submit,) = actions(document)
    assert submit["data"] == {"form": form.name, "context": form.context}


@given(st.text(min_size=1))
def test_what_a_person_wrote_reads_back_and_formats_nothing(text: str):
    document = adaptive_card(Card("x", (Paragraph(plain(text)),)))
    read_back = [read(block["text"]) for block in document["body"]]
    assert read_back == [line for line in clean(text).split("\n") if line.strip()]
    assert "entities" not in document["msteams"]


@pytest.mark.parametrize(
    "line",
    [
        "*bold*",
        "_italic_",
        "[a](https://evil.example)",
        "# big",
        "- item",
        "1. item",
        "<at>Tom</at>",
        "a & b",
        "\\*",
    ],
)
def test_signs_that_format_are_escaped(line: str):
    assert escaped(line) != line
    assert read(escaped(line)) == line


def test_our_own_markup_is_bold_italic_link_and_mention():
    person = a_person("29:1abc-DEF")
    text = (
        Span("Hello ", bold=True),
        *mention(person),
        Span(" see", italic=True),
        Span("here", link="https://x.example"),
    )
    (block,) = adaptive_card(Card("x", (Paragraph(text),)))["body"]
    assert block["text"] == "**Hello** <at>29:1abc-DEF</at> _see_[here](https://x.example)"
    entities = adaptive_card(Card("x", (Paragraph(text),)))["msteams"]["entities"]
    assert [(each["text"], each["mentioned"]["id"]) for each in entities] == [
        ("<at>29:1abc-DEF</at>", "29:1abc-DEF")
    ]


def test_each_element_has_its_shape():
    card = Card(
        "Summary",
        (
            Heading("Title"),
            Small(plain("margin")),
            Rule(),
            Quote("one\n\ntwo"),
            Facts((("a", "b"),)),
            Picture("https://x.example/p.png", "a lamp"),
            Buttons(
                (
                    Button("Go", "a.go", "1", Style.PRIMARY, "Go there"),
                    Button("Stop", "a.stop", "2", Style.DANGER),
                    LinkButton("Open", "https://x.example", "Open it"),
                )
            ),
        ),
    )
    title, margin, quote, facts, picture, buttons = adaptive_card(card)["body"]
    assert (title["style"], title["weight"]) == ("heading", "bolder")
    assert (margin["isSubtle"], margin["size"]) == (True, "small")
    assert (quote["separator"], quote["style"]) == (True, "emphasis")
    assert [item.get("spacing") for item in quote["items"]] == [None, "medium"]
    assert facts["facts"] == [{"title": "a", "value": "b"}]
    assert picture["altText"] == "a lamp"
    assert [action.get("style") for action in buttons["actions"]] == ["positive", "destructive", None]
    assert [action.get("tooltip") for action in buttons["actions"]] == ["Go there", None, "Open it"]


def test_a_card_that_is_too_large_loses_text_and_keeps_its_buttons():
    texts = tuple(Paragraph(plain("word " * 600)) for _ in range(30))
    document = adaptive_card(Card("x", (*texts, Buttons((Button("Go", "a.go"),)))))
    compact = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    assert MOST_BYTES / 2 < len(compact.encode("utf-16-le")) <= MOST_BYTES
    assert actions(document)
