"""The Web API on the wire: letting calls in, chat, conversations, users and reactions, with Slack's own client."""

import email.utils
import json
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Person, Sandbox
from tests.sandbox.conftest import MANIFEST, App, error_of


def with_scopes(*scopes: str, **app_home: bool) -> dict[str, Any]:
    """Make a manifest with these scopes and nothing optional."""
    features = MANIFEST["features"] | {"app_home": MANIFEST["features"]["app_home"] | app_home}
    return MANIFEST | {"oauth_config": {"scopes": {"bot": list(scopes)}}, "features": features}


async def test_auth_test_tells_who_the_bot_is(client: AsyncWebClient) -> None:
    told = await client.auth_test()
    assert (told["team_id"], told["user_id"], told["bot_id"]) == ("T0SANDBOX", "U0BOT", "B0BOT")


async def test_headers_give_the_workplaces_time_and_the_scopes(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    told = await client.auth_test()
    assert email.utils.parsedate_to_datetime(told.headers["Date"]) == sandbox.clock.now()
    assert told.headers["X-OAuth-Scopes"].split(",") == sorted(MANIFEST["oauth_config"]["scopes"]["bot"])


@pytest.mark.parametrize(
    ("token", "error"), [("", "not_authed"), ("xoxb-wrong", "invalid_auth"), ("own", "token_revoked")]
)
async def test_a_token_that_does_not_let_in_gets_slacks_error(
    sandbox: Sandbox, client: AsyncWebClient, token: str, error: str
) -> None:
    if token == "own":
        sandbox.revoke_tokens()
        token = sandbox.bot_token
    client.token = token
    assert await error_of(client.auth_test()) == error


async def test_after_uninstalling_the_token_meets_account_inactive(
    sandbox: Sandbox, client: AsyncWebClient, app: App
) -> None:
    sandbox.uninstall()
    assert await error_of(client.auth_test()) == "account_inactive"
    await sandbox.settled()
    kinds = sorted(received.payload["event"]["type"] for received in app.received)
    assert kinds == ["app_uninstalled", "tokens_revoked"]


async def test_an_unknown_method_is_named(client: AsyncWebClient) -> None:
    assert await error_of(client.api_call("chat.sing")) == "unknown_method"


async def test_a_missing_scope_names_what_is_needed_and_what_is_there(
    sandbox: Sandbox, client: AsyncWebClient, app: App
) -> None:
    sandbox.install(with_scopes("commands", "users:read"), app.url)
    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(channel="C0SHARES", text="Hello")
    assert refused.value.response.data == {
        "ok": False,
        "error": "missing_scope",
        "needed": "chat:write",
        "provided": "commands,users:read",
    }


async def test_a_declined_optional_scope_is_not_granted(
    sandbox: Sandbox, client: AsyncWebClient, app: App
) -> None:
    sandbox.install(MANIFEST, app.url, declined=["reactions:write"])
    posted = await client.chat_postMessage(channel="C0SHARES", text="Hello")
    call = client.reactions_add(channel="C0SHARES", timestamp=posted["ts"], name="wave")
    assert await error_of(call) == "missing_scope"


async def test_arguments_come_by_query_form_and_json_but_reading_methods_ignore_json(
    sandbox: Sandbox,
) -> None:
    bearer = {"Authorization": f"Bearer {sandbox.bot_token}"}
    async with aiohttp.ClientSession(base_url=sandbox.api_url) as session:
        query = await session.get("users.info", params={"user": "U0SAM", "token": sandbox.bot_token})
        form = await session.post("users.info", data={"user": "U0SAM"}, headers=bearer)
        as_json = await session.post("users.info", json={"user": "U0SAM"}, headers=bearer)
        written = await session.post(
            "chat.postMessage", json={"channel": "C0SHARES", "text": "Hello"}, headers=bearer
        )
        broken = await session.post(
            "chat.postMessage", data="{", headers={**bearer, "Content-Type": "application/json"}
        )
        assert (await query.json())["user"]["id"] == (await form.json())["user"]["id"] == "U0SAM"
        assert (await as_json.json())["error"] == "invalid_arguments"
        assert (await written.json())["warning"] == "missing_charset"
        assert await broken.json() == {"ok": False, "error": "invalid_json"}


@pytest.mark.parametrize(
    ("channel", "error"),
    [("C0NOWHERE", "channel_not_found"), ("C0GENERAL", "not_in_channel"), ("", "invalid_arguments")],
)
async def test_a_post_that_cannot_arrive_gets_slacks_error(
    client: AsyncWebClient, channel: str, error: str
) -> None:
    assert await error_of(client.chat_postMessage(channel=channel, text="Hello")) == error


async def test_an_archived_channel_takes_no_post_and_no_update(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    posted = await client.chat_postMessage(channel="C0SHARES", text="Hello")
    sandbox.archive("C0SHARES")
    assert await error_of(client.chat_postMessage(channel="C0SHARES", text="Hello")) == "is_archived"
    assert await error_of(client.chat_update(channel="C0SHARES", ts=posted["ts"], text="Hi")) == "is_archived"


async def test_a_private_channel_without_the_bot_does_not_exist_for_it(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    channel = sandbox.workplace.add_channel("salon", is_private=True, members=["U0ALEX"])
    assert await error_of(client.chat_postMessage(channel=channel.id, text="Hello")) == "channel_not_found"
    assert await error_of(client.conversations_info(channel=channel.id)) == "channel_not_found"


async def test_a_post_needs_words_or_blocks(client: AsyncWebClient) -> None:
    call = client.api_call("chat.postMessage", json={"channel": "C0SHARES"})
    assert await error_of(call) == "no_text"


async def test_long_text_is_cut_by_a_post_and_refused_by_an_update(client: AsyncWebClient) -> None:
    posted = await client.chat_postMessage(channel="C0SHARES", text="x" * 40_001)
    assert len(posted["message"]["text"]) == 40_000
    ts = posted["ts"]
    await client.chat_update(channel="C0SHARES", ts=ts, text="é" * 2_000)
    assert await error_of(client.chat_update(channel="C0SHARES", ts=ts, text="é" * 2_001)) == "msg_too_long"
    # An & is five bytes once escaped.
    assert await error_of(client.chat_update(channel="C0SHARES", ts=ts, text="&" * 801)) == "msg_too_long"


async def test_a_post_to_a_person_goes_to_the_bots_messages_with_them(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    posted = await client.chat_postMessage(channel="U0CAMILLE", text="Bonjour")
    assert posted["channel"] == "D0CAMILLE"
    assert [one.text for one in sandbox.as_person("U0CAMILLE").messages("app")] == ["Bonjour"]
    assert await error_of(client.chat_postMessage(channel="U0NOBODY", text="Hi")) == "channel_not_found"


async def test_a_post_to_a_closed_account_succeeds_and_nobody_reads_it(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    sandbox.workplace.deactivate("U0SAM")
    assert (await client.chat_postMessage(channel="U0SAM", text="Hi"))["ok"]
    assert (await client.users_info(user="U0SAM"))["user"]["deleted"] is True


async def test_without_a_messages_tab_no_post_goes_to_a_person(
    sandbox: Sandbox, client: AsyncWebClient, app: App
) -> None:
    sandbox.install(with_scopes("chat:write", messages_tab_enabled=False), app.url)
    assert await error_of(client.chat_postMessage(channel="U0SAM", text="Hi")) == "messages_tab_disabled"


async def test_an_update_keeps_or_drops_blocks_as_slack_does(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "one"}}]
    posted = await client.chat_postMessage(channel="C0SHARES", text="one", blocks=blocks)
    where = {"channel": "C0SHARES", "ts": posted["ts"]}
    redrawn = await client.chat_update(**where, text="two", blocks=blocks)
    assert redrawn["message"]["edited"]["user"] == "B0BOT"
    assert redrawn["text"] == "two"
    plain = await client.chat_update(**where, text="three")
    assert "blocks" not in plain["message"]
    assert [entry.kind for entry in sandbox.log if entry.kind != "call"] == ["post", "update", "update"]


async def test_only_the_bots_own_messages_are_its_to_change(sandbox: Sandbox, client: AsyncWebClient) -> None:
    sam = sandbox.as_person("U0SAM")
    await sam.say("shares", "Mine")
    ts = sam.messages("shares")[0].ts
    assert await error_of(client.chat_update(channel="C0SHARES", ts=ts, text="x")) == "cant_update_message"
    assert await error_of(client.chat_delete(channel="C0SHARES", ts=ts)) == "cant_delete_message"
    assert await error_of(client.chat_delete(channel="C0SHARES", ts="1.000001")) == "message_not_found"


async def test_a_deleted_message_is_gone(sandbox: Sandbox, client: AsyncWebClient) -> None:
    posted = await client.chat_postMessage(channel="C0SHARES", text="one")
    await client.chat_delete(channel="C0SHARES", ts=posted["ts"])
    assert sandbox.as_person("U0SAM").messages("shares") == []
    call = client.chat_update(channel="C0SHARES", ts=posted["ts"], text="two")
    assert await error_of(call) == "message_not_found"


async def test_an_ephemeral_message_is_for_one_member_only_and_cannot_be_updated(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    shown = await client.chat_postEphemeral(channel="C0SHARES", user="U0SAM", text="For you")
    assert [one.text for one in sandbox.as_person("U0SAM").ephemerals("shares")] == ["For you"]
    assert sandbox.as_person("U0PRIYA").ephemerals() == []
    update = client.chat_update(channel="C0SHARES", ts=shown["message_ts"], text="x")
    assert await error_of(update) == "message_not_found"
    sandbox.add_person(Person("U0NEW", "Noé Petit"))
    outside = client.chat_postEphemeral(channel="C0SHARES", user="U0NEW", text="For you")
    assert await error_of(outside) == "user_not_in_channel"


async def test_metadata_marks_the_log_and_comes_back_only_with_its_scope(
    sandbox: Sandbox, client: AsyncWebClient, app: App
) -> None:
    metadata = {"event_type": "share", "event_payload": {"id": "p-1"}}
    posted = await client.chat_postMessage(channel="C0SHARES", text="one", metadata=metadata)
    assert "metadata" not in posted["message"]
    assert sandbox.log.of("post")[0].marker == "p-1"
    sandbox.install(with_scopes("chat:write", "metadata.message:read"), app.url)
    posted = await client.chat_postMessage(channel="C0SHARES", text="one", metadata=metadata)
    assert posted["message"]["metadata"] == metadata
    bad = client.chat_postMessage(channel="C0SHARES", text="one", metadata={"event_type": "x"})
    assert await error_of(bad) == "invalid_metadata_schema"


async def test_history_needs_its_scope_and_gives_metadata_only_when_asked(
    sandbox: Sandbox, client: AsyncWebClient, app: App
) -> None:
    assert await error_of(client.conversations_history(channel="C0SHARES")) == "missing_scope"
    sandbox.install(with_scopes("chat:write", "channels:history"), app.url)
    metadata = {"event_type": "share", "event_payload": {"id": "p-1"}}
    first = await client.chat_postMessage(channel="C0SHARES", text="one", metadata=metadata)
    await client.chat_postMessage(channel="C0SHARES", text="two")
    told = await client.conversations_history(channel="C0SHARES", include_all_metadata=True, limit=1)
    assert [one["text"] for one in told["messages"]] == ["two"]
    assert told["has_more"]
    rest = await client.conversations_history(
        channel="C0SHARES", include_all_metadata=True, latest=first["ts"], inclusive=True
    )
    assert rest["messages"][0]["metadata"] == metadata
    bare = await client.conversations_history(channel="C0SHARES")
    assert all("metadata" not in one for one in bare["messages"])


async def test_lists_come_in_pages_that_lose_and_repeat_nothing(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    for number in range(250):
        sandbox.workplace.add_person(Person(f"U1{number:04d}", f"Person {number}"), ["C0SHARES"])
    seen: list[str] = []
    async for page in await client.users_list(limit=100):
        seen += [one["id"] for one in page["members"]]
    assert seen == list(sandbox.workplace.people)
    members: list[str] = []
    async for page in await client.conversations_members(channel="C0SHARES", limit=64):
        members += page["members"]
    assert members == list(sandbox.workplace.channels["C0SHARES"].members)
    assert await error_of(client.users_list(cursor="bm9wZQ==")) == "invalid_cursor"
    whole = await client.users_list(limit=len(seen))
    assert whole["response_metadata"]["next_cursor"] == ""


async def test_conversations_are_described_as_the_bot_may_see_them(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    sandbox.workplace.add_channel("salon", is_private=True, members=["U0ALEX"])
    told = await client.conversations_list(types="public_channel,private_channel")
    assert [(one["name"], one["is_member"]) for one in told["channels"]] == [
        ("general", False),
        ("partages", True),
        ("shares", True),
    ]
    info = await client.conversations_info(channel="C0SHARES", include_num_members=True)
    assert info["channel"]["num_members"] == 9
    assert await error_of(client.conversations_list(types="im")) == "missing_scope"


async def test_the_bot_joins_a_public_channel_once_and_hears_of_it(
    sandbox: Sandbox, client: AsyncWebClient, app: App
) -> None:
    await client.conversations_join(channel="C0GENERAL")
    again = await client.conversations_join(channel="C0GENERAL")
    assert again["warning"] == "already_in_channel"
    await sandbox.settled()
    (told,) = app.received
    event = told.payload["event"]
    assert (event["type"], event["user"], event["channel"]) == ("member_joined_channel", "U0BOT", "C0GENERAL")


async def test_opening_direct_messages_needs_its_scope(
    sandbox: Sandbox, client: AsyncWebClient, app: App
) -> None:
    assert await error_of(client.conversations_open(users="U0SAM")) == "missing_scope"
    sandbox.install(with_scopes("im:write"), app.url)
    assert (await client.conversations_open(users="U0SAM"))["channel"] == {"id": "D0SAM"}
    assert (await client.conversations_open(users="U0SAM"))["already_open"]
    assert await error_of(client.conversations_open(users="U0NOBODY")) == "user_not_found"


async def test_people_have_time_zone_locale_and_role(client: AsyncWebClient) -> None:
    camille = (await client.users_info(user="U0CAMILLE", include_locale=True))["user"]
    assert (camille["locale"], camille["tz"], camille["tz_offset"]) == ("fr-FR", "Europe/Paris", 3600)
    assert "locale" not in (await client.users_info(user="U0CAMILLE"))["user"]
    assert (await client.users_info(user="U0ALEX"))["user"]["is_admin"] is True
    assert (await client.users_info(user="U0GUEST"))["user"]["is_restricted"] is True
    assert (await client.users_info(user="U0BOT"))["user"]["is_bot"] is True
    assert await error_of(client.users_info(user="U0NOBODY")) == "user_not_found"


async def test_reactions_of_the_bot_and_of_people_are_counted_together(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    posted = await client.chat_postMessage(channel="C0SHARES", text="one")
    where = {"channel": "C0SHARES", "timestamp": posted["ts"]}
    await client.reactions_add(**where, name="wave")
    await sandbox.as_person("U0SAM").react("shares", posted["ts"], "wave")
    told = await client.reactions_get(**where)
    assert told["message"]["reactions"] == [{"name": "wave", "users": ["U0BOT", "U0SAM"], "count": 2}]
    assert await error_of(client.reactions_add(**where, name="wave")) == "already_reacted"
    await client.reactions_remove(**where, name="wave")
    assert await error_of(client.reactions_remove(**where, name="wave")) == "no_reaction"
    assert await error_of(client.reactions_add(**where, name="no such name")) == "invalid_name"
    lost = client.reactions_add(channel="C0SHARES", timestamp="1.000001", name="wave")
    assert await error_of(lost) == "message_not_found"


async def test_reactions_get_may_leave_people_out_but_not_from_the_count(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    posted = await client.chat_postMessage(channel="C0SHARES", text="one")
    for number in range(60):
        person = sandbox.add_person(Person(f"U1{number:04d}", f"Person {number}"), ["C0SHARES"])
        await person.react("shares", posted["ts"], "wave")
    short = await client.reactions_get(channel="C0SHARES", timestamp=posted["ts"])
    full = await client.reactions_get(channel="C0SHARES", timestamp=posted["ts"], full=True)
    (some,), (every,) = short["message"]["reactions"], full["message"]["reactions"]
    assert (len(some["users"]), some["count"]) == (50, 60)
    assert (len(every["users"]), every["count"]) == (60, 60)


async def test_a_code_is_exchanged_once_for_a_token_that_works(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    config = sandbox.installation.config
    given = {"client_id": config.client_id, "client_secret": config.client_secret}
    given["code"] = sandbox.authorize("U0ALEX")
    client.token = None
    wrong = client.api_call("oauth.v2.access", data=given | {"client_secret": "no"})
    assert await error_of(wrong) == "bad_client_secret"
    told = await client.api_call("oauth.v2.access", data=given)
    assert (told["team"]["id"], told["authed_user"]["id"]) == ("T0SANDBOX", "U0ALEX")
    client.token = told["access_token"]
    assert (await client.auth_test())["ok"]
    assert await error_of(client.api_call("oauth.v2.access", data=given)) == "invalid_code"


async def test_no_secret_gets_into_the_log(sandbox: Sandbox, client: AsyncWebClient) -> None:
    await client.auth_test()
    async with (
        aiohttp.ClientSession(base_url=sandbox.api_url) as session,
        session.post("auth.test", data={"token": sandbox.bot_token}) as response,
    ):
        assert (await response.json())["ok"]
    written = json.dumps([dict(entry.payload) for entry in sandbox.log]) + repr(list(sandbox.log))
    assert sandbox.bot_token not in written


async def test_timestamps_of_messages_follow_the_workplaces_clock(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    first = await client.chat_postMessage(channel="C0SHARES", text="one")
    second = await client.chat_postMessage(channel="C0SHARES", text="two")
    sandbox.clock.advance(timedelta(days=1))
    third = await client.chat_postMessage(channel="C0SHARES", text="three")
    assert first["ts"] < second["ts"]
    assert 86_399 < float(third["ts"]) - float(first["ts"]) < 86_401
