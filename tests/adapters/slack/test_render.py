"""Cards and forms as Block Kit: what is painted, within which limits, and that words stay words."""

import re

import pytest

from adapters.slack.render import clean, dialog, home, message, modal
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
)
from bot.cards.markup import Span, mention, plain, rich
from bot.domain.people import PersonRef
from tests.adapters.slack.hostile import STRINGS, readings, strings

CAMILLE = PersonRef("slack", "T0SANDBOX", "U0CAMILLE")
TAKE = Button("Take a place", "claims.take", "post-1", Style.PRIMARY, "Take a place: the share")
FULL = Card(
    "The share of the day",
    (
        Heading("The share of the day"),
        Paragraph(
            (*rich("**{n}** places, see [the page](https://a.example/?b=1&c=2), ", n=3), *mention(CAMILLE))
        ),
        Quote("Come & see\n<how> it *is* made"),
        Facts((("Ends", "Friday"), ("Places", "2_000"))),
        Rule(),
        Picture("https://a.example/lamp.png", "A lamp"),
        Small(plain("From the workshop")),
        Small(rich("**{n}** left, _soon_ [gone](https://a.example/?b=1&c=2)", n=3)),
        Buttons(
            (
                TAKE,
                Button("Give it back", "claims.take", style=Style.DANGER),
                LinkButton("Read", "https://a.example/"),
            )
        ),
    ),
)


def text(words: str) -> dict[str, object]:
    return {"type": "plain_text", "text": words, "emoji": False}


def test_a_card_is_painted_as_block_kit():
    section = [
        {"type": "text", "text": "3", "style": {"bold": True}},
        {"type": "text", "text": " places, see "},
        {"type": "link", "url": "https://a.example/?b=1&c=2", "text": "the page"},
        {"type": "text", "text": ", "},
        {"type": "user", "user_id": "U0CAMILLE"},
    ]
    quote = [{"type": "text", "text": "Come & see\n<how> it *is* made"}]
    take = {
        "type": "button",
        "text": text("Take a place"),
        "accessibility_label": "Take a place: the share",
        "action_id": "claims.take",
        "value": "post-1",
        "style": "primary",
    }
    give = {"type": "button", "text": text("Give it back"), "action_id": "claims.take#2", "style": "danger"}
    read = {"type": "button", "text": text("Read"), "action_id": "open:1", "url": "https://a.example/"}
    margin = "*3* left, _soon_ <https://a.example/?b=1&amp;c=2|gone>"
    assert message(FULL)["blocks"] == [
        {"type": "header", "text": text("The share of the day")},
        {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": section}]},
        {"type": "rich_text", "elements": [{"type": "rich_text_quote", "elements": quote}]},
        {
            "type": "section",
            "fields": [
                {"type": "mrkdwn", "text": "*Ends*\nFriday", "verbatim": True},
                {"type": "mrkdwn", "text": "*Places*\n2_000", "verbatim": True},
            ],
        },
        {"type": "divider"},
        {"type": "image", "image_url": "https://a.example/lamp.png", "alt_text": "A lamp"},
        {"type": "context", "elements": [text("From the workshop")]},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": margin, "verbatim": True}]},
        {"type": "actions", "elements": [take, give, read]},
    ]


def test_the_text_says_all_of_the_card_for_screen_readers():
    assert message(FULL)["text"] == (
        "The share of the day\n3 places, see the page, <@U0CAMILLE>\nCome &amp; see\n&lt;how&gt; it *is* made\n"
        "Ends: Friday\nPlaces: 2_000\nA lamp\nFrom the workshop\n3 left, soon gone\n"
        "[Take a place: the share] · [Give it back] · [Read]"
    )


def test_the_text_begins_with_the_summary():
    assert message(Card("In short", (Quote("At length"),)))["text"] == "In short\nAt length"
    assert message(Card("In", (Quote("In short"),)))["text"] == "In short"
    assert message(Card("", ()))["text"] == "…"


@pytest.mark.parametrize("words", ["é" * 5_000, "&" * 5_000, "<@U0ALEX>" * 900, "😀" * 2_000])
def test_a_long_text_is_cut_at_4000_bytes_without_tearing_anything(words):
    said = message(Card(words, ()))["text"]
    assert len(said.encode()) <= 4_000
    assert said.endswith("…")
    assert re.fullmatch(r"(?:[^&<>]|&(?:amp|lt|gt);)*", said)


def test_a_mention_at_the_cut_is_left_out_whole():
    card = Card("", (Paragraph((Span("x" * 3_990), *mention(CAMILLE), Span("y" * 100))),))
    assert message(card)["text"] == "x" * 3_990 + "…"


def test_people_of_other_platforms_and_odd_ids_are_written_not_mentioned():
    for person in (PersonRef("teams", "t", "U0CAMILLE"), PersonRef("slack", "t", "U1> <!channel")):
        painted = message(Card("x", (Paragraph(mention(person)), Small(mention(person)))))
        assert list(readings(painted["blocks"])) == []
        assert "<" not in painted["text"]


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", "data:text/html,x", "ftp://a.example", "//a.example", "/a", "a.example", "http://", "https:///x",
        "https://a.example/\u202ex", "https://a.ex ample", "https://a.example/\n", "https://[x", "mailto:", "", "HTTPS",
        "https://a.example/" + "x" * 3_000,
    ],
)  # fmt: skip
def test_an_address_that_is_not_one_is_no_link(url):
    card = Card(
        "x",
        (
            Paragraph((Span("here", link=url),)),
            Small((Span("here", link=url),)),
            Picture(url, "alt"),
            Buttons((LinkButton("go", url),)),
        ),
    )
    assert list(readings(message(card)["blocks"])) == []
    assert all(url not in each for each in strings(message(card)["blocks"]) if url)


def test_addresses_of_mail_and_with_odd_characters_stay_links():
    words = (
        Span("write", link="mailto:?subject=a&body=b"),
        Span(" "),
        Span("see", link="https://a.example/<x|y>"),
    )
    [block] = message(Card("x", (Small(words),)))["blocks"]
    assert (
        block["elements"][0]["text"]
        == "<mailto:?subject=a&amp;body=b|write> <https://a.example/%3Cx%7Cy%3E|see>"
    )


@pytest.mark.parametrize(
    ("words", "marked"),
    [
        (rich("**{a}**b", a="x"), "*x*\u200bb"),
        (rich("b**{a}**", a="x"), "b\u200b*x*"),
        (rich("b **{a}** c", a="x"), "b *x* c"),
        (rich("b **{a}**, _c_", a=" x "), "b  *x* , _c_"),
        (rich("_{a}_", a="snake_case and _more_"), "_snake_case and ˍmoreˍ_"),
    ],
)
def test_marks_stand_at_the_edges_of_words(words, marked):
    [block] = message(Card("x", (Small(words),)))["blocks"]
    assert block["elements"][0]["text"] == marked


def test_the_corpus_of_hostile_words_is_large():
    assert len(set(STRINGS)) >= 500


@pytest.mark.parametrize("words", STRINGS)
def test_hostile_words_stay_words_on_every_surface(words):
    card = Card(
        words,
        (
            Heading(words),
            Paragraph(plain(words)),
            Quote(words),
            Small(plain(words)),
            Facts(((words, words),)),
            Picture("https://a.example/x.png", words),
            Buttons((Button(words, "a", words, hint=words), Button(words, "b"))),
        ),
    )
    form = Form(
        "form",
        words,
        words,
        (
            Paragraph(plain(words)),
            Small(plain(words)),
            TextInput("a", words, words, words),
            Choice("b", words, (Option("v", words), Option("w", words)), hint=words),
            Heading(words),
            Choices("c", words, (Option("v", words), Option("w", words)), ("w",), words),
            DateInput("d", words, words, words),
            TimeInput("e", words, words, words),
        ),
        words,
    )
    label = clean(words).replace("\n", " ").strip()
    for painted in (message(card), home(card), modal(card), dialog(form)):
        found = [
            reading
            for reading in readings(painted)
            if not (label and reading.startswith("*") and reading.endswith("*"))
        ]
        assert found == []
        assert len(list(readings(painted))) <= 1, "the label of a fact is bold, and nothing else is anything"
        for each in strings(painted):
            assert not re.search(
                "[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069\ufeff\ufdd0-\ufdef\ud800-\udfff]", each
            )
    assert "<" not in message(card)["text"]


@pytest.mark.parametrize("words", STRINGS[::3])
def test_hostile_words_inside_our_own_marks_stay_words(words):
    template = rich("We say **{a}** and _{a}_ and [{a}](https://a.example/) and {a}", a=words)
    visible = bool(clean(words).strip())
    [block] = message(Card("x", (Small(template),)))["blocks"]
    marked = block["elements"][0]["text"]
    assert re.findall(r"<(?!https://a\.example/\|)[^>]*>", marked) == []
    assert marked.count("<") == (1 if visible else 0)
    runs = message(Card("x", (Paragraph(template),)))["blocks"][0]["elements"][0]["elements"]
    assert [run["url"] for run in runs if run["type"] == "link"] == ["https://a.example/"] * bool(
        clean(words)
    )
    assert {run["type"] for run in runs} <= {"text", "link"}


@pytest.mark.parametrize("words", [each for each in STRINGS if each == clean(each) and each.strip()][::5])
def test_running_words_and_quotes_are_verbatim(words):
    for element in (Paragraph(plain(words)), Quote(words)):
        [block] = message(Card("x", (element,)))["blocks"]
        assert "".join(run["text"] for run in block["elements"][0]["elements"]) == words


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Camille Moreau", "Camille Moreau"),
        ("d’accord\u00a0: « oui\u202f»", "d’accord\u00a0: « oui\u202f»"),
        ("محمد", "محمد"),
        ("שלום", "שלום"),
        ("e\u0301", "é"),
        ("👩\u200d💻 and 🏳️\u200d🌈", "👩\u200d💻 and 🏳️\u200d🌈"),
        ("a\u200db", "ab"),
        ("two\r\nlines\tand a tab", "two\nlines\tand a tab"),
        ("a\u2028b", "a\nb"),
        *(
            (f"a{mark}b", "ab")
            for mark in "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
        ),
        *((f"a{mark}b", "ab") for mark in "\u200b\u200c\u2060\ufeff\xad\x00\x7f\x85\ud83d\ufdd0"),
    ],
)
def test_what_hides_or_reorders_is_taken_out_and_the_rest_stays(given, kept):
    assert clean(given) == kept
