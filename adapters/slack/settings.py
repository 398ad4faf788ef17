"""What the Slack door reads from the environment, as the strings that its `build` takes."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from adapters.settings import DoorSettings, is_safe
from adapters.slack.platform import API_URL

_WORKSPACE: Final = re.compile(r"[TE][A-Z0-9]+", re.ASCII)


def _read(env: Mapping[str, str], problems: list[str]) -> Mapping[str, str]:
    """Read a token for one workspace, or what several let us in by; a secret for HTTP, or a token for Socket Mode."""
    token, secret = env.get("SLACK_BOT_TOKEN", "").strip(), env.get("SLACK_SIGNING_SECRET", "").strip()
    client = _client(env, problems)
    if not token and not any(client.values()):
        problems.append(
            "SLACK_BOT_TOKEN is missing: the xoxb-… token of your Slack app, under OAuth & Permissions; "
            "for several workspaces, give SLACK_CLIENT_ID and SLACK_CLIENT_SECRET in its place"
        )
    app_token = env.get("SLACK_APP_TOKEN", "").strip()
    if app_token and secret:
        problems.append(
            "SLACK_SIGNING_SECRET and SLACK_APP_TOKEN are both given; keep the secret where Slack reaches your address, "
            "the token where it does not (Socket Mode)"
        )
    elif not app_token and not secret:
        problems.append(
            "SLACK_SIGNING_SECRET is missing: find it in your Slack app, under Basic Information; "
            "without an address that Slack can reach, give SLACK_APP_TOKEN in its place"
        )
    if app_token and not app_token.startswith("xapp-"):
        problems.append(
            "SLACK_APP_TOKEN is not an app-level token: it begins with xapp-, and is made under Basic Information "
            "with the scope connections:write"
        )
    api_url = env.get("SLACK_API_URL", "").strip() or API_URL
    if not is_safe(api_url):
        problems.append(
            "SLACK_API_URL must be https: the bot's token travels with every call"
            if api_url.lower().startswith("http://")
            else f"SLACK_API_URL is not an address: {api_url!r}; leave it out, or write {API_URL}"
        )
    return MappingProxyType(
        {
            "bot_token": token,
            "signing_secret": secret,
            "app_token": app_token,
            "api_url": api_url.rstrip("/") + "/",
            **client,
        }
    )


def _client(env: Mapping[str, str], problems: list[str]) -> Mapping[str, str]:
    """Read what workspaces let us in by; all of it is empty where a bot token is used."""
    id_, secret = env.get("SLACK_CLIENT_ID", "").strip(), env.get("SLACK_CLIENT_SECRET", "").strip()
    if not id_ and not secret:
        if env.get("SLACK_WORKSPACES", "").strip():
            problems.append("SLACK_WORKSPACES goes with SLACK_CLIENT_ID; a bot token has its one workspace")
        return {"client_id": "", "client_secret": "", "public_url": "", "workspaces": ""}
    if not (id_ and secret):
        missing = "SLACK_CLIENT_SECRET" if id_ else "SLACK_CLIENT_ID"
        problems.append(f"{missing} is missing: find both in your Slack app, under Basic Information")
    if env.get("SLACK_BOT_TOKEN", "").strip():
        problems.append(
            "SLACK_BOT_TOKEN and SLACK_CLIENT_ID are both given; keep the token for one workspace, the client's id and "
            "secret where admins of several let the bot in"
        )
    if env.get("SLACK_APP_TOKEN", "").strip():
        problems.append(
            "SLACK_APP_TOKEN and SLACK_CLIENT_ID are both given; letting the bot in by a page takes an address that "
            "Slack can reach, so leave the app token out and give SLACK_SIGNING_SECRET"
        )
    invited = [each for each in re.split(r"[\s,]+", env.get("SLACK_WORKSPACES", "")) if each]
    if wrong := [each for each in invited if not _WORKSPACE.fullmatch(each)]:
        problems.append(
            f"SLACK_WORKSPACES names no workspace or organisation: {wrong[0]!r}; ids begin with T or E, for example T012AB3CD"
        )
    return {
        "client_id": id_,
        "client_secret": secret,
        "public_url": env.get("PORTEVOIX_PUBLIC_URL", ""),
        "workspaces": ",".join(invited),
    }


SETTINGS: Final = DoorSettings(
    prefixes=("SLACK_",),
    read=_read,
    secrets=MappingProxyType(
        {
            "SLACK_BOT_TOKEN": "bot_token",
            "SLACK_SIGNING_SECRET": "signing_secret",
            "SLACK_APP_TOKEN": "app_token",
            "SLACK_CLIENT_SECRET": "client_secret",
        }
    ),
    least=(
        "SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET (or SLACK_APP_TOKEN) for one workspace of Slack, "
        "SLACK_CLIENT_ID, SLACK_CLIENT_SECRET and SLACK_SIGNING_SECRET for several"
    ),
)
