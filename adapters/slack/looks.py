"""Looking whether Slack would let us work: the token, what it was granted, where we are, and the secret's shape."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

import aiohttp

from adapters.gate import text_at
from adapters.slack import errors
from adapters.slack.consent import PAGE
from adapters.slack.hosts import is_slacks_line
from adapters.slack.platform import API_URL
from adapters.visit import Look, Visit
from bot.domain.findings import Finding, broken, well, worth_a_look
from bot.domain.installations import Installation
from bot.ports import PlatformError

SECRET: Final = re.compile(r"[0-9a-f]{32}", re.ASCII)
CLIENT: Final = re.compile(r"[0-9]+\.[0-9]+", re.ASCII)
MOST_CHANNELS: Final = 20
"""Asked about one by one; Slack allows fifty such questions a minute."""


async def token(visit: Visit) -> Sequence[Finding]:
    """Ask Slack who we are, in each workspace."""
    if not _is_by_consent(visit):
        return [await _introduction(visit, visit.config.get("bot_token", ""))]
    found = []
    for each in visit.installations:
        if each.refused:
            found.append(
                broken("slack_token_last", team=each.name, reason=each.refused, address=_page(visit))
            )
        elif _has_ended(visit, each):
            found.append(worth_a_look("slack_token_ended", team=each.name))
        else:
            try:
                found.append(await _introduction(visit, each.token))
            except PlatformError as error:
                dead = broken("slack_token_dead", team=each.name, reason=str(error), address=_page(visit))
                found.append(dead)
    return found or [worth_a_look("slack_nobody", address=_page(visit))]


async def scopes(visit: Visit) -> Sequence[Finding]:
    """Compare what was granted with what the manifest asks for."""
    granted: set[str] | None = None
    for each in _tokens(visit):
        try:
            _, headers = await _call(visit, "auth.test", each)
        except PlatformError:
            if not _is_by_consent(visit):
                raise
            continue  # told with the tokens
        given = {scope.strip() for scope in headers.get("X-OAuth-Scopes", "").split(",") if scope.strip()}
        granted = given if granted is None else granted & given
    if granted is None:
        return []
    found = []
    if missing := visit.scopes - granted:
        found.append(broken("slack_scopes_missing", scopes=", ".join(sorted(missing))))
    if more := granted - visit.scopes:
        found.append(worth_a_look("slack_scopes_more", scopes=", ".join(sorted(more))))
    return found or [well("slack_scopes", count=len(visit.scopes))]


async def channels(visit: Visit) -> Sequence[Finding]:
    """Look at each channel of the playbooks, whether we are in it. One workspace of several may know it."""
    tokens = _tokens(visit)
    if not tokens:
        return []
    found = []
    for channel in visit.channels[:MOST_CHANNELS]:
        seen = [await _channel(visit, each, channel) for each in tokens]
        if all(seen):
            found.append(next((each for each in seen if each and each.says != "slack_no_channel"), seen[0]))
    if len(visit.channels) > MOST_CHANNELS:
        found.append(worth_a_look("slack_channels_left", count=len(visit.channels) - MOST_CHANNELS))
    return [each for each in found if each] or [well("slack_channels", count=len(visit.channels))]


async def client(visit: Visit) -> Sequence[Finding]:
    """Look at the shape of the client's id and secret; the first admin who lets us in shows whether they are right."""
    if not _is_by_consent(visit):
        return []
    is_whole = CLIENT.fullmatch(visit.config["client_id"]) and SECRET.fullmatch(visit.config["client_secret"])
    return [well("slack_client") if is_whole else worth_a_look("slack_client_shape")]


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


async def line(visit: Visit) -> Sequence[Finding]:
    """Ask for an address of a connection, as Socket Mode does; it is not opened, and ends by itself."""
    app_token = visit.config.get("app_token")
    if not app_token:
        return []
    try:
        answer, _ = await _call(visit, "apps.connections.open", app_token)
    except PlatformError as error:
        return [broken("slack_line_refused", reason=str(error))]
    if not is_slacks_line(text_at(answer, "url"), visit.config.get("api_url") or API_URL):
        return [broken("slack_line_astray")]
    return [well("slack_line")]


LOOKS: Final[Mapping[str, Look]] = MappingProxyType(
    {
        "slack_token": token,
        "slack_scopes": scopes,
        "slack_channels": channels,
        "slack_client": client,
        "slack_secret": secret,
        "slack_line": line,
    }
)
_UNSEEN: Final = MappingProxyType({True: "slack_hidden", False: "slack_no_channel"})


def _is_by_consent(visit: Visit) -> bool:
    return bool(visit.config.get("client_id"))


def _page(visit: Visit) -> str:
    return f"{visit.config['public_url']}{PAGE}"


def _has_ended(visit: Visit, installation: Installation) -> bool:
    return installation.expires_at is not None and installation.expires_at <= visit.clock.now()


def _tokens(visit: Visit) -> Sequence[str]:
    """List the tokens that may be good."""
    if not _is_by_consent(visit):
        return [visit.config.get("bot_token", "")]
    return [each.token for each in visit.installations if not _has_ended(visit, each)]


async def _introduction(visit: Visit, token: str) -> Finding:
    answer, _ = await _call(visit, "auth.test", token)
    if not answer.get("bot_id"):
        return broken("slack_no_bot")
    return well("slack_token", team=answer.get("team", ""), user=answer.get("user", ""))


async def _channel(visit: Visit, token: str, channel: str) -> Finding | None:
    """Look at one channel with one token. None: it is as it should be."""
    try:
        answer, _ = await _call(visit, "conversations.info", token, channel=channel)
    except PlatformError as error:
        # Of a private channel that we are in, Slack says missing_scope; of one that we are not in, that there is none.
        is_hidden = str(error) == "missing_scope"
        return (worth_a_look if is_hidden else broken)(_UNSEEN[is_hidden], channel=channel)
    seen = answer.get("channel")
    state: Mapping[str, Any] = seen if isinstance(seen, dict) else {}
    if state.get("is_archived"):
        return broken("slack_archived", channel=channel)
    return None if state.get("is_member") else broken("slack_not_in", channel=channel)


async def _call(
    visit: Visit, method: str, token: str, **asked: str
) -> tuple[dict[str, Any], Mapping[str, str]]:
    """Call a reading method. Raises PlatformError."""
    address = f"{visit.config.get('api_url') or API_URL}{method}"
    bearer = {"Authorization": f"Bearer {token}"}
    try:
        async with visit.session.post(address, data=asked, headers=bearer, allow_redirects=False) as answer:
            data = await answer.json(content_type=None)
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as failure:
        raise errors.from_failure(failure) from failure
    if not isinstance(data, dict) or data.get("ok") is not True:
        raise errors.from_answer(answer.status, answer.headers, data)
    return data, answer.headers
