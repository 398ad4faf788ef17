"""Our own token for the Bot Framework: asked for once, kept until shortly before its end.

https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
"""

import asyncio
import base64
import json
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import uuid4

import aiohttp
import jwt
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256

from adapters.teams import errors
from adapters.teams.config import Config
from bot.ports import Clock, RateLimited, Refused

AUDIENCE: Final = "https://api.botframework.com"
EARLY: Final = timedelta(minutes=5)
"""How long before its end a token is replaced."""
ASSERTION_SECONDS: Final = 600
IDENTITY_URL: Final = "http://169.254.169.254/metadata/identity/oauth2/token"
"""Where a machine of Azure asks for the token of its managed identity."""


class Tokens:
    """Signs in with a secret, a certificate or the machine's managed identity."""

    def __init__(self, config: Config, clock: Clock) -> None:
        self._config = config
        self._clock = clock
        self._token = ""
        self._until: datetime | None = None
        self._asking = asyncio.Lock()

    async def current(self, session: aiohttp.ClientSession) -> str:
        """Give a token that is good for some minutes; empty where none is needed. Raises PlatformError: surely not sent."""
        if not self._config.can_sign_in:
            return ""
        async with self._asking:
            now = self._clock.now()
            if self._until is None or now >= self._until:
                self._token, seconds = await self._ask(session)
                self._until = now + max(timedelta(seconds=seconds) - EARLY, timedelta(seconds=seconds / 2))
            return self._token

    def forget(self, token: str) -> None:
        """Ask anew next time: Teams has refused this one."""
        if token == self._token:
            self._until = None

    async def _ask(self, session: aiohttp.ClientSession) -> tuple[str, float]:
        try:
            async with self._request(session) as answer:
                raw = await answer.read()
                status, headers = answer.status, answer.headers
        except (aiohttp.ClientError, TimeoutError, OSError):
            # Whatever it was, the message itself has not been sent.
            raise RateLimited(errors.DEFAULT_WAIT_SECONDS, "sign-in not reached") from None
        data = _object(raw)
        token, seconds = data.get("access_token"), data.get("expires_in")
        if status == 200 and isinstance(token, str) and str(seconds).isdigit():
            return token, float(str(seconds))
        if status == 429 or status >= 500:
            raise RateLimited(errors.retry_after(headers), "sign-in asks to wait")
        raise Refused(
            f"sign-in refused ({str(data.get('error', status))[:60]}); check the app's id, secret and tenant"
        )

    def _request(self, session: aiohttp.ClientSession) -> Any:
        config = self._config
        if config.has_managed_identity:
            asked = {"api-version": "2018-02-01", "resource": AUDIENCE, "client_id": config.app_id}
            return session.get(
                config.identity_url or IDENTITY_URL,
                params=asked,
                headers={"Metadata": "true"},
                allow_redirects=False,
            )
        form = {
            "grant_type": "client_credentials",
            "client_id": config.app_id,
            "scope": f"{AUDIENCE}/.default",
        }
        address = f"{config.login_url}{config.tenant}/oauth2/v2.0/token"
        if config.certificate:
            form["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
            form["client_assertion"] = assertion(config, address, self._clock.now())
        else:
            form["client_secret"] = config.password
        return session.post(address, data=form, allow_redirects=False)


def assertion(config: Config, address: str, now: datetime) -> str:
    """Sign who we are with the certificate's key. Raises Refused when the PEM holds no such pair."""
    try:
        certificate = x509.load_pem_x509_certificate(config.certificate.encode())
        thumbprint = base64.urlsafe_b64encode(certificate.fingerprint(SHA256())).rstrip(b"=").decode()
        start = int(now.timestamp())
        claims = {
            "aud": address,
            "iss": config.app_id,
            "sub": config.app_id,
            "jti": str(uuid4()),
            "nbf": start,
            "exp": start + ASSERTION_SECONDS,
        }
        return jwt.encode(claims, _private_part(config.certificate), "PS256", {"x5t#S256": thumbprint})
    except (ValueError, TypeError, jwt.PyJWTError):
        raise Refused("MICROSOFT_APP_CERTIFICATE holds no private key with its certificate") from None


def _private_part(pem: str) -> str:
    start, end = pem.find("-----BEGIN PRIVATE KEY"), pem.find("-----END PRIVATE KEY-----")
    if start < 0:
        start, end = pem.find("-----BEGIN RSA PRIVATE KEY"), pem.find("-----END RSA PRIVATE KEY-----")
    if start < 0 or end < 0:
        raise ValueError("no private key")
    return pem[start : pem.index("-----", end + 5) + 5]


def _object(raw: bytes) -> dict[str, Any]:
    try:
        value = json.loads(raw)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
