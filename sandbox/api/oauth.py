"""oauth.v2.access: a code for a token, once; and where tokens end, the next one for a refresh token, once."""

import base64
import binascii
import secrets
from collections.abc import Collection, Mapping
from typing import Any

from sandbox.api.call import ApiError
from sandbox.desk import Desk
from sandbox.installation import Consented
from sandbox.people import APP, BOT_USER, TEAM
from sandbox.workplace import Json


def issue_code(desk: Desk, person: str, redirect_uri: str = "", scopes: Collection[str] | None = None) -> str:
    """Let a person agree to the installation, with all rights of the manifest unless some are named.

    Returns the code that Slack puts into the redirect.
    """
    granted = desk.installation.scopes if scopes is None else frozenset(scopes)
    code = f"{secrets.randbelow(10**12)}.{secrets.token_hex(12)}"
    desk.installation.codes[code] = Consented(person, redirect_uri, granted)
    return code


def access(desk: Desk, args: Mapping[str, Any], authorization: str) -> Json:
    """Exchange a code or a refresh token. The client's id and secret come as arguments or by HTTP basic. Raises ApiError."""
    client_id, client_secret = _client(args, authorization)
    config = desk.installation.config
    if client_id != config.client_id:
        raise ApiError("invalid_client_id")
    if client_secret != config.client_secret:
        raise ApiError("bad_client_secret")
    now = desk.workplace.clock.now()
    if args.get("grant_type") == "refresh_token":
        brought = str(args.get("refresh_token", ""))
        if brought not in desk.installation.refresh_tokens:
            raise ApiError("invalid_refresh_token")
        desk.installation.refresh_tokens.remove(brought)
        return _given(desk, desk.installation.scopes) | desk.installation.issue_token(now)
    agreed = desk.installation.codes.pop(str(args.get("code", "")), None)
    if agreed is None:
        raise ApiError("invalid_code")
    if agreed.redirect_uri and args.get("redirect_uri") != agreed.redirect_uri:
        raise ApiError("bad_redirect_uri")
    given = _given(desk, agreed.scopes) | desk.installation.issue_token(now)
    return given | {"authed_user": {"id": agreed.person}}


def _given(desk: Desk, scopes: frozenset[str]) -> Json:
    return {
        "ok": True,
        "token_type": "bot",
        "scope": ",".join(sorted(scopes)),
        "bot_user_id": BOT_USER,
        "app_id": APP,
        "team": {"id": TEAM, "name": desk.workplace.team_name},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _client(args: Mapping[str, Any], authorization: str) -> tuple[str, str]:
    if authorization.startswith("Basic "):
        try:
            name, _, secret = base64.b64decode(authorization[6:], validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return "", ""
        return name, secret
    return str(args.get("client_id", "")), str(args.get("client_secret", ""))
