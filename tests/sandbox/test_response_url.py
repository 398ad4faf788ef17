"""response_url: five answers within thirty minutes, new or in the original's place."""

from datetime import timedelta
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from sandbox import Sandbox
from tests.sandbox.conftest import App
from tests.sandbox.test_driver import BUTTON, WORDS


async def answered(url: str, body: dict[str, Any]) -> tuple[int, str]:
    """Post to a response_url with Slack's own webhook client."""
    async with aiohttp.ClientSession() as session:
        told = await AsyncWebhookClient(url, session=session, retry_handlers=[]).send_dict(body)
        return told.status_code, told.body


async def commanded(sandbox: Sandbox, app: App) -> str:
    """Let Sam type a command and return its response_url."""
    await sandbox.as_person("U0SAM").command("/advocacy help", channel="shares")
    return app.received[-1].fields["response_url"]


async def test_an_answer_is_private_unless_it_says_otherwise(sandbox: Sandbox, app: App) -> None:
    url = await commanded(sandbox, app)
    sam = sandbox.as_person("U0SAM")
    assert await answered(url, {"text": "For you"}) == (200, "ok")
    assert await answered(url, {"text": "For all", "response_type": "in_channel"}) == (200, "ok")
    assert [one.text for one in sam.ephemerals("shares")] == ["For you"]
    assert [one.text for one in sam.messages("shares")] == ["For all"]


async def test_the_sixth_answer_is_refused(sandbox: Sandbox, app: App) -> None:
    url = await commanded(sandbox, app)
    statuses = [await answered(url, {"text": str(number)}) for number in range(6)]
    assert [status for status, _ in statuses] == [200] * 5 + [404]
    assert "used_url" in statuses[-1][1]


async def test_after_thirty_minutes_by_the_workplaces_clock_it_is_too_late(
    sandbox: Sandbox, app: App
) -> None:
    url = await commanded(sandbox, app)
    sandbox.clock.advance(timedelta(minutes=30))
    assert (await answered(url, {"text": "Just so"}))[0] == 200
    sandbox.clock.advance(timedelta(seconds=1))
    status, body = await answered(url, {"text": "Too late"})
    assert status == 404
    assert "expired_url" in body


async def test_an_original_is_replaced_or_deleted_in_place(
    sandbox: Sandbox, client: AsyncWebClient, app: App
) -> None:
    await client.chat_postEphemeral(channel="C0SHARES", user="U0SAM", text="one", blocks=[WORDS, BUTTON])
    sam = sandbox.as_person("U0SAM")
    before = sam.ephemerals()[0]
    await sam.press(before, "Claim")
    url = app.received[0].payload["response_url"]
    assert await answered(url, {"text": "two", "replace_original": True}) == (200, '{"ok": true}')
    (after,) = sam.ephemerals()
    assert (after.ts, after.text, after.blocks) == (before.ts, "two", [])
    await answered(url, {"delete_original": True})
    assert sam.ephemerals() == []
    kinds = [entry.kind for entry in sandbox.log if entry.kind not in ("call", "action")]
    assert kinds == ["ephemeral", "update", "delete"]


async def test_a_public_original_is_replaced_for_all(
    sandbox: Sandbox, client: AsyncWebClient, app: App
) -> None:
    await client.chat_postMessage(channel="C0SHARES", text="one", blocks=[WORDS, BUTTON])
    sam = sandbox.as_person("U0SAM")
    await sam.press(sam.messages("shares")[0], "Claim")
    url = app.received[0].payload["response_url"]
    await answered(url, {"text": "two", "blocks": [WORDS], "replace_original": True})
    (message,) = sandbox.as_person("U0PRIYA").messages("shares")
    assert message.text == "two"
    assert message.buttons == {}


async def test_what_slack_would_refuse_is_refused(sandbox: Sandbox, app: App) -> None:
    url = await commanded(sandbox, app)
    status, body = await answered(url, {"text": "x", "blocks": [{"type": "poem"}]})
    assert status == 400
    assert "invalid_blocks" in body
    assert (await answered(url, {}))[0] == 400
    assert (await answered(f"{sandbox.page_url}hooks/commands/no/no", {"text": "x"}))[0] == 404
    assert sandbox.as_person("U0SAM").ephemerals() == []


async def test_faults_meet_it_under_the_name_response_url(sandbox: Sandbox, app: App) -> None:
    url = await commanded(sandbox, app)
    sandbox.faults.add("response_url", "after", "500")
    assert (await answered(url, {"text": "There"}))[0] == 500
    sandbox.faults.add("response_url", "before", "503")
    assert (await answered(url, {"text": "Not there"}))[0] == 503
    assert [one.text for one in sandbox.as_person("U0SAM").ephemerals()] == ["There"]
