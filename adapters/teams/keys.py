"""The keys by which Bot Framework tokens are signed: fetched apart from the requests, and kept."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from logging import getLogger
from typing import Any, Final
from urllib.parse import urlsplit

import aiohttp
import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from adapters.gate import Rejected
from adapters.settings import is_loopback
from bot.ports import Clock

FRESH_FOR: Final = timedelta(hours=24)
"""Microsoft asks to look again once a day; older keys serve on until a look succeeds."""
UNKNOWN_EVERY: Final = timedelta(hours=1)
"""How often a token with an unknown key makes us look: forgers would otherwise choose when we do."""
RETRY_AFTER: Final = timedelta(seconds=30)
"""After a look that failed."""
WAIT_SECONDS: Final = 8.0
TIMEOUT: Final = aiohttp.ClientTimeout(total=WAIT_SECONDS, connect=4)
MOST_BYTES: Final = 512 * 1024
MOST_KEYS: Final = 64

_log = getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Key:
    """One public key, and the channels that may use it."""

    public: RSAPublicKey
    endorsements: frozenset[str]


class Keys:
    """Finds a key by its id. One look at a time, never on behalf of one request alone."""

    def __init__(self, address: str, clock: Clock) -> None:
        self._address = address
        self._clock = clock
        self._keys: Mapping[str, Key] = {}
        self._looked_at: datetime | None = None
        self._unknown_at: datetime | None = None
        self._failed_at: datetime | None = None
        self._look: asyncio.Task[None] | None = None

    async def find(self, kid: Any, channel: str) -> RSAPublicKey:
        """Give the key of that id. Raises Rejected: 401 without one for the channel, 503 before the first look succeeds."""
        now = self._clock.now()
        if self._looked_at is None:
            await self._looking(now)
        elif now - self._looked_at > FRESH_FOR:
            self._begin(now)
        if self._looked_at is None:
            raise Rejected(503)
        key = self._keys.get(kid) if isinstance(kid, str) else None
        if key is None and (self._unknown_at is None or now - self._unknown_at > UNKNOWN_EVERY):
            self._unknown_at = now
            await self._looking(now)
            key = self._keys.get(kid) if isinstance(kid, str) else None
        if key is None or channel not in key.endorsements:
            raise Rejected(401)
        return key.public

    @property
    def are_missing(self) -> bool:
        """Whether they could not be fetched yet, so that every request is refused."""
        return self._looked_at is None and self._failed_at is not None

    async def fetch(self) -> bool:
        """Look now. False: it failed, and what was known stays."""
        await self._looking(self._clock.now())
        return self._failed_at is None

    async def close(self) -> None:
        if self._look is not None:
            self._look.cancel()
            await asyncio.gather(self._look, return_exceptions=True)

    async def _looking(self, now: datetime) -> None:
        if (task := self._begin(now)) is not None:
            await asyncio.shield(task)

    def _begin(self, now: datetime) -> "asyncio.Task[None] | None":
        if self._look is None or self._look.done():
            if self._failed_at is not None and now - self._failed_at < RETRY_AFTER:
                return None
            self._look = asyncio.create_task(self._fetch(now))
        return self._look

    async def _fetch(self, now: datetime) -> None:
        try:
            async with asyncio.timeout(WAIT_SECONDS), aiohttp.ClientSession(timeout=TIMEOUT) as session:
                document = await _object(session, self._address)
                address = str(document.get("jwks_uri", ""))
                if not _is_as_safe(address, self._address):
                    raise ValueError("jwks_uri")
                written = (await _object(session, address)).get("keys")
            self._keys = await _read(written)
            self._looked_at, self._failed_at = now, None
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError, TypeError) as failure:
            self._failed_at = now
            _log.warning("the keys of the Bot Framework could not be fetched: %s", type(failure).__name__)


async def _object(session: aiohttp.ClientSession, address: str) -> dict[str, Any]:
    async with session.get(address, allow_redirects=False) as answer:
        if answer.status != 200:
            raise ValueError(answer.status)
        raw = b""
        async for piece in answer.content.iter_chunked(64 * 1024):
            raw += piece
            if len(raw) > MOST_BYTES:
                raise ValueError("too long")
    value = json.loads(raw)
    if not isinstance(value, dict):
        raise ValueError("not an object")  # noqa: TRY004  see above
    return value


async def _read(written: Any) -> Mapping[str, Key]:
    """Read the usable keys, giving others a turn after each."""
    found: dict[str, Key] = {}
    for each in written[:MOST_KEYS] if isinstance(written, list) else ():
        if not isinstance(each, dict) or each.get("kty") != "RSA" or not isinstance(each.get("kid"), str):
            continue
        try:
            public = jwt.PyJWK.from_dict({**each, "alg": "RS256"}).key
        except (jwt.PyJWTError, ValueError, TypeError, KeyError):
            continue
        if isinstance(public, RSAPublicKey) and public.key_size >= 2048:
            endorsed = each.get("endorsements")
            found[each["kid"]] = Key(
                public, frozenset(map(str, endorsed)) if isinstance(endorsed, list) else frozenset()
            )
        await asyncio.sleep(0)
    if not found:
        raise ValueError("no keys")
    return found


def _is_as_safe(address: str, than: str) -> bool:
    """Tell whether the second address may be followed: https, or on this machine where the first one is."""
    parts, first = urlsplit(address), urlsplit(than)
    if parts.scheme == "https":
        return bool(parts.hostname)
    return (
        parts.scheme == "http"
        and first.scheme == "http"
        and is_loopback(parts.hostname)
        and is_loopback(first.hostname)
    )
