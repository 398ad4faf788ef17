"""Dialogs of Teams: their fields, and what is to be repaired in them."""

import pytest

from adapters.teams.render import adaptive_form
from bot.cards.elements import (
    Choice,
    Choices,
    DateInput,
    Field,
    Form,
    Heading,
    Option,
    Rule,
    Small,
    TextInput,
    TimeInput,
)
from bot.cards.markup import plain
from sandbox.teams.checks import check_card
from tests.adapters.teams import actions, blocks, said
from tests.gallery import gallery

FORMS = {name: form for name, form in gallery().items() if isinstance(form, Form)}
ELEMENTS = {
    "TextBlock", "Container", "FactSet", "Image", "ActionSet", "Input.Text", "Input.ChoiceSet", "Input.Date", "Input.Time",
}  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_every_dialog_has_its_fields_and_one_way_to_send_it(name: str):
    form = FORMS[name]
    document = adaptive_form(form)
    assert {block["type"] for block in blocks(document)} <= ELEMENTS
    fields = [block for block in blocks(document) if block["type"].startswith("Input.")]
    names = [element.name for element in form.elements if isinstance(element, Field)]
    assert [field["id"] for field in fields] == names
    assert all(field["label"].strip() for field in fields)
    assert not set(names) & {"form", "context", "fields", "msteams"}, "it would hide what we sent"
    (submit,) = actions(document)
    assert submit["data"] == {"form": form.name, "context": form.context, "fields": ",".join(names)}


def test_a_form_is_painted_as_a_dialog():
    zones = tuple(Option(f"z{number}", f"Zone_{number}") for number in range(11))
    rhythm = Choice("rhythm", "How often?", (Option("daily", "1. *Daily*"), Option("off", "Not now")), "off")
    why = TextInput("why", "Why?", "Because", "One line", many_lines=True, optional=True, limit=4)
    form = Form(
        "settings",
        "Your settings",
        "Save",
        (Small(plain("For you")), why, rhythm, Choice("zone", "Where?", zones, "nowhere")),
    )
    small, asked, hint, often, where, last = adaptive_form(form)["body"]
    assert (small["text"], hint["text"], last["actions"][0]["title"]) == ("For you", "One line", "Save")
    assert asked == {
        "type": "Input.Text", "id": "why", "label": "Why?", "value": "Beca", "isMultiline": True, "maxLength": 4,
    }  # fmt: skip
    daily = {"title": "\u200b1. \u2217Daily\u2217", "value": "daily"}
    assert often == {
        "type": "Input.ChoiceSet", "id": "rhythm", "label": "How often?", "style": "expanded", "wrap": True,
        "choices": [daily, {"title": "Not now", "value": "off"}], "value": "off", "isRequired": True, "errorMessage": "How often?",
    }  # fmt: skip
    assert (where["style"], len(where["choices"]), "value" in where) == ("compact", 11, False)


def test_the_fields_to_choose_several_a_day_and_a_time_are_painted():
    week = tuple(Option(each, each.title()) for each in ("mon", "tue", "wed"))
    zones = tuple(Option(f"z{number}", f"Zone {number}") for number in range(11))
    form = Form(
        "rhythm",
        "Your days",
        "Save",
        (
            Heading("When"),
            Rule(),
            Choices("days", "Days", week, ("wed", "mon", "sun"), "As many as you like", optional=True),
            Choices("zones", "Zones", zones),
            DateInput("from", "From", "2026-12-24", optional=True),
            DateInput("to", "To", "soon"),
            TimeInput("at", "At", "09:30:00", optional=True),
            TimeInput("until", "Until"),
        ),
    )
    document = adaptive_form(form)
    check_card(document)
    heading, days, hint, zoned, start, end, at, until, _ = document["body"]
    choices = [{"title": each.label, "value": each.value} for each in week]
    assert (heading["text"], heading["style"], hint["text"]) == ("When", "heading", "As many as you like")
    assert days == {
        "type": "Input.ChoiceSet", "id": "days", "label": "Days", "style": "expanded", "wrap": True, "choices": choices,
        "isMultiSelect": True, "value": "mon,wed", "separator": True, "spacing": "medium",
    }  # fmt: skip
    assert (zoned["style"], zoned["isMultiSelect"], len(zoned["choices"])) == ("compact", True, 11)
    assert start == {"type": "Input.Date", "id": "from", "label": "From", "value": "2026-12-24"}
    assert end == {
        "type": "Input.Date", "id": "to", "label": "To", "isRequired": True, "errorMessage": "To",
    }  # fmt: skip
    assert at == {"type": "Input.Time", "id": "at", "label": "At", "value": "09:30"}
    assert (until["isRequired"], "value" in until) == (True, False)


def test_what_is_to_be_repaired_stands_first_under_the_name_of_its_field():
    form = Form("f", "Title", "Send", (TextInput("why", "Why *this*?"), DateInput("day", "Which day?")))
    errors = {"else": "And this.", "day": "This day is **over**.\nChoose another.", "why": "Say more."}
    complaints, *fields = adaptive_form(form, errors)["body"]
    assert [said(item["text"]) for item in complaints["items"]] == [
        "Why *this*?",
        "Say more.",
        "Which day?",
        "This day is **over**.",
        "Choose another.",
        "And this.",
    ]
    assert {item["color"] for item in complaints["items"]} == {"attention"}
    assert fields == adaptive_form(form)["body"]
