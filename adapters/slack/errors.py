"""Every way a call to Slack can fail, mapped to the four errors of the house.

| What happened                                                        | Error                      |
|----------------------------------------------------------------------|----------------------------|
| no connection: DNS, refused, TLS, no free connection in time         | RateLimited(30)            |
| HTTP 429, or `ratelimited`                                           | RateLimited(Retry-After)   |
| `ok: false` with a code below that says what is over                 | Gone, and what             |
| `ok: false` with `internal_error` and its like                       | Unknown                    |
| `ok: false` with any other code, HTTP 4xx                            | Refused                    |
| time out, reset, 5xx, HTML, half an answer, anything unforeseen      | Unknown                    |
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.ports import Gone, PlatformError, RateLimited, Refused, Unknown, What

DEFAULT_WAIT_SECONDS: Final = 30.0
LONGEST_WAIT_SECONDS: Final = 3600.0

_PLACE: Final = frozenset(
    {
        "channel_not_found",
        "is_archived",
        "not_in_channel",
        "restricted_action",
        "restricted_action_non_threadable_channel",
        "restricted_action_read_only_channel",
        "restricted_action_thread_only_channel",
    }
)
_PERSON: Final = frozenset({"user_not_found", "users_not_found", "user_disabled"})
_MESSAGE: Final = frozenset({"message_not_found", "view_not_found", "not_found", "expired_url", "used_url"})
_WORKSPACE: Final = frozenset(
    {
        "account_inactive",
        "app_uninstalled",
        "invalid_auth",
        "not_authed",
        "team_access_not_granted",
        "team_disabled",
        "team_not_found",
        "token_expired",
        "token_revoked",
    }
)
"""The workspace closed, or somebody removed the app or its token."""
_WHAT: Final[Sequence[tuple[frozenset[str], What]]] = (
    (_PLACE, "place"),
    (_PERSON, "person"),
    (_MESSAGE, "message"),
    (_WORKSPACE, "workspace"),
)
GONE: Final[Mapping[str, What]] = MappingProxyType({code: what for codes, what in _WHAT for code in codes})
UNKNOWN: Final = frozenset({"fatal_error", "internal_error", "request_timeout", "service_unavailable"})
LIMITED: Final = frozenset({"rate_limited", "ratelimited"})


def from_failure(failure: Exception) -> PlatformError:
    """Name what went wrong when a call did not come back with `ok: true`."""
    match failure:
        case PlatformError():
            return failure
        case SlackApiError(response=response):
            # The SDK hands over its own response, or aiohttp's when the body was not JSON.
            status = int(getattr(response, "status_code", 0) or getattr(response, "status", 0))
            return from_answer(status, response.headers, getattr(response, "data", None))
        case aiohttp.ClientConnectorError() | aiohttp.ConnectionTimeoutError():
            return RateLimited(DEFAULT_WAIT_SECONDS, "not connected")
        case aiohttp.InvalidURL():
            return Refused("invalid address")
    return Unknown(type(failure).__name__)


def from_answer(status: int, headers: Mapping[str, str], data: Any) -> PlatformError:
    """Name what an answer other than `ok: true` means. `data` is the parsed body, or anything else."""
    code = data.get("error") if isinstance(data, dict) else None
    if status == 429 or code in LIMITED:
        return RateLimited(_wait(headers.get("Retry-After", "")), "ratelimited")
    if status >= 500:
        return Unknown(f"HTTP {status}")
    if not isinstance(code, str) or not code:
        return (
            Refused(f"HTTP {status}") if 400 <= status < 500 and status != 408 else Unknown(f"HTTP {status}")
        )
    if code in UNKNOWN:
        return Unknown(code)
    return Gone(code, GONE[code]) if code in GONE else Refused(code)


def _wait(seconds: str) -> float:
    if seconds.isascii() and seconds.isdigit():
        return min(max(float(seconds), 1.0), LONGEST_WAIT_SECONDS)
    return DEFAULT_WAIT_SECONDS
