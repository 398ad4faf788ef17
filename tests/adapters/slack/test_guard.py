"""The gate: of everything that Slack would never send, nothing comes in, nothing is an error page, nothing is quoted."""

import asyncio
import json
import logging
import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack
from datetime import timedelta
from urllib.parse import unquote_to_bytes, urlencode, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.gate import MAX_BODY_BYTES, Rejected
from adapters.slack.guard import Guard, _form_letter, _unquoted
from sandbox.clock import SandboxClock
from tests.adapters.slack.forgeries import (
    CANARY,
    FORM,
    GOOD,
    JSON,
    Forger,
    Headers,
    encoded,
    event,
    forgeries,
)
from tests.adapters.slack.rig import Rig, a_rig

SECRET = "s3cr3t" * 6
NOW = int(SandboxClock().now().timestamp())
ALL = forgeries(SECRET, NOW)


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    async with a_rig(signing_secret=SECRET, app_id="A0PORTEVOIX") as rig:
        yield rig


async def send(
    rig: Rig, body: bytes, headers: Headers, method: str = "POST", path: str = "", is_cut: bool = False
) -> int:
    """Send bytes as they are, without a client that would repair them. Returns the status, 0 for a closed door."""
    url = urlsplit(rig.url)
    lines = [f"{method} {path or url.path} HTTP/1.1", f"Host: {url.netloc}", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in headers]
    if not any(name in {"Content-Length", "Transfer-Encoding"} for name, _ in headers):
        lines.append(f"Content-Length: {len(body)}")
    reader, writer = await asyncio.open_connection(url.hostname, url.port)
    try:
        writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
        if is_cut:
            writer.write_eof()
        line = await reader.readline()
    except ConnectionError:
        return 0
    finally:
        writer.close()
    return int(line.split()[1]) if line else 0


def test_the_corpus_is_large_and_its_names_are_unique():
    assert len(ALL) >= 120
    assert len({forgery.name for forgery in ALL}) == len(ALL)


async def test_of_all_forgeries_none_is_accepted_none_is_a_5xx_and_none_is_quoted(rig, caplog):
    caplog.set_level(logging.DEBUG)
    caplog.clear()
    wrong = []
    for forgery in ALL:
        status = await send(rig, forgery.body, forgery.headers)
        if status != forgery.status:
            wrong.append((forgery.name, status, forgery.status))
    assert wrong == []
    assert len(rig.notebook.events) == 1
    said = "\n".join([caplog.text, *(repr(record.args) for record in caplog.records)])
    assert CANARY not in said
    assert SECRET not in said
    assert "v0=" not in said


@pytest.mark.parametrize("kind", GOOD)
async def test_the_same_requests_come_in_when_nothing_is_wrong_with_them(rig, kind):
    body, media = GOOD[kind]
    assert await send(rig, body, Forger(SECRET, NOW).signed(body, media)) == 200
    await rig.sends_done()
    assert len(rig.notebook.events) == 2


@pytest.mark.parametrize("kind", GOOD)
async def test_within_five_minutes_a_replay_is_acknowledged_and_has_no_effect(rig, kind):
    body, media = GOOD[kind]
    headers = Forger(SECRET, NOW).signed(body, media)
    for _ in range(3):
        assert await send(rig, body, headers) == 200
        rig.clock.advance(timedelta(seconds=100))
    assert await send(rig, body, headers) == 200
    rig.clock.advance(timedelta(seconds=1))
    assert await send(rig, body, headers) == 401
    await rig.sends_done()
    assert len(rig.notebook.events) == 2


@pytest.mark.parametrize(
    "media",
    [
        "application/json; charset=utf-8",
        'Application/JSON; Charset="UTF-8"',
        "application/json;charset=utf8",
        JSON,
    ],
)
async def test_utf8_may_be_named_in_any_way(rig, media):
    body, _ = GOOD["event"]
    assert await send(rig, body, Forger(SECRET, NOW).signed(body, media)) == 200
    assert len(rig.notebook.events) == 2


async def test_the_largest_body_comes_in(rig):
    body = encoded(event()).ljust(MAX_BODY_BYTES)
    assert await send(rig, body, Forger(SECRET, NOW).signed(body)) == 200
    assert len(rig.notebook.events) == 2


async def test_while_a_secret_is_replaced_both_are_good():
    async with a_rig(signing_secret="old, new") as rig:
        for number, secret in enumerate(("old", "new")):
            body = encoded(event(event_id=f"Ev{number}"))
            assert await send(rig, body, Forger(secret, NOW).signed(body)) == 200
        body, _ = GOOD["event"]
        assert await send(rig, body, Forger("old, new", NOW).signed(body)) == 401
        assert len(rig.notebook.events) == 3


@pytest.mark.parametrize("secret", ["", " ", ",", " , "])
def test_a_guard_without_a_secret_is_refused(secret):
    with pytest.raises(ValueError, match="signing_secret"):
        Guard(secret, SandboxClock())


async def test_a_signed_certificate_check_is_answered(rig):
    body = b"ssl_check=1&token=x"
    assert await send(rig, body, Forger(SECRET, NOW).signed(body, FORM)) == 200
    assert len(rig.notebook.events) == 1


async def test_only_post_and_only_the_one_path(rig):
    body, media = GOOD["event"]
    headers = Forger(SECRET, NOW).signed(body, media)
    for method in ("GET", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "SLACK"):
        assert 400 <= await send(rig, body, headers, method) < 500, method
    for path in (
        "/",
        "/slack",
        "/slack/events/",
        "/slack/events/x",
        "/slack/../slack/events/.",
        "//slack/events",
    ):
        assert 400 <= await send(rig, body, headers, path=path) < 500, path
    assert len(rig.notebook.events) == 1


BROKEN_HTTP = {
    "a chunk of no size": b"zz\r\n{}\r\n0\r\n\r\n",
    "a chunk that lies": b"5\r\n{}\r\n0\r\n\r\n",
    "a chunk that never ends": b"ff\r\n{}",
    "a negative chunk": b"-2\r\n{}\r\n0\r\n\r\n",
}


@pytest.mark.parametrize("name", BROKEN_HTTP)
async def test_broken_chunks_are_refused(rig, name):
    headers = [*Forger(SECRET, NOW).signed(b"{}"), ("Transfer-Encoding", "chunked")]
    assert await send(rig, BROKEN_HTTP[name], headers, is_cut=True) in {0, 400, 401}
    assert len(rig.notebook.events) == 1


async def test_chunks_beyond_the_limit_are_refused(rig):
    chunk = b"8000\r\n" + b" " * 0x8000 + b"\r\n"
    headers = [*Forger(SECRET, NOW).signed(b"{}"), ("Transfer-Encoding", "chunked")]
    assert await send(rig, chunk * 9 + b"0\r\n\r\n", headers) == 413


@pytest.mark.parametrize("length", ["-1", "abc", "1, 2", "99999999999999999999", "0x10", "10"])
async def test_a_body_of_another_length_than_told_is_refused(rig, length):
    body, media = GOOD["event"]
    headers = [*Forger(SECRET, NOW).signed(body, media), ("Content-Length", length)]
    assert await send(rig, body, headers, is_cut=True) in {0, 400, 401, 413}
    assert len(rig.notebook.events) == 1


async def test_a_body_that_is_told_too_large_is_refused_before_it_arrives(rig):
    headers = [*Forger(SECRET, NOW).signed(b""), ("Content-Length", str(10**9))]
    assert await send(rig, b"", headers) == 413


async def test_a_body_that_does_not_arrive_is_given_up(rig, monkeypatch):
    monkeypatch.setattr("adapters.gate.BODY_SECONDS", 0.05)
    headers = "".join(f"{name}: {value}\r\n" for name, value in Forger(SECRET, NOW).signed(b"{}"))
    url = urlsplit(rig.url)
    reader, writer = await asyncio.open_connection(url.hostname, url.port)
    writer.write(f"POST {url.path} HTTP/1.1\r\nHost: x\r\n{headers}Content-Length: 2\r\n\r\n".encode())
    assert b" 408 " in await reader.readline()
    writer.close()


async def test_before_the_door_is_open_slack_is_asked_to_come_again(rig):
    rig.door._us = None
    body, media = GOOD["event"]
    assert await send(rig, body, Forger(SECRET, NOW).signed(body, media)) == 503


@pytest.fixture(scope="module")
def knock() -> Iterator[Callable[[bytes, Headers], tuple[int, int]]]:
    """Send one request to a door that stands all through the module; tells the status and how many events came in."""
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        rig = runner.run(stack.enter_async_context(a_rig(signing_secret=SECRET)))

        async def one(body: bytes, headers: Headers) -> tuple[int, int]:
            before = len(rig.notebook.events)
            sent = dict(headers)
            async with rig.session.post(rig.url, data=body, headers=sent) as answer:
                await answer.read()
            await rig.sends_done()
            return answer.status, len(rig.notebook.events) - before

        yield lambda body, headers: runner.run(one(body, headers))
        runner.run(stack.aclose())


header_text = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=80)
media = st.sampled_from([JSON, FORM, "text/plain", ""])


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=st.binary(max_size=400), media=media, stamp=header_text | st.just(str(NOW)), signature=header_text
)
def test_arbitrary_bytes_and_headers_never_come_in(knock, body, media, stamp, signature):
    headers = [
        ("Content-Type", media),
        ("X-Slack-Request-Timestamp", stamp),
        ("X-Slack-Signature", signature),
    ]
    assert knock(body, headers) == (401, 0)


@settings(max_examples=300, deadline=None)
@given(body=st.binary(max_size=400), media=media)
def test_arbitrary_signed_bytes_are_never_an_error_page(knock, body, media):
    status, accepted = knock(body, Forger(SECRET, NOW).signed(body, media))
    assert status in {200, 400}
    assert accepted == 0


WORDS = st.sampled_from([
    "T0SANDBOX", "U0BOT", "U1", "action_id", "actions", "api_app_id", "app_home_opened", "assistant_thread", "authorizations",
    "block_actions", "bot", "callback_id", "channel", "container", "enterprise", "event", "event_callback", "event_id",
    "event_ts", "function_data", "home", "id", "is_ext_shared_channel", "item", "item_user", "message", "previous_message",
    "private_metadata", "reaction", "reaction_added", "response_url", "response_urls", "state", "tab", "team", "team_id",
    "thread_ts", "tokens", "tokens_revoked", "ts", "type", "user", "user_id", "values", "view", "view_submission",
])  # fmt: skip
leaves = (
    WORDS
    | st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.just("\ud83d")
    | st.text(max_size=5)
)
trees = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=8),
    max_leaves=8,
)
TEAMS = {"team_id": "T0SANDBOX", "team": {"id": "T0SANDBOX"}}


@settings(max_examples=120, deadline=None)
@given(body=st.dictionaries(WORDS, trees, max_size=8), is_event=st.booleans(), is_ours=st.booleans())
def test_signed_requests_of_any_shape_are_never_an_error_page(knock, body, is_event, is_ours):
    whole = json.dumps({**body, **TEAMS} if is_ours else body)
    raw = whole.encode() if is_event else urlencode({"payload": whole}).encode()
    assert knock(raw, Forger(SECRET, NOW).signed(raw, JSON if is_event else FORM))[0] in {200, 400, 403}


@settings(deadline=None)
@given(st.dictionaries(st.text(), st.text(), max_size=20))
def test_a_form_is_read_as_it_was_written(fields):
    for name in ("payload", "ssl_check"):
        fields.pop(name, None)
    fields["command"] = "/advocacy"
    assert _form_letter(urlencode(fields).encode()).body == fields


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_a_field_is_decoded_as_the_standard_library_does_or_refused(raw):
    try:
        decoded = _unquoted(raw)
    except Rejected:
        assert re.search(rb"[=\r\n]|%(?![0-9A-Fa-f]{2})", raw), "only what is no form field is refused"
    else:
        assert decoded == unquote_to_bytes(raw.replace(b"+", b" "))
