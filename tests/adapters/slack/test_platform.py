"""Calls to Slack: what they send, what their failures are called, and that nothing is ever sent twice."""

import json
import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import aiohttp
import pytest
from aiohttp import web
from aiohttp.client_reqrep import ConnectionKey

from adapters.slack.errors import GONE, LIMITED, UNKNOWN, from_failure
from adapters.slack.platform import PROFILES, SlackPlatform
from bot.cards.elements import Button, Card, Quote
from bot.domain.people import MessageRef, PersonRef, Place, Profile
from bot.ports import Gone, PlatformError, RateLimited, Refused, Unknown
from sandbox.clock import SandboxClock
from sandbox.people import Person
from tests.adapters.slack.rig import SHARES, a_card

PLACE = Place("slack", "T0SANDBOX", SHARES)
CAMILLE = PersonRef("slack", "T0SANDBOX", "U0CAMILLE")
ALEX = PersonRef("slack", "T0SANDBOX", "U0ALEX")


async def test_a_post_carries_blocks_text_and_an_opaque_marker(rig):
    reference = await rig.platform.post(PLACE, a_card(), "marker-1")
    [post] = rig.sandbox.log.of("post")
    assert reference == MessageRef("slack", "T0SANDBOX", f"{SHARES}/{post.ts}")
    assert post.marker == "marker-1"
    sent = rig.sandbox.log.of("call", method="chat.postMessage")[0].payload
    assert sent["unfurl_links"] is False
    assert sent["unfurl_media"] is False
    assert sent["metadata"] == {"event_type": "portevoix_post", "event_payload": {"id": "marker-1"}}
    assert sent["text"].startswith("Today's share")
    assert "link_names" not in sent


async def test_a_post_is_redrawn_in_its_place(rig):
    reference = await rig.platform.post(PLACE, a_card(), "marker-1")
    await rig.platform.update(reference, a_card("Two places left"))
    [seen] = rig.sandbox.as_person("U0SAM").messages(SHARES)
    assert "Two places left" in seen.all_text
    assert rig.sandbox.workplace.find(SHARES, seen.ts).marker == "marker-1"


async def test_a_person_is_written_to_alone(rig):
    reference = await rig.platform.direct(CAMILLE, a_card("For you"))
    assert reference.opaque.startswith("D")
    assert "For you" in rig.sandbox.as_person("U0CAMILLE").messages("app")[-1].all_text
    await rig.platform.update(reference, a_card("For you, again"))
    assert "again" in rig.sandbox.as_person("U0CAMILLE").messages("app")[-1].all_text


async def test_a_profile_tells_name_locale_and_zone(rig):
    assert await rig.platform.profile(CAMILLE) == Profile("Camille Moreau", "fr-FR", "Europe/Paris")
    guest = await rig.platform.profile(PersonRef("slack", "T0SANDBOX", "U0GUEST"))
    assert (guest.is_guest, guest.is_bot, guest.is_gone) == (True, False, False)
    assert (await rig.platform.profile(PersonRef("slack", "T0SANDBOX", "U0BOT"))).is_bot
    rig.sandbox.add_person(Person("U0LEFT", "Lou Left", is_deleted=True))
    assert (await rig.platform.profile(PersonRef("slack", "T0SANDBOX", "U0LEFT"))).is_gone


async def test_a_profile_is_kept_for_ten_minutes(rig):
    for minutes in (0, 9):
        rig.clock.advance(timedelta(minutes=minutes))
        await rig.platform.profile(CAMILLE)
    assert len(rig.sandbox.log.of("call", method="users.info")) == 1
    rig.clock.advance(timedelta(minutes=1))
    await rig.platform.profile(CAMILLE)
    assert len(rig.sandbox.log.of("call", method="users.info")) == 2


async def test_kept_profiles_are_bounded(rig):
    rig.platform._profiles |= {f"U{number}": (rig.clock.now(), {}) for number in range(PROFILES)}
    await rig.platform.profile(CAMILLE)
    assert len(rig.platform._profiles) == PROFILES
    assert "U0" not in rig.platform._profiles


async def test_who_administers_is_asked_anew_each_time(rig):
    assert await rig.platform.is_admin(ALEX)
    assert not await rig.platform.is_admin(CAMILLE)
    assert await rig.platform.is_admin(ALEX)
    assert len(rig.sandbox.log.of("call", method="users.info")) == 3


async def test_whether_somebody_is_in_a_user_group_takes_the_scope_for_it(rig):
    rig.sandbox.workplace.groups["S0EDITORS"] = {"U0CAMILLE"}
    with pytest.raises(Refused, match="missing_scope"):
        await rig.platform.is_in_group(CAMILLE, "S0EDITORS")
    rig.sandbox._desk.installation.scopes |= {"usergroups:read"}
    assert await rig.platform.is_in_group(CAMILLE, "S0EDITORS")
    assert not await rig.platform.is_in_group(ALEX, "S0EDITORS")
    with pytest.raises(Refused, match="no_such_subteam"):
        await rig.platform.is_in_group(ALEX, "S0OTHERS")


async def test_history_is_not_read(rig):
    with pytest.raises(Unknown, match="history"):
        await rig.platform.find(PLACE, ["marker-1"], rig.clock.now())
    assert not rig.platform.abilities.finds_messages


async def test_another_workspace_is_refused_without_a_call(rig):
    calls = len(rig.sandbox.log.of("call"))
    other = Place("slack", "T0OTHER", SHARES)
    person = PersonRef("slack", "T0OTHER", "U0CAMILLE")
    for attempt in (
        rig.platform.post(other, a_card(), "m"),
        rig.platform.update(MessageRef("slack", "T0OTHER", "C/1"), a_card()),
        rig.platform.direct(person, a_card()),
        rig.platform.profile(person),
        rig.platform.is_admin(person),
        rig.platform.is_in_group(person, "S0EDITORS"),
    ):
        with pytest.raises(Refused, match="another workspace"):
            await attempt
    assert len(rig.sandbox.log.of("call")) == calls


@pytest.mark.parametrize("what", ["reset", "500", "503", "html", "half"])
async def test_a_post_whose_answer_is_lost_is_unknown_and_there_is_exactly_one(rig, what):
    rig.sandbox.faults.add("chat.postMessage", "after", what, times=9)
    with pytest.raises(Unknown):
        await rig.platform.post(PLACE, a_card(), "marker-1")
    assert len(rig.sandbox.log.of("post")) == 1


@pytest.mark.parametrize("what", ["reset", "500", "503", "html", "half"])
async def test_a_post_that_failed_before_its_effect_is_unknown_too_and_not_repeated(rig, what):
    rig.sandbox.faults.add("chat.postMessage", "before", what)
    with pytest.raises(Unknown):
        await rig.platform.post(PLACE, a_card(), "marker-1")
    assert len(rig.sandbox.log.of("post")) == 0


async def test_silence_is_unknown(rig, monkeypatch):
    monkeypatch.setattr(rig.platform._session, "_timeout", rig.platform._session.timeout.__class__(total=0.1))
    rig.sandbox.faults.add("chat.postMessage", "after", "timeout")
    with pytest.raises(Unknown, match="Timeout"):
        await rig.platform.post(PLACE, a_card(), "marker-1")
    assert len(rig.sandbox.log.of("post")) == 1


async def test_a_limit_tells_how_long_to_wait_and_nothing_was_sent(rig):
    rig.sandbox.faults.add("chat.postMessage", "before", "429", retry_after=17)
    with pytest.raises(RateLimited) as limit:
        await rig.platform.post(PLACE, a_card(), "marker-1")
    assert limit.value.retry_after == 17
    assert len(rig.sandbox.log.of("post")) == 0


async def test_real_failures_of_the_workplace_have_their_names(rig):
    with pytest.raises(Gone, match="not_in_channel"):
        await rig.platform.post(Place("slack", "T0SANDBOX", "C0GENERAL"), a_card(), "m")
    with pytest.raises(Gone, match="channel_not_found"):
        await rig.platform.post(Place("slack", "T0SANDBOX", "C0NONE"), a_card(), "m")
    with pytest.raises(Gone, match="message_not_found"):
        await rig.platform.update(MessageRef("slack", "T0SANDBOX", f"{SHARES}/1.000001"), a_card())
    with pytest.raises(Gone, match="user_not_found"):
        await rig.platform.profile(PersonRef("slack", "T0SANDBOX", "U0NOBODY"))
    rig.sandbox.archive(SHARES)
    with pytest.raises(Gone, match="is_archived"):
        await rig.platform.post(PLACE, a_card(), "m")
    rig.sandbox.revoke_tokens()
    with pytest.raises(Gone, match="token_revoked"):
        await rig.platform.post(PLACE, a_card(), "m")


async def test_all_calls_share_one_session(rig):
    session = rig.platform._session
    await rig.platform.post(PLACE, a_card("x", Button("Take", "claims.take")), "m")
    await rig.sandbox.as_person("U0SAM").press(rig.sandbox.as_person("U0SAM").messages(SHARES)[-1], "Take")
    assert rig.platform.client.session is rig.platform._session is session
    assert rig.platform.client.retry_handlers == []


async def test_nobodys_words_and_no_token_reach_the_log_even_at_debug(rig, caplog):
    caplog.set_level(logging.DEBUG)
    await rig.platform.post(
        PLACE, a_card("Canary of a title", Button("Take", "claims.take", "canary-value")), "m"
    )
    await rig.sandbox.as_person("U0SAM").press(rig.sandbox.as_person("U0SAM").messages(SHARES)[-1], "Take")
    await rig.sandbox.as_person("U0SAM").command("/advocacy canary of a command")
    said = caplog.text + "".join(repr(record.args) for record in caplog.records)
    assert "anary" not in said
    assert rig.sandbox.bot_token not in said


def test_a_proxy_of_the_environment_is_not_used_for_loopback(monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    for url in ("http://127.0.0.1:8080/api/", "http://localhost/api/", "http://[::1]/api/"):
        assert SlackPlatform("xoxb-1", url, SandboxClock()).client.proxy is None
    assert (
        SlackPlatform("xoxb-1", "https://slack.com/api/", SandboxClock()).client.proxy
        == "http://proxy.example:3128"
    )


@dataclass
class Script:
    """A server that answers auth.test properly, and every other call as it is told."""

    answer: web.Response
    without: str = ""
    calls: list[str] = field(default_factory=list)

    async def serve(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        self.calls.append(method)
        if method == "auth.test":
            who = {"ok": True, "team_id": "T0SANDBOX", "user_id": "U0BOT", "bot_id": "B0BOT"}
            return web.json_response({name: value for name, value in who.items() if name != self.without})
        return web.Response(status=self.answer.status, body=self.answer.body, headers=self.answer.headers)


@asynccontextmanager
async def scripted(
    answer: web.Response, without: str = ""
) -> AsyncIterator[tuple[SlackPlatform, Script, web.AppRunner]]:
    script = Script(answer, without)
    app = web.Application()
    app.router.add_route("*", "/api/{method}", script.serve)
    app.router.add_post("/hook/{method}", script.serve)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    platform = SlackPlatform("xoxb-1", f"http://127.0.0.1:{runner.addresses[0][1]}/api/", SandboxClock())
    try:
        await platform.connect()
        yield platform, script, runner
    finally:
        await platform.disconnect()
        await runner.cleanup()


def refusal(code: str, status: int = 200, **headers: str) -> web.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return web.json_response({"ok": False, "error": code}, status=status, headers=named)


REFUSED = [
    "msg_too_long", "msg_blocks_too_long", "invalid_blocks", "no_text", "missing_scope",
    "ekm_access_denied", "messages_tab_disabled", "cant_update_message",
    "invalid_metadata_schema", "metadata_too_large", "user_not_in_channel", "cannot_dm_bot", "expired_trigger_id", "view_too_large",
    "made_up_tomorrow",
]  # fmt: skip
CODES: list[tuple[str, type[PlatformError]]] = [
    *((code, Gone) for code in sorted(GONE)),
    *((code, Unknown) for code in sorted(UNKNOWN)),
    *((code, RateLimited) for code in sorted(LIMITED)),
    *((code, Refused) for code in REFUSED),
]


@pytest.mark.parametrize(("code", "error"), CODES)
async def test_every_error_code_has_its_error(code, error):
    async with scripted(refusal(code)) as (platform, script, _):
        with pytest.raises(error) as raised:
            await platform.post(PLACE, a_card(), "m")
        assert type(raised.value) is error
        assert script.calls == ["auth.test", "chat.postMessage"]


ANSWERS: dict[str, tuple[web.Response, type[PlatformError]]] = {
    "an error with status 500": (refusal("channel_not_found", 500), Unknown),
    "an error with status 403": (refusal("missing_scope", 403), Refused),
    "bad gateway": (web.Response(status=502, text="<html>", content_type="text/html"), Unknown),
    "a proxy that refuses": (web.Response(status=407, text="no"), Refused),
    "not found, in HTML": (web.Response(status=404, text="<html>", content_type="text/html"), Refused),
    "request time-out": (web.Response(status=408), Unknown),
    "HTML with status 200": (web.Response(text="<html>", content_type="text/html"), Unknown),
    "plain text with status 200": (web.Response(text="ok"), Unknown),
    "nothing with status 200": (web.Response(), Unknown),
    "half of JSON": (web.Response(text='{"ok": tr', content_type="application/json"), Unknown),
    "JSON that is a list": (web.json_response([1]), Unknown),
    "JSON that is null": (web.json_response(None), Unknown),
    "ok as a word": (web.json_response({"ok": "no"}), Unknown),
    "ok, and nothing more": (web.json_response({"ok": True}), Unknown),
    "ok, with a number for a time stamp": (web.json_response({"ok": True, "channel": "C1", "ts": 1.5}), Unknown),
    "not ok, and no code": (web.json_response({"ok": False}), Unknown),
    "a code that is a number": (web.json_response({"ok": False, "error": 7}), Unknown),
    "bytes that are no UTF-8": (web.Response(body=b'{"ok": "\xff"}', content_type="application/json"), Unknown),
    "a redirection": (web.Response(status=302, headers={"Location": "/api/elsewhere"}), Unknown),
}  # fmt: skip


@pytest.mark.parametrize("name", ANSWERS)
async def test_every_odd_answer_has_its_error(name):
    answer, error = ANSWERS[name]
    async with scripted(answer) as (platform, _, _):
        with pytest.raises(PlatformError) as raised:
            await platform.post(PLACE, a_card(), "m")
        assert type(raised.value) is error


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("1", 1),
        ("30", 30),
        ("0", 1),
        ("99999999", 3600),
        ("", 30),
        ("-5", 30),
        ("soon", 30),
        ("Wed, 21 Oct 2026 07:28:00 GMT", 30),
    ],
)
async def test_how_long_to_wait_is_read_and_bounded(told, seconds):
    headers = {"Retry_After": told} if told else {}
    async with scripted(refusal("ratelimited", 429, **headers)) as (platform, _, _):
        with pytest.raises(RateLimited) as limit:
            await platform.post(PLACE, a_card(), "m")
        assert limit.value.retry_after == seconds


async def test_without_a_connection_nothing_was_sent():
    async with scripted(refusal("x")) as (platform, script, _):
        with socket.create_server(("127.0.0.1", 0)) as nobody:
            port = nobody.getsockname()[1]
        platform.client.base_url = f"http://127.0.0.1:{port}/api/"
        with pytest.raises(RateLimited, match="not connected") as limit:
            await platform.post(PLACE, a_card(), "m")
        assert limit.value.retry_after == 30
        assert script.calls == ["auth.test"]


def test_a_name_that_does_not_resolve_is_no_connection():
    key = ConnectionKey("slack.example", 443, True, True, None, None, None)
    for failure in (
        aiohttp.ClientConnectorDNSError(key, OSError(-2, "unknown")),
        aiohttp.ConnectionTimeoutError(),
    ):
        assert isinstance(from_failure(failure), RateLimited)
    for failure in (
        aiohttp.SocketTimeoutError(),
        aiohttp.ServerDisconnectedError(),
        TimeoutError(),
        ValueError(),
    ):
        assert isinstance(from_failure(failure), Unknown)
    assert isinstance(from_failure(aiohttp.InvalidURL("x")), Refused)


@pytest.mark.parametrize("missing", ["team_id", "user_id", "bot_id"])
async def test_a_token_that_is_no_bots_is_refused(missing):
    with pytest.raises(Refused, match="not a bot token"):
        async with scripted(refusal("x"), without=missing):
            pass


@pytest.mark.parametrize(
    ("given", "error"),
    [
        (web.json_response({"ok": False, "error": "used_url"}, status=404), Gone),
        (web.json_response({"ok": False, "error": "invalid_payload"}, status=400), Refused),
        (web.Response(status=404, text="no_service"), Refused),
        (web.Response(status=500), Unknown),
        (web.Response(status=429, headers={"Retry-After": "3"}), RateLimited),
    ],
)
async def test_failures_of_a_response_url_have_their_errors(given, error):
    async with scripted(given) as (platform, _, runner):
        url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook/actions"
        with pytest.raises(PlatformError) as raised:
            await platform.respond(url, {"text": "x"})
        assert type(raised.value) is error


async def test_a_card_of_any_size_is_taken_by_slack(rig):
    card = Card("x" * 9_000, tuple(Quote("é" * 2_900) for _ in range(12)))
    reference = await rig.platform.post(PLACE, card, "m")
    await rig.platform.update(reference, card)
    assert len(json.dumps(rig.sandbox.workplace.find(SHARES, reference.opaque.split("/")[1]).blocks)) > 5_000
