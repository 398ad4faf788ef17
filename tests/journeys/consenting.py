"""A bot that workspaces let in by consent, and the browser of an admin who does."""

import re
import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from html import unescape
from typing import Any, Final
from urllib.parse import parse_qs, urljoin, urlsplit

import aiohttp

from bot.app import running
from bot.demo import HERE, ZONE, Demo, _free_port
from bot.environment import read_settings
from sandbox.clock import SandboxClock
from sandbox.installation import AppConfig
from sandbox.server import Sandbox
from sandbox.teams.server import SmallTeams
from tests.adapters.slack.rig import MANIFEST
from tests.bots import MORNING

LISTED: Final = {
    **MANIFEST,
    "oauth_config": {
        **MANIFEST["oauth_config"],
        "redirect_urls": ["https://YOUR-HOST/slack/oauth_redirect"],
    },
}
"""The manifest without the marks at `redirect_urls`, as the page on installing says."""
KEY: Final = secrets.token_urlsafe(32)
"""The same at every start, so that a second one can read what the first wrote."""


@dataclass
class Seen:
    """A page in an admin's browser."""

    status: int
    text: str


class Browser:
    """An admin's browser: keeps cookies, reads pages, follows the one link."""

    def __init__(self, bot: str, session: aiohttp.ClientSession) -> None:
        self._bot = bot
        self._session = session

    async def asked(self) -> dict[str, str]:
        """Open the page and give what its link asks Slack for."""
        async with self._session.get(f"{self._bot}/slack/install") as answer:
            [link] = re.findall(r'class="go" href="([^"]+)"', await answer.text())
        link = link.replace("&amp;", "&")
        return {"page": link, **{name: value for name, [value] in parse_qs(urlsplit(link).query).items()}}

    async def answers(self, page: str, answer: str) -> Seen:
        """Follow one of the two links on Slack's page, and Slack back to the bot."""
        async with self._session.get(page) as shown:
            text = await shown.text()
        [link] = re.findall(rf'<a class="button[^"]*" href="([^"]+)">{answer}</a>', text)
        async with self._session.get(urljoin(page, unescape(link))) as returned:
            assert returned.url.path == "/slack/oauth_redirect"
            return Seen(returned.status, await returned.text())

    async def returns(self, **query: str) -> Seen:
        """Come back from Slack."""
        async with self._session.get(f"{self._bot}/slack/oauth_redirect", params=query) as answer:
            return Seen(answer.status, await answer.text())


@asynccontextmanager
async def a_sandbox(**settings: Any) -> AsyncIterator[Sandbox]:
    """A small Slack in which the app is made and not installed; time stands still."""
    clock = SandboxClock(MORNING, ZONE)
    manifest = {**LISTED, "settings": {**LISTED["settings"], **settings}}
    async with Sandbox.started(clock=clock, app=AppConfig(manifest=manifest)) as sandbox:
        yield sandbox


@asynccontextmanager
async def by_consent(
    sandbox: Sandbox, database_url: str, key: str = KEY
) -> AsyncIterator[tuple[Demo, Browser]]:
    """Run the bot beside a small Slack, with the app's client id and secret and no token."""
    port, config = _free_port(), sandbox.installation.config
    settings = read_settings(
        {
            "PORTEVOIX_DATABASE_URL": database_url,
            "PORTEVOIX_PLAYBOOKS": str(HERE / "playbooks"),
            "PORTEVOIX_PUBLIC_URL": f"http://127.0.0.1:{port}",
            "PORTEVOIX_PORT": str(port),
            "PORTEVOIX_SECRET_KEYS": key,
            "PORTEVOIX_ADMINS": "slack:U0ALEX",
            "PORTEVOIX_JITTER": "0",
            "SLACK_CLIENT_ID": config.client_id,
            "SLACK_CLIENT_SECRET": config.client_secret,
            "SLACK_SIGNING_SECRET": config.signing_secret,
            "SLACK_API_URL": sandbox.api_url,
        }
    )
    async with AsyncExitStack() as stack:
        teams = await stack.enter_async_context(SmallTeams.started(clock=sandbox.clock))
        bot = await stack.enter_async_context(running(replace(settings, is_live=False), sandbox.clock))
        sandbox.install(config.manifest, f"{bot.address}/slack/events")
        jar = aiohttp.CookieJar(unsafe=True)
        session = await stack.enter_async_context(aiohttp.ClientSession(cookie_jar=jar))
        yield Demo(bot, sandbox, teams), Browser(bot.address, session)
