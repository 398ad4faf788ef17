"""One app in several workspaces and an organisation: each is served with its own token, and those unknown are refused."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest
from aiohttp import web

import adapters.slack
from adapters.slack import SlackDoor
from bot.cards.elements import Button
from bot.domain.people import PersonRef, Place
from bot.events import Event, Installed, Reply
from bot.ports import Gone, NotInvited, Refused, ScopesMissing, Store
from bot.usecases.installation import installed
from bot.usecases.keep_installations import Keys
from sandbox.clock import SandboxClock
from tests.adapters.slack.forgeries import Forger
from tests.adapters.slack.registrar import Registrar, a_registrar
from tests.adapters.slack.rig import Notebook, a_card
from tests.bots import MORNING, Bot, a_bot

SECRET = "0123456789abcdef0123456789abcdef"
ONE, TWO, ORG, OURS, THEIRS = "T0ONE", "T0TWO", "E0ORG", "T0OURS", "T0THEIRS"


@dataclass
class House(Notebook):
    """A Reception that keeps installations in a real database, and leaves workspaces as the house does."""

    bot: Bot | None = None
    looks: list[str] = field(default_factory=list)

    def keyring(self, platform: str) -> Keys:
        assert self.bot
        keys, looks = Keys(self.bot.services, platform), self.looks

        class Counted(Keys):
            async def all(self):
                looks.append("look")
                return await keys.all()

        return Counted(self.bot.services, platform)

    async def answer(self, event: Event) -> Reply | None:
        if isinstance(event, Installed) and self.bot:
            await installed(self.bot.services, event)
        return await super().answer(event)


@dataclass
class Site:
    """A door on a real server, and what Slack would bring it."""

    registrar: Registrar
    house: House
    door: SlackDoor
    session: aiohttp.ClientSession
    url: str
    clock: SandboxClock

    async def let_in(self, id_: str) -> None:
        self.registrar.codes["code"] = id_
        assert self.door.installer
        await self.door.installer.install("code")

    async def command(self, team: str, text: str = "today", organisation: str = "") -> tuple[int, str]:
        form = {
            "command": "/advocacy",
            "text": text,
            "team_id": team,
            "user_id": "U0SAM",
            "channel_id": "C0SHARES",
        }
        form |= {"api_app_id": "A0APP", "trigger_id": f"{team}.{text}.{len(self.house.events)}"}
        form |= {"enterprise_id": organisation} if organisation else {}
        return await self._bring(urlencode(form).encode(), "application/x-www-form-urlencoded")

    async def happens(self, team: str, inner: Mapping[str, Any], organisation: str = "", **more: Any) -> int:
        body: dict[str, Any] = {"type": "event_callback", "event_id": f"Ev{len(self.house.events)}{team}"}
        body |= {
            "team_id": team or None,
            "api_app_id": "A0APP",
            "event": {"event_ts": f"{self.clock.now().timestamp():.6f}", **inner},
        }
        authorization = {"team_id": team or None, "enterprise_id": organisation or None, "is_bot": True}
        if organisation:
            body["enterprise_id"] = organisation
            authorization |= {"team_id": None, "is_enterprise_install": True}
        body |= {"authorizations": [authorization], **more}
        status, _ = await self._bring(json.dumps(body).encode(), "application/json")
        await self.door.sends.done()
        return status

    async def _bring(self, body: bytes, media: str) -> tuple[int, str]:
        headers = Forger(SECRET, int(self.clock.now().timestamp())).signed(body, media)
        async with self.session.post(self.url, data=body, headers=headers) as answer:
            return answer.status, await answer.text()

    def here(self) -> list[tuple[str, bool]]:
        return [(each.workspace, each.present) for each in self.house.events if isinstance(each, Installed)]


async def a_site(stack: AsyncExitStack, registrar: Registrar, bot: Bot, **more: str) -> Site:
    house = House(bot=bot)
    config = {
        "client_id": "1.2",
        "client_secret": "s" * 32,
        "public_url": "https://bot.example.com",
        "signing_secret": SECRET,
        "api_url": registrar.url,
        **more,
    }
    door = adapters.slack.build(config, house, registrar.clock)
    app = web.Application()
    app.add_routes([web.route(route.method, route.path, route.handler) for route in door.routes()])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    stack.push_async_callback(runner.cleanup)
    await door.start()
    stack.push_async_callback(door.close)
    session = await stack.enter_async_context(aiohttp.ClientSession())
    url = f"http://127.0.0.1:{runner.addresses[0][1]}{adapters.slack.PATH}"
    return Site(registrar, house, door, session, url, registrar.clock)


@dataclass
class Ground:
    """What several doors stand on."""

    stack: AsyncExitStack
    registrar: Registrar
    bot: Bot

    async def door(self, **more: str) -> Site:
        return await a_site(self.stack, self.registrar, self.bot, **more)


@pytest.fixture
async def ground(store: Store) -> AsyncIterator[Ground]:
    async with AsyncExitStack() as stack:
        registrar = await stack.enter_async_context(a_registrar(SandboxClock(MORNING)))
        bot = await stack.enter_async_context(a_bot(store))
        yield Ground(stack, registrar, bot)


@pytest.fixture
async def site(ground: Ground) -> Site:
    return await ground.door()


async def kept(site: Site) -> list[str]:
    assert site.house.bot
    async with site.house.bot.store.reading() as shelves:
        return [each.id for each in await shelves.installations.all("slack")]


async def test_each_workspace_is_called_with_its_own_token(site: Site):
    await site.let_in(ONE)
    await site.let_in(TWO)
    for team in (TWO, ONE):
        await site.door.platform.post(Place("slack", team, "C0SHARES"), a_card(), "marker")
        await site.door.platform.profile(PersonRef("slack", team, "U0SAM"))
    tokens = [token for _, token in site.registrar.calls]
    assert tokens == [f"xoxe.xoxb-{TWO}-2"] * 2 + [f"xoxe.xoxb-{ONE}-1"] * 2
    assert site.here() == [(ONE, True), (TWO, True)]


async def test_people_and_messages_are_named_by_their_workspace(site: Site):
    await site.let_in(ONE)
    await site.let_in(TWO)
    for team in (ONE, TWO):
        assert (await site.command(team))[0] == 200
    assert [each.person.workspace for each in site.house.of("command")] == [ONE, TWO]
    reaction = {"type": "reaction_added", "user": "U0SAM", "reaction": "+1", "item_user": f"U0BOT{TWO}"}
    reaction |= {"item": {"type": "message", "channel": "C0SHARES", "ts": "1.000001"}}
    assert await site.happens(TWO, reaction) == 200
    [gesture] = site.house.of("gesture")
    assert (gesture.person.workspace, gesture.message.workspace) == (TWO, TWO)
    assert await site.happens(ONE, reaction) == 200
    assert len(site.house.of("gesture")) == 1, "that is no message of ours there"


async def test_an_answer_goes_out_with_the_token_of_the_workspace_it_was_asked_in(site: Site):
    await site.let_in(ONE)
    await site.let_in(TWO)
    site.house.replies["home"] = Reply(a_card("Home", Button("Take", "claims.take")))
    await site.happens(TWO, {"type": "app_home_opened", "user": "U0SAM", "tab": "home"})
    assert site.registrar.calls == [("views.publish", f"xoxe.xoxb-{TWO}-2")]


@pytest.mark.parametrize("organisation", ["", ORG])
async def test_a_workspace_that_nobody_let_us_into_is_refused(site: Site, organisation: str):
    await site.let_in(ONE)
    assert (await site.command("T0STRANGER", organisation=organisation))[0] == 403
    assert await site.happens("T0STRANGER", {"type": "app_uninstalled"}, organisation) == 200
    assert site.here() == [(ONE, True)]
    with pytest.raises(Gone, match="not installed here"):
        await site.door.platform.post(Place("slack", "T0STRANGER", "C0SHARES"), a_card(), "marker")
    assert site.registrar.calls == []


async def test_in_a_shared_channel_the_other_companys_people_are_not_ours(site: Site):
    await site.let_in(ONE)
    await site.let_in(TWO)
    home = {"type": "app_home_opened", "user": "U0SAM", "tab": "home"}
    assert await site.happens(ONE, home, authorizations=[{"team_id": TWO}]) == 200
    assert site.house.of("command") == []


async def test_who_we_are_costs_nothing_once_it_is_known(site: Site):
    await site.let_in(ONE)
    await site.let_in(TWO)
    before = len(site.house.looks)
    for number in range(25):
        await site.command(ONE, f"today {number}")
        await site.command(TWO, f"today {number}")
    assert len(site.house.of("command")) == 50
    assert len(site.house.looks) == before
    assert site.registrar.calls == []


async def test_what_another_machine_was_let_into_is_known_with_its_first_request(ground: Ground):
    one, other = await ground.door(), await ground.door()
    await other.let_in(ONE)
    assert (await one.command(ONE))[0] == 200


async def test_unknown_workspaces_cost_a_look_a_second_at_most(site: Site):
    before = len(site.house.looks)
    for number in range(20):
        await site.command(f"T0STRANGER{number}")
    assert len(site.house.looks) <= before + 2


async def test_an_organisation_lets_us_into_each_of_its_workspaces_when_it_is_first_seen(ground: Ground):
    site = await ground.door()
    await site.let_in(ORG)
    assert site.here() == []
    for team in (OURS, THEIRS, OURS):
        assert (await site.command(team, organisation=ORG))[0] == 200
    assert site.here() == [(OURS, True), (THEIRS, True)]
    assert [each.person.workspace for each in site.house.of("command")] == [OURS, THEIRS, OURS]
    await site.door.platform.is_in_group(PersonRef("slack", THEIRS, "W0SAM"), "S0GROUP")
    assert site.registrar.calls == [("usergroups.users.list", f"xoxe.xoxb-{ORG}-1")]
    assert site.registrar.forms[-1]["team_id"] == THEIRS
    again = await ground.door()
    assert again.here() == [(OURS, True), (THEIRS, True)]


async def test_a_workspaces_own_consent_goes_before_its_organisations(site: Site):
    await site.let_in(ORG)
    await site.command(OURS, organisation=ORG)
    await site.let_in(OURS)
    await site.door.platform.post(Place("slack", OURS, "C0SHARES"), a_card(), "marker")
    assert site.registrar.calls == [("chat.postMessage", f"xoxe.xoxb-{OURS}-2")]


@pytest.mark.parametrize("kind", ["app_uninstalled", "tokens_revoked"])
async def test_a_workspace_that_shows_us_out_is_called_no_more_and_its_tokens_are_gone(site: Site, kind: str):
    await site.let_in(ONE)
    await site.let_in(TWO)
    assert await site.happens(ONE, {"type": kind, "tokens": {"bot": ["U0BOT"]}}) == 200
    assert site.here()[-1] == (ONE, False)
    assert await kept(site) == [TWO]
    with pytest.raises(Gone):
        await site.door.platform.post(Place("slack", ONE, "C0SHARES"), a_card(), "marker")
    assert site.registrar.calls == []
    await site.door.platform.post(Place("slack", TWO, "C0SHARES"), a_card(), "marker")
    assert (await site.command(ONE))[0] == 403


async def test_what_slack_repeats_of_an_earlier_installation_ends_no_later_one(site: Site):
    await site.let_in(ONE)
    before = f"{site.clock.now().timestamp():.6f}"
    site.clock.advance(timedelta(minutes=5))
    await site.let_in(ONE)
    assert await site.happens(ONE, {"type": "app_uninstalled", "event_ts": before}) == 200
    assert await kept(site) == [ONE]
    await site.door.platform.post(Place("slack", ONE, "C0SHARES"), a_card(), "marker")
    assert await site.happens(ONE, {"type": "app_uninstalled"}) == 200
    assert await kept(site) == []


@pytest.mark.parametrize("is_all", [False, True])
async def test_which_consent_ends_is_told_by_the_event_where_a_workspace_has_both(site: Site, is_all: bool):
    await site.let_in(ORG)
    await site.let_in(OURS)
    whose = {"team_id": OURS, "enterprise_id": ORG, "is_enterprise_install": is_all}
    await site.happens(OURS, {"type": "app_uninstalled"}, ORG, authorizations=[whose])
    assert await kept(site) == [OURS if is_all else ORG]


@pytest.mark.parametrize("kind", ["app_uninstalled", "tokens_revoked"])
@pytest.mark.parametrize("team", [OURS, ""])
async def test_an_organisation_that_shows_us_out_takes_all_its_workspaces_along(
    site: Site, kind: str, team: str
):
    await site.let_in(ORG)
    await site.let_in(ONE)
    for each in (OURS, THEIRS):
        await site.command(each, organisation=ORG)
    assert await site.happens(team, {"type": kind, "tokens": {"bot": ["U0BOT"]}}, ORG) == 200
    assert set(site.here()[-3:]) == {(OURS, False), (THEIRS, False), (ORG, False)}
    assert await kept(site) == [ONE]
    for each in (OURS, THEIRS):
        with pytest.raises(Gone):
            await site.door.platform.post(Place("slack", each, "C0SHARES"), a_card(), "marker")
    assert site.registrar.calls == []
    assert (await site.command(ONE))[0] == 200


async def test_an_organisation_may_take_us_out_of_one_of_its_workspaces(site: Site):
    await site.let_in(ORG)
    for each in (OURS, THEIRS):
        await site.command(each, organisation=ORG)
    gone = {"type": "team_access_revoked", "team_ids": [THEIRS, "T0ELSEWHERE"]}
    assert await site.happens("", gone, ORG) == 200
    assert site.here()[-1] == (THEIRS, False)
    with pytest.raises(Gone):
        await site.door.platform.post(Place("slack", THEIRS, "C0SHARES"), a_card(), "marker")
    await site.door.platform.post(Place("slack", OURS, "C0SHARES"), a_card(), "marker")


async def test_less_than_we_need_is_not_kept(site: Site):
    site.registrar.scopes = "commands,chat:write,users:read,dnd:read,channels:read"
    with pytest.raises(ScopesMissing, match="reactions:read"):
        await site.let_in(ONE)
    assert await kept(site) == []
    with pytest.raises(Refused, match="invalid_code"):
        await site.door.installer.install("another")  # type: ignore[union-attr]


async def test_a_workspace_that_is_not_invited_is_left_again_and_nothing_is_kept_of_it(ground: Ground):
    site = await ground.door(workspaces=f"{TWO},{ORG}")
    with pytest.raises(NotInvited):
        await site.let_in(ONE)
    assert ground.registrar.calls == [("auth.revoke", f"xoxe.xoxb-{ONE}-1")]
    assert await kept(site) == []
    assert site.here() == []
    assert (await site.command(ONE))[0] == 403
    for invited in (TWO, ORG):
        await site.let_in(invited)
    assert (await site.command(TWO))[0] == 200
    assert (await site.command(OURS, organisation=ORG))[0] == 200


async def test_where_an_uninvited_workspace_cannot_be_left_its_admin_is_asked_to(
    ground: Ground, caplog: pytest.LogCaptureFixture
):
    site = await ground.door(workspaces=TWO)
    ground.registrar.dead[f"xoxe.xoxb-{ONE}-1"] = "fatal_error"
    with pytest.raises(NotInvited):
        await site.let_in(ONE)
    assert "let its admin remove the app" in caplog.text
    assert "xoxe" not in caplog.text
    assert await kept(site) == []


async def test_a_workspace_whose_token_is_dead_at_the_start_keeps_no_other_shut(ground: Ground):
    first = await ground.door()
    await first.let_in(ONE)
    await first.let_in(TWO)
    ground.registrar.dead[f"xoxe.xoxb-{ONE}-1"] = "token_revoked"
    second = await ground.door()
    assert second.here() == [(TWO, True)]
    assert (await second.command(TWO))[0] == 200
