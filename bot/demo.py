"""The demo: the bot and a sandbox workplace on this machine, which speak to each other as the bot and Slack do."""

import secrets
import socket
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from ruamel.yaml import YAML

from bot.app import Running, SystemClock, running
from bot.settings import read_settings
from sandbox.clock import SandboxClock
from sandbox.installation import AppConfig
from sandbox.server import Sandbox

HERE: Final = Path(__file__).resolve().parent.parent
ZONE: Final = "Europe/Paris"
MORNING: Final = time(9, 30)
WHO_TAKE_PART: Final = ("U0CAMILLE", "U0SAM")
"""Two of the cast have joined, so that a reaction claims at once; with the others one sees what joining is like."""


@dataclass(frozen=True)
class Demo:
    """A demo at work."""

    bot: Running
    sandbox: Sandbox

    @property
    def page(self) -> str:
        """The address to open in a browser."""
        return self.sandbox.page_url


@asynccontextmanager
async def demo(
    *,
    port: int = 0,
    today: date | None = None,
    is_clock_running: bool = True,
    joined: Sequence[str] = WHO_TAKE_PART,
    database_url: str = "",
    playbooks: Path = HERE / "playbooks",
) -> AsyncIterator[Demo]:
    """Run bot and sandbox together, with the starter playbooks and, unless one is given, a database that goes with it.

    It is half past nine of `today`, or of the next working day; with a clock that stands still, it moves by hand only.
    """
    clock = SandboxClock(_morning(today or SystemClock().now().date()), ZONE, running=is_clock_running)
    manifest = YAML(typ="safe", pure=True).load((HERE / "manifest.yaml").read_text(encoding="utf-8"))
    secret, token = secrets.token_hex(16), f"xoxb-{secrets.token_hex(12)}"
    with tempfile.TemporaryDirectory(prefix="portevoix-") as folder:
        async with Sandbox.started(
            clock=clock, app=AppConfig(manifest=manifest, signing_secret=secret, bot_token=token), port=port
        ) as sandbox:
            bot_port = _free_port()
            settings = read_settings(
                {
                    "PORTEVOIX_DATABASE_URL": database_url or f"sqlite:///{folder}/demo.sqlite3",
                    "PORTEVOIX_PLAYBOOKS": str(playbooks),
                    "PORTEVOIX_PUBLIC_URL": f"http://127.0.0.1:{bot_port}",
                    "PORTEVOIX_PORT": str(bot_port),
                    "PORTEVOIX_SECRET_KEYS": secrets.token_urlsafe(32),
                    "PORTEVOIX_ADMINS": "slack:U0ALEX",
                    "SLACK_BOT_TOKEN": token,
                    "SLACK_SIGNING_SECRET": secret,
                    "SLACK_API_URL": sandbox.api_url,
                }
            )
            async with running(replace(settings, is_live=False), clock) as bot:
                sandbox.install(manifest, f"{bot.address}/slack/events")
                await bot.engine.tick(clock.now())
                for user in joined:
                    await _join(sandbox, user)
                yield Demo(bot, sandbox)


async def _join(sandbox: Sandbox, user: str) -> None:
    """Let one of the cast join as people do: by asking, then pressing the button."""
    person = sandbox.as_person(user)
    channel = "C0PARTAGES" if person.person.locale.startswith("fr") else "C0SHARES"
    await person.command("/advocacy join", channel=channel)
    await person.press(person.ephemerals()[-1], "join.yes")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def _morning(day: date) -> datetime:
    while day.weekday() > 4:
        day += timedelta(days=1)
    return datetime.combine(day, MORNING, ZoneInfo(ZONE)).astimezone(UTC)
