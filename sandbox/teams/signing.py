"""How Teams and the app know each other: the service signs what it brings, and issues the token that the app calls with."""

import json
import secrets
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from uuid import uuid4

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from sandbox.clock import SandboxClock
from sandbox.teams.people import TENANT

KEY_ID = "sandbox"
TOKEN_SECONDS = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamsApp:
    """The app as the tenant's directory knows it; the secret is random unless given."""

    app_id: str = field(default_factory=lambda: str(uuid4()))
    password: str = field(default_factory=lambda: secrets.token_hex(16), repr=False)
    tenant: str = TENANT


class Signing:
    """Keys, tokens of the service, and tokens of the app."""

    def __init__(self, app: TeamsApp, clock: SandboxClock) -> None:
        self._app = app
        self._clock = clock
        self._issued: set[str] = set()

    def token(self, service_url: str) -> str:
        """Sign a token as the service does for each activity."""
        now = int(self._clock.now().timestamp())
        claims = {
            "iss": "https://api.botframework.com",
            "aud": self._app.app_id,
            "nbf": now - 60,
            "exp": now + TOKEN_SECONDS,
            "serviceurl": service_url,
        }
        return jwt.encode(claims, _key(), "RS256", {"kid": KEY_ID})

    def document(self, base_url: str) -> dict[str, Any]:
        """Give the OpenID document."""
        return {
            "issuer": "https://api.botframework.com",
            "jwks_uri": f"{base_url}/v1/.well-known/keys",
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    def keys(self) -> dict[str, Any]:
        """Give the public keys, each with the channels that may use it."""
        public = RSAAlgorithm.to_jwk(_key().public_key(), as_dict=True)
        return {"keys": [{**public, "kid": KEY_ID, "use": "sig", "endorsements": ["msteams", "webchat"]}]}

    def sign_in(self, tenant: str, form: dict[str, str]) -> web.Response:
        """Answer the app's request for a token."""
        is_known = form.get("client_id") == self._app.app_id and tenant == self._app.tenant
        if not is_known or form.get("grant_type") != "client_credentials":
            return _refusal("unauthorized_client")
        if form.get("client_secret") != self._app.password and "client_assertion" not in form:
            return _refusal("invalid_client")
        token = f"app-{secrets.token_hex(16)}"
        self._issued.add(token)
        return web.json_response({"token_type": "Bearer", "expires_in": TOKEN_SECONDS, "access_token": token})

    def is_issued(self, header: str) -> bool:
        """Tell whether a call comes with a token of ours."""
        return header.removeprefix("Bearer ") in self._issued

    def revoke(self) -> None:
        """Take no token that was issued before."""
        self._issued.clear()


@cache
def _key() -> rsa.RSAPrivateKey:
    # One for the whole process: making one takes half a second.
    return rsa.generate_private_key(65537, 2048)


def _refusal(code: str) -> web.Response:
    text = json.dumps({"error": code, "error_description": "AADSTS7000215: Invalid client secret provided."})
    return web.Response(status=401, text=text, content_type="application/json")
