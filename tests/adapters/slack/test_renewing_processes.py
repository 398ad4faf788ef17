"""Renewing by real processes: two of them renew once, and one that is killed in the middle leaves good tokens behind."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

import store as cellar
from bot.usecases.keep_installations import Keys
from sandbox.clock import SandboxClock
from tests.adapters.slack.registrar import LIFE, Registrar, a_registrar
from tests.bots import MORNING, a_bot
from tests.databases import Cluster
from tests.factories import an_installation

ROOT = Path(__file__).parents[3]
TEAM = "T0SANDBOX"


@pytest.fixture
async def registrar() -> AsyncIterator[Registrar]:
    async with a_registrar(SandboxClock(MORNING)) as found:
        yield found


async def let_in(url: str, registrar: Registrar) -> None:
    given = registrar.pair(TEAM)
    ends = registrar.clock.now() + LIFE
    made = an_installation(token=given["access_token"], refresh_token=given["refresh_token"], expires_at=ends)
    store = await cellar.open_store(url, migrate=False)
    async with a_bot(store) as bot:
        await Keys(bot.services, "slack").put(made)
    await store.close()


@asynccontextmanager
async def a_process(url: str, registrar: Registrar, posts: int) -> AsyncIterator[asyncio.subprocess.Process]:
    """Start a machine that waits for a word before it posts."""
    at = registrar.clock.now().isoformat()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.adapters.slack.renewing", url, registrar.url, at, str(posts), cwd=ROOT,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        assert process.stdout
        async with asyncio.timeout(60):
            while await process.stdout.readline() != b"ready\n":
                assert process.returncode is None
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


def says_go(process: asyncio.subprocess.Process) -> None:
    assert process.stdin
    process.stdin.write(b"go\n")


@pytest.mark.postgres
async def test_fifty_calls_of_two_processes_at_the_end_of_a_token_are_one_renewal(
    postgres_cluster: Cluster, registrar: Registrar
):
    name = postgres_cluster.copy("migrated")
    url = postgres_cluster.url(name)
    await let_in(url, registrar)
    registrar.clock.advance(LIFE)
    async with a_process(url, registrar, 25) as one, a_process(url, registrar, 25) as two:
        says_go(one)
        says_go(two)
        async with asyncio.timeout(60):
            assert [await each.wait() for each in (one, two)] == [0, 0]
    postgres_cluster.drop(name)
    assert registrar.asked == [f"xoxe-{TEAM}-1"]
    assert [token for _, token in registrar.calls] == [f"xoxe.xoxb-{TEAM}-2"] * 50


@pytest.mark.parametrize("has_answered", [False, True], ids=["before Slack's effect", "after it"])
async def test_a_process_killed_while_it_renews_leaves_good_tokens_behind(
    database_url: str, registrar: Registrar, has_answered: bool
):
    await let_in(database_url, registrar)
    registrar.is_lenient = True
    registrar.gate.clear()
    if not has_answered:
        registrar.door.clear()
    registrar.clock.advance(LIFE)
    async with a_process(database_url, registrar, 5) as killed:
        says_go(killed)
        await (registrar.reached if has_answered else registrar.knocked).wait()
        killed.kill()
        await killed.wait()
    registrar.gate.set()
    registrar.door.set()
    assert registrar.calls == []
    registrar.clock.advance(timedelta(seconds=31))
    async with a_process(database_url, registrar, 5) as heir:
        says_go(heir)
        async with asyncio.timeout(60):
            assert await heir.wait() == 0
    assert registrar.asked == [f"xoxe-{TEAM}-1"] * 2
    assert len(registrar.calls) == 5
    assert {token for _, token in registrar.calls} <= set(registrar.ends)
