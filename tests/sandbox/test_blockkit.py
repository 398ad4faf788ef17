"""Block Kit's limits: what fits by one character passes, one more is refused in Slack's words."""

from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.blockkit.blocks import MAX_CHARACTERS, characters, check_blocks, check_view
from sandbox.blockkit.ids import with_ids

Block = dict[str, Any]


def plain(text: str = "x") -> Block:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str = "x") -> Block:
    return {"type": "mrkdwn", "text": text}


def button(**more: Any) -> Block:
    return {"type": "button", "text": plain(), "action_id": "a", **more}


def actions(*elements: Block) -> Block:
    return {"type": "actions", "elements": list(elements)}


def section(text: str = "x", **more: Any) -> Block:
    return {"type": "section", "text": mrkdwn(text), **more}


def option(value: str = "v", text: str = "x") -> Block:
    return {"text": plain(text), "value": value}


def select(count: int = 1, **more: Any) -> Block:
    options = [option(str(number)) for number in range(count)]
    return {"type": "static_select", "action_id": "a", "options": options, **more}


def picker(kind: str, **more: Any) -> Block:
    return {"type": kind, "action_id": "a", **more}


def field(element: Block, **more: Any) -> Block:
    return {"type": "input", "label": plain(), "element": element, **more}


def image(**more: Any) -> Block:
    return {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "A lamp", **more}


LENGTHS: dict[str, tuple[Callable[[str], Block], int]] = {
    "section": (section, 3000),
    "field": (lambda text: {"type": "section", "fields": [mrkdwn(text)]}, 2000),
    "header": (lambda text: {"type": "header", "text": plain(text)}, 150),
    "button text": (lambda text: actions(button(text=plain(text))), 75),
    "button value": (lambda text: actions(button(value=text)), 2000),
    "button hint": (lambda text: actions(button(accessibility_label=text)), 75),
    "action_id": (lambda text: actions(button(action_id=text)), 255),
    "block_id": (lambda text: section(block_id=text), 255),
    "alt text": (lambda text: image(alt_text=text), 2000),
    "image url": (lambda text: image(image_url="https://example.com/"[: len(text)] + text[20:]), 3000),
    "context": (lambda text: {"type": "context", "elements": [mrkdwn(text)]}, 3000),
    "placeholder": (lambda text: actions(select(placeholder=plain(text))), 150),
    "option text": (lambda text: actions(select(options=[option(text=text)])), 75),
    "option value": (lambda text: actions(select(options=[option(value=text)])), 150),
    "markdown": (lambda text: {"type": "markdown", "text": text}, 12_000),
    "confirm title": (lambda text: actions(button(confirm=confirm(title=plain(text)))), 100),
    "confirm text": (lambda text: actions(button(confirm=confirm(text=mrkdwn(text)))), 300),
    "confirm button": (lambda text: actions(button(confirm=confirm(deny=plain(text)))), 30),
}


def confirm(**more: Any) -> Block:
    return {"title": plain(), "text": mrkdwn(), "confirm": plain(), "deny": plain(), **more}


@pytest.mark.parametrize("name", LENGTHS)
def test_a_text_may_be_as_long_as_slack_says_in_characters_and_no_longer(name: str) -> None:
    make, limit = LENGTHS[name]
    assert check_blocks([make("é" * limit)], "message") == []
    (problem,) = check_blocks([make("é" * (limit + 1))], "message")
    assert f"must be less than {limit + 1} characters" in problem


COUNTS: dict[str, tuple[Callable[[int], list[Block]], int]] = {
    "blocks": (lambda count: [section()] * count, 50),
    "fields": (lambda count: [{"type": "section", "fields": [mrkdwn()] * count}], 10),
    "context": (lambda count: [{"type": "context", "elements": [mrkdwn()] * count}], 10),
    "actions": (lambda count: [actions(*(button(action_id=f"a{n}") for n in range(count)))], 25),
    "options": (lambda count: [actions(select(count))], 100),
    "radio": (lambda count: [actions(select(count) | {"type": "radio_buttons"})], 10),
    "checkboxes": (lambda count: [actions(select(count) | {"type": "checkboxes"})], 10),
    "overflow": (lambda count: [actions(select(count) | {"type": "overflow"})], 5),
}


@pytest.mark.parametrize("name", COUNTS)
def test_there_may_be_as_many_as_slack_says_and_no_more(name: str) -> None:
    make, limit = COUNTS[name]
    assert check_blocks(make(limit), "message") == []
    (problem,) = check_blocks(make(limit + 1), "message")
    assert f"no more than {limit} items allowed" in problem


WRONG: dict[str, tuple[Any, str]] = {
    "not an object": ("text", "must provide an object [json-pointer:/blocks/0]"),
    "no type": ({"text": mrkdwn()}, "missing required field: type [json-pointer:/blocks/0]"),
    "unknown type": ({"type": "poem"}, "unsupported type: poem [json-pointer:/blocks/0/type]"),
    "unknown element": (actions({"type": "text"}), "unsupported type: text"),
    "unknown field": (section(colour="red"), "invalid additional property: colour [json-pointer:/blocks/0]"),
    "empty section": ({"type": "section"}, "must define either `text` or `fields`"),
    "empty text": (section(""), "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    "no header text": ({"type": "header"}, "missing required field: text"),
    "mrkdwn header": ({"type": "header", "text": mrkdwn()}, "unsupported type: mrkdwn"),
    "mrkdwn button": (actions(button(text=mrkdwn())), "unsupported type: mrkdwn"),
    "emoji in mrkdwn": (
        section() | {"text": mrkdwn() | {"emoji": True}},
        "invalid additional property: emoji",
    ),
    "number as value": (actions(button(value=7)), "must provide a string"),
    "unknown style": (actions(button(style="normal")), "must be a valid enum value"),
    "button without scheme": (actions(button(url="example.com")), "Invalid URL format"),
    "no alt text": (
        {"type": "image", "image_url": "https://example.com/a"},
        "missing required field: alt_text",
    ),
    "no image": ({"type": "image", "alt_text": "x"}, "`image_url` or `slack_file`"),
    "button in context": ({"type": "context", "elements": [button()]}, "unsupported type: button"),
    "no actions": ({"type": "actions", "elements": []}, "must be more than 0 items"),
    "same action twice": (actions(button(), button()), '`action_id` "a" already exists'),
    "input in a message": (field({"type": "plain_text_input"}), "unsupported type: input"),
    "foreign initial option": (actions(select(initial_option=option("z"))), "must exactly match"),
    "a day that is none": (actions(picker("datepicker", initial_date="2026-13-01")), "initial_date"),
    "a time that is none": (actions(picker("timepicker", initial_time="9:30")), "initial_time"),
    "a time for a day": (
        actions(picker("datepicker", initial_time="09:30")),
        "additional property: initial_time",
    ),
    "foreign initial options": (
        actions(select(2) | {"type": "checkboxes", "initial_options": [option("z")]}),
        "initial_options must exactly match options",
    ),
    "no initial options": (
        actions(select(2) | {"type": "checkboxes", "initial_options": []}),
        "must be more than 0 items",
    ),
    "no options": (actions({"type": "static_select", "action_id": "a"}), "`options` or `option_groups`"),
    "rich text in a poem": ({"type": "rich_text", "elements": [{"type": "poem"}]}, "unsupported type: poem"),
    "empty rich text": (
        {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "text"}]}]},
        "missing required field: text",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_slack_would_refuse_is_refused_in_its_words(name: str) -> None:
    block, words = WRONG[name]
    problems = check_blocks([block], "message")
    assert any(words in problem for problem in problems), problems
    assert all(problem.startswith("[ERROR] ") for problem in problems)


def test_a_block_id_stands_for_one_block_only() -> None:
    problems = check_blocks([section(block_id="b"), section(block_id="b")], "message")
    assert problems == [
        '[ERROR] `block_id` "b" already exists for another block [json-pointer:/blocks/1/block_id]'
    ]


def test_markdown_blocks_share_one_limit() -> None:
    blocks = [{"type": "markdown", "text": "x" * 6001}, {"type": "markdown", "text": "x" * 6000}]
    assert "12001 characters in all" in check_blocks(blocks, "message")[0]


def test_rich_text_with_quote_code_and_list_passes() -> None:
    words = [{"type": "text", "text": "x", "style": {"bold": True}}]
    link = {"type": "link", "url": "https://example.com", "text": "y"}
    parts = [
        {"type": "rich_text_section", "elements": [*words, link, {"type": "emoji", "name": "wave"}]},
        {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "a\nb"}]},
        {"type": "rich_text_quote", "elements": words},
        {
            "type": "rich_text_list",
            "style": "bullet",
            "elements": [{"type": "rich_text_section", "elements": words}],
        },
    ]
    assert check_blocks([{"type": "rich_text", "elements": parts}], "message") == []


def modal(**more: Any) -> Block:
    return {"type": "modal", "title": plain("x" * 24), "blocks": [section()], **more}


VIEWS: dict[str, tuple[Block, str]] = {
    "long title": (
        modal(title=plain("x" * 25)),
        "must be less than 25 characters [json-pointer:/view/title/text]",
    ),
    "long submit": (modal(submit=plain("x" * 25)), "must be less than 25 characters"),
    "long metadata": (modal(private_metadata="x" * 3001), "must be less than 3001 characters"),
    "no title": ({"type": "modal", "blocks": [section()]}, "missing required field: title"),
    "no blocks": (modal(blocks=[]), "must be more than 0 items [json-pointer:/view/blocks]"),
    "too many blocks": (modal(blocks=[section()] * 101), "no more than 100 items allowed"),
    "input without submit": (modal(blocks=[field({"type": "plain_text_input"})]), "required field: submit"),
    "home as modal": (modal(type="home"), "must be a valid enum value"),
    "unknown field": (modal(color="red"), "invalid additional property: color"),
    "markdown in a modal": (modal(blocks=[{"type": "markdown", "text": "x"}]), "unsupported type: markdown"),
    "button as input": (modal(blocks=[field(button())], submit=plain()), "unsupported type: button"),
}


@pytest.mark.parametrize("name", VIEWS)
def test_a_dialog_that_slack_would_refuse_is_refused(name: str) -> None:
    view, words = VIEWS[name]
    problems = check_view(view, "modal")
    assert problems[0] == "[ERROR] failed to match all allowed schemas [json-pointer:/view]"
    assert any(words in problem for problem in problems), problems


def test_a_dialog_with_every_kind_of_field_passes() -> None:
    fields = [
        field(
            {"type": "plain_text_input", "multiline": True, "max_length": 3000}, hint=plain(), optional=True
        ),
        field(select(3, placeholder=plain())),
        field(select(3) | {"type": "radio_buttons"}),
        field(select(3) | {"type": "checkboxes"}),
        field(select(100) | {"type": "multi_static_select", "initial_options": [option("7")]}),
        field(picker("datepicker", initial_date="2026-12-24")),
        field(picker("timepicker", initial_time="23:59", placeholder=plain())),
        field({"type": "datetimepicker", "initial_date_time": 1_795_422_600}),
        field({"type": "url_text_input"}),
    ]
    assert check_view(modal(blocks=fields, submit=plain(), close=plain()), "modal") == []


def test_made_up_ids_are_filled_in_and_given_ones_stay() -> None:
    given = [section(accessory={"type": "button", "text": plain()}), section(block_id="mine")]
    filled = with_ids(given)
    assert filled is not None
    assert len(filled[0]["block_id"]) == len(filled[0]["accessory"]["action_id"]) == 5
    assert filled[1]["block_id"] == "mine"
    assert "block_id" not in given[0]
    assert "action_id" not in given[0]["accessory"]


async def test_a_refused_message_names_what_is_wrong_and_is_not_posted(client: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(channel="C0SHARES", text="x", blocks=[section("x" * 3001)])
    told = refused.value.response
    assert told["error"] == "invalid_blocks"
    assert told["response_metadata"]["messages"] == [
        "[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    ]


async def test_all_blocks_together_have_a_limit_too(client: AsyncWebClient) -> None:
    blocks = [section("x" * 2640) for _ in range(5)]
    assert characters(blocks) == MAX_CHARACTERS
    await client.chat_postMessage(channel="C0SHARES", text="x", blocks=blocks)
    with pytest.raises(SlackApiError, match="msg_blocks_too_long"):
        await client.chat_postMessage(channel="C0SHARES", text="x", blocks=[*blocks, section("y")])


async def test_blocks_that_are_not_json_are_refused(client: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError, match="invalid_blocks_format"):
        await client.chat_postMessage(channel="C0SHARES", text="x", blocks="[{")
