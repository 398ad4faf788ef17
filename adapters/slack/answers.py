"""Waiting for an answer of Slack's Web API."""

from collections.abc import Awaitable
from typing import Any

from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack import errors
from bot.ports import Unknown


async def answer_of(request: Awaitable[AsyncSlackResponse]) -> dict[str, Any]:
    """Wait for a call and give its answer. Raises only PlatformErrors."""
    try:
        answer = await request
    except Exception as failure:
        raise errors.from_failure(failure) from failure
    if not isinstance(answer.data, dict):
        raise Unknown("an answer that is no object")
    return answer.data
