"""Looking whether Teams would let us work: who we say we are, our token, its keys, and where messages go."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit

import aiohttp

from adapters.teams.config import Config
from adapters.teams.keys import Keys
from adapters.teams.tokens import Tokens
from adapters.visit import Look, Visit
from bot.domain.findings import Finding, broken, well, worth_a_look

GUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE)


async def identity(visit: Visit) -> Sequence[Finding]:
    """Look at the shape of the app's and the tenant's ids."""
    config = Config.of(visit.config)
    if config.is_open:
        return [worth_a_look("teams_open")]
    wrong = [
        name
        for name, value in (
            ("MICROSOFT_APP_ID", config.app_id),
            ("MICROSOFT_APP_TENANT_ID", config.tenant),
        )
        if not GUID.fullmatch(value)
    ]
    return [broken("teams_no_guid", setting=name) for name in wrong] or [well("teams_ids")]


async def token(visit: Visit) -> Sequence[Finding]:
    """Sign in as the bot does. Raises PlatformError."""
    got = await Tokens(Config.of(visit.config), visit.clock).current(visit.session)
    return [well("teams_token") if got else worth_a_look("teams_open")]


async def keys(visit: Visit) -> Sequence[Finding]:
    """Fetch the keys by which Microsoft signs what it brings us."""
    found = Keys(Config.of(visit.config).openid_url, visit.clock)
    try:
        return [well("teams_keys") if await found.fetch() else broken("teams_keys_missing")]
    finally:
        await found.close()


async def service(visit: Visit) -> Sequence[Finding]:
    """Reach the host to which messages go; any answer will do, for nothing is sent."""
    config = Config.of(visit.config)
    host = urlsplit(config.service_url).hostname or ""
    try:
        async with visit.session.get(config.service_url, allow_redirects=False):
            return [well("teams_service", host=host)]
    except (aiohttp.ClientError, TimeoutError, OSError):
        return [broken("teams_service_missing", host=host)]


LOOKS: Final[Mapping[str, Look]] = MappingProxyType(
    {"teams_ids": identity, "teams_token": token, "teams_keys": keys, "teams_service": service}
)
