"""The Bot Connector's REST calls over one shared session: no client, token or connection per turn; nothing is sent twice.

https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference
"""

import json
from typing import Any, Final
from urllib.parse import quote

import aiohttp

from adapters.dates import noting
from adapters.teams import errors
from adapters.teams.config import Config
from adapters.teams.tokens import Tokens
from bot.domain.skew import Skew
from bot.ports import Clock, Refused, Unknown

TIMEOUT: Final = aiohttp.ClientTimeout(total=10, connect=5)
CONNECTIONS: Final = 32

Json = dict[str, Any]


class Connector:
    """Calls a service address. Every method raises only PlatformErrors."""

    def __init__(self, config: Config, clock: Clock) -> None:
        self._config = config
        self._clock = clock
        self._tokens = Tokens(config, clock)
        self.skew = Skew()
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        connector = aiohttp.TCPConnector(limit=2 * CONNECTIONS, limit_per_host=CONNECTIONS)
        self._session = aiohttp.ClientSession(
            connector=connector, timeout=TIMEOUT, trace_configs=[noting(self.skew, self._clock)]
        )

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def sign_in(self) -> None:
        """Try our credentials, so that a wrong one is known at the start."""
        await self._tokens.current(self._opened())

    async def call(
        self, method: str, service: str, *path: str, body: Json | None = None, **query: str
    ) -> Json:
        """Call `service` + `v3/` + path. A token that Teams no longer takes is replaced once: a 401 had no effect."""
        if not self._config.serves(service):
            raise Refused("not a service address")
        address = f"{service}v3/" + "/".join(quote(step, safe="") for step in path)
        for is_last in (False, True):
            token = await self._tokens.current(self._opened())
            status, headers, data = await self._once(method, address, token, body, query)
            if 200 <= status < 300:
                return data if isinstance(data, dict) else {}
            if status == 401 and token and not is_last:
                self._tokens.forget(token)
                continue
            raise errors.from_answer(status, headers, data)
        raise Unknown

    async def _once(
        self, method: str, address: str, token: str, body: Json | None, query: dict[str, str]
    ) -> tuple[int, Any, Any]:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        try:
            request = self._opened().request(
                method, address, json=body, params=query, headers=headers, allow_redirects=False
            )
            async with request as answer:
                raw = await answer.read()
                return answer.status, answer.headers, _parsed(raw)
        except Exception as failure:
            raise errors.from_failure(failure) from failure

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            raise Refused("not connected")
        return self._session


def _parsed(raw: bytes) -> Any:
    try:
        return json.loads(raw) if raw else None
    except ValueError:
        return None
