"""The demo: the bot and a sandbox workplace on this machine, which speak to each other as the bot and Slack do."""

import secrets
import socket
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from ruamel.yaml import YAML

from bot.app import Running, SystemClock, running
from bot.commands import COMMANDS
from bot.environment import read_settings
from bot.texts import FALLBACK, LANGUAGES, catalogues
from bot.tools.teams.manifest import App, manifest, menu_of, sentences
from sandbox.clock import SandboxClock
from sandbox.installation import AppConfig
from sandbox.server import Sandbox
from sandbox.teams.server import SmallTeams

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
    teams: SmallTeams

    @property
    def page(self) -> str:
        """The address to open in a browser, for Slack."""
        return self.sandbox.page_url

    @property
    def teams_page(self) -> str:
        """The address to open in a browser, for Teams."""
        return self.teams.page_url


@asynccontextmanager
async def demo(
    *,
    port: int = 0,
    today: date | None = None,
    is_clock_running: bool = True,
    joined: Sequence[str] = WHO_TAKE_PART,
    database_url: str = "",
    playbooks: Path = HERE / "playbooks",
    is_in_socket_mode: bool = False,
) -> AsyncIterator[Demo]:
    """Run bot and sandbox together, with the starter playbooks and, unless one is given, a database that goes with it.

    It is half past nine of `today`, or of the next working day; with a clock that stands still, it moves by hand only.
    In Socket Mode, the bot opens the connection to Slack.
    """
    clock = SandboxClock(_morning(today or SystemClock().now().date()), ZONE, running=is_clock_running)
    manifest = YAML(typ="safe", pure=True).load((HERE / "manifest.yaml").read_text(encoding="utf-8"))
    manifest["settings"]["socket_mode_enabled"] = is_in_socket_mode
    app = AppConfig(manifest=manifest)
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="portevoix-"))
        sandbox = await stack.enter_async_context(Sandbox.started(clock=clock, app=app, port=port))
        teams = await stack.enter_async_context(SmallTeams.started(clock=clock))
        sandbox.neighbour, teams.neighbour = teams.page_url, sandbox.page_url
        bot_port = _free_port()
        settings = read_settings(
            {
                "PORTEVOIX_DATABASE_URL": database_url or f"sqlite:///{folder}/demo.sqlite3",
                "PORTEVOIX_PLAYBOOKS": str(playbooks),
                "PORTEVOIX_PUBLIC_URL": f"http://127.0.0.1:{bot_port}",
                "PORTEVOIX_PORT": str(bot_port),
                "PORTEVOIX_SECRET_KEYS": secrets.token_urlsafe(32),
                "PORTEVOIX_ADMINS": "slack:U0ALEX",
                "PORTEVOIX_JITTER": "0",
                **sandbox.settings,
                **teams.settings,
            }
        )
        bot = await stack.enter_async_context(running(replace(settings, is_live=False), clock))
        sandbox.install(manifest, f"{bot.address}/slack/events")
        teams.manifest = _manifest(teams.app_id)
        teams.install(f"{bot.address}/api/messages")
        await teams.settled()
        await bot.engine.tick(clock.now())
        for user in joined:
            await _join(sandbox, user)
            await _join_in_teams(teams, user)
        yield Demo(bot, sandbox, teams)


def _manifest(app_id: str) -> dict[str, Any]:
    """Write what a tenant would install, so that its menus are offered here as well."""
    address = "https://portevoix.example.com/"
    app = App(
        app_id=app_id,
        host="portevoix.example.com",
        name="Portevoix",
        developer="Portevoix",
        version="1.0.0",
        website=address,
        privacy=address,
        terms=address,
    )
    menu, _ = menu_of(COMMANDS)
    return manifest(app, sentences(app, menu, catalogues().for_locale(FALLBACK)), LANGUAGES)


async def _join_in_teams(teams: SmallTeams, user: str) -> None:
    """Let one of the cast join in Teams, in their own chat with the bot."""
    person = teams.as_person(user)
    await person.command("join")
    await teams.until(person.private)
    await person.press(person.private()[-1], "join.yes")


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
