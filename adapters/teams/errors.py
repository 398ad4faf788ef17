"""Every way a call to Teams can fail, mapped to the four errors of the house.

| What happened                                                         | Error                      |
|-----------------------------------------------------------------------|----------------------------|
| no connection, or no token because its service cannot be reached      | RateLimited(30)            |
| HTTP 429                                                              | RateLimited(Retry-After)   |
| HTTP 412: somebody else was changing the conversation                 | RateLimited(5)             |
| 403 MessageWritesBlocked: blocked, muted or uninstalled by the person | Gone                       |
| 403 BotDisabledByAdmin: the whole tenant                              | Gone                       |
| 404 with any code: the chat, the message or our place in it           | Gone                       |
| any other 4xx, 413 for a message too large                            | Refused                    |
| time out, reset, 5xx, HTML, half an answer, anything unforeseen       | Unknown                    |

https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/send-proactive-messages
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

import aiohttp

from bot.ports import Gone, PlatformError, RateLimited, Refused, Unknown, What

DEFAULT_WAIT_SECONDS: Final = 30.0
LONGEST_WAIT_SECONDS: Final = 3600.0
PRECONDITION_WAIT_SECONDS: Final = 5.0

GONE: Final[Mapping[str, What]] = MappingProxyType(
    {
        "ActivityNotFoundInConversation": "message",
        "BotDisabledByAdmin": "workspace",
        "BotNotInConversationRoster": "place",
        "ConversationBlockedByUser": "person",
        "ConversationNotFound": "place",
        "MessageWritesBlocked": "person",
        "UserNotFound": "person",
        # As the documentation and the service spell it in turn.
        "User blocked the conversation with the bot": "person",
    }
)


def from_failure(failure: Exception) -> PlatformError:
    """Name what went wrong when no answer came back."""
    match failure:
        case PlatformError():
            return failure
        case aiohttp.ClientConnectorError() | aiohttp.ConnectionTimeoutError():
            return RateLimited(DEFAULT_WAIT_SECONDS, "not connected")
        case aiohttp.InvalidURL():
            return Refused("invalid address")
    return Unknown(type(failure).__name__)


def from_answer(status: int, headers: Mapping[str, str], data: Any) -> PlatformError:
    """Name what an answer other than 2xx means. `data` is the parsed body, or anything else."""
    code = code_of(data)
    if status == 429:
        return RateLimited(retry_after(headers), "ratelimited")
    if status == 412:
        return RateLimited(PRECONDITION_WAIT_SECONDS, "precondition failed")
    if code in GONE or status == 404:
        return Gone(code or "HTTP 404", GONE.get(code, "message"))
    if 400 <= status < 500 and status != 408:
        return Refused(code or f"HTTP {status}")
    return Unknown(code or f"HTTP {status}")


def code_of(data: Any) -> str:
    """Read the code of an error; the words beside it may quote what was sent and are left."""
    error = data.get("error") if isinstance(data, dict) else None
    code = error.get("code") if isinstance(error, dict) else None
    return code[:80] if isinstance(code, str) else ""


def retry_after(headers: Mapping[str, str]) -> float:
    """Read how many seconds to wait; half a minute where it is not said."""
    seconds = headers.get("Retry-After", "")
    if seconds.isascii() and seconds.isdigit():
        return min(max(float(seconds), 1.0), LONGEST_WAIT_SECONDS)
    return DEFAULT_WAIT_SECONDS
