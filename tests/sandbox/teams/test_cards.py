"""Which messages Teams takes, and how a card reads."""

from typing import Any

import pytest

from sandbox.teams.checks import Refusal, card_in, check_card
from sandbox.teams.people import SHARES
from sandbox.teams.screen import readable
from sandbox.teams.server import SmallTeams
from tests.sandbox.teams.cards import a_card, a_message, a_text, execute, field, submit
from tests.sandbox.teams.conftest import Client

WEEK = [{"title": "Monday", "value": "mon"}, {"title": "Tuesday", "value": "tue"}]
GOOD = [
    a_card(version="1.2"),
    a_card(actions=[execute(fallback=submit()), submit(), {"type": "Action.OpenUrl", "title": "Go", "url": "https://e.org"}]),
    a_card({"type": "ActionSet", "actions": [execute(verb=f"v{number}") for number in range(6)]}),
    a_card({"type": "Container", "items": [{"type": "ColumnSet", "columns": [{"type": "Column", "items": [a_text("In")]}]}]}),
    a_card({"type": "Table", "columns": [{"width": 1}], "rows": [{"type": "TableRow", "cells": [{"type": "TableCell", "items": [a_text("In")]}]}]}),
    a_card(field("one"), field("two")),
    a_card(field("days", type="Input.ChoiceSet", choices=WEEK, isMultiSelect=True, value="mon,tue")),
    a_card(field("one", type="Input.ChoiceSet", choices=[{"title": "Both", "value": "mon,tue"}], value="mon,tue")),
    a_card(field("from", type="Input.Date", value="2026-12-24"), field("at", type="Input.Time", value="09:30")),
    a_card(field("from", type="Input.Date"), field("at", type="Input.Time", value="")),
]  # fmt: skip

BAD = {
    "version": a_card(version="1.6"),
    "not an Adaptive Card": {"type": "HeroCard"},
    "element Media": a_card({"type": "Media"}),
    "element Carousel": a_card({"type": "Container", "items": [{"type": "Carousel"}]}),
    "element words": a_card("words"),  # type: ignore[arg-type]
    "without words": a_card(a_text(" ")),
    "more actions": a_card({"type": "ActionSet", "actions": [submit(str(number)) for number in range(7)]}),
    "more actions than": a_card(actions=[submit(str(number)) for number in range(7)]),
    "without verb": a_card(actions=[execute(verb="")]),
    "in version 1.3": a_card(version="1.3", actions=[execute()]),
    "action Action.Http": a_card(actions=[{"type": "Action.Http", "title": "Go"}]),
    "action Action.Submit": a_card(actions=[submit("")]),
    "without address": a_card(actions=[{"type": "Action.OpenUrl", "title": "Go"}]),
    "image without": a_card({"type": "Image", "url": "lamp.png"}),
    "fallback Action.Http": a_card(actions=[execute(fallback={"type": "Action.Http"})]),
    "none or twice": a_card(field("why"), field("why")),
    "named None": a_card({"type": "Input.Toggle"}),
    "without title": a_card(field(type="Input.ChoiceSet", choices=[{"value": "mon"}])),
    "choice without": a_card(field(type="Input.ChoiceSet", choices=[])),
    "that is no choice": a_card(field(type="Input.ChoiceSet", choices=WEEK, value="mon,tue")),
    "is no choice": a_card(field(type="Input.ChoiceSet", choices=WEEK, isMultiSelect=True, value="sun")),
    "holds a comma": a_card(
        field(type="Input.ChoiceSet", choices=[{"title": "Both", "value": "mon,tue"}], isMultiSelect=True)
    ),
    "24.12.2026 in an": a_card(field(type="Input.Date", value="24.12.2026")),
    "9:30 in an": a_card(field(type="Input.Time", value="9:30")),
    "mention of nobody": a_card(msteams={"entities": [{"type": "mention", "text": "<at>X</at>"}]}),
}


@pytest.mark.parametrize("card", GOOD)
def test_a_card_that_teams_can_draw_is_taken(card: dict[str, Any]) -> None:
    assert card_in(a_message(card)) == card


@pytest.mark.parametrize(("why", "card"), BAD.items(), ids=BAD)
def test_a_card_that_teams_cannot_draw_is_refused_with_the_reason(why: str, card: dict[str, Any]) -> None:
    with pytest.raises(Refusal, match=why) as caught:
        check_card(card)
    assert (caught.value.status, caught.value.code) == (400, "BadArgument")


@pytest.mark.parametrize(
    ("activity", "status", "code"),
    [
        ({"type": "message"}, 400, "BadArgument"),
        ({"type": "message", "text": " "}, 400, "BadArgument"),
        ({"type": "message", "attachments": ["x"]}, 400, "BadArgument"),
        ({"type": "event", "text": "x"}, 400, "BadArgument"),
        (a_message(a_card({"type": "Media"})), 400, "BadArgument"),
        ("words", 400, "BadSyntax"),
        # Half of it is more than allowed, because each sign counts as two bytes.
        ({"type": "message", "text": "x" * 51_300}, 413, "MessageSizeTooBig"),
    ],
)
async def test_a_message_that_teams_does_not_take_is_refused_and_not_shown(
    teams: SmallTeams, client: Client, activity: Any, status: int, code: str
) -> None:
    answer = await client.send(SHARES, activity)
    assert (answer.status, answer.code) == (status, code)
    assert teams.as_person("U0SAM").messages("shares") == []
    assert teams.log.of("call")[-1].outcome.startswith(f"{status} {code}")


async def test_a_message_just_small_enough_is_taken(client: Client) -> None:
    assert (await client.send(SHARES, {"type": "message", "text": "x" * 51_000})).status == 201


async def test_a_body_that_is_no_json_is_bad_syntax(teams: SmallTeams, client: Client) -> None:
    await client.send(SHARES, a_message())
    headers = {"Authorization": f"Bearer {client.token}"}
    address = f"{teams.service_url}v3/conversations/{SHARES}/activities"
    async with client.session.post(address, data=b"{", headers=headers) as answer:
        assert (answer.status, (await answer.json())["error"]["code"]) == (400, "BadSyntax")


async def test_a_card_is_read_from_top_to_bottom_for_the_eye(teams: SmallTeams, client: Client) -> None:
    card = a_card(
        a_text("**Good morning** <at>Camille</at>, see [the post](https://e.org/p) \\_now\\_"),
        {"type": "FactSet", "facts": [{"title": "Places", "value": "3 of **5**"}]},
        {"type": "RichTextBlock", "inlines": ["Rich ", {"type": "TextRun", "text": "words"}]},
        field("why"),
        {"type": "ActionSet", "actions": [execute("Take", style="positive")]},
        actions=[{"type": "Action.OpenUrl", "title": "Open", "url": "https://e.org/o"}],
        msteams={"entities": [{"type": "mention", "text": "<at>Camille</at>", "mentioned": {"id": "29:c", "name": "C"}}]},
    )  # fmt: skip
    await client.send(SHARES, a_message(card))
    [shown] = teams.as_person("U0SAM").messages("shares")
    assert shown.all_text == (
        "Good morning Camille, see the post _now_\nPlaces: 3 of 5\nRich words\nWhy\n[Take]\n[Open]"
    )
    assert list(shown.buttons) == ["Take", "Open"]
    assert shown.buttons["Take"]["style"] == "positive"
    assert shown.links == {"Open": "https://e.org/o", "the post": "https://e.org/p"}
    assert shown.mentions == {"Camille": "29:c"}
    assert list(shown.fields) == ["why"]


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("**bold** and _slanted_", "bold and slanted"),
        ("\\*\\*not bold\\*\\*", "**not bold**"),
        ("snake_case_stays", "snake_case_stays"),
        ("[a \\] b](https://e.org)", "a ] b"),
    ],
)
def test_markdown_is_read_as_plain_words(markdown: str, words: str) -> None:
    assert readable(markdown) == words
