"""The courier: signs requests to the app as Slack does, and waits three seconds for the answer."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlencode

import aiohttp

from sandbox.clock import SandboxClock
from sandbox.installation import Installation
from sandbox.sockets import Kind, Sockets

ACKNOWLEDGE_SECONDS = 3.0
_AT_ONCE = 64
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
Failure = Literal["http_timeout", "http_error", "connection_failed"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the app said. `failure` is Slack's word for why it does not count as an acknowledgement."""

    status: int = 0
    body: bytes = b""
    headers: Mapping[str, str] | None = None
    failure: Failure | None = None

    @property
    def outcome(self) -> str:
        return self.failure or str(self.status)

    def says(self, header: str) -> str:
        return (self.headers or {}).get(header, "")


class Courier:
    """Carries requests to the app's request URL, or in Socket Mode over the connections that it has opened."""

    def __init__(self, installation: Installation, clock: SandboxClock, sockets: Sockets) -> None:
        self._sockets = sockets
        self._installation = installation
        self._clock = clock
        self._session: aiohttp.ClientSession | None = None
        # Waiting for a free connection must not eat the three seconds, so the places are counted before.
        self._places = asyncio.Semaphore(_AT_ONCE)

    async def open(self) -> None:
        """Open the connections."""
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0), cookie_jar=aiohttp.DummyCookieJar()
        )

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    def sign(self, body: bytes, timestamp: int | None = None, secret: str | None = None) -> dict[str, str]:
        """Make Slack's two headers for a raw body: `v0=` and the HMAC-SHA256 of `v0:{timestamp}:{body}`.

        The timestamp (seconds) comes from the workplace's clock and the secret from the installation unless given.
        """
        moment = int(self._clock.now().timestamp()) if timestamp is None else timestamp
        key = self._installation.config.signing_secret if secret is None else secret
        digest = hmac.new(key.encode(), b"v0:%d:" % moment + body, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": str(moment), "X-Slack-Signature": f"v0={digest}"}

    async def bring_json(
        self, payload: Mapping[str, Any], headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Bring an event."""
        if self._installation.is_in_socket_mode:
            return await self._hand("events_api", payload, headers or {})
        return await self.bring(json.dumps(payload, separators=(",", ":")).encode(), JSON, headers)

    async def bring_form(self, fields: Mapping[str, str]) -> Answer:
        """Bring a slash command."""
        if self._installation.is_in_socket_mode:
            return await self._hand("slash_commands", fields)
        return await self.bring(urlencode(fields).encode(), FORM)

    async def bring_payload(self, payload: Mapping[str, Any]) -> Answer:
        """Bring an interaction, as a form with one field of JSON."""
        if self._installation.is_in_socket_mode:
            return await self._hand("interactive", payload)
        return await self.bring_form({"payload": json.dumps(payload, separators=(",", ":"))})

    async def _hand(
        self, kind: Kind, payload: Mapping[str, Any], headers: Mapping[str, str] | None = None
    ) -> Answer:
        retry = headers or {}
        is_answered = kind == "slash_commands" or payload.get("type") == "view_submission"
        try:
            body = await self._sockets.bring(
                kind,
                payload,
                is_answered=is_answered,
                attempt=int(retry.get("X-Slack-Retry-Num", "0")),
                reason=retry.get("X-Slack-Retry-Reason", ""),
            )
        except TimeoutError:
            return Answer(failure="http_timeout")
        except ConnectionError:
            return Answer(failure="connection_failed")
        return Answer(200, body, {"Content-Type": JSON})

    async def bring(self, body: bytes, content_type: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Sign and bring a raw body. `headers` are added, and win over the signature's."""
        if self._session is None or not self._installation.request_url:
            return Answer(failure="connection_failed")
        async with self._places:
            sent = {
                "Content-Type": content_type,
                "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
                **self.sign(body),
                **(headers or {}),
            }
            timeout = aiohttp.ClientTimeout(total=ACKNOWLEDGE_SECONDS)
            try:
                async with self._session.post(
                    self._installation.request_url,
                    data=body,
                    headers=sent,
                    timeout=timeout,
                    allow_redirects=False,
                ) as response:
                    answer = await response.read()
                    is_good = 200 <= response.status < 300
                    return Answer(
                        response.status, answer, response.headers, None if is_good else "http_error"
                    )
            except TimeoutError:
                return Answer(failure="http_timeout")
            except aiohttp.ClientError:
                return Answer(failure="connection_failed")
