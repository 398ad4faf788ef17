"""The Bot Framework's sign-in, small: keys, the document that names them, tokens good and forged, and activities."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from sandbox.clock import SandboxClock

APP = "11111111-2222-3333-4444-555555555555"
TENANT = "99999999-8888-7777-6666-555555555555"
SERVICE = "https://smba.trafficmanager.net/emea/"
BOT = f"28:{APP}"


@cache
def a_key(name: str) -> rsa.RSAPrivateKey:
    """Make a key once for all tests; it costs half a second."""
    return rsa.generate_private_key(65537, 1024 if name == "short" else 2048)


@dataclass
class Issuer:
    """Serves its keys on loopback, as slowly as it is told."""

    clock: SandboxClock
    address: str = ""
    endorsements: dict[str, list[str] | None] = field(
        default_factory=lambda: {"one": ["msteams", "webchat"], "webchat": ["webchat"], "bare": None}
    )
    is_slow: bool = False
    is_broken: bool = False
    looks: int = 0
    go_on: asyncio.Event = field(default_factory=asyncio.Event)

    async def document(self, request: web.Request) -> web.Response:
        self.looks += 1
        if self.is_slow:
            await self.go_on.wait()
        if self.is_broken:
            return web.Response(status=500)
        return web.json_response(
            {"issuer": "https://api.botframework.com", "jwks_uri": f"{self.address}/keys"}
        )

    async def keys(self, request: web.Request) -> web.Response:
        keys = []
        for kid, endorsed in self.endorsements.items():
            key = RSAAlgorithm.to_jwk(a_key(kid).public_key(), as_dict=True) | {"kid": kid, "use": "sig"}
            keys.append(key if endorsed is None else key | {"endorsements": endorsed})
        return web.json_response({"keys": keys})

    def token(
        self,
        *,
        key: str = "one",
        kid: str | None = "one",
        alg: str = "RS256",
        head: dict[str, Any] | None = None,
        **claims: Any,
    ) -> str:
        """Sign a token as the service does; a claim that is None is left out."""
        now = int(self.clock.now().timestamp())
        said = {
            "iss": "https://api.botframework.com",
            "aud": APP,
            "nbf": now - 60,
            "exp": now + 3600,
            "serviceurl": SERVICE,
        } | claims
        kept = {name: value for name, value in said.items() if value is not None}
        headers = ({} if kid is None else {"kid": kid}) | (head or {})
        return jwt.encode(kept, a_key(key), alg, headers)


@asynccontextmanager
async def an_issuer(clock: SandboxClock) -> AsyncIterator[Issuer]:
    """Run the issuer for the length of a `with`."""
    issuer = Issuer(clock)
    application = web.Application()
    application.add_routes([web.get("/openid", issuer.document), web.get("/keys", issuer.keys)])
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    issuer.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield issuer
    finally:
        issuer.go_on.set()
        await runner.cleanup()


def an_activity(**changes: Any) -> dict[str, Any]:
    """A message of Camille's to the bot, in her chat with it."""
    return {
        "type": "message",
        "id": "1764000000001",
        "timestamp": "2026-11-23T08:30:00.0000000Z",
        "serviceUrl": SERVICE,
        "channelId": "msteams",
        "from": {"id": "29:camille", "name": "Camille Moreau", "aadObjectId": "aad-camille"},
        "conversation": {"id": "a:camille", "conversationType": "personal", "tenantId": TENANT},
        "recipient": {"id": BOT, "name": "Portevoix"},
        "text": "help",
        "textFormat": "plain",
        "channelData": {"tenant": {"id": TENANT}},
        "entities": [
            {
                "type": "clientInfo",
                "locale": "fr-FR",
                "country": "FR",
                "platform": "Web",
                "timezone": "Europe/Paris",
            }
        ],
        "locale": "fr-FR",
    } | changes


def raw(head: dict[str, Any], claims: dict[str, Any], signature: bytes = b"x") -> str:
    """Write a token by hand, as no library would."""
    return ".".join(
        base64.urlsafe_b64encode(part).rstrip(b"=").decode()
        for part in (json.dumps(head).encode(), json.dumps(claims).encode(), signature)
    )
