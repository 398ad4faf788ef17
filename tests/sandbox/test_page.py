"""The page's API: state, acts, clock and the stream of changes."""

import asyncio
import json
import re
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from ruamel.yaml import YAML
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Sandbox
from tests.sandbox.conftest import MANIFEST, App
from tests.sandbox.test_driver import BUTTON, WORDS
from tests.sandbox.test_interactions import DIALOG


@pytest.fixture
async def browser(sandbox: Sandbox) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(base_url=sandbox.page_url) as session:
        yield session


async def state(browser: aiohttp.ClientSession, who: str = "U0SAM") -> dict[str, Any]:
    async with browser.get("ui/state", params={"as": who}) as response:
        assert response.status == 200
        told: dict[str, Any] = await response.json()
        return told


async def act(browser: aiohttp.ClientSession, who: str = "U0SAM", **what: Any) -> tuple[int, dict[str, Any]]:
    async with browser.post("ui/act", json={"as": who, **what}) as response:
        return response.status, await response.json()


async def test_the_page_and_its_files_come_with_a_strict_policy(browser: aiohttp.ClientSession) -> None:
    async with browser.get("") as response:
        page = await response.text()
        policy = response.headers["Content-Security-Policy"]
    assert "Atelier Lumen" in page
    assert policy.startswith("default-src 'none'; script-src 'self';")
    assert "unsafe" not in policy
    scripts = re.findall(r'(?:src|href)="(/static/[^"]+)"', page)
    assert scripts
    for script in scripts:
        async with browser.get(script) as response:
            assert response.status == 200
            assert response.headers["Content-Security-Policy"] == policy


async def test_the_state_has_all_that_the_person_can_see(
    sandbox: Sandbox, client: AsyncWebClient, browser: aiohttp.ClientSession
) -> None:
    posted = await client.chat_postMessage(channel="C0SHARES", text="New", blocks=[WORDS, BUTTON])
    await client.chat_postEphemeral(channel="C0SHARES", user="U0SAM", text="For Sam")
    await client.reactions_add(channel="C0SHARES", timestamp=posted["ts"], name="wave")
    await client.views_publish(user_id="U0SAM", view={"type": "home", "blocks": [WORDS]})
    sandbox.workplace.add_channel("salon", is_private=True, members=["U0ALEX"])
    told = await state(browser)
    assert (told["me"], told["team"]) == ("U0SAM", {"id": "T0SANDBOX", "name": "Atelier Lumen"})
    assert told["clock"] == {
        "now": "2026-11-23T09:30:00+01:00",
        "zone": "Europe/Paris",
        "running": False,
    }
    names = [(one["name"], one["kind"], one["unread"]) for one in told["conversations"]]
    assert names == [
        ("general", "channel", 0),
        ("partages", "channel", 0),
        ("shares", "channel", 2),
        ("Portevoix", "dm", 0),
    ]
    assert told["conversations"][0]["bot_is_member"] is False
    message, whisper = told["messages"]["C0SHARES"]
    assert message["ts"] == posted["ts"]
    assert message["at"] == "2026-11-23T09:30:00+01:00"
    assert message["reactions"] == [{"name": "wave", "users": ["U0BOT"], "mine": False}]
    assert (whisper["text"], whisper["ephemeral"], whisper["blocks"]) == ("For Sam", True, None)
    assert told["home"]["blocks"][0]["text"] == WORDS["text"]
    assert [one["command"] for one in told["commands"]] == ["/advocacy", "/raw"]
    assert [one["type"] for one in told["shortcuts"]] == ["global", "message"]
    assert {one["part"] for one in told["people"]} == {"employee", "champion", "admin", "executive", "bot"}
    other = await state(browser, "U0PRIYA")
    assert [one["text"] for one in other["messages"]["C0SHARES"]] == ["New"]
    assert other["home"] is None


async def test_a_guest_sees_a_public_channel_without_its_messages(browser: aiohttp.ClientSession) -> None:
    told = await state(browser, "U0GUEST")
    general = told["conversations"][0]
    assert (general["name"], general["is_member"]) == ("general", False)
    assert "C0GENERAL" not in told["messages"]
    assert await act(browser, "U0GUEST", do="join", conversation="C0GENERAL") == (200, {"ok": True})
    assert (await state(browser, "U0GUEST"))["conversations"][0]["is_member"] is True


async def test_saying_reading_and_reacting(sandbox: Sandbox, browser: aiohttp.ClientSession) -> None:
    await act(browser, do="say", conversation="C0SHARES", text="A <b> & c")
    told = await state(browser, "U0PRIYA")
    (message,) = told["messages"]["C0SHARES"]
    assert message["text"] == "A &lt;b&gt; &amp; c"
    await act(browser, "U0PRIYA", do="read", conversation="C0SHARES")
    assert (await state(browser, "U0PRIYA"))["conversations"][2]["unread"] == 0
    await act(browser, do="react", conversation="C0SHARES", ts=message["ts"], name="tada", on=True)
    (message,) = (await state(browser))["messages"]["C0SHARES"]
    assert message["reactions"] == [{"name": "tada", "users": ["U0SAM"], "mine": True}]
    await act(browser, do="react", conversation="C0SHARES", ts=message["ts"], name="tada", on=False)
    (message,) = (await state(browser))["messages"]["C0SHARES"]
    assert message["reactions"] == []


async def test_a_slash_is_a_command_and_its_failure_a_notice(
    app: App, browser: aiohttp.ClientSession
) -> None:
    app.answering = lambda received: {"text": "Help"} if received.fields["text"] == "help" else 500
    await act(browser, do="say", conversation="C0SHARES", text="/advocacy help")
    await act(browser, do="say", conversation="C0SHARES", text="/advocacy break")
    told = await state(browser)
    assert [one["text"] for one in told["messages"]["C0SHARES"]] == ["Help"]
    (notice,) = told["notices"]
    assert notice["text"] == '/advocacy failed with the error "dispatch_failed"'


async def test_pressing_and_submitting_by_the_payloads_of_the_page(
    client: AsyncWebClient, app: App, browser: aiohttp.ClientSession
) -> None:
    posted = await client.chat_postMessage(channel="C0SHARES", text="New", blocks=[BUTTON])
    press = {"type": "button", "action_id": "take", "block_id": "row", "value": "forged"}
    await act(browser, do="press", action=press, conversation="C0SHARES", ts=posted["ts"])
    payload = app.received[0].payload
    assert payload["actions"][0]["value"] == "7"
    await client.views_open(trigger_id=payload["trigger_id"], view=DIALOG)
    (view,) = (await state(browser))["views"]
    assert (view["title"]["text"], view["errors"]) == ("Settings", {})
    await act(browser, do="submit", view=view["id"], values={})
    assert (await state(browser))["views"][0]["errors"] == {"name": "Please complete this required field."}
    words = {"words": {"type": "plain_text_input", "value": "My lamp"}}
    await act(browser, do="submit", view=view["id"], values={"name": words})
    assert (await state(browser))["views"] == []
    assert app.received[-1].payload["view"]["state"]["values"]["name"] == words


@pytest.mark.parametrize(
    "what",
    [
        {"do": "dance"},
        {"do": "say", "conversation": "C0NOWHERE", "text": "x"},
        {"do": "say", "conversation": "D0PRIYA", "text": "x"},
        {"do": "react", "conversation": "C0SHARES", "ts": "1.000001", "name": "wave"},
        {"do": "press", "home": True, "action": {"action_id": "a"}},
        {"do": "submit", "view": "V0", "values": {}},
        {"do": "say", "as": "U0NOBODY", "conversation": "C0SHARES", "text": "x"},
        {"do": "say", "as": "U0BOT", "conversation": "C0SHARES", "text": "x"},
    ],
)
async def test_what_cannot_be_done_is_refused_with_a_sentence(
    browser: aiohttp.ClientSession, what: dict[str, Any]
) -> None:
    status, told = await act(browser, **what)
    assert status == 400
    assert told["ok"] is False
    assert told["error"].endswith(".")


async def test_nobody_submits_or_closes_anothers_dialog(
    sandbox: Sandbox, client: AsyncWebClient, app: App, browser: aiohttp.ClientSession
) -> None:
    await act(browser, do="say", conversation="C0SHARES", text="/advocacy settings")
    await client.views_open(trigger_id=app.received[0].fields["trigger_id"], view=DIALOG)
    (dialog,) = sandbox.as_person("U0SAM").modals()
    for what in ({"do": "submit", "values": {}}, {"do": "close"}):
        status, told = await act(browser, "U0PRIYA", view=dialog.id, **what)
        assert (status, told["error"]) == (400, "This dialog is closed.")
    assert len(sandbox.as_person("U0SAM").modals()) == 1


async def test_another_sites_form_cannot_act(browser: aiohttp.ClientSession) -> None:
    body = json.dumps({"as": "U0SAM", "do": "say", "conversation": "C0SHARES", "text": "x"})
    async with browser.post("ui/act", data=body, headers={"Content-Type": "text/plain"}) as response:
        assert response.status == 400


@pytest.mark.parametrize(
    ("given", "now"),
    [
        ({"advance_seconds": 3600}, "2026-11-23T10:30:00+01:00"),
        ({"next_working_day": "09:30"}, "2026-11-24T09:30:00+01:00"),
        ({"set": "2026-07-01T08:00"}, "2026-07-01T08:00:00+02:00"),
    ],
)
async def test_the_clock_is_moved_from_the_page(
    sandbox: Sandbox, browser: aiohttp.ClientSession, given: dict[str, Any], now: str
) -> None:
    async with browser.post("ui/clock", json=given) as response:
        assert await response.json() == {"ok": True, "now": now}
    assert sandbox.clock.local().isoformat() == now


@pytest.mark.parametrize(
    "given", [{"set": "tomorrow"}, {"next_working_day": "late"}, {}, {"advance_seconds": 1e99}]
)
async def test_a_time_that_makes_no_sense_is_refused(
    browser: aiohttp.ClientSession, given: dict[str, Any]
) -> None:
    async with browser.post("ui/clock", json=given) as response:
        assert response.status == 400


async def next_version(stream: aiohttp.ClientResponse) -> int:
    """Read the next change from a stream."""
    async with asyncio.timeout(3):
        while True:
            line = (await stream.content.readline()).decode()
            if line.startswith("data: "):
                return int(json.loads(line[6:])["version"])


async def test_every_stream_hears_of_changes_and_a_burst_is_told_few_times(
    sandbox: Sandbox, browser: aiohttp.ClientSession
) -> None:
    async with browser.get("ui/stream?as=U0SAM") as sam, browser.get("ui/stream?as=U0PRIYA") as priya:
        assert sam.content_type == "text/event-stream"
        first = await next_version(sam)
        await next_version(priya)
        for number in range(100):
            await sandbox.as_person("U0SAM").say("shares", str(number))
            await asyncio.sleep(0)  # let the streams look
        told = 0
        while (version := await next_version(sam)) < sandbox.workplace.changes.version:
            told += 1
        assert told < 10
        assert version >= first + 100
        assert await next_version(priya) > first


async def test_open_streams_do_not_hold_up_the_end() -> None:
    async with aiohttp.ClientSession() as session:
        sandbox = Sandbox()
        await sandbox.start()
        streams = [await session.get(f"{sandbox.page_url}ui/stream?as=U0SAM") for _ in range(5)]
        assert {each.status for each in streams} == {200}
        async with asyncio.timeout(1.5):
            await sandbox.close()
        for stream in streams:
            await stream.read()


async def test_a_taken_port_is_refused_and_nothing_stays_open(sandbox: Sandbox) -> None:
    port = int(sandbox.page_url.rstrip("/").rpartition(":")[2])
    second = Sandbox(port=port)
    with pytest.raises(OSError, match="address already in use"):
        await second.start()
    assert (await state_of_port(port))["me"] == "U0CAMILLE"


async def state_of_port(port: int) -> dict[str, Any]:
    async with aiohttp.ClientSession(base_url=f"http://127.0.0.1:{port}/") as session:
        return await state(session, "U0CAMILLE")


async def test_until_fails_with_the_log_when_nothing_comes(sandbox: Sandbox) -> None:
    await sandbox.as_person("U0SAM").say("shares", "A lamp")
    with pytest.raises(AssertionError, match=r"post .* C0SHARES U0SAM"):
        await sandbox.until(lambda: False, seconds=0.05)


async def test_it_runs_by_itself_from_the_command_line(tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.yaml"
    YAML().dump(MANIFEST, manifest)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sandbox", "--request-url", "http://127.0.0.1:9/", "--port", "0",
        "--manifest", str(manifest), stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        async with asyncio.timeout(10):
            address = (await process.stdout.readline()).decode().split()[1]
            async with aiohttp.ClientSession() as session, session.get(f"{address}ui/state") as response:
                told = await response.json()
    finally:
        process.terminate()
        rest = (await process.communicate())[0].decode()
    assert [one["command"] for one in told["commands"]] == ["/advocacy", "/raw"]
    assert told["clock"]["running"] is True
    assert f"SLACK_API_URL={address}api/" in rest
    assert "SLACK_BOT_TOKEN=xoxb-" in rest
    assert process.returncode == 0
