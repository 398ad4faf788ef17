"""Every way a call to Slack can fail, mapped to the four errors of the house.

| What happened                                                        | Error                      |
|----------------------------------------------------------------------|----------------------------|
| no connection: DNS, refused, TLS, no free connection in time         | RateLimited(30)            |
| HTTP 429, or `ratelimited`                                           | RateLimited(Retry-After)   |
| `ok: false` with a code below that says it is over                   | Gone                       |
| `ok: false` with `internal_error` and its like                       | Unknown                    |
| `ok: false` with any other code, HTTP 4xx                            | Refused                    |
| time out, reset, 5xx, HTML, half an answer, anything unforeseen      | Unknown                    |
"""

from collections.abc import Mapping
from typing import Any, Final

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.ports import Gone, PlatformError, RateLimited, Refused, Unknown

DEFAULT_WAIT_SECONDS: Final = 30.0
LONGEST_WAIT_SECONDS: Final = 3600.0

GONE: Final = frozenset(
    {
        # The place.
        "channel_not_found",
        "is_archived",
        # The person.
        "user_not_found",
        "users_not_found",
        "user_disabled",
        # The message or the view.
        "message_not_found",
        "view_not_found",
        "not_found",
        "expired_url",
        "used_url",
        # We: the workspace closed, or somebody removed the app.
        "account_inactive",
        "app_uninstalled",
        "team_disabled",
        "team_not_found",
        "token_revoked",
    }
)
UNKNOWN: Final = frozenset({"fatal_error", "internal_error", "request_timeout", "service_unavailable"})
LIMITED: Final = frozenset({"rate_limited", "ratelimited"})

_NOT_SENT: Final = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.ServerFingerprintMismatch,
)


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
    return Gone(code) if code in GONE else Refused(code)


def _wait(seconds: str) -> float:
    if seconds.isascii() and seconds.isdigit():
        return min(max(float(seconds), 1.0), LONGEST_WAIT_SECONDS)
    return DEFAULT_WAIT_SECONDS
