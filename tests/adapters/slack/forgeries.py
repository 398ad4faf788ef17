"""Requests that Slack would never send: unsigned, forged, replayed, broken, too big, for somebody else, or of odd shape.

Every body carries the canary, so that a log that quotes one is found out.
"""

import gzip
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

CANARY = "canary7f3a91"
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
STAMP, SIGNATURE = "X-Slack-Request-Timestamp", "X-Slack-Signature"
Headers = list[tuple[str, str]]


@dataclass(frozen=True)
class Forgery:
    """One request and the status it deserves."""

    name: str
    body: bytes
    headers: Headers
    status: int


@dataclass(frozen=True)
class Forger:
    """Makes requests, knowing the secret and the time when a case needs them."""

    secret: str
    now: int

    def sign(
        self, body: bytes, stamp: str | None = None, secret: str | None = None, version: str = "v0"
    ) -> str:
        signed = f"{version}:{stamp or self.now}:".encode() + body
        return f"{version}=" + hmac.new((secret or self.secret).encode(), signed, hashlib.sha256).hexdigest()

    def signed(self, body: bytes, kind: str | None = JSON, *more: tuple[str, str]) -> Headers:
        typed = [("Content-Type", kind)] if kind is not None else []
        return [*typed, (STAMP, str(self.now)), (SIGNATURE, self.sign(body)), *more]


def event(**changes: Any) -> dict[str, Any]:
    """A good envelope, changed."""
    inner = {"type": "app_home_opened", "user": "U0SAM", "tab": "home", "event_ts": "1.1", "note": CANARY}
    whole = {
        "type": "event_callback", "team_id": "T0SANDBOX", "api_app_id": "A0PORTEVOIX", "event_id": "Ev0FORGED",
        "event": inner, "authorizations": [{"team_id": "T0SANDBOX"}],
    }  # fmt: skip
    return {**whole, **changes}


def press(**changes: Any) -> dict[str, Any]:
    """A good click, changed."""
    whole = {
        "type": "block_actions", "team": {"id": "T0SANDBOX"}, "user": {"id": "U0SAM"}, "api_app_id": "A0PORTEVOIX",
        "trigger_id": "1.2.forged", "container": {"type": "message", "channel_id": "C0SHARES", "message_ts": "1.2"},
        "actions": [{"action_id": "claims.take", "value": CANARY, "action_ts": "1.2"}],
    }  # fmt: skip
    return {**whole, **changes}


def command(**changes: str) -> dict[str, str]:
    """A good command, changed."""
    whole = {
        "command": "/advocacy", "text": CANARY, "team_id": "T0SANDBOX", "user_id": "U0SAM", "channel_id": "C0SHARES",
        "trigger_id": "1.3.forged", "api_app_id": "A0PORTEVOIX",
    }  # fmt: skip
    return {**whole, **changes}


def encoded(body: Any) -> bytes:
    return json.dumps(body).encode()


def as_payload(body: Any) -> bytes:
    return urlencode({"payload": json.dumps(body)}).encode()


GOOD: dict[str, tuple[bytes, str]] = {
    "event": (encoded(event()), JSON),
    "press": (as_payload(press()), FORM),
    "command": (urlencode(command()).encode(), FORM),
}


def forgeries(secret: str, now: int) -> list[Forgery]:
    """All of them; names are unique."""
    forger = Forger(secret, now)
    kinds: tuple[Callable[[Forger], Iterator[Forgery]], ...] = (
        _unsigned, _mis_signed, _out_of_time, _tampered, _mistyped, _broken_json, _broken_forms, _too_big, _for_others,
        _misshapen,
    )  # fmt: skip
    return [forgery for kind in kinds for forgery in kind(forger)]


def _unsigned(forger: Forger) -> Iterator[Forgery]:
    for kind, (body, media) in GOOD.items():
        typed, stamp, signature = forger.signed(body, media)
        yield Forgery(f"{kind} without both headers", body, [typed], 401)
        yield Forgery(f"{kind} without a signature", body, [typed, stamp], 401)
        yield Forgery(f"{kind} without a timestamp", body, [typed, signature], 401)
        yield Forgery(f"{kind} with an empty signature", body, [typed, stamp, (SIGNATURE, "")], 401)
    yield Forgery("ssl_check unsigned", f"ssl_check=1&token={CANARY}".encode(), [("Content-Type", FORM)], 401)
    challenge = encoded({"type": "url_verification", "challenge": CANARY})
    yield Forgery("url_verification unsigned", challenge, [("Content-Type", JSON)], 401)


def _mis_signed(forger: Forger) -> Iterator[Forgery]:
    body, media = GOOD["event"]
    good = forger.sign(body)
    wrong = {
        "in capitals": "v0=" + good[3:].upper(),
        "without its version": good[3:],
        "of version 1": "v1=" + good[3:],
        "of version 1, computed so": forger.sign(body, version="v1"),
        "a digit short": good[:-1],
        "a digit long": good + "0",
        "with its last digit changed": good[:-1] + ("0" if good[-1] != "0" else "1"),
        "of zeros": "v0=" + "0" * 64,
        "of letters that are no digits": "v0=" + "g" * 64,
        "in full-width digits": "v0=" + "０" * 64,
        "of accents": "v0=" + "é" * 64,
        "of SHA-1": "v0=" + hashlib.sha1(body).hexdigest(),
        "of an empty secret": forger.sign(body, secret="\0"),
        "of another secret": forger.sign(body, secret="another"),
        "of another body": forger.sign(b"{}"),
        "with a list of signatures": f"{good}, {good}",
        "with a space inside": f"v0= {good[3:]}",
        "as the secret itself": "v0=" + forger.secret.ljust(64, "0")[:64],
        "very long": "v0=" + "a" * 4000,
        "a wildcard": "*",
        "null": "null",
    }
    for name, signature in wrong.items():
        headers = [("Content-Type", media), (STAMP, str(forger.now)), (SIGNATURE, signature)]
        yield Forgery(f"a signature {name}", body, headers, 401)
    headers = forger.signed(body, media)
    yield Forgery("two signatures, the first right", body, [*headers, (SIGNATURE, "v0=" + "0" * 64)], 401)
    yield Forgery("two signatures, the second right", body, [(SIGNATURE, "v0=" + "0" * 64), *headers], 401)
    yield Forgery("two timestamps", body, [*headers, (STAMP, str(forger.now))], 401)


def _out_of_time(forger: Forger) -> Iterator[Forgery]:
    body, media = GOOD["event"]
    for age in (301, 360, 3_600, 86_400, 31_536_000, forger.now, -301, -3_600, -86_400 * 365):
        stamp = str(forger.now - age)
        headers = [("Content-Type", media), (STAMP, stamp), (SIGNATURE, forger.sign(body, stamp))]
        yield Forgery(f"replayed after {age} s", body, headers, 401)
    odd = [
        "abc", "-1", f"+{forger.now}", f"{forger.now}.5", f"{forger.now}e0", "1e9", "0x6743", "NaN", "inf", "null", "[]",
        "٠١٢٣٤٥٦٧٨٩", "１７００００００００", f"{forger.now},{forger.now}", f"{forger.now} {forger.now}", "9" * 13, "9" * 5000,
        f"{forger.now}_0", "",
    ]  # fmt: skip
    for stamp in odd:
        headers = [("Content-Type", media), (STAMP, stamp), (SIGNATURE, forger.sign(body, stamp))]
        yield Forgery(f"a timestamp {stamp[:20]!r} of {len(stamp)}", body, headers, 401)


def _tampered(forger: Forger) -> Iterator[Forgery]:
    for kind, (body, media) in GOOD.items():
        headers = forger.signed(body, media)
        for place in (0, len(body) // 2, len(body) - 1):
            changed = body[:place] + bytes([body[place] ^ 1]) + body[place + 1 :]
            yield Forgery(f"{kind} with byte {place} changed", changed, headers, 401)
        yield Forgery(f"{kind} cut short", body[:-1], headers, 401)
        yield Forgery(f"{kind} with a space more", body + b" ", headers, 401)
        yield Forgery(f"{kind} signed a second earlier", body, _restamped(headers, str(forger.now - 1)), 401)


def _restamped(headers: Headers, stamp: str) -> Headers:
    return [(name, stamp if name == STAMP else value) for name, value in headers]


def _mistyped(forger: Forger) -> Iterator[Forgery]:
    body, _ = GOOD["event"]
    for media in (
        None, "", "text/plain", "text/html", "application/xml", "multipart/form-data; boundary=x", "application/jsonp",
        "application/json-patch+json", "application/json; charset=latin-1", "application/json; charset=utf-16",
        "application/json; charset=utf-7", "application/json; charset=", "application/json;charset=unknown", "json", ";",
    ):  # fmt: skip
        yield Forgery(f"content type {media!r}", body, forger.signed(body, media), 400)
    form, media = GOOD["command"]
    yield Forgery("a form in latin-1", form, forger.signed(form, f"{media}; charset=iso-8859-1"), 400)
    yield Forgery("a form called JSON", form, forger.signed(form, JSON), 400)
    yield Forgery("JSON called a form", body, forger.signed(body, FORM), 400)
    for coding in ("gzip", "deflate", "br", "zstd", "identity", "x"):
        squeezed = gzip.compress(body) if coding == "gzip" else body
        yield Forgery(
            f"coded {coding}", squeezed, forger.signed(squeezed, JSON, ("Content-Encoding", coding)), 400
        )
    bomb = gzip.compress(b"0" * 8_000_000)
    yield Forgery("a gzip bomb", bomb, forger.signed(bomb, JSON, ("Content-Encoding", "gzip")), 400)


def _broken_json(forger: Forger) -> Iterator[Forgery]:
    good, _ = GOOD["event"]
    broken = {
        "nothing": b"",
        "blanks": b" \n\t ",
        "null": b"null",
        "true": b"true",
        "a number": b"17",
        "a list": b"[1]",
        "a list of events": b"[" + good + b"]",
        "a string": encoded(CANARY),
        "an open brace": b"{",
        "a half": good[: len(good) // 2],
        "two documents": good + good,
        "single quotes": b"{'type': 'event_callback'}",
        "a comma too many": good[:-1] + b",}",
        "a comment": b"/* x */" + good,
        "a byte order mark": b"\xef\xbb\xbf" + good,
        "UTF-16": good.decode().encode("utf-16"),
        "bytes that are no UTF-8": good.replace(CANARY.encode(), b"\xff\xfe\xfd"),
        "an overlong slash": good.replace(CANARY.encode(), b"\xc0\xaf"),
        "a raw surrogate": good.replace(CANARY.encode(), b"\xed\xa0\x80"),
        "a raw NUL": good.replace(CANARY.encode(), b"\x00"),
        "a raw line end in a string": good.replace(CANARY.encode(), b"\n"),
        "a bad escape": good.replace(CANARY.encode(), b"\\x41"),
        "lists without end": b"[" * 100_000,
        "objects without end": b'{"a":' * 40_000,
        "deep but closed": b'{"a":' * 20_000 + b"1" + b"}" * 20_000,
        "an integer without end": b'{"a":' + b"9" * 5_000 + b"}",
        "a challenge that is no text": encoded({"type": "url_verification", "challenge": {"a": CANARY}}),
        "a challenge in half an emoji": b'{"type": "url_verification", "challenge": "\\ud83d"}',
    }
    for name, body in broken.items():
        yield Forgery(f"JSON: {name}", body, forger.signed(body), 400)


def _broken_forms(forger: Forger) -> Iterator[Forgery]:
    good, _ = GOOD["command"]
    click = GOOD["press"][0]
    broken = {
        "nothing": b"",
        "no field we know": f"a=1&b={CANARY}".encode(),
        "an empty payload": b"payload=",
        "a payload of null": b"payload=null",
        "a payload that is a list": as_payload([press()]),
        "a payload that is a number": b"payload=1",
        "an open payload": b"payload=%7B",
        "an escape of nothing": b"payload=%",
        "half an escape": b"payload=%7",
        "an escape of letters": b"payload=%ZZ",
        "a doubled per cent": b"payload=%%7B%%7D",
        "a payload that is no UTF-8": b"payload=%7B%22a%22%3A%22%FF%FE%22%7D",
        "two payloads": click + b"&" + click,
        "a payload and more": click + b"&command=x",
        "more and a payload": b"a=1&" + click,
        "a payload written raw": b"payload=" + json.dumps(press()).encode() + b"=",
        "a raw line end": good + b"\r\n",
        "a field twice": good + b"&command=%2Fadvocacy",
        "too many fields": good + b"".join(b"&f%d=1" % number for number in range(60)),
        "ten thousand fields": b"&".join(b"f%d=1" % number for number in range(10_000)),
        "only ampersands": b"&" * 5_000,
        "an equals sign in a value": good + b"&x=a=b",
        "a name that is no UTF-8": good + b"&%FF=1",
        "a value that is no UTF-8": good.replace(CANARY.encode(), b"%C3%28"),
        "payload deep without end": f"payload={quote('[' * 50_000)}".encode(),
    }
    for name, body in broken.items():
        yield Forgery(f"form: {name}", body, forger.signed(body, FORM), 400)


def _too_big(forger: Forger) -> Iterator[Forgery]:
    for size in (256 * 1024 + 1, 1_000_000):
        body = encoded(event(pad=CANARY)).ljust(size)
        yield Forgery(f"{size} bytes", body, forger.signed(body), 413)


def _for_others(forger: Forger) -> Iterator[Forgery]:
    events: dict[str, dict[str, Any]] = {
        "another team": event(team_id="T0OTHER", authorizations=[{"team_id": "T0OTHER"}]),
        "another team's authorization": event(authorizations=[{"team_id": "T0OTHER"}]),
        "another team in ours": event(team_id="T0OTHER"),
        "no team": event(team_id=None),
        "a team that is a list": event(team_id=["T0SANDBOX"]),
        "an authorization that is a number": event(authorizations=[7]),
        "another app": event(api_app_id="A0OTHER"),
        "no app": event(api_app_id=None),
    }
    for name, body in events.items():
        yield Forgery(f"event for {name}", encoded(body), forger.signed(encoded(body)), 200)
    clicks: dict[str, dict[str, Any]] = {
        "another team": press(team={"id": "T0OTHER"}),
        "no team": press(team=None),
        "a team that is a list": press(team=["T0SANDBOX"]),
        "another app": press(api_app_id="A0OTHER"),
    }
    for name, body in clicks.items():
        yield Forgery(f"click for {name}", as_payload(body), forger.signed(as_payload(body), FORM), 403)
    for name, fields in {
        "another team": command(team_id="T0OTHER"),
        "another app": command(api_app_id="A0X"),
    }.items():
        body = urlencode(fields).encode()
        yield Forgery(f"command for {name}", body, forger.signed(body, FORM), 403)


def _misshapen(forger: Forger) -> Iterator[Forgery]:
    inner = event()["event"]
    odd_events: dict[str, Any] = {
        "an event that is a number": event(event=5),
        "an event that is a list": event(event=[inner]),
        "no event": event(event=None),
        "a type that is a number": event(event={**inner, "type": 7}),
        "a user that is a list": event(event={**inner, "user": ["U0SAM"]}),
        "no event id": event(event_id=None),
        "an event id that is a list": event(event_id=["x"]),
        "another outer type": event(type="event_shout"),
        "a reaction without an item": event(event={**inner, "type": "reaction_added", "reaction": "+1"}),
        "a reaction to a number": event(
            event={**inner, "type": "reaction_added", "reaction": "+1", "item": 7}
        ),
        "an archive of nothing": event(event={"type": "channel_archive", "channel": 7}),
    }
    for name, body in odd_events.items():
        yield Forgery(f"event: {name}", encoded(body), forger.signed(encoded(body)), 200)
    odd_clicks: dict[str, Any] = {
        "no actions": press(actions=None),
        "actions that are a number": press(actions=7),
        "an empty list of actions": press(actions=[]),
        "an action that is a number": press(actions=[7]),
        "an action without an id": press(actions=[{"value": CANARY}]),
        "no user": press(user=None),
        "a user that is a list": press(user=[]),
        "a form without a view": press(type="view_submission"),
        "a form with a list for a view": press(type="view_submission", view=[CANARY]),
        "no type": press(type=None),
    }
    for name, body in odd_clicks.items():
        yield Forgery(f"click: {name}", as_payload(body), forger.signed(as_payload(body), FORM), 200)
    for name, body in {
        "channel": press(channel=7),
        "team": press(enterprise=7),
        "view": press(response_urls=[7]),
    }.items():
        yield Forgery(
            f"click: a number for a {name}", as_payload(body), forger.signed(as_payload(body), FORM), 400
        )
    body = urlencode(command(user_id="")).encode()
    yield Forgery("command: nobody typed it", body, forger.signed(body, FORM), 200)
