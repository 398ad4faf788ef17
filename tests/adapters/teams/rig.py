"""The Teams door on a real server, between a small Teams on loopback and a Reception that writes everything down."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import web

import adapters.teams
from adapters.teams.platform import TeamsPlatform
from sandbox.clock import SandboxClock
from sandbox.teams.driver import TeamsActor
from sandbox.teams.server import SmallTeams
from tests.adapters.slack.rig import Notebook


@dataclass
class Rig:
    """All that a test holds in its hands."""

    teams: SmallTeams
    clock: SandboxClock
    notebook: Notebook
    door: adapters.teams.TeamsDoor

    @property
    def platform(self) -> TeamsPlatform:
        return self.door.teams

    def who(self, person: str = "U0CAMILLE") -> TeamsActor:
        return self.teams.as_person(person)

    async def done(self) -> None:
        """Wait until everything is answered and sent."""
        await self.teams.settled()
        await self.door.sends.done()


def config_of(teams: SmallTeams) -> dict[str, str]:
    """Give the door's strings for a small Teams."""
    return {
        "app_id": teams.app_id,
        "password": teams.app_password,
        "tenant": teams.tenant,
        "service_url": teams.service_url,
        "service_hosts": teams.base_url.removeprefix("http://"),
        "openid_url": teams.openid_url,
        "login_url": teams.login_url,
    }


@asynccontextmanager
async def a_rig(notebook: Notebook | None = None, **config: str) -> AsyncIterator[Rig]:
    """Start a small Teams and a door that serves it, and let the app be installed."""
    notebook = notebook or Notebook()
    async with SmallTeams.started() as teams:
        door = adapters.teams.build(config_of(teams) | config, notebook, teams.clock)
        assert isinstance(door, adapters.teams.TeamsDoor)
        app = web.Application()
        app.add_routes([web.route(route.method, route.path, route.handler) for route in door.routes()])
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        try:
            await door.start()
            teams.install(f"http://127.0.0.1:{runner.addresses[0][1]}{adapters.teams.PATH}")
            await teams.settled()
            yield Rig(teams, teams.clock, notebook, door)
        finally:
            await door.close()
            await runner.cleanup()
