"""The gate: a request comes in with a token of the Bot Framework, signed for us, from our tenant, for its own service.

The 401s come first; a stranger learns nothing but that the token is not good.
https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication
"""

import re
from collections import OrderedDict
from hashlib import blake2b
from typing import Any, Final, NamedTuple

import jwt
from aiohttp import web

from adapters.gate import Rejected, json_object, media_type, only_header, text_at, whole_body
from adapters.teams.config import Config
from adapters.teams.keys import Keys
from bot.ports import Clock

CHANNEL: Final = "msteams"
ISSUER: Final = "https://api.botframework.com"
LEEWAY_SECONDS: Final = 300
"""How far two clocks may be apart; Microsoft's own tolerance."""
KNOWN_TOKENS: Final = 256
"""The service sends the same token for an hour: its signature is worked out once."""

_BEARER: Final = re.compile(r"Bearer [\w-]{2,4096}\.[\w-]{2,8192}\.[\w-]{2,4096}", re.ASCII)


class Letter(NamedTuple):
    """A verified request: the activity, and the claims of its token."""

    body: dict[str, Any]
    claims: dict[str, Any]


class Guard:
    """Lets the Bot Framework's own requests in."""

    def __init__(self, config: Config, keys: Keys, clock: Clock) -> None:
        self._config = config
        self._keys = keys
        self._clock = clock
        self._known: OrderedDict[bytes, dict[str, Any]] = OrderedDict()

    async def open(self, request: web.Request) -> Letter:
        """Verify and parse one request. Raises Rejected, and nothing else."""
        written = request.headers.getall("Authorization", ())
        is_anonymous = self._config.is_open and not written
        token = "" if is_anonymous else only_header(written, _BEARER).removeprefix("Bearer ")
        claims = {} if is_anonymous else await self._claims(token)
        if media_type(request) != "application/json":
            raise Rejected(400)
        body = json_object(await whole_body(request))
        self._check(body, claims, is_anonymous=is_anonymous)
        return Letter(body, claims)

    async def _claims(self, token: str) -> dict[str, Any]:
        digest = blake2b(token.encode(), digest_size=32).digest()
        claims = self._known.get(digest)
        if claims is None:
            claims = await self._verified(token)
            self._known[digest] = claims
            if len(self._known) > KNOWN_TOKENS:
                self._known.popitem(last=False)
        now = self._clock.now().timestamp()
        if not claims["nbf"] - LEEWAY_SECONDS <= now <= claims["exp"] + LEEWAY_SECONDS:
            raise Rejected(401)
        return claims

    async def _verified(self, token: str) -> dict[str, Any]:
        """Check the signature, and what the token says of itself. Times are compared with the bot's own clock."""
        try:
            head = jwt.get_unverified_header(token)
            if head.get("alg") != "RS256":
                raise Rejected(401)
            key = await self._keys.find(head.get("kid"), CHANNEL)
            claims = jwt.decode(
                token,
                key,
                algorithms=["RS256"],
                audience=self._config.app_id,
                issuer=ISSUER,
                options={
                    "require": ["exp", "iss", "aud"],
                    "verify_exp": False,
                    "verify_nbf": False,
                    "verify_iat": False,
                },
            )
        except (jwt.PyJWTError, ValueError, TypeError, KeyError, RecursionError):
            raise Rejected(401) from None
        exp, nbf = claims["exp"], claims.get("nbf", 0)
        if not (_is_time(exp) and _is_time(nbf) and isinstance(claims["aud"], str)):
            raise Rejected(401)
        return {**claims, "nbf": nbf}

    def _check(self, body: dict[str, Any], claims: dict[str, Any], *, is_anonymous: bool) -> None:
        """Check that the activity is of the service, the channel and the tenant that the token speaks for."""
        service = text_at(body, "serviceUrl")
        if not self._config.serves(service) or not (is_anonymous or claims.get("serviceurl") == service):
            raise Rejected(401)
        tenants = {
            text_at(body, "conversation", "tenantId"),
            text_at(body, "channelData", "tenant", "id"),
        } - {""}
        if text_at(body, "channelId") != CHANNEL or tenants != {self._config.tenant}:
            raise Rejected(403)
        if not text_at(body, "type"):
            raise Rejected(400)


def _is_time(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 2**40
