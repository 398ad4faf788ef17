"""How Teams and the app know each other: the service signs what it brings, and issues the token that the app calls with."""

import json
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import uuid4

import jwt
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from sandbox.clock import SandboxClock
from sandbox.teams.people import TENANT

KEY_ID = "sandbox"
STRANGE_KEY_ID = "strange"
"""Of a key that no document names."""
ISSUER = "https://api.botframework.com"
TOKEN_SECONDS = 3600
_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamsApp:
    """The app as the tenant's directory knows it; the secret is random unless given."""

    app_id: str = field(default_factory=lambda: str(uuid4()))
    password: str = field(default_factory=lambda: secrets.token_hex(16), repr=False)
    tenant: str = TENANT
    certificate: str = ""
    """A certificate (PEM) with whose key the app may sign in, beside the secret."""


class Signing:
    """Keys, tokens of the service, and tokens of the app."""

    def __init__(self, app: TeamsApp, clock: SandboxClock) -> None:
        self._app = app
        self._clock = clock
        self._issued: dict[str, datetime] = {}

    def token(self, service_url: str, *, key: str = KEY_ID, kid: str = "", **claims: Any) -> str:
        """Sign a token as the service does for each activity.

        For forgeries: `claims` win over the real ones, and None leaves one out; `key` may be STRANGE_KEY_ID; `kid` is
        the name that the token gives its key, the right one unless said.
        """
        now = int(self._clock.now().timestamp())
        real = {
            "iss": ISSUER,
            "aud": self._app.app_id,
            "nbf": now - 60,
            "exp": now + TOKEN_SECONDS,
            "serviceurl": service_url,
        }
        kept = {name: value for name, value in (real | claims).items() if value is not None}
        return jwt.encode(kept, _key(key), "RS256", {"kid": kid or key})

    def document(self, base_url: str) -> dict[str, Any]:
        """Give the OpenID document."""
        return {
            "issuer": ISSUER,
            "authorization_endpoint": "https://invalid.botframework.com",
            "jwks_uri": f"{base_url}/v1/.well-known/keys",
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        }

    def keys(self) -> dict[str, Any]:
        """Give the public keys, each with the channels that may use it."""
        public = RSAAlgorithm.to_jwk(_key(KEY_ID).public_key(), as_dict=True)
        return {"keys": [{**public, "kid": KEY_ID, "use": "sig", "endorsements": ["msteams", "webchat"]}]}

    def sign_in(self, tenant: str, form: dict[str, str], address: str) -> web.Response:
        """Answer the app's request for a token, which came to `address`."""
        if form.get("grant_type") != "client_credentials":
            return _refusal(400, "unsupported_grant_type", "AADSTS70003: The grant type is not supported.")
        if form.get("client_id") != self._app.app_id or tenant != self._app.tenant:
            return _refusal(400, "unauthorized_client", "AADSTS700016: The application was not found.")
        if form.get("scope") != f"{ISSUER}/.default":
            return _refusal(400, "invalid_scope", "AADSTS70011: The scope is not valid.")
        if not self._proves_itself(form, address):
            return _refusal(401, "invalid_client", "AADSTS7000215: Invalid client secret provided.")
        token = f"app-{secrets.token_hex(16)}"
        self._issued[token] = self._clock.now() + timedelta(seconds=TOKEN_SECONDS)
        return web.json_response({"token_type": "Bearer", "expires_in": TOKEN_SECONDS, "access_token": token})

    def is_issued(self, header: str) -> bool:
        """Tell whether a call comes with a token of ours that still holds."""
        kind, _, token = header.partition(" ")
        return kind == "Bearer" and token in self._issued and self._clock.now() < self._issued[token]

    def revoke(self) -> None:
        """Take no token that was issued before."""
        self._issued.clear()

    def _proves_itself(self, form: dict[str, str], address: str) -> bool:
        if "client_assertion" not in form:
            return form.get("client_secret") == self._app.password
        if not self._app.certificate or form.get("client_assertion_type") != _ASSERTION:
            return False
        public: Any = x509.load_pem_x509_certificate(self._app.certificate.encode()).public_key()
        try:
            # Whether it still holds is asked of the workplace's clock, which PyJWT does not know.
            claims = jwt.decode(
                form["client_assertion"],
                public,
                ["PS256", "RS256"],
                audience=address,
                options={"verify_exp": False, "verify_nbf": False, "verify_iat": False},
            )
        except jwt.PyJWTError:
            return False
        return (
            claims.get("iss") == claims.get("sub") == self._app.app_id
            and float(claims.get("exp", 0)) > self._clock.now().timestamp()
        )


@cache
def _key(name: str) -> rsa.RSAPrivateKey:
    # One of each name for the whole process: making one takes half a second.
    return rsa.generate_private_key(65537, 2048)


def _refusal(status: int, code: str, why: str) -> web.Response:
    text = json.dumps({"error": code, "error_description": why})
    return web.Response(status=status, text=text, content_type="application/json")
