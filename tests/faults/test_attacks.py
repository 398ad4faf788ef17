"""Attacks on a real process: its memory hardly grows, and everybody else is answered meanwhile.

Within a second, with EVERY_HISTORY=1 on a machine with nothing else to do; beside other tests everything waits for its turn.
"""

import asyncio
import gzip
import os
import re
import shutil
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest

from sandbox.clock import SandboxClock
from sandbox.installation import AppConfig
from sandbox.server import Sandbox
from tests.counts import EVERYTHING
from tests.playbook.desk import GOOD
from tests.tools.test_doctor import MANIFEST

ROOT = Path(__file__).parents[2]
MIB = 1024**2
MOST_GROWTH, LATEST = 50 * MIB, 1.0 if EVERYTHING else 15.0
SLOW = 200
GIBIBYTE = 1024**3
BOMB = gzip.compress(bytes(MIB)) * 200
"""Members of one stream, which unpacks into all of them."""


@dataclass
class Target:
    """A bot at work in a process of its own."""

    address: str
    pid: int
    sandbox: Sandbox

    @property
    def port(self) -> int:
        return int(self.address.rpartition(":")[2])

    def memory(self) -> int:
        """Give the most memory that the process has ever held, in bytes."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        found = re.search(r"VmHWM:\s+(\d+) kB", status)
        assert found
        return int(found[1]) * 1024

    def signed(self, body: bytes) -> dict[str, str]:
        return {"Content-Type": "application/json", **self.sandbox.sign(body)}


@asynccontextmanager
async def a_target(folder: Path) -> AsyncIterator[Target]:
    shutil.copytree(GOOD / "small", folder / "playbook")
    app = AppConfig(manifest=MANIFEST, signing_secret="0123456789abcdef" * 2, bot_token="xoxb-canary")
    clock = SandboxClock(datetime.now(UTC), running=True)
    async with Sandbox.started(clock=clock, app=app) as sandbox:
        env = {
            "PATH": os.environ["PATH"],
            "PORTEVOIX_PLAYBOOKS": str(folder / "playbook"),
            "PORTEVOIX_PUBLIC_URL": "http://127.0.0.1:3000",
            "PORTEVOIX_PORT": "0",
            "PORTEVOIX_SECRET_KEYS": "k" * 40,
            "PORTEVOIX_DATABASE_URL": f"sqlite:///{folder}/bot.sqlite3",
            **sandbox.settings,
        }
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "serve", cwd=ROOT, env=env, stdout=asyncio.subprocess.PIPE
        )
        assert process.stdout
        try:
            async with asyncio.timeout(60):
                while b'"started"' not in (line := await process.stdout.readline()):
                    assert line, "it did not start"
            found = re.search(rb'"address": "(http://[^"]+)"', line)
            assert found
            drained = asyncio.create_task(process.stdout.read())
            yield Target(found[1].decode(), process.pid, sandbox)
            process.terminate()
            assert await asyncio.wait_for(process.wait(), 30) == 0
            assert b"Traceback" not in await drained
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()


async def stream(target: Target) -> None:
    """Send a gibibyte to every address that takes a body, signed and unsigned."""

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(GIBIBYTE // MIB):
            yield bytes(MIB)

    async with aiohttp.ClientSession() as session:
        for path in ("/slack/events", "/api/messages", "/report/enter/x", "/healthz"):
            with suppress(aiohttp.ClientError, ConnectionError):
                url, headers = f"{target.address}{path}", target.signed(b"")
                async with session.post(url, data=endless(), headers=headers) as answer:
                    assert 400 <= answer.status < 500


async def bomb(target: Target) -> None:
    """Send a little that would unpack into much."""
    async with aiohttp.ClientSession() as session:
        for _ in range(5):
            headers = target.signed(BOMB) | {"Content-Encoding": "gzip"}
            url = f"{target.address}/slack/events"
            # Refused before it has all been read, and hung up on: the refusal may be lost on its way.
            with suppress(aiohttp.ClientError, ConnectionError):
                async with session.post(url, data=BOMB, headers=headers) as answer:
                    assert 400 <= answer.status < 500


async def slow(target: Target) -> None:
    """Open many connections that hardly say anything."""
    opened = [await asyncio.open_connection("127.0.0.1", target.port) for _ in range(SLOW)]
    for letter in b"POST /s":
        for _, writer in opened:
            writer.write(bytes([letter]))
        await asyncio.gather(*(writer.drain() for _, writer in opened))
    # None gets an answer, and all are hung up on.
    ends = await asyncio.gather(*(reader.read() for reader, _ in opened), return_exceptions=True)
    assert not any(isinstance(end, bytes) and b"200" in end for end in ends)
    for _, writer in opened:
        writer.close()


async def depth(target: Target) -> None:
    """Send JSON that nests without end, signed as Slack signs."""
    bodies = [b"[" * 100_000, b'{"a":' * 40_000 + b"1" + b"}" * 40_000, b"[" * 100_000 + b"]" * 100_000]
    async with aiohttp.ClientSession() as session:
        for body in bodies * 10:
            url = f"{target.address}/slack/events"
            async with session.post(url, data=body, headers=target.signed(body)) as answer:
                assert 400 <= answer.status < 500


ATTACKS: tuple[Callable[[Target], Awaitable[None]], ...] = (stream, bomb, slow, depth)


async def probe(target: Target, ends: asyncio.Event) -> list[float]:
    """Ask as everybody else does while an attack is on; give how long each answer took."""
    took = []
    async with aiohttp.ClientSession() as session:
        while not ends.is_set():
            for path in ("/healthz", "/static/pages.css", "/s/small/nothing/0/copy"):
                began = time.monotonic()
                async with session.get(f"{target.address}{path}") as answer:
                    await answer.read()
                    assert answer.status in {200, 404}
                took.append(time.monotonic() - began)
            with suppress(TimeoutError):
                async with asyncio.timeout(0.2):
                    await ends.wait()
    return took


@pytest.mark.slow
async def test_under_attack_memory_hardly_grows_and_others_are_answered(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    async with a_target(tmp_path) as target:
        async with aiohttp.ClientSession() as session:
            await session.get(f"{target.address}/healthz")
        told = []
        for attack in ATTACKS:
            before, ends = target.memory(), asyncio.Event()
            probing = asyncio.create_task(probe(target, ends))
            began = time.monotonic()
            await attack(target)
            took = time.monotonic() - began
            ends.set()
            answers = await probing
            grown = target.memory() - before
            told.append(
                f"{attack.__name__}: {took:.1f} s, +{grown / MIB:.1f} MiB, others at most {max(answers):.2f} s ({len(answers)})"
            )
            assert grown < MOST_GROWTH, told
            assert max(answers) < LATEST, told
    with capsys.disabled():
        print("", *told, sep="\n  ")
