"""The second wall: whatever has the shape of a secret is taken out of every line, ours and the libraries'."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st

from bot.environment import judge_settings
from bot.logs import OUT, PlainFormatter, Redaction, write_log_lines
from tests.house.test_settings import GOOD, TEAMS

SEALED = Fernet(b"A" * 43 + b"=")._encrypt_from_parts(b"a word", 1_764_000_000, b"0" * 16).decode()
SECRETS = (
    "xoxb-123-456-abcDEF",
    "xoxp-1-2-3-abc",
    "xoxe.xoxb-1-MS0yLTE",
    "xoxe-1-My0xLTE",
    "xapp-1-A0-123-abc",
    "Bearer abcdefgh.ijkl",
    "bearer abcdefghijkl",
    "eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJ4In0.c2lnbmF0dXJl",
    SEALED,
    "camille.durand@example.com",
    "owner:hunter2",
)


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Iterator[pytest.CaptureFixture[str]]:
    kept = structlog.get_config()
    write_log_lines(logging.DEBUG, secrets=["the-signing-secret", "abc"])
    yield capsys
    structlog.configure(**kept)


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize(
    "around", ["{}", "was {} here", '{{"token": "{}"}}', "https://{}@db.example.com/x?y"]
)
def test_the_shape_of_a_secret_is_enough(secret: str, around: str):
    if secret == "owner:hunter2" and "://" not in around:
        return  # only in an address is it one
    said = Redaction().text(around.format(secret))
    assert secret not in said
    assert OUT in said


@pytest.mark.parametrize(
    "said",
    [
        "slack/T0SANDBOX",
        "post:1f3a",
        "2026-11-23T09:00:00+00:00",
        "C0SHARES/1764.0001",
        "https://example.com/a",
        "clock.skewed",
    ],
)
def test_what_is_no_secret_stays(said: str):
    assert Redaction(["the-signing-secret"]).text(said) == said


@given(st.text("qzjx019_-.", min_size=8), st.text(), st.text())
def test_the_own_secrets_are_taken_out_word_by_word(secret: str, before: str, after: str):
    assert secret not in Redaction([secret]).text(before + secret + after)


def test_a_line_is_redacted_at_every_depth(lines: pytest.CaptureFixture[str]):
    log = structlog.get_logger("test")
    log.info("told", token=SECRETS[0], deep={"a": [SECRETS[1], {"b": (SECRETS[2],)}]}, number=3, none=None)
    log.info("the-signing-secret", other=ValueError(SECRETS[4]), short="abc")
    first, second = (json.loads(line) for line in lines.readouterr().out.splitlines())
    assert first["token"] == OUT
    assert first["deep"] == {"a": [OUT, {"b": [OUT]}]}
    assert (first["number"], first["none"]) == (3, None)
    assert second["event"] == OUT
    assert second["other"] == OUT
    assert second["short"] == "abc"


def test_an_exception_is_told_by_its_kind_and_place_and_never_by_its_words(lines: pytest.CaptureFixture[str]):
    try:
        raise ValueError("what Camille wrote")
    except ValueError:
        structlog.get_logger("test").exception("failed")
    line = json.loads(lines.readouterr().out)
    assert line["error"] == "ValueError"
    assert "test_logs.py" in line["at"][-1]
    assert "Camille" not in str(line)


def test_what_libraries_log_is_redacted_and_their_exceptions_are_told_the_same_way():
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(PlainFormatter(Redaction(["the-signing-secret"])))
    logger = logging.getLogger("a.library")
    logger.propagate = False
    logger.addHandler(handler)
    try:
        raise ValueError("what Camille wrote")
    except ValueError:
        logger.exception("token %s, %s", SECRETS[0], "the-signing-secret")
    logger.removeHandler(handler)
    assert "Camille" not in out.getvalue()
    assert SECRETS[0] not in out.getvalue()
    assert "the-signing-secret" not in out.getvalue()
    assert "ValueError" in out.getvalue()


def test_every_secret_of_the_settings_is_known_to_the_wall():
    env = {**GOOD, **TEAMS, "SLACK_SIGNING_SECRET": "first-canary, second-canary"}
    env |= {"SLACK_CLIENT_SECRET": "fourth-canary", "SLACK_CLIENT_ID": "1.2"}
    env |= {
        "PORTEVOIX_DATABASE_URL": "postgresql://u:canary%40password@h/d",
        "MICROSOFT_APP_PASSWORD": "third-canary",
    }
    known = judge_settings(env)[0].secrets()
    for secret in (
        "first-canary",
        "second-canary",
        "third-canary",
        "fourth-canary",
        "canary@password",
        "k" * 40,
        GOOD["SLACK_BOT_TOKEN"],
    ):
        assert secret in known


def test_a_line_stays_one_line_whatever_is_in_it(lines: pytest.CaptureFixture[str]):
    structlog.get_logger("test").info("told", reason='one\ntwo"}\r\n{"event": "forged"\u2028')
    [line] = lines.readouterr().out.strip().split("\n")
    assert json.loads(line)["event"] == "told"
