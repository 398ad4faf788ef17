"""From "Add to Slack" to the first claimed post in two workspaces and an organisation, all served by one bot."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest

from bot.app import Running, running
from bot.demo import HERE, _free_port
from bot.domain.people import Place
from bot.environment import read_settings
from sandbox.clock import SandboxClock
from tests.adapters.slack.forgeries import Forger
from tests.adapters.slack.registrar import Registrar, a_registrar
from tests.bots import MORNING
from tests.factories import MONDAY
from tests.journeys.consenting import KEY, Browser

SECRET = "0123456789abcdef0123456789abcdef"
ONE, TWO, ORG, OURS = "T0ONE", "T0TWO", "E0ORG", "T0OURS"
MEDIA = "application/x-www-form-urlencoded"
NUMBERS = count()


@dataclass
class Slack:
    """What people in several workspaces do, as Slack brings it to the bot."""

    registrar: Registrar
    bot: Running
    browser: Browser
    session: aiohttp.ClientSession
    organisations: dict[str, str] = field(default_factory=lambda: {OURS: ORG})

    def bot_user(self, team: str) -> str:
        return f"U0BOT{self.organisations.get(team, team)}"

    def said(self, team: str, method: str) -> list[tuple[str, str]]:
        """List channel and time stamp of what the bot said by the token of a workspace."""
        mark = f"xoxe.xoxb-{self.organisations.get(team, team)}-"
        return [
            (place, at)
            for token, how, place, at in self.registrar.said
            if token.startswith(mark) and how == method
        ]

    async def lets_in(self, id_: str) -> str:
        asked = await self.browser.asked()
        self.registrar.codes["code"] = id_
        return (await self.browser.returns(code="code", state=asked["state"])).text

    async def happens(self, team: str, **inner: Any) -> int:
        organisation = self.organisations.get(team)
        whose = {"team_id": None if organisation else team, "enterprise_id": organisation, "is_bot": True}
        body = {
            "type": "event_callback", "event_id": f"Ev{next(NUMBERS)}", "team_id": team, "api_app_id": "A0APP",
            "event": {"event_ts": f"{self.registrar.clock.now().timestamp():.6f}", **inner},
            "authorizations": [{**whose, "is_enterprise_install": bool(organisation)}], "enterprise_id": organisation,
        }  # fmt: skip
        return await self._bring(json.dumps(body).encode(), "application/json")

    async def types(self, team: str, text: str) -> int:
        form = {
            "command": "/advocacy", "text": text, "team_id": team, "user_id": "U0SAM", "channel_id": "C0SHARES",
            "api_app_id": "A0APP", "trigger_id": f"t{next(NUMBERS)}", "enterprise_id": self.organisations.get(team, ""),
        }  # fmt: skip
        return await self._bring(urlencode(form).encode(), MEDIA)

    async def presses(self, team: str, action: str) -> int:
        organisation = self.organisations.get(team)
        payload = {
            "type": "block_actions", "api_app_id": "A0APP", "trigger_id": f"t{next(NUMBERS)}",
            "team": {"id": team}, "user": {"id": "U0SAM", "team_id": team},
            "enterprise": {"id": organisation} if organisation else None,
            "container": {"type": "message", "channel_id": "C0SHARES", "is_ephemeral": True},
            "channel": {"id": "C0SHARES"}, "actions": [{"action_id": action, "value": "", "action_ts": "1.0"}],
            "response_url": self.registrar.url.replace("/api/", "/hooks/x"),
        }  # fmt: skip
        return await self._bring(urlencode({"payload": json.dumps(payload)}).encode(), MEDIA)

    async def _bring(self, body: bytes, media: str) -> int:
        headers = Forger(SECRET, int(self.registrar.clock.now().timestamp())).signed(body, media)
        async with self.session.post(
            f"{self.bot.address}/slack/events", data=body, headers=headers
        ) as answer:
            status = answer.status
        await self._answered()
        return status

    async def _answered(self) -> None:
        """Wait until the bot has answered every event that it has accepted, and has said what it has to say."""
        async with asyncio.timeout(60):
            while True:
                await self.bot.router.close()
                async with self.bot.services.store.reading() as shelves:
                    if not await shelves.inbox.waiting(self.registrar.clock.now() + timedelta(days=1), 1):
                        return
                await asyncio.sleep(0)

    async def tick(self) -> None:
        await self.bot.engine.tick(self.registrar.clock.now())


@asynccontextmanager
async def a_slack(registrar: Registrar, database_url: str) -> AsyncIterator[Slack]:
    port = _free_port()
    env = {
        "PORTEVOIX_DATABASE_URL": database_url,
        "PORTEVOIX_PLAYBOOKS": str(HERE / "playbooks"),
        "PORTEVOIX_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "PORTEVOIX_PORT": str(port),
        "PORTEVOIX_SECRET_KEYS": KEY,
        "PORTEVOIX_JITTER": "0",
        "SLACK_CLIENT_ID": "1.2",
        "SLACK_CLIENT_SECRET": "s" * 32,
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": registrar.url,
    }
    async with AsyncExitStack() as stack:
        settings = replace(read_settings(env), is_live=False)
        bot = await stack.enter_async_context(running(settings, registrar.clock))
        jar = aiohttp.CookieJar(unsafe=True)
        session = await stack.enter_async_context(aiohttp.ClientSession(cookie_jar=jar))
        yield Slack(registrar, bot, Browser(bot.address, session), session)


@pytest.fixture
async def slack(database_url: str) -> AsyncIterator[Slack]:
    async with a_registrar(SandboxClock(MORNING)) as registrar, a_slack(registrar, database_url) as found:
        yield found


async def comes_into_channels(slack: Slack, team: str) -> None:
    for channel in ("C0SHARES", "C0PARTAGES"):
        assert (
            await slack.happens(
                team, type="member_joined_channel", user=slack.bot_user(team), channel=channel
            )
            == 200
        )


async def claims(slack: Slack, team: str) -> None:
    """Join and raise a hand under the day's share, as Sam of this workspace."""
    assert await slack.types(team, "join") == 200
    assert await slack.presses(team, "join.yes") == 200
    async with slack.bot.services.store.reading() as shelves:
        posts = await shelves.posts.on_day(Place("slack", team, "C0SHARES"), MONDAY)
    [share] = [each for each in posts if each.kind == "share"]
    assert share.message
    assert share.message.opaque in {f"{place}/{at}" for place, at in slack.said(team, "chat.postMessage")}
    item = {"type": "message", "channel": "C0SHARES", "ts": share.message.opaque.partition("/")[2]}
    reaction = {"reaction": "raising_hand", "item_user": slack.bot_user(team), "item": item, "user": "U0SAM"}
    assert await slack.happens(team, type="reaction_added", **reaction) == 200


async def test_from_add_to_slack_to_the_first_claimed_post_everywhere(slack: Slack):
    for id_ in (ONE, TWO, ORG):
        assert f"Works {id_}" in await slack.lets_in(id_)
    assert slack.registrar.said == [], "nothing is posted by an installation"
    for team in (ONE, TWO, OURS):
        await comes_into_channels(slack, team)
    await slack.tick()
    for team in (ONE, TWO, OURS):
        await claims(slack, team)
        async with asyncio.timeout(20):
            while not slack.said(team, "chat.postEphemeral"):
                await asyncio.sleep(0)
        assert [place for place, _ in slack.said(team, "chat.postEphemeral")] == ["C0SHARES"], team
    async with slack.bot.services.store.reading() as shelves:
        assert [of for _, of in await shelves.workspaces.all()] == [ONE, OURS, TWO]


async def test_one_workspace_leaves_in_the_middle_and_the_others_go_on(slack: Slack):
    for id_ in (ONE, TWO, ORG):
        await slack.lets_in(id_)
    for team in (ONE, TWO, OURS):
        await comes_into_channels(slack, team)
    assert await slack.happens(TWO, type="app_uninstalled") == 200
    await slack.tick()
    assert slack.said(TWO, "chat.postMessage") == []
    for team in (ONE, OURS):
        await claims(slack, team)
    assert await slack.types(TWO, "today") == 403
    assert not [token for _, token in slack.registrar.calls if token.startswith(f"xoxe.xoxb-{TWO}-")]
