"""Slack's consent, by OAuth: the address at which an admin gives it, what a code and a refresh token are exchanged for.

https://docs.slack.dev/authentication/installing-with-oauth
https://docs.slack.dev/authentication/using-token-rotation
"""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from logging import getLogger
from typing import Any, Final
from urllib.parse import urlencode, urljoin

from slack_sdk.web.async_client import AsyncWebClient

from adapters.gate import text_at
from adapters.slack.answers import answer_of
from adapters.slack.inbound import PLATFORM
from bot.domain.installations import Installation
from bot.ports import Clock, NotInvited, PlatformError, ScopesMissing, Unknown

SCOPES: Final[Sequence[str]] = (
    "commands",
    "chat:write",
    "reactions:read",
    "users:read",
    "dnd:read",
    "channels:read",
)
"""What the manifest asks for, with the reasons beside it there."""
PAGE: Final = "/slack/install"
"""Where an admin begins, and begins again."""
CALLBACK: Final = "/slack/oauth_redirect"
_log = getLogger(__name__)


class Consent:
    """Speaks for the app itself, with its client id and secret."""

    def __init__(self, client: AsyncWebClient, config: Mapping[str, str], clock: Clock) -> None:
        self._client = client
        self._id = config["client_id"]
        basic = b64encode(f"{self._id}:{config['client_secret']}".encode()).decode()
        # The SDK's own method for this makes its header by a class that aiohttp is about to drop.
        self._headers = {"Authorization": f"Basic {basic}"}
        self._redirect = f"{config['public_url']}{CALLBACK}"
        self._invited = frozenset(each for each in config.get("workspaces", "").split(",") if each)
        """The workspaces and organisations that may let us in; empty: all that can."""
        self._clock = clock

    def address(self, state: str) -> str:
        """Give Slack's page for an admin. It is on the host of the API, so GovSlack has its own."""
        asked = {
            "client_id": self._id,
            "scope": ",".join(SCOPES),
            "redirect_uri": self._redirect,
            "state": state,
        }
        return f"{urljoin(self._client.base_url, '/oauth/v2/authorize')}?{urlencode(asked)}"

    async def exchange(self, code: str) -> Installation:
        """Take what was consented to. Raises ScopesMissing, NotInvited and PlatformError."""
        answer = await self._access(code=code, redirect_uri=self._redirect)
        is_organisation = answer.get("is_enterprise_install") is True
        whose = answer.get("enterprise" if is_organisation else "team")
        found = Installation(
            platform=PLATFORM,
            id=text_at(whose, "id"),
            name=text_at(whose, "name"),
            is_organisation=is_organisation,
            app=text_at(answer, "app_id"),
            bot_user=text_at(answer, "bot_user_id"),
            scopes=text_at(answer, "scope"),
            installed_at=self._clock.now(),
            token="",
        )
        if not (found.id and found.bot_user):
            raise Unknown("an answer without a workspace or a bot")
        if self._invited and not self._invited & {found.id, text_at(answer, "enterprise", "id")}:
            await self._leave(text_at(answer, "access_token"))
            raise NotInvited(f"{found.id} is not invited")
        if missing := [scope for scope in SCOPES if scope not in found.scopes.split(",")]:
            raise ScopesMissing(missing)
        return self._with_tokens(found, answer)

    async def renewed(self, installation: Installation) -> Installation:
        """Buy the next token. The refresh token is spent with it. Raises PlatformError."""
        spent = installation.refresh_token
        answer = await self._access(grant_type="refresh_token", refresh_token=spent)
        return self._with_tokens(installation, answer)

    async def _leave(self, token: str) -> None:
        try:
            await answer_of(self._client.auth_revoke(token=token))
        except PlatformError as error:
            _log.warning(
                "a workspace that is not invited could not be left; let its admin remove the app: %s", error
            )

    async def _access(self, **asked: str) -> dict[str, Any]:
        return await answer_of(
            self._client.api_call("oauth.v2.access", data=asked, headers=dict(self._headers))
        )

    def _with_tokens(self, installation: Installation, answer: Mapping[str, Any]) -> Installation:
        token, seconds = text_at(answer, "access_token"), answer.get("expires_in")
        if not token:
            raise Unknown("an answer without a token")
        ends = isinstance(seconds, int) and seconds > 0
        return replace(
            installation,
            token=token,
            refresh_token=text_at(answer, "refresh_token") or installation.refresh_token,
            expires_at=self._clock.now() + timedelta(seconds=int(seconds or 0)) if ends else None,
        )
