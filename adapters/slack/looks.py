"""Looking whether Slack would let us work: the token, what it was granted, where we are, and the secret's shape."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

import aiohttp

from adapters.slack import errors
from adapters.slack.platform import API_URL
from adapters.visit import Look, Visit
from bot.domain.findings import Finding, broken, well, worth_a_look
from bot.ports import PlatformError

SECRET: Final = re.compile(r"[0-9a-f]{32}", re.ASCII)
MOST_CHANNELS: Final = 20
"""Asked about one by one; Slack allows fifty such questions a minute."""


async def token(visit: Visit) -> Sequence[Finding]:
    """Ask Slack who we are."""
    answer, _ = await _call(visit, "auth.test")
    if not answer.get("bot_id"):
        return [broken("slack_no_bot")]
    return [well("slack_token", team=answer.get("team", ""), user=answer.get("user", ""))]


async def scopes(visit: Visit) -> Sequence[Finding]:
    """Compare what was granted with what the manifest asks for."""
    _, headers = await _call(visit, "auth.test")
    granted = {scope.strip() for scope in headers.get("X-OAuth-Scopes", "").split(",") if scope.strip()}
    found = []
    if missing := visit.scopes - granted:
        found.append(broken("slack_scopes_missing", scopes=", ".join(sorted(missing))))
    if more := granted - visit.scopes:
        found.append(worth_a_look("slack_scopes_more", scopes=", ".join(sorted(more))))
    return found or [well("slack_scopes", count=len(visit.scopes))]


async def channels(visit: Visit) -> Sequence[Finding]:
    """Look at each channel of the playbooks, whether we are in it."""
    found = []
    for channel in visit.channels[:MOST_CHANNELS]:
        try:
            answer, _ = await _call(visit, "conversations.info", channel=channel)
        except PlatformError as error:
            # Of a private channel that we are in, Slack says missing_scope; of one that we are not in, that there is none.
            is_hidden = str(error) == "missing_scope"
            found.append((worth_a_look if is_hidden else broken)(_UNSEEN[is_hidden], channel=channel))
            continue
        seen = answer.get("channel")
        state: Mapping[str, Any] = seen if isinstance(seen, dict) else {}
        if state.get("is_archived"):
            found.append(broken("slack_archived", channel=channel))
        elif not state.get("is_member"):
            found.append(broken("slack_not_in", channel=channel))
    if len(visit.channels) > MOST_CHANNELS:
        found.append(worth_a_look("slack_channels_left", count=len(visit.channels) - MOST_CHANNELS))
    return found or [well("slack_channels", count=len(visit.channels))]


async def secret(visit: Visit) -> Sequence[Finding]:
    """Look at the shape of the signing secret; the first event shows whether it is right. Socket Mode has none."""
    if visit.config.get("app_token"):
        return []
    given = [each.strip() for each in visit.config.get("signing_secret", "").split(",") if each.strip()]
    if not given:
        return [broken("slack_secret_missing")]
    if not all(SECRET.fullmatch(each) for each in given):
        return [worth_a_look("slack_secret_shape")]
    return [well("slack_secret", count=len(given))]


LOOKS: Final[Mapping[str, Look]] = MappingProxyType(
    {"slack_token": token, "slack_scopes": scopes, "slack_channels": channels, "slack_secret": secret}
)
_UNSEEN: Final = MappingProxyType({True: "slack_hidden", False: "slack_no_channel"})


async def _call(visit: Visit, method: str, **asked: str) -> tuple[dict[str, Any], Mapping[str, str]]:
    """Call a reading method. Raises PlatformError."""
    address = f"{visit.config.get('api_url') or API_URL}{method}"
    bearer = {"Authorization": f"Bearer {visit.config.get('bot_token', '')}"}
    try:
        async with visit.session.post(address, data=asked, headers=bearer, allow_redirects=False) as answer:
            data = await answer.json(content_type=None)
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as failure:
        raise errors.from_failure(failure) from failure
    if not isinstance(data, dict) or data.get("ok") is not True:
        raise errors.from_answer(answer.status, answer.headers, data)
    return data, answer.headers
