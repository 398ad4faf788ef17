"""Cards and forms as Adaptive Cards: every screen is drawn whole, words stay words, and Teams' limits are kept."""

from typing import cast

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from adapters.teams.markdown import CUT, escaped, shortened
from adapters.teams.render import MOST_BYTES, adaptive_card, adaptive_form
from bot.cards.clean import clean
from bot.cards.elements import (
    Button,
    Buttons,
    Card,
    Element,
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
)
from bot.cards.markup import Rich, Span, mention, plain, rich
from bot.domain.people import PersonRef
from tests.adapters.slack.hostile import STRINGS
from tests.adapters.teams import actions, blocks, markdowns, marked, read, said, seen, size
from tests.gallery import gallery

GALLERY = gallery()
CARDS = {name: card for name, card in GALLERY.items() if isinstance(card, Card)}
ELEMENTS = {
    "TextBlock", "Container", "FactSet", "Image", "ActionSet", "Input.Text", "Input.ChoiceSet", "Input.Date", "Input.Time",
}  # fmt: skip
ACTIONS = {"Action.Execute", "Action.Submit", "Action.OpenUrl"}
CAMILLE = PersonRef("teams", "tenant", "29:1abc_DEF-2")
HOSTILE = [
    *STRINGS, "    code", "\tcode", "---", "- - -", "***", "* * *", "===", "1.", "12) x", "+", "+ x", "#", "###### x", "[x]: /y",
    "[x][y]", "![x](y)", "<!-- x -->", "<at>Tom</at>", "&amp;", "&#42;", "~~~", "a\\", "a\\\\*b*", "\\[x](y)", "[x](y", "]([x](y))",
    "{{DATE(2026-11-26T09:00:00Z, SHORT)}}", "{{TIME(2026-11-26T09:00:00Z)}}", "\u3000*x*", "\u00a0# x", "__init__",
]  # fmt: skip


def texts_of(*elements: Element) -> list[str]:
    return markdowns(adaptive_card(Card("x", elements)))


@pytest.mark.parametrize("name", CARDS)
def test_every_screen_is_a_card_of_known_elements_within_the_limit(name: str):
    document = adaptive_card(CARDS[name])
    assert (document["type"], document["version"]) == ("AdaptiveCard", "1.5")
    assert document["fallbackText"] == clean(CARDS[name].summary)
    assert {block["type"] for block in blocks(document)} <= ELEMENTS
    assert {action["type"] for action in actions(document)} <= ACTIONS
    assert all(block["wrap"] for block in blocks(document) if block["type"] == "TextBlock")
    assert size(document) <= MOST_BYTES


@pytest.mark.parametrize("name", CARDS)
def test_every_screen_says_the_same_as_on_paper(name: str):
    on_paper = CARDS[name].plain().replace("] · [", "] [")
    assert seen(adaptive_card(CARDS[name])) == " ".join(on_paper.split())


@pytest.mark.parametrize("name", CARDS)
def test_every_button_comes_back_with_its_action_and_value_also_from_older_clients(name: str):
    document = adaptive_card(CARDS[name])
    rows = [element.items for element in CARDS[name].elements if isinstance(element, Buttons)]
    drawn = [item for row in rows for item in row if isinstance(item, Button)]
    ours = [action for action in actions(document) if action["type"] != "Action.OpenUrl"]
    assert [(action["data"]["action"], action["data"]["value"]) for action in ours] == [
        (item.action, item.value) for item in drawn
    ]
    for action, item in zip(ours, drawn, strict=True):
        if item.opens_form:
            assert (action["type"], action["data"]["msteams"]) == ("Action.Submit", {"type": "task/fetch"})
        else:
            older = action["fallback"]
            assert (action["type"], action["verb"]) == ("Action.Execute", item.action)
            assert (older["type"], older["data"]) == ("Action.Submit", action["data"])


def test_a_set_has_at_most_six_buttons_and_none_is_lost():
    row = tuple(Button(f"b{number}", "a", str(number)) for number in range(25))
    document = adaptive_card(Card("x", (Buttons(row),)))
    assert [len(block["actions"]) for block in document["body"]] == [6, 6, 6, 6, 1]
    assert [action["data"]["value"] for action in actions(document)] == [item.value for item in row]


def test_each_element_has_its_shape():
    row = (
        Button("Go", "a.go", "1", Style.PRIMARY, "Go there"),
        Button("Stop", "a.stop", "2", Style.DANGER),
        LinkButton("Open", "https://x.example", "Open it"),
    )
    card = Card(
        "Summary",
        (
            Heading("Title\nin two lines"),
            Small(plain("margin")),
            Rule(),
            Quote("one\ntwo\n\nthree"),
            Facts((("a", "b"), ("", "c\n- d"))),
            Picture("https://x.example/p.png", "a lamp"),
            Buttons(row),
            Rule(),
        ),
    )
    title, margin, quote, facts, picture, buttons = adaptive_card(card)["body"]
    assert (title["style"], title["weight"], title["size"]) == ("heading", "bolder", "medium")
    assert title["text"] == "Title in two lines"
    assert (margin["isSubtle"], margin["size"]) == (True, "small")
    assert (quote["type"], quote["style"], quote["separator"]) == ("Container", "emphasis", True)
    assert [(item["text"], item.get("spacing")) for item in quote["items"]] == [
        ("one", None),
        ("two", "none"),
        ("three", "medium"),
    ]
    assert facts["facts"] == [{"title": "a", "value": "b"}, {"title": "\u00a0", "value": "c\n\n\\- d"}]
    assert (picture["url"], picture["altText"]) == ("https://x.example/p.png", "a lamp")
    assert [action.get("style") for action in buttons["actions"]] == ["positive", "destructive", None]
    assert [action.get("tooltip") for action in buttons["actions"]] == ["Go there", None, "Open it"]
    assert buttons["actions"][2]["url"] == "https://x.example"


def test_an_element_that_is_not_known_is_refused():
    with pytest.raises(TypeError, match="str"):
        adaptive_card(Card("x", (cast("Element", "words"),)))
    with pytest.raises(TypeError, match="Option"):
        adaptive_form(Form("f", "t", "s", (cast("Small", Option("x", "y")),)))


def test_our_own_markup_is_bold_italic_link_and_mention():
    text = (
        *rich("**{n}** places, _soon_ on [the {page}](https://x.example/?a=1&b=_2)", n=3, page="*page*"),
        Span(" or "),
        Span(" there ", bold=True, italic=True, link="https://x.example/(y)"),
        *mention(CAMILLE),
    )
    document = adaptive_card(Card("x", (Paragraph(text), Small(mention(CAMILLE)))))
    assert document["body"][0]["text"] == (
        "**3** places, _soon_ on [the \\*page\\*](https://x.example/?a=1&b=_2) or "
        " [_**there**_](https://x.example/%28y%29) <at>29:1abc-DEF-2</at>"
    )
    mentioned = {"id": CAMILLE.user, "name": CAMILLE.user}
    entity = {"type": "mention", "text": "<at>29:1abc-DEF-2</at>", "mentioned": mentioned}
    assert document["msteams"]["entities"] == [entity]


def test_people_of_other_platforms_and_odd_ids_are_written_not_mentioned():
    for person in (PersonRef("slack", "T", "U0_NADIA_"), PersonRef("teams", "t", "29:1</at><at>x")):
        document = adaptive_card(Card("x", (Paragraph(mention(person)), Small(mention(person)))))
        assert [said(text) for text in markdowns(document)] == [f"@{person.user}"] * 2
        assert "entities" not in document["msteams"]


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        (rich("**{a}**b", a="x"), "**x**b"),
        (rich("**{a}**b", a="x."), "x.b"),
        (rich("**{a}** b", a=" x. "), " **x.**  b"),
        (rich("_{a}_b", a="x"), "xb"),
        (rich("(_{a}_), «**{b}**»", a="snake_case", b="*"), "(_snake_case_), «**\\***»"),
        (
            (Span("a", bold=True), Span("b", bold=True, link="https://x.example/")),
            "**a**[**b**](https://x.example/)",
        ),
        ((Span("a", italic=True), Span("_b", italic=True), Span("c", bold=True)), "a_b**c**"),
        ((Span("Now!"), Span("b", link="https://x.example/")), "Now\\![b](https://x.example/)"),
        ((Span("b", link="mailto:?subject=a"), Span("c", link="mailto:")), "[b](mailto:?subject=a)c"),
    ],
)
def test_marks_stand_where_they_hold_and_else_the_words_go_without(text: Rich, drawn: str):
    (painted,) = texts_of(Paragraph(text))
    assert painted.replace("\u00a0", " ") == drawn
    assert "".join(run.words for run in read(painted)).split() == "".join(span.text for span in text).split()


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "//a.example", "a.example", "http://", "https://a.example/\u202ex", "https://[x", "mailto:", ""],
)  # fmt: skip
def test_an_address_that_is_not_one_is_no_link(url: str):
    elements = (Paragraph((Span("here", link=url),)), Picture(url, "alt"), Buttons((LinkButton("go", url),)))
    assert [block.get("text") for block in adaptive_card(Card("x", elements))["body"]] == ["here"]


def spaced(line: str) -> str:
    """A line with its indentation in the spaces that stay."""
    bare = line.lstrip(" \t\u00a0")
    return " " * (len(line) - len(bare)) + bare.replace("\u00a0", " ")


def assert_words_stay_words(words: str) -> None:
    lines = [line for line in clean(words).split("\n") if line.strip()]
    document = adaptive_card(Card("x", (Paragraph(plain(words)), Quote(words), Facts((("", words),)))))
    painted = markdowns(document)
    assert [marked(each) for each in painted] == [[]] * len(painted)
    assert [said(each) for each in painted if each.strip()] == [spaced(line) for line in lines] * 3
    assert not any("](" in each for each in painted), "the mobile clients do not heed a backslash here"
    assert "entities" not in document["msteams"]


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_stay_words(words: str):
    assert_words_stay_words(words)
    assert_words_stay_words(f"one\n{words}")
    inside = texts_of(
        Paragraph(rich("We **{a}** and [{a}](https://a.example/) and _{a}_ ", a=words.replace("\n", " ")))
    )
    ours = {"**", "_", "https://a.example/"}
    assert all({marks for _, marks in marked(each)} <= ours for each in inside)


SIGNS = st.text(
    st.sampled_from("*_[]()\\`#-+.1><&~|!:;{}= \tab\n@/") | st.characters(codec="utf-8"), max_size=40
)


@settings(deadline=None, max_examples=400)
@given(SIGNS)
def test_any_words_stay_words_and_read_back_exactly(words: str):
    assert_words_stay_words(words)


def test_what_needs_no_escape_has_none():
    for line in (
        "AT&T, R&D",
        "5 < 6 <3",
        "#Advocacy @all",
        "2 * 3 = 6",
        "snake_case",
        "C:\\Users",
        "-5 °C",
        "3.5 (a)",
        "~10",
    ):
        assert said(escaped(line)) == line
        assert escaped(f"x {line}") == f"x {line}"


@pytest.mark.parametrize(
    ("text", "limit", "cut"),
    [
        ("short", 5, "short"),
        ("One is here. Two is longer.", 20, f"One is here. {CUT}"),
        ("One two three four", 12, f"One two{CUT}"),
        ("x" * 30, 10, "x" * 8 + CUT),
        ("", 0, ""),
        ("ab", 1, CUT),
    ],
)
def test_long_texts_are_cut_after_a_sentence_else_a_word(text: str, limit: int, cut: str):
    assert shortened(text, limit) == cut
    assert len(cut) <= max(limit, len(CUT)) or text == cut


def test_a_card_that_is_too_large_loses_text_and_keeps_its_buttons():
    texts = tuple(Paragraph(plain("Some words of it. " * 160)) for _ in range(30))
    document = adaptive_card(Card("x", (Heading("Title"), *texts, Buttons((Button("Go", "a.go"),)))))
    assert MOST_BYTES * 0.9 < size(document) <= MOST_BYTES
    assert [block["type"] for block in document["body"]] == ["TextBlock"] * 31 + ["ActionSet"]
    assert all(block["text"].endswith(f". {CUT}") for block in document["body"][1:-1])


def test_far_too_many_parts_go_from_the_end_and_the_buttons_stay():
    texts = tuple(Paragraph(plain(f"{number}")) for number in range(400))
    document = adaptive_card(Card("x", (*texts, Buttons((Button("Go", "a.go"),)))))
    body = document["body"]
    assert [body[0]["text"], body[-2]["text"], body[-1]["type"]] == ["0", CUT, "ActionSet"]
    assert MOST_BYTES * 0.98 < size(document) <= MOST_BYTES, "as many stay as fit"


@pytest.mark.parametrize("letter", ["x", "é", "漢", "😀", '"', "*", "\n"])
def test_the_largest_allowed_texts_fit_in_any_script(letter: str):
    row = tuple(Button(letter * 75, "a" * 40, "v" * 36, hint=letter * 75) for _ in range(25))
    card = Card(
        letter * 150,
        (Heading(letter * 150), Paragraph(plain(letter * 3_000)), Quote(letter * 3_000), Buttons(row)),
    )
    document = adaptive_card(card)
    assert size(document) <= MOST_BYTES


words = st.builds(lambda part, times: part * times, st.text(max_size=12), st.sampled_from([1, 1, 3, 40, 400]))
urls = st.sampled_from(["https://a.example/", "https://a.example/" + "x" * 2_900, "javascript:x", ""])
people = st.sampled_from([None, CAMILLE, PersonRef("slack", "t", "someone")])
riches = st.lists(st.builds(Span, words, st.booleans(), st.booleans(), urls, people), max_size=4).map(tuple)
buttons = st.builds(Button, words, words, words, st.sampled_from(Style), words) | st.builds(
    LinkButton, words, urls, words
)
parts = st.one_of(
    st.builds(Heading, words),
    st.builds(Paragraph, riches),
    st.builds(Small, riches),
    st.builds(Quote, words),
    st.builds(Facts, st.lists(st.tuples(words, words), max_size=13).map(tuple)),
    st.just(Rule()),
    st.builds(Picture, urls, words),
    st.builds(Buttons, st.lists(buttons, max_size=30).map(tuple)),
)


# Shrinking cards of this size takes minutes; the failing one is shown as it was found.
@settings(max_examples=30, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(card=st.builds(Card, words, st.lists(parts, max_size=8).map(tuple)), times=st.sampled_from([1, 1, 9]))
def test_any_card_is_within_the_limits(card: Card, times: int):
    document = adaptive_card(Card(card.summary, card.elements * times))
    assert size(document) <= MOST_BYTES
    assert document["fallbackText"]
    assert all(len(block.get("actions", ())) <= 6 for block in blocks(document))
    assert all(block["text"].strip() for block in blocks(document) if block["type"] == "TextBlock")


def test_a_button_loses_its_older_twin_before_a_card_loses_a_word():
    rows = tuple(
        Buttons((Button(f"Take place {number}", "claims.take", f"post-{number}"),)) for number in range(25)
    )
    texts = tuple(Paragraph(plain(f"{number} " + "words of it " * 10)) for number in range(55))
    document = adaptive_card(Card("Home", (*texts, *rows)))
    assert seen(document).count("words of it") == 550
    assert len(actions(document)) == 25
    assert not [action for action in actions(document) if "fallback" in action]
    small = adaptive_card(Card("Home", rows))
    assert len([action for action in actions(small) if "fallback" in action]) == 25
