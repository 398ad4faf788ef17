"""Tokens that end: renewed once, ahead of their end, by one of all machines; cut off, they survive; uninstalled, they go."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from sqlalchemy import select

import store as cellar
from adapters.slack.consent import Consent
from adapters.slack.installed import AHEAD, LATER, LEASE, LOOK_SECONDS, Installed
from adapters.slack.platform import SlackPlatform
from bot.cards.elements import Card
from bot.domain.installations import Installation
from bot.domain.people import Place
from bot.ports import Gone, RateLimited, Store
from bot.usecases.keep_installations import Keys
from bot.usecases.services import Services
from sandbox.clock import SandboxClock
from store.tables import DELIVERY
from tests.adapters.slack.registrar import LIFE, Registrar, a_registrar
from tests.adapters.slack.rig import a_card
from tests.bots import MORNING, a_bot
from tests.factories import an_installation

TEAM, OTHER = "T0SANDBOX", "T0OTHER"
CONFIG = {"client_id": "1.2", "client_secret": "s" * 32, "public_url": "https://bot.example.com"}


@dataclass
class Machine:
    """One of several that serve the same workspaces."""

    services: Services
    installed: Installed
    platform: SlackPlatform

    async def post(self, team: str = TEAM, card: Card | None = None) -> None:
        await self.platform.post(Place("slack", team, "C0SHARES"), card or a_card(), "marker")


@dataclass
class Town:
    """Slack's registry, and machines over one database."""

    registrar: Registrar
    clock: SandboxClock
    url: str
    store: Store
    stack: AsyncExitStack
    machines: list[Machine] = field(default_factory=list)

    async def machine(self, *, keeps: bool = False) -> Machine:
        """Start one; on SQLite it is another door on the same store, for no second process is let in."""
        store = self.store
        if self.machines and self.url.startswith("postgresql"):
            store = await cellar.open_store(self.url, migrate=False)
            self.stack.push_async_callback(store.close)
        bot = await self.stack.enter_async_context(a_bot(store, admins=frozenset({("slack", "U0ALEX")})))
        services = replace(bot.services, clock=self.clock)
        platform = SlackPlatform("", self.registrar.url, self.clock)
        consent = Consent(platform.client, CONFIG, self.clock)

        async def arrived(_team: str) -> None:
            return None

        installed = Installed(Keys(services, "slack"), consent, self.clock, arrived)
        platform.serve(installed)
        self.stack.push_async_callback(platform.disconnect)
        await installed.look()
        if keeps:
            installed.start()
        self.stack.push_async_callback(installed.close)
        self.machines.append(Machine(services, installed, platform))
        return self.machines[-1]

    async def lets_in(self, team: str) -> Installation:
        """Keep what Slack gave for a workspace."""
        given = self.registrar.pair(team)
        made = an_installation(
            team,
            token=given["access_token"],
            refresh_token=given["refresh_token"],
            expires_at=self.clock.now() + LIFE,
            installed_at=self.clock.now(),
        )
        async with a_bot(self.store) as bot:
            await Keys(bot.services, "slack").put(made)
        return made

    async def at_rest(self) -> None:
        """Wait until those who keep tokens good have done so, and sleep."""
        await until(lambda: self.clock._waiters and not any(each.done() for each in self.clock._waiters))

    def later(self, **by: float) -> None:
        self.clock.advance(timedelta(**by))

    def tokens_used(self) -> set[str]:
        return {token for _, token in self.registrar.calls}


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(20):
        while not condition():
            await asyncio.sleep(0)


@pytest.fixture
async def town(store: Store, database_url: str) -> AsyncIterator[Town]:
    clock = SandboxClock(MORNING)
    async with AsyncExitStack() as stack:
        registrar = await stack.enter_async_context(a_registrar(clock))
        yield Town(registrar, clock, database_url, store, stack)


async def test_fifty_calls_at_the_end_of_a_token_are_one_renewal(town: Town):
    await town.lets_in(TEAM)
    machine = await town.machine()
    town.clock.advance(LIFE)
    await asyncio.gather(*(machine.post() for _ in range(50)))
    assert len(town.registrar.asked) == 1
    assert town.tokens_used() == {f"xoxe.xoxb-{TEAM}-2"}
    assert len(town.registrar.calls) == 50


async def test_fifty_calls_of_two_machines_are_one_renewal(town: Town):
    await town.lets_in(TEAM)
    one, two = await town.machine(), await town.machine()
    town.clock.advance(LIFE)
    await asyncio.gather(*(each.post() for each in (one, two) for _ in range(25)))
    assert len(town.registrar.asked) == 1
    assert town.tokens_used() == {f"xoxe.xoxb-{TEAM}-2"}


async def test_a_token_is_renewed_ahead_of_its_end_although_nothing_happens(town: Town):
    await town.lets_in(TEAM)
    machine = await town.machine(keeps=True)
    await town.at_rest()
    town.later(hours=9, minutes=59)
    await town.at_rest()
    assert town.registrar.asked == []
    town.later(minutes=1, seconds=LOOK_SECONDS)
    await town.at_rest()
    await machine.post()
    assert town.tokens_used() == {f"xoxe.xoxb-{TEAM}-2"}


async def test_an_answer_that_is_lost_is_asked_for_again_with_the_old_refresh_token(town: Town):
    await town.lets_in(TEAM)
    machine = await town.machine(keeps=True)
    await town.at_rest()
    town.registrar.is_lenient, town.registrar.next_answers = True, ["lost"]
    town.clock.advance(LIFE - AHEAD + timedelta(seconds=LOOK_SECONDS))
    await town.at_rest()
    await machine.post()
    assert town.tokens_used() == {f"xoxe.xoxb-{TEAM}-1"}, "the old one still works"
    town.later(seconds=LEASE.total_seconds())
    await town.at_rest()
    await machine.post()
    assert town.registrar.asked == [f"xoxe-{TEAM}-1"] * 2
    assert town.registrar.calls[-1][1] == f"xoxe.xoxb-{TEAM}-3"


async def test_a_machine_killed_while_it_renews_leaves_the_tokens_to_the_next(town: Town):
    await town.lets_in(TEAM)
    killed = await town.machine()
    town.registrar.is_lenient = True
    town.registrar.gate.clear()
    town.clock.advance(LIFE - AHEAD)
    [known] = killed.installed._known.values()
    asked = asyncio.create_task(killed.installed._renewed(known))
    await town.registrar.reached.wait()
    for task in (asked, *killed.installed._renewing.values()):
        task.cancel()
    await asyncio.gather(asked, return_exceptions=True)
    town.registrar.gate.set()
    heir = await town.machine()
    await heir.post()
    assert town.tokens_used() == {f"xoxe.xoxb-{TEAM}-1"}
    town.clock.advance(AHEAD)
    await heir.post()
    assert town.registrar.asked == [f"xoxe-{TEAM}-1"] * 2
    assert town.registrar.calls[-1][1] == f"xoxe.xoxb-{TEAM}-3"


async def test_a_spent_refresh_token_is_told_once_and_stops_that_workspace_when_its_token_ends(town: Town):
    await town.lets_in(TEAM)
    machine = await town.machine(keeps=True)
    town.registrar.next_answers = ["lost"]
    await town.at_rest()
    town.clock.advance(LIFE - AHEAD)
    await town.at_rest()
    await town.lets_in(OTHER)
    for _ in range(4):
        town.clock.advance(LEASE)
        await town.at_rest()
    assert town.registrar.asked == [f"xoxe-{TEAM}-1"] * 2, "once more, then never"
    await machine.post()
    assert town.registrar.calls == [("chat.postMessage", f"xoxe.xoxb-{TEAM}-1")], "until its end it works"
    async with town.store.reading() as shelves:
        notices = [row.notice for row in await shelves.connection.execute(select(DELIVERY)) if row.notice]
        assert [each.refused for each in await shelves.installations.all("slack")] == [
            "",
            "invalid_refresh_token",
        ]
    assert [json.loads(each) for each in notices] == [
        {
            "about": "reinstall",
            "name": "Hammerfest Works",
            "reason": "invalid_refresh_token",
            "address": "https://bot.example.com/slack/install",
        }
    ]
    town.clock.advance(AHEAD)
    with pytest.raises(Gone, match="token_expired") as caught:
        await machine.post()
    assert caught.value.what == "workspace"
    await machine.post(OTHER)
    assert len(town.registrar.calls) == 2
    assert len(town.registrar.asked) == 2


@pytest.mark.parametrize(
    ("answer", "wait"),
    [("429", timedelta(seconds=600)), ("500", LEASE), ("bad_client_secret", LATER)],
)
async def test_what_says_nothing_of_the_refresh_token_is_tried_again_later(
    town: Town, answer: str, wait: timedelta
):
    await town.lets_in(TEAM)
    machine = await town.machine()
    town.registrar.next_answers = [answer]
    town.clock.advance(LIFE)
    for _ in range(2):
        with pytest.raises(RateLimited):
            await machine.post()
    town.clock.advance(wait - timedelta(seconds=1))
    with pytest.raises(RateLimited):
        await machine.post()
    assert len(town.registrar.asked) == 1
    town.later(seconds=1)
    await machine.post()
    assert len(town.registrar.asked) == 2
    assert town.registrar.spent == [f"xoxe-{TEAM}-1"]


async def test_uninstalled_while_a_token_is_renewed_nothing_comes_back_and_nothing_is_called(town: Town):
    await town.lets_in(TEAM)
    await town.lets_in(OTHER)
    machine = await town.machine()
    town.registrar.gate.clear()
    town.clock.advance(LIFE)
    posts = [asyncio.create_task(machine.post()) for _ in range(5)]
    await town.registrar.reached.wait()
    machine.installed.forget(TEAM, town.clock.now())
    async with town.store.writing() as shelves:
        await shelves.installations.remove("slack", TEAM)
    town.registrar.gate.set()
    assert {type(each) for each in await asyncio.gather(*posts, return_exceptions=True)} == {Gone}
    assert town.registrar.calls == []
    with pytest.raises(Gone, match="not installed here"):
        await machine.post()
    async with town.store.reading() as shelves:
        assert [each.id for each in await shelves.installations.all("slack")] == [OTHER]
    await machine.post(OTHER)


async def test_a_token_that_another_machine_renewed_is_taken_up_when_ours_is_refused(town: Town):
    await town.lets_in(TEAM)
    slow, quick = await town.machine(), await town.machine()
    [known] = quick.installed._known.values()
    await quick.installed._renewed(known)
    town.registrar.dead[f"xoxe.xoxb-{TEAM}-1"] = "token_revoked"
    await slow.post()
    assert [token for _, token in town.registrar.calls] == [f"xoxe.xoxb-{TEAM}-{each}" for each in (1, 2)]
    assert len(town.registrar.asked) == 1


async def test_a_dead_token_is_no_reason_to_renew_it(town: Town):
    await town.lets_in(TEAM)
    machine = await town.machine()
    town.registrar.dead[f"xoxe.xoxb-{TEAM}-1"] = "account_inactive"
    with pytest.raises(Gone, match="account_inactive"):
        await machine.post()
    assert town.registrar.asked == []


async def test_what_slack_gave_is_written_down_although_the_database_is_away_for_a_while(
    town: Town, monkeypatch: pytest.MonkeyPatch
):
    await town.lets_in(TEAM)
    machine = await town.machine()
    keep, troubles = machine.installed._keyring.renew, [OSError("away"), OSError("away")]

    async def renew(installation: Installation) -> bool:
        if troubles:
            raise troubles.pop()
        return await keep(installation)

    monkeypatch.setattr(machine.installed._keyring, "renew", renew)
    monkeypatch.setattr("adapters.slack.installed.AGAIN_SECONDS", 0)
    town.clock.advance(LIFE)
    await machine.post()
    assert town.tokens_used() == {f"xoxe.xoxb-{TEAM}-2"}
    async with town.store.reading() as shelves:
        [row] = await shelves.installations.all("slack")
    assert town.registrar.asked == [f"xoxe-{TEAM}-1"]
    assert "xox" not in row.token + row.refresh_token, "sealed"


async def test_the_end_does_not_wait_for_a_database_that_stays_away(
    town: Town, monkeypatch: pytest.MonkeyPatch
):
    await town.lets_in(TEAM)
    machine = await town.machine()

    async def renew(_: Installation) -> bool:
        raise OSError("away")

    monkeypatch.setattr(machine.installed._keyring, "renew", renew)
    monkeypatch.setattr("adapters.slack.installed.AGAIN_SECONDS", 0)
    monkeypatch.setattr("adapters.slack.installed.ENDING_SECONDS", 0.05)
    town.clock.advance(LIFE)
    post = asyncio.create_task(machine.post())
    await town.registrar.reached.wait()
    async with asyncio.timeout(10):
        await machine.installed.close()
    await asyncio.gather(post, return_exceptions=True)
    assert town.registrar.calls == []
