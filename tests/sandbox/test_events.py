"""The Events API: signature, envelope, who is told of what, three seconds, retries, and loss."""

import asyncio
import hashlib
import hmac
import time
from datetime import timedelta

import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import AppConfig, Person, Sandbox
from sandbox.courier import ACKNOWLEDGE_SECONDS
from tests.sandbox.conftest import MANIFEST, App, Received


async def a_message(sandbox: Sandbox, channel: str = "C0SHARES") -> str:
    """Let Sam write something, and return its ts."""
    sam = sandbox.as_person("U0SAM")
    await sam.say(channel, "Look")
    return sam.messages(channel)[-1].ts


async def test_a_reaction_is_told_with_slacks_envelope_and_signature(sandbox: Sandbox, app: App) -> None:
    ts = await a_message(sandbox)
    await sandbox.as_person("U0PRIYA").react("shares", ts, "raising_hand::skin-tone-3")
    await sandbox.settled()

    (told,) = app.received
    payload = told.payload
    event_ts = payload["event"].pop("event_ts")
    assert payload["event"] == {
        "type": "reaction_added",
        "user": "U0PRIYA",
        "reaction": "raising_hand::skin-tone-3",
        "item_user": "U0SAM",
        "item": {"type": "message", "channel": "C0SHARES", "ts": ts},
    }
    assert (payload["type"], payload["team_id"]) == ("event_callback", "T0SANDBOX")
    assert payload["api_app_id"] == "A0PORTEVOIX"
    assert payload["authorizations"][0]["user_id"] == "U0BOT"
    assert payload["event_time"] == int(float(event_ts))
    assert payload["event_id"].startswith("Ev")
    moment = told.headers["X-Slack-Request-Timestamp"]
    assert int(moment) == int(sandbox.clock.now().timestamp())
    signed = b"v0:" + moment.encode() + b":" + told.body
    digest = hmac.new(sandbox.signing_secret.encode(), signed, hashlib.sha256).hexdigest()
    assert told.headers["X-Slack-Signature"] == f"v0={digest}"
    assert "X-Slack-Retry-Num" not in told.headers


async def test_putting_on_and_taking_off_are_two_events_with_ids_of_their_own(
    sandbox: Sandbox, app: App
) -> None:
    ts = await a_message(sandbox)
    priya = sandbox.as_person("U0PRIYA")
    await priya.react("shares", ts, "wave")
    await priya.react("shares", ts, "wave")
    await sandbox.settled()
    await priya.react("shares", ts, "wave", on=False)
    await sandbox.settled()
    payloads = [received.payload for received in app.received]
    assert [one["event"]["type"] for one in payloads] == ["reaction_added", "reaction_removed"]
    assert len({one["event_id"] for one in payloads}) == 2


async def test_reactions_where_the_bot_is_not_a_member_are_not_told(sandbox: Sandbox, app: App) -> None:
    ts = await a_message(sandbox, "C0GENERAL")
    await sandbox.as_person("U0PRIYA").react("general", ts, "wave")
    sandbox.remove_bot("C0SHARES")
    ts = await a_message(sandbox)
    await sandbox.as_person("U0PRIYA").react("shares", ts, "wave")
    await sandbox.settled()
    assert app.received == []


@pytest.mark.parametrize("lacking", ["subscription", "scope"])
async def test_an_event_needs_a_subscription_and_its_scope(sandbox: Sandbox, app: App, lacking: str) -> None:
    manifest = dict(MANIFEST)
    if lacking == "scope":
        manifest["oauth_config"] = {"scopes": {"bot": ["chat:write"]}}
    else:
        manifest["settings"] = {"event_subscriptions": {"bot_events": ["app_home_opened"]}}
    sandbox.install(manifest, app.url)
    ts = await a_message(sandbox)
    await sandbox.as_person("U0PRIYA").react("shares", ts, "wave")
    await sandbox.settled()
    assert app.received == []


async def test_opening_home_brings_the_view_that_hangs_there(
    sandbox: Sandbox, client: AsyncWebClient, app: App
) -> None:
    sam = sandbox.as_person("U0SAM")
    await sam.open_home()
    await sandbox.settled()
    view = {
        "type": "home",
        "blocks": [{"type": "header", "text": {"type": "plain_text", "text": "Hello"}}],
    }
    await client.views_publish(user_id="U0SAM", view=view)
    await sam.open_home()
    await sandbox.settled()
    first, second = (received.payload["event"] for received in app.received)
    assert (first["type"], first["tab"], first["channel"]) == ("app_home_opened", "home", "D0SAM")
    assert "view" not in first
    assert second["view"]["blocks"][0]["text"]["text"] == "Hello"
    home = sam.home()
    assert home is not None
    assert home.all_text == "Hello"


async def test_comings_archiving_and_renaming_are_told(sandbox: Sandbox, app: App) -> None:
    sandbox.invite_bot("C0GENERAL")
    newcomer = sandbox.add_person(Person("U0NEW", "Noé Petit"))
    await newcomer.join("shares")
    sandbox.rename("C0SHARES", "news")
    sandbox.archive("C0PARTAGES")
    await sandbox.settled()
    told = {}
    for received in app.received:
        event = received.payload["event"]
        told[event["type"], str(event.get("user"))] = event["channel"]
    assert told["member_joined_channel", "U0BOT"] == "C0GENERAL"
    assert told["member_joined_channel", "U0NEW"] == "C0SHARES"
    assert told["channel_rename", "None"]["name"] == "news"
    assert told["channel_archive", "U0ALEX"] == "C0PARTAGES"


async def test_a_refused_event_comes_again_at_once_after_a_minute_and_after_five_then_it_is_lost(
    sandbox: Sandbox, app: App
) -> None:
    app.answering = lambda received: 503
    ts = await a_message(sandbox)
    await sandbox.as_person("U0PRIYA").react("shares", ts, "wave")

    await sandbox.until(lambda: len(app.received) == 2)
    sandbox.clock.advance(timedelta(seconds=60))
    await sandbox.until(lambda: len(app.received) == 3)
    sandbox.clock.advance(timedelta(seconds=300))
    await sandbox.settled()

    retries = [
        (one.headers.get("X-Slack-Retry-Num"), one.headers.get("X-Slack-Retry-Reason"))
        for one in app.received
    ]
    assert retries == [(None, None), ("1", "http_error"), ("2", "http_error"), ("3", "http_error")]
    assert len({one.payload["event_id"] for one in app.received}) == 1
    assert [(one.outcome, one.attempt) for one in sandbox.log.of("event")] == [
        ("http_error", 0),
        ("http_error", 1),
        ("http_error", 2),
        ("http_error", 3),
        ("lost", 0),
    ]


async def test_an_event_waits_for_the_clock_before_its_second_retry(sandbox: Sandbox, app: App) -> None:
    app.answering = lambda received: 500
    ts = await a_message(sandbox)
    await sandbox.as_person("U0PRIYA").react("shares", ts, "wave")
    await sandbox.until(lambda: len(app.received) == 2)
    sandbox.clock.advance(timedelta(seconds=59))
    with pytest.raises(AssertionError, match="http_error"):
        await sandbox.settled(0.1)
    assert len(app.received) == 2


async def test_the_header_no_retry_ends_the_retries(sandbox: Sandbox, app: App) -> None:
    app.answering = lambda received: web.Response(status=500, headers={"X-Slack-No-Retry": "1"})
    ts = await a_message(sandbox)
    await sandbox.as_person("U0PRIYA").react("shares", ts, "wave")
    await sandbox.settled()
    assert len(app.received) == 1
    assert [one.outcome for one in sandbox.log.of("event")] == ["http_error", "lost"]


async def test_an_app_that_takes_longer_than_three_seconds_hears_again(
    sandbox: Sandbox, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ACKNOWLEDGE_SECONDS == 3.0
    monkeypatch.setattr("sandbox.courier.ACKNOWLEDGE_SECONDS", 0.05)
    slow = asyncio.Event()

    async def answer_late() -> int:
        await slow.wait()
        return 200

    app.answering = lambda received: 200 if "X-Slack-Retry-Num" in received.headers else answer_late()
    ts = await a_message(sandbox)
    await sandbox.as_person("U0PRIYA").react("shares", ts, "wave")
    await sandbox.settled()
    slow.set()
    assert [one.headers.get("X-Slack-Retry-Reason") for one in app.received] == [None, "http_timeout"]
    assert [one.outcome for one in sandbox.log.of("event")] == ["http_timeout", "200"]


async def test_an_app_that_is_away_is_told_when_it_is_back(sandbox: Sandbox, app: App) -> None:
    sandbox.install(MANIFEST, "http://127.0.0.1:9/slack/events")
    ts = await a_message(sandbox)
    await sandbox.as_person("U0PRIYA").react("shares", ts, "wave")
    await sandbox.until(lambda: len(sandbox.log.of("event")) == 2)
    sandbox.install(MANIFEST, app.url)
    sandbox.clock.advance(timedelta(minutes=1))
    await sandbox.settled()
    assert [one.headers["X-Slack-Retry-Reason"] for one in app.received] == ["connection_failed"]


async def test_the_url_is_verified_by_its_challenge(sandbox: Sandbox, app: App) -> None:
    def echo(received: Received) -> str:
        assert received.payload["type"] == "url_verification"
        return str(received.payload["challenge"])

    app.answering = echo
    assert await sandbox.verify_url()
    app.answering = lambda received: 200
    assert not await sandbox.verify_url()


async def test_any_envelope_can_be_brought_again_as_a_retry(sandbox: Sandbox, app: App) -> None:
    envelope = sandbox.events.envelope({"type": "reaction_added", "user": "U0SAM"})
    first = await sandbox.events.deliver_once(envelope)
    again = await sandbox.events.deliver_once(envelope, attempt=2, reason="http_error")
    assert (first.status, again.status) == (200, 200)
    assert app.received[0].body == app.received[1].body
    assert app.received[1].headers["X-Slack-Retry-Num"] == "2"


async def test_forged_and_raw_requests_are_easy_to_send(sandbox: Sandbox, app: App) -> None:
    body = b"payload={"
    forged = sandbox.sign(body, timestamp=12, secret="wrong")
    answer = await sandbox.bring(body, "application/x-www-form-urlencoded", forged)
    assert answer.status == 200
    assert app.received[0].headers["X-Slack-Signature"] == forged["X-Slack-Signature"]
    assert app.received[0].headers["X-Slack-Request-Timestamp"] == "12"


async def test_a_thousand_events_are_delivered_within_seconds(sandbox: Sandbox, app: App) -> None:
    ts = await a_message(sandbox)
    begun = time.monotonic()
    for number in range(1000):
        person = sandbox.add_person(Person(f"U1{number:04d}", f"Person {number}"), ["C0SHARES"])
        await person.react("shares", ts, "wave")
    await sandbox.settled(20)
    assert len({one.payload["event_id"] for one in app.received}) == 1000
    assert time.monotonic() - begun < 15


async def test_secrets_can_be_given() -> None:
    config = AppConfig(signing_secret="s3cret", bot_token="xoxb-1")
    async with Sandbox.started(app=config) as sandbox:
        assert (sandbox.signing_secret, sandbox.bot_token) == ("s3cret", "xoxb-1")
        assert "s3cret" not in repr(config)
