"""One Web API call: its arguments, and the ways to refuse it."""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from sandbox.desk import Desk
from sandbox.people import BOT_USER, Person
from sandbox.workplace import Channel, Json, Workplace

T = TypeVar("T")


class ApiError(Exception):
    """Slack refused the call."""

    def __init__(self, error: str, *messages: str, **extra: Any) -> None:
        super().__init__(error)
        self.body: Json = {"ok": False, "error": error, **extra}
        if messages:
            self.body["response_metadata"] = {"messages": list(messages)}


class Call:
    """A call that has a good token, with its arguments from the query, a form or JSON."""

    def __init__(self, desk: Desk, method: str, args: Mapping[str, Any]) -> None:
        self.desk = desk
        self.method = method
        self.args = args

    @property
    def workplace(self) -> Workplace:
        return self.desk.workplace

    def text(self, name: str) -> str:
        """Read a text; what is missing is empty."""
        value = self.args.get(name)
        if value is None:
            return ""
        return value if isinstance(value, str) else str(value)

    def required(self, name: str) -> str:
        """Read a text that must be there. Raises ApiError invalid_arguments."""
        if not (value := self.text(name)):
            raise ApiError("invalid_arguments", f"[ERROR] missing required field: {name}")
        return value

    def flag(self, name: str) -> bool:
        return self.args.get(name) in (True, 1, "1", "true", "True")

    def structure(self, name: str, error: str) -> Any:
        """Read JSON, given as such or as a string of it; None when missing. Raises ApiError `error`."""
        value = self.args.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError as broken:
            raise ApiError(error) from broken

    def channel(self, name: str = "channel") -> Channel:
        """Find the channel meant by an id, where the bot may know of it. Raises ApiError channel_not_found."""
        channel = self.workplace.channels.get(self.required(name))
        if channel is None or (channel.is_private and BOT_USER not in channel.members):
            raise ApiError("channel_not_found")
        return channel

    def person(self, name: str = "user") -> Person:
        """Find a person by id. Raises ApiError user_not_found."""
        person = self.workplace.people.get(self.required(name))
        if person is None:
            raise ApiError("user_not_found")
        return person

    def need(self, *any_of: str) -> None:
        """Demand one of these scopes. Raises ApiError missing_scope."""
        if not self.desk.installation.scopes.intersection(any_of):
            provided = ",".join(sorted(self.desk.installation.scopes))
            raise ApiError("missing_scope", needed=",".join(any_of), provided=provided)

    def page(self, items: Sequence[T], default: int, at_most: int = 1000) -> tuple[list[T], Json]:
        """Cut one page by `limit` and `cursor`. Returns it with Slack's response_metadata."""
        raw = self.text("limit") or "0"
        if not raw.isdecimal() or int(raw) > at_most:
            raise ApiError("invalid_limit")
        limit = int(raw) or default
        start = _offset(self.text("cursor"))
        end = start + limit
        following = base64.b64encode(b"next:%d" % end).decode() if end < len(items) else ""
        return list(items[start:end]), {"next_cursor": following}


def _offset(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        word, _, number = base64.b64decode(cursor, validate=True).decode().partition(":")
        if word == "next" and number.isdecimal():
            return int(number)
    except (binascii.Error, UnicodeDecodeError):
        pass
    raise ApiError("invalid_cursor")
