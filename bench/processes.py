"""Servers under measurement: started as processes of their own, watched from outside, stopped at the end."""

import asyncio
import os
import secrets
import shutil
import socket
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp

PLAYBOOK = Path(__file__).resolve().parents[1] / "playbooks" / "starter-en"
PATIENCE = 30.0
STOPPING = 10.0
LATEST_WORK = 1.2
"""Seconds after an answer until the bot does the last of what it put off: redrawn cards, marks in the inbox."""
STILL = 0.005
"""CPU seconds in a fifth of a second under which a server counts as idle."""


@dataclass(frozen=True)
class Server:
    """A process that answers on loopback."""

    pid: int
    address: str
    seconds_to_ready: float

    def cpu(self) -> float:
        """Give the CPU seconds all its threads have used, in user and system mode.

        Linux builds the clock of a process from its number (clock_getcpuclockid); /proc counts in hundredths only.
        """
        return time.clock_gettime((~self.pid << 3) | 2)

    def memory(self, name: str) -> float:
        """Give `VmRSS` (now) or `VmHWM` (most ever) in MiB."""
        lines = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{name}:"))

    async def is_idle(self, after: float = 0.0) -> None:
        """Wait until it does nothing: background work belongs to the requests that caused it."""
        await asyncio.sleep(after)
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            before = self.cpu()
            await asyncio.sleep(0.2)
            if self.cpu() - before < STILL:
                return
        raise RuntimeError(f"the server at {self.address} never came to rest")


@asynccontextmanager
async def started(
    arguments: list[str], port: int, path: str, env: Mapping[str, str]
) -> AsyncIterator[Server]:
    """Run `python ARGUMENTS` until it answers 200 at `path`, and stop it afterwards."""
    begun = time.monotonic()
    process = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, env={**os.environ, **env}, stdout=asyncio.subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    try:
        await _answers(address + path, process)
        yield Server(process.pid, address, time.monotonic() - begun)
    finally:
        await _stop(process)


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.terminate()
    try:
        await asyncio.wait_for(process.wait(), STOPPING)
    except TimeoutError:
        process.kill()
        await process.wait()


async def _answers(url: str, process: asyncio.subprocess.Process) -> None:
    deadline = time.monotonic() + PATIENCE
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=2)) as session:
        while time.monotonic() < deadline:
            if process.returncode is not None:
                raise RuntimeError(f"the server ended with {process.returncode}")
            try:
                async with session.get(url) as response:
                    if response.status == 200:
                        return
            except (aiohttp.ClientError, TimeoutError):
                pass
            await asyncio.sleep(0.02)
    raise RuntimeError(f"nothing answers at {url}")


def live_playbook(folder: Path) -> Path:
    """Copy the starter with its localisation checklist settled, as somebody has to who goes live.

    Nothing is posted by itself: at some hours of some days it would come among what is measured.
    """
    copy = shutil.copytree(PLAYBOOK, folder / "playbook")
    front = copy / "playbook.yaml"
    text = front.read_text(encoding="utf-8").replace(": to do\n", ": done\n")
    front.write_text(text.replace("s_per_day: 1\n", "s_per_day: 0\n"), encoding="utf-8")
    return copy


def settings_of(url: str, playbook: Path, port: int, slack_port: int, secret: str) -> dict[str, str]:
    """Write the environment of a bot that speaks to a Slack on a port of this machine."""
    return {
        "PORTEVOIX_DATABASE_URL": url,
        "PORTEVOIX_PLAYBOOKS": str(playbook),
        "PORTEVOIX_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "PORTEVOIX_JITTER": "0",
        "PORTEVOIX_PORT": str(port),
        "PORTEVOIX_SECRET_KEYS": secrets.token_urlsafe(32),
        "SLACK_BOT_TOKEN": "xoxb-bench",
        "SLACK_SIGNING_SECRET": secret,
        "SLACK_API_URL": f"http://127.0.0.1:{slack_port}/api/",
    }


def free_ports(count: int) -> list[int]:
    """Find ports that nobody listens on."""
    servers = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [server.getsockname()[1] for server in servers]
    for server in servers:
        server.close()
    return ports
