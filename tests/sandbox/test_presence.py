"""Whether people may be disturbed: what an app is told of it, from the driver and from the page."""

import json
from datetime import timedelta
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Impossible, Sandbox
from tests.sandbox.conftest import MANIFEST, App
from tests.sandbox.test_page import act, browser, state

__all__ = ["browser"]


async def told(client: AsyncWebClient, user: str = "U0SAM") -> tuple[bool, int, int]:
    answer = await client.dnd_info(user=user)
    assert {name for name in answer.data if name.startswith("snooze")} == set(), "of others it is not told"  # type: ignore[union-attr]
    return answer["dnd_enabled"], answer["next_dnd_start_ts"], answer["next_dnd_end_ts"]


async def test_nobody_is_in_do_not_disturb_at_first(client: AsyncWebClient) -> None:
    assert await told(client) == (False, 1, 1)
    assert (await client.users_getPresence(user="U0SAM"))["presence"] == "active"
    profile = (await client.users_info(user="U0SAM"))["user"]["profile"]
    assert [profile[f"status_{name}"] for name in ("text", "emoji", "expiration")] == ["", "", 0]


async def test_a_snooze_is_told_as_a_window_that_has_begun_and_ends(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    now = int(sandbox.clock.now().timestamp())
    await sandbox.as_person("U0SAM").keep_quiet(minutes=30)
    assert await told(client) == (True, now, now + 1800)
    sandbox.clock.advance(timedelta(minutes=30))
    assert await told(client) == (False, 1, 1)


async def test_a_window_may_begin_later_and_be_taken_back(sandbox: Sandbox, client: AsyncWebClient) -> None:
    now = int(sandbox.clock.now().timestamp())
    sam = sandbox.as_person("U0SAM")
    await sam.keep_quiet(minutes=600, after=60)
    assert await told(client) == (True, now + 3600, now + 39_600)
    await sam.keep_quiet(minutes=0)
    assert await told(client) == (False, 1, 1)


async def test_presence_and_status_are_told_each_for_itself(sandbox: Sandbox, client: AsyncWebClient) -> None:
    sam = sandbox.as_person("U0SAM")
    await sam.be_away()
    await sam.set_status(":palm_tree:", "Vacationing", minutes=60)
    await sam.keep_quiet(minutes=10)
    assert (await client.users_getPresence(user="U0SAM"))["presence"] == "away"
    profile = (await client.users_info(user="U0SAM"))["user"]["profile"]
    until = int((sandbox.clock.now() + timedelta(minutes=60)).timestamp())
    assert (profile["status_text"], profile["status_emoji"]) == ("Vacationing", ":palm_tree:")
    assert profile["status_expiration"] == until
    sandbox.clock.advance(timedelta(minutes=60))
    profile = (await client.users_info(user="U0SAM"))["user"]["profile"]
    assert (profile["status_text"], profile["status_emoji"], profile["status_expiration"]) == ("", "", 0)
    await sam.be_away(False)
    assert (await client.users_getPresence(user="U0SAM"))["presence"] == "active"


async def test_a_closed_account_is_away_and_has_nobody_to_act(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    assert (await client.users_getPresence(user="U0LOU"))["presence"] == "away"
    with pytest.raises(Impossible):
        await sandbox.as_person("U0LOU").be_away()
    sandbox.deactivate("U0SAM")
    assert "U0SAM" not in sandbox.workplace.channels["C0SHARES"].members


@pytest.mark.parametrize("method", ["dnd.info", "users.getPresence"])
async def test_a_scope_is_needed_and_a_person_there(
    sandbox: Sandbox, client: AsyncWebClient, app: App, method: str
) -> None:
    with pytest.raises(SlackApiError, match="user_not_found"):
        await client.api_call(method, params={"user": "U0NOBODY"})
    manifest = json.loads(json.dumps(MANIFEST))
    manifest["oauth_config"]["scopes"] = {"bot": ["chat:write"]}
    sandbox.install(manifest, app.url)
    with pytest.raises(SlackApiError, match="missing_scope"):
        await client.api_call(method, params={"user": "U0SAM"})


async def test_an_app_snoozes_for_nobody(client: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError, match="not_allowed_token_type"):
        await client.dnd_setSnooze(num_minutes=60)


@pytest.mark.parametrize(
    ("name", "away", "quiet", "emoji"),
    [
        ("away", True, False, ""),
        ("quiet", False, True, ""),
        ("holiday", False, False, ":palm_tree:"),
        ("ill", False, False, ":face_with_thermometer:"),
        ("active", False, False, ""),
    ],
)
async def test_the_page_chooses_among_five(
    sandbox: Sandbox, client: AsyncWebClient, browser: Any, name: str, away: bool, quiet: bool, emoji: str
) -> None:
    assert (await state(browser))["presence"] == "active"
    await act(browser, do="be", presence="away")
    assert await act(browser, do="be", presence=name) == (200, {"ok": True})
    assert (await state(browser))["presence"] == name
    assert (await state(browser, "U0PRIYA"))["presence"] == "active"
    assert (await client.users_getPresence(user="U0SAM"))["presence"] == ("away" if away else "active")
    assert (await told(client))[0] is quiet
    assert (await client.users_info(user="U0SAM"))["user"]["profile"]["status_emoji"] == emoji


async def test_the_page_offers_no_sixth(browser: Any) -> None:
    status, answer = await act(browser, do="be", presence="asleep")
    assert (status, answer["error"]) == (400, "There is no such presence.")
