"""The limits of Block Kit: whatever a screen says, Slack takes it, and what must go is chosen with care."""

import json

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from adapters.slack.render import MESSAGE_CHARACTERS, dialog, home, message, modal
from bot.cards.elements import (
    Button,
    Buttons,
    Card,
    Choice,
    Choices,
    DateInput,
    Facts,
    Form,
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
)  # fmt: skip
from bot.cards.markup import Span, mention, plain
from bot.domain.people import PersonRef
from sandbox.blockkit.blocks import MAX_VIEW_BYTES, characters, check_blocks, check_view

CAMILLE = PersonRef("slack", "T0SANDBOX", "U0CAMILLE")
TAKE = Button("Take a place", "claims.take", "post-1", Style.PRIMARY, "Take a place: the share")


def text(words: str) -> dict[str, object]:
    return {"type": "plain_text", "text": words, "emoji": False}


words = st.builds(lambda part, times: part * times, st.text(max_size=12), st.sampled_from([1, 1, 3, 40, 400]))
urls = st.sampled_from(
    ["https://a.example/", "https://a.example/" + "x" * 2_900, "javascript:x", "mailto:a@b.example"]
)
people = st.sampled_from([None, CAMILLE, PersonRef("teams", "t", "someone")])
spans = st.builds(Span, words, st.booleans(), st.booleans(), urls | st.just(""), people)
riches = st.lists(spans, max_size=4).map(tuple)
buttons = st.builds(
    Button, words, st.sampled_from(["a.b", "c.d"]), words, st.sampled_from(Style), words
) | st.builds(LinkButton, words, urls, words)
elements = st.one_of(
    st.builds(Heading, words),
    st.builds(Paragraph, riches),
    st.builds(Small, riches),
    st.builds(Quote, words),
    st.builds(Facts, st.lists(st.tuples(words, words), max_size=13).map(tuple)),
    st.just(Rule()),
    st.builds(Picture, urls, words),
    st.builds(Buttons, st.lists(buttons, max_size=30).map(tuple)),
)
cards = st.builds(Card, words, st.lists(elements, max_size=8).map(tuple))


# Shrinking cards of this size takes minutes; the failing one is shown as it was found.
@settings(max_examples=40, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(card=cards, times=st.sampled_from([1, 1, 9, 20]))
def test_any_card_is_within_limits_on_every_surface(card, times):
    card = Card(card.summary, card.elements * times)
    painted = message(card)
    assert check_blocks(painted["blocks"], "message") == []
    assert (
        characters(painted["blocks"])
        <= len(json.dumps(painted["blocks"], ensure_ascii=False))
        <= MESSAGE_CHARACTERS
    )
    assert 0 < len(painted["text"].encode()) <= 4_000
    assert check_view(home(card), "home") == []
    dialogue = modal(card)
    assert check_view(dialogue, "modal") == []
    assert len(json.dumps(dialogue, ensure_ascii=False).encode()) <= MAX_VIEW_BYTES


names = st.sampled_from(["one", "two", "three", "four"])
options = st.lists(st.builds(Option, st.text("abc", min_size=1, max_size=9), words), max_size=120).map(tuple)
moments = st.sampled_from(
    ["", "2026-11-23", "2026-02-30", "09:30", "23:59:59", "24:00", "soon", "\u0661\u0662:30"]
)
fields = st.one_of(
    st.builds(Heading, words),
    st.just(Rule()),
    st.builds(Paragraph, riches),
    st.builds(Small, riches),
    st.builds(TextInput, names, words, words, words, st.booleans(), st.booleans(), st.integers(-1, 9_000)),
    st.builds(Choice, names, words, options, st.text("abc", max_size=3), st.booleans(), words),
    st.builds(Choices, names, words, options, st.tuples(st.text("abc", max_size=3)), words, st.booleans()),
    st.builds(DateInput, names, words, moments, words, st.booleans()),
    st.builds(TimeInput, names, words, moments, words, st.booleans()),
)


@settings(max_examples=100, deadline=None)
@given(form=st.builds(
    Form, words, words, words, st.lists(fields, min_size=1, max_size=6, unique_by=lambda field: getattr(field, "name", field)).map(tuple),
    words, words,
))  # fmt: skip
def test_any_form_is_within_limits(form):
    assert check_view(dialog(form), "modal") == []


def test_too_much_text_goes_from_the_end_and_the_buttons_stay():
    card = Card("x", (*(Quote(f"{number} " + "x" * 2_000) for number in range(9)), Buttons((TAKE,))))
    blocks = message(card)["blocks"]
    assert [block["type"] for block in blocks] == ["rich_text"] * 5 + ["context", "actions"]
    assert blocks[5]["elements"] == [text("…")]
    assert blocks[0]["elements"][0]["elements"][0]["text"].startswith("0 ")


def test_too_many_blocks_are_cut_to_fifty():
    blocks = message(Card("x", (Heading("Top"), *(Rule() for _ in range(60)), Buttons((TAKE,)))))["blocks"]
    assert len(blocks) == 50
    assert [block["type"] for block in (blocks[0], *blocks[-2:])] == ["header", "context", "actions"]


def test_a_long_paragraph_becomes_several_with_nothing_lost():
    long = "".join(chr(97 + number % 26) for number in range(7_500))
    blocks = message(Card("x", (Paragraph((Span(long), *mention(CAMILLE), Span("end", bold=True))),)))[
        "blocks"
    ]
    runs = [run for block in blocks for run in block["elements"][0]["elements"]]
    assert len(blocks) == 3
    assert "".join(run.get("text", "@") for run in runs) == long + "@end"


def test_labels_are_cut_with_an_ellipsis():
    card = Card("x" * 40, (Heading("h" * 200), Buttons((Button("b" * 100, "a", hint="c" * 100),))))
    header, actions = message(card)["blocks"]
    assert header["text"]["text"] == "h" * 149 + "…"
    assert actions["elements"][0]["text"]["text"] == "b" * 74 + "…"
    assert actions["elements"][0]["accessibility_label"] == "c" * 74 + "…"
    assert modal(card)["title"]["text"] == "Portevoix"


def test_buttons_wrap_at_25_and_facts_at_10():
    card = Card("x", (Buttons((TAKE,) * 30), Facts((("a", "b"),) * 12)))
    sizes = [len(block.get("elements") or block["fields"]) for block in message(card)["blocks"]]
    assert sizes == [25, 5, 10, 2]


def test_a_form_is_painted_as_a_dialog():
    form = Form(
        "settings",
        "Your settings",
        "Save",
        (
            Small(plain("For you alone")),
            TextInput("why", "Why?", "Because", "One line", many_lines=True, optional=True, limit=4),
            Choice("rhythm", "How often?", (Option("daily", "Each day"), Option("off", "Not now")), "off"),
            Choice("zone", "Where?", tuple(Option(f"z{number}", f"Zone {number}") for number in range(11))),
        ),
        cancel="Back",
        context="member-7",
    )
    off = {"text": text("Not now"), "value": "off"}
    zones = [{"text": text(f"Zone {number}"), "value": f"z{number}"} for number in range(11)]
    why = {
        "type": "plain_text_input",
        "action_id": "why",
        "multiline": True,
        "max_length": 4,
        "initial_value": "Beca",
    }
    rhythm = {
        "type": "radio_buttons",
        "action_id": "rhythm",
        "options": [{"text": text("Each day"), "value": "daily"}, off],
        "initial_option": off,
    }
    zone = {"type": "static_select", "action_id": "zone", "options": zones}
    assert dialog(form) == {
        "type": "modal",
        "callback_id": "settings",
        "title": text("Your settings"),
        "submit": text("Save"),
        "close": text("Back"),
        "private_metadata": "member-7",
        "blocks": [
            {"type": "context", "elements": [text("For you alone")]},
            {
                "type": "input", "block_id": "why", "label": text("Why?"), "element": why, "optional": True,
                "hint": text("One line"),
            },
            {"type": "input", "block_id": "rhythm", "label": text("How often?"), "element": rhythm, "optional": False},
            {"type": "input", "block_id": "zone", "label": text("Where?"), "element": zone, "optional": False},
        ],
    }  # fmt: skip


def test_the_fields_to_choose_several_a_day_and_a_time_are_painted():
    week = tuple(Option(each, each.title()) for each in ("mon", "tue", "wed"))
    zones = tuple(Option(f"z{number}", f"Zone {number}") for number in range(11))
    form = Form(
        "rhythm",
        "Your days",
        "Save",
        (
            Heading("When"),
            Choices("days", "Days", week, ("wed", "mon", "sun"), "As many as you like", optional=True),
            Choices("zones", "Zones", zones),
            Rule(),
            DateInput("from", "From", "2026-12-24", "The first day", optional=True),
            DateInput("to", "To", "soon"),
            TimeInput("at", "At", "09:30:00", optional=True),
            TimeInput("until", "Until"),
            Choice("one", "One", week, hint="Only one"),
        ),
    )
    painted = dialog(form)["blocks"]
    monday, tuesday, wednesday = ({"text": text(each.label), "value": each.value} for each in week)
    assert [block["type"] for block in painted] == ["header", "input", "input", "divider", *["input"] * 5]
    fields = {block["block_id"]: block for block in painted if block["type"] == "input"}
    assert {name: field["element"] for name, field in fields.items()} == {
        "days": {
            "type": "checkboxes", "action_id": "days", "options": [monday, tuesday, wednesday],
            "initial_options": [monday, wednesday],
        },
        "zones": {
            "type": "multi_static_select", "action_id": "zones",
            "options": [{"text": text(f"Zone {number}"), "value": f"z{number}"} for number in range(11)],
        },
        "from": {"type": "datepicker", "action_id": "from", "initial_date": "2026-12-24"},
        "to": {"type": "datepicker", "action_id": "to"},
        "at": {"type": "timepicker", "action_id": "at", "initial_time": "09:30"},
        "until": {"type": "timepicker", "action_id": "until"},
        "one": {"type": "radio_buttons", "action_id": "one", "options": [monday, tuesday, wednesday]},
    }  # fmt: skip
    assert {name for name, field in fields.items() if field["optional"]} == {"days", "from", "at"}
    assert {name: field["hint"] for name, field in fields.items() if "hint" in field} == {
        "days": text("As many as you like"),
        "from": text("The first day"),
        "one": text("Only one"),
    }
    assert check_view(dialog(form), "modal") == []


def test_a_value_with_a_comma_is_no_answer_among_several():
    with pytest.raises(ValueError, match="comma"):
        Choices("days", "Days", (Option("mon,tue", "Both"),))
