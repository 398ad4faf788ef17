"""The journeys of a person at the workplace, with Slack's own client on the other side."""

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Impossible, Sandbox
from tests.sandbox.conftest import App

BUTTON = {
    "type": "actions",
    "block_id": "row",
    "elements": [
        {
            "type": "button",
            "action_id": "take",
            "value": "7",
            "text": {"type": "plain_text", "text": "Claim"},
        },
        {
            "type": "button",
            "action_id": "open",
            "url": "https://example.com/a?b=1&c=2",
            "text": {"type": "plain_text", "text": "Read it"},
        },
    ],
}
WORDS = {
    "type": "section",
    "text": {"type": "mrkdwn", "text": "*New* <https://example.com|lamp> &amp; shade"},
}


async def test_what_the_app_posts_is_what_a_member_reads(sandbox: Sandbox, client: AsyncWebClient) -> None:
    posted = await client.chat_postMessage(channel="C0SHARES", text="New lamp", blocks=[WORDS, BUTTON])

    (message,) = sandbox.as_person("U0SAM").messages("#shares")
    assert message.ts == posted["ts"]
    assert message.all_text == "*New* lamp & shade\n[Claim] [Read it]"
    assert message.links == {"lamp": "https://example.com", "Read it": "https://example.com/a?b=1&c=2"}
    assert message.buttons["Claim"]["value"] == "7"
    assert [entry.kind for entry in sandbox.log] == ["post", "call"]


async def test_a_press_tells_the_app_who_where_and_what(
    sandbox: Sandbox, client: AsyncWebClient, app: App
) -> None:
    posted = await client.chat_postMessage(channel="C0SHARES", text="New lamp", blocks=[WORDS, BUTTON])
    sam = sandbox.as_person("U0SAM")

    await sam.press(sam.messages("shares")[0], "Claim")

    (told,) = app.received
    payload = told.payload
    assert payload["type"] == "block_actions"
    assert payload["user"] == {
        "id": "U0SAM",
        "username": "sam.okafor",
        "name": "sam.okafor",
        "team_id": "T0SANDBOX",
    }
    assert payload["container"] == {
        "type": "message",
        "message_ts": posted["ts"],
        "channel_id": "C0SHARES",
        "is_ephemeral": False,
    }
    (action,) = payload["actions"]
    assert action["action_id"] == "take"
    assert action["block_id"] == "row"
    assert action["value"] == "7"
    assert payload["message"]["blocks"] == posted["message"]["blocks"]
    assert payload["response_url"].startswith(sandbox.page_url)


async def test_nobody_presses_what_is_not_there(sandbox: Sandbox, client: AsyncWebClient) -> None:
    await client.chat_postMessage(channel="C0SHARES", text="New lamp", blocks=[WORDS, BUTTON])
    sam = sandbox.as_person("U0SAM")
    with pytest.raises(Impossible, match="nothing called 'Give back'"):
        await sam.press(sam.messages("shares")[0], "Give back")
