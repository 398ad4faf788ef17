"""What Slack would send: signed requests with the bodies of real clicks and reactions."""

import hashlib
import hmac
import json
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

APP, TEAM = "A0PORTEVOIX", "T0SANDBOX"


@dataclass(frozen=True, slots=True)
class Letter:
    """One request."""

    body: bytes
    content_type: str


def reaction(number: int, user: str, channel: str, ts: str) -> Letter:
    """A reaction on one of our messages."""
    now = time.time()
    event = {
        "type": "reaction_added",
        "user": user,
        "reaction": "raising_hand",
        "item": {"type": "message", "channel": channel, "ts": ts},
        "item_user": "U0BOT",
        "event_ts": f"{now:.6f}",
    }
    body = {
        "token": "unused",
        "team_id": TEAM,
        "api_app_id": APP,
        "event": event,
        "type": "event_callback",
        "event_id": f"Ev{number:010d}",
        "event_time": int(now),
        "authorizations": [
            {"team_id": TEAM, "user_id": "U0BOT", "is_bot": True, "is_enterprise_install": False}
        ],
        "is_ext_shared_channel": False,
        "event_context": "4-bench",
    }
    return Letter(json.dumps(body).encode(), "application/json")


def click(number: int, user: str, post: str, message: dict[str, Any], hooks: str) -> Letter:
    """A press on the claim button of a share's card; the whole message travels along, as Slack sends it."""
    payload: dict[str, Any] = {
        "type": "block_actions",
        "user": {"id": user, "username": user.lower(), "name": user.lower(), "team_id": TEAM},
        "api_app_id": APP,
        "token": "unused",
        "container": {
            "type": "message",
            "message_ts": message["ts"],
            "channel_id": "C0SHARES",
            "is_ephemeral": False,
        },
        "trigger_id": f"{number}.bench",
        "team": {"id": TEAM, "domain": "bench"},
        "enterprise": None,
        "is_enterprise_install": False,
        "channel": {"id": "C0SHARES", "name": "shares"},
        "message": message,
        "state": {"values": {}},
        "response_url": f"{hooks}/hooks/{number}",
        "actions": [
            {
                "action_id": "claims.take",
                "block_id": "b1",
                "text": {"type": "plain_text", "text": "I'll take it", "emoji": True},
                "value": post,
                "style": "primary",
                "type": "button",
                "action_ts": f"{time.time():.6f}",
            }
        ],
    }
    return Letter(
        f"payload={quote(json.dumps(payload), safe='')}".encode(), "application/x-www-form-urlencoded"
    )


def command(number: int, user: str, text: str, hooks: str) -> Letter:
    """A slash command."""
    fields = {
        "token": "unused",
        "team_id": TEAM,
        "team_domain": "bench",
        "channel_id": "C0SHARES",
        "channel_name": "shares",
        "user_id": user,
        "user_name": user.lower(),
        "command": "/advocacy",
        "text": text,
        "api_app_id": APP,
        "is_enterprise_install": "false",
        "response_url": f"{hooks}/hooks/{number}",
        "trigger_id": f"{number}.bench",
    }
    return Letter(urlencode(fields).encode(), "application/x-www-form-urlencoded")


def signed(letter: Letter, secret: str) -> dict[str, str]:
    """Sign a request as Slack does."""
    stamp = str(int(time.time()))
    digest = hmac.new(
        secret.encode(), b"v0:" + stamp.encode() + b":" + letter.body, hashlib.sha256
    ).hexdigest()
    return {
        "Content-Type": letter.content_type,
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={digest}",
    }


def size_of(letters: Iterable[Letter]) -> int:
    """Give the middle size of some bodies, in bytes."""
    sizes = sorted(len(letter.body) for letter in letters)
    return sizes[len(sizes) // 2]
