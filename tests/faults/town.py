"""A whole town on one loop: a small Slack, a small Teams, many rooms, many people, and the bot, which can be restarted."""

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, Final

import pytest
from ruamel.yaml import YAML

import store
from bot import app, engine
from bot.app import CannotStart, Running, running
from bot.demo import HERE
from bot.environment import read_settings
from bot.playbook.load import Loaded
from bot.playbook.watch import Snapshot, load_snapshot
from bot.ports import Store
from bot.settings import Settings
from bot.texts import catalogues
from bot.usecases import close_days
from sandbox.clock import SandboxClock
from sandbox.installation import AppConfig
from sandbox.people import BOT_USER, Person
from sandbox.server import Sandbox
from sandbox.teams.server import SmallTeams
from sandbox.teams.signing import Signing
from sandbox.teams.workplace import Conversation
from tests.faults.virtual_time import loops_clock
from tests.faults.weather import SlackWeather, TeamsWeather, Weather

ZONES: Final = (
    "Europe/Paris",
    "Europe/London",
    "America/New_York",
    "Asia/Tokyo",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "America/St_Johns",
    "Pacific/Auckland",
)
"""Among them half hours, a shift of half an hour, and both hemispheres."""
STARTING_AGAIN_SECONDS: Final = 7.0
KEY: Final = "k" * 43
_READ: dict[str, Loaded] = {}
_EMPTY: list[bytes] = []
_TOKEN_MINUTES: Final = 30
_MARK = ("channels:\n", "# Volunteers who animate")


@dataclass(frozen=True)
class Plan:
    """How large a town is, and what befalls it."""

    seed: str
    days: int
    starts: datetime
    rooms: int = 4
    """Channels on each platform,"""
    posts: int = 2
    """shares and tips in turn, on each day; three at most."""
    people: int = 4
    """On each platform."""
    visits: int = 2
    """How often each of them comes by on a day, beside what they do."""
    busy: int = 2
    """Colleagues in Slack who wish to be reminded and are in a meeting all day: they are asked for again and again."""
    share_of_faults: float = 0.3
    restarts_per_day: float = 3.0
    minutes_between_looks: float = 25
    is_post_jumbled: bool = True
    """Events come late, out of order, and twice."""

    def fair(self) -> "Plan":
        """The same people and the same acts in fair weather, without what changes no rhythm."""
        return replace(
            self,
            rooms=1,
            posts=1,
            busy=0,
            visits=0,
            share_of_faults=0.0,
            restarts_per_day=0.0,
            minutes_between_looks=60,
            is_post_jumbled=False,
        )


@dataclass(frozen=True)
class Room:
    """A channel that the bot posts to."""

    platform: str
    channel: str
    timezone: str
    at: str


@dataclass
class Town:
    """Everything there is, and the bot while it runs."""

    plan: Plan
    clock: SandboxClock
    slack: Sandbox
    teams: SmallTeams
    weathers: Mapping[str, Weather]
    settings: Settings
    books: Store
    """To look into the bot's database, whether it runs or not."""
    bot: Running | None = None
    restarts: int = 0
    refused_starts: int = 0
    chance: Random = field(default_factory=Random)
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def start(self) -> None:
        """Start the bot, again and again while the platforms refuse it, as a supervisor does."""
        while True:
            stack = AsyncExitStack()
            try:
                self.bot = await stack.enter_async_context(running(self.settings, self.clock))
            except CannotStart:
                self.refused_starts += 1
                await asyncio.sleep(STARTING_AGAIN_SECONDS)
                continue
            self._stack = stack
            return

    async def stop(self) -> None:
        """Stop it wherever it is; what it was just sending is cut off."""
        self.bot = None
        await self._stack.aclose()

    async def restart(self, after_seconds: float) -> None:
        self.restarts += 1
        await self.stop()
        await asyncio.sleep(after_seconds)
        await self.start()


def rooms_of(plan: Plan) -> Iterator[Room]:
    """List the rooms; hours and zones differ from one to the next."""
    for platform in ("slack", "teams"):
        for number in range(plan.rooms):
            channel = f"C1ROOM{number:03d}" if platform == "slack" else f"19:room{number:03d}@thread.tacv2"
            at = f"{8 + number % 5:02d}:{(7 * number) % 60:02d}"
            yield Room(platform, channel, ZONES[number % len(ZONES)], at)


def people_of(plan: Plan) -> list[Person]:
    """List the people, who are the same on both platforms; each has their zone and a few rooms."""
    return [_somebody(f"U1P{number:04d}", number) for number in range(plan.people)]


def busy_people_of(plan: Plan) -> list[Person]:
    """List the colleagues who are in meetings."""
    return [_somebody(f"U1B{number:04d}", number) for number in range(plan.busy)]


def _somebody(identity: str, number: int) -> Person:
    locale = ("en-GB", "fr-FR", "en-US")[number % 3]
    return Person(identity, f"Person {number}", locale=locale, tz=ZONES[number % len(ZONES)])


@asynccontextmanager
async def a_town(plan: Plan, folder: Path) -> AsyncIterator[Town]:
    """Build a town and start the bot in it; the weather begins with the first call."""
    clock = loops_clock(plan.starts)
    weathers = {name: Weather(plan.seed, name, plan.share_of_faults) for name in ("slack", "teams")}
    manifest = manifest_of()
    slack = Sandbox(clock=clock, app=AppConfig(manifest=manifest))
    slack._desk.faults = SlackWeather(weathers["slack"])
    teams = SmallTeams(clock=clock)
    teams.faults = TeamsWeather(weathers["teams"])
    keep_tokens(teams.signing, clock)
    furnish(plan, slack, teams)
    async with AsyncExitStack() as stack:
        stack.enter_context(_still_files(plan.minutes_between_looks))
        for sandbox in (slack, teams):
            await sandbox.start()
            stack.push_async_callback(sandbox.close)
        playbooks = playbooks_of(plan, folder / "playbooks", rooms_of(plan))
        environment = environment_of(f"sqlite:///{folder}/town.sqlite3", playbooks, slack, teams)
        settings = replace(read_settings(environment), is_live=False)
        await _new_database(folder / "town.sqlite3")
        books = store.open_for_reading(settings.database_url)
        stack.push_async_callback(books.close)
        town = Town(plan, clock, slack, teams, weathers, settings, books, chance=Random(f"{plan.seed}/town"))
        if plan.is_post_jumbled:
            _jumble(town)
        await town.start()
        stack.push_async_callback(town.stop)
        assert town.bot is not None
        slack.install(manifest, f"{town.bot.address}/slack/events")
        teams.install(f"{town.bot.address}/api/messages")
        yield town


async def _new_database(file: Path) -> None:
    """Lay an empty database there; migrating one takes longer than a day of this town."""
    if not _EMPTY:
        await store.upgrade(f"sqlite:///{file}")
        _EMPTY.append(file.read_bytes())
    file.write_bytes(_EMPTY[0])


@contextmanager
def _still_files(minutes: float) -> Iterator[None]:
    """Nobody edits files here: they are read once, and not looked at every three seconds of a year."""

    def load_once(folder: Path, snapshot: Snapshot, *, is_live: bool) -> Loaded:
        if snapshot.digest not in _READ:
            _READ[snapshot.digest] = load_snapshot(folder, snapshot, is_live=is_live)
        return _READ[snapshot.digest]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app, "load_snapshot", load_once)
        patch.setattr(app, "WATCH_EVERY", 1e9)
        # Idle connections are given up by the time that passes here.
        patch.setattr("aiohttp.connector.monotonic", asyncio.get_running_loop().time)
        patch.setattr(app, "catalogues", cache(catalogues))
        # Without anything due, a bot looks around each minute; for what is judged here, seldom is often enough.
        patch.setattr(engine, "LONGEST_SLEEP", timedelta(minutes=minutes))
        # So long a silence would count as an outage, which excuses a day.
        patch.setattr(close_days, "LONGEST_GAP", close_days.LONGEST_GAP + timedelta(minutes=minutes))
        yield


def furnish(plan: Plan, slack: Sandbox, teams: SmallTeams) -> None:
    """Bring people and rooms into the workplaces."""
    people = people_of(plan)
    for person in people:
        slack.workplace.add_person(person)
        teams.add_person(person)
    busy = busy_people_of(plan)
    for person in busy:
        slack.workplace.add_person(person)
    everybody = [person.id for person in (*people, *busy)]
    for room in rooms_of(plan):
        if room.platform == "slack":
            slack.workplace.add_channel(room.channel.lower(), id=room.channel, members=[BOT_USER, *everybody])
        else:
            members = dict.fromkeys([*everybody, "U0ALEX"])
            teams.workplace.conversations[room.channel] = Conversation(
                room.channel, "channel", room.channel, members
            )


def manifest_of() -> Any:
    """Read the app's manifest for Slack."""
    return YAML(typ="safe", pure=True).load((HERE / "manifest.yaml").read_text(encoding="utf-8"))


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def environment_of(url: str, playbooks: Path, slack: Sandbox, teams: SmallTeams) -> dict[str, str]:
    """Write the environment of a bot at these workplaces, on a free port."""
    port = free_port()
    return {
        "PORTEVOIX_DATABASE_URL": url,
        "PORTEVOIX_PLAYBOOKS": str(playbooks),
        "PORTEVOIX_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "PORTEVOIX_PORT": str(port),
        "PORTEVOIX_SECRET_KEYS": KEY,
        "PORTEVOIX_ADMINS": "slack:U0ALEX",
        **slack.settings,
        **teams.settings,
    }


def playbooks_of(plan: Plan, folder: Path, rooms: Iterable[Room]) -> Path:
    """Write the English starter with the rooms of this town in the place of its channels."""
    shutil.copytree(HERE / "playbooks" / "starter-en", folder / "starter-en")
    file = folder / "starter-en" / "playbook.yaml"
    before, _, rest = file.read_text(encoding="utf-8").partition(_MARK[0])
    _, mark, after = rest.partition(_MARK[1])
    lines = [
        f"  - channel: {room.platform}:{room.channel}\n"
        f'    schedule: {{days: [mon, tue, wed, thu, fri, sat, sun], at: "{room.at}", timezone: {room.timezone}}}\n'
        f"    shares_per_day: {(plan.posts + 1) // 2}\n    tips_per_day: {plan.posts // 2}\n    daily_cap: 3\n    slots: 5\n"
        for room in rooms
    ]
    after = after.replace(": to do", ": done")
    # Long hours for reminders, so that much can happen to them.
    after = after.replace('from: "10:00"', 'from: "08:30"').replace('to: "16:00"', 'to: "18:00"')
    file.write_text(before + _MARK[0] + "".join(lines) + "\n" + mark + after, encoding="utf-8")
    return folder


def keep_tokens(signing: Signing, clock: SandboxClock) -> None:
    """Sign a token once in half an hour: signing is slow, and each activity needs one."""
    sign, kept = signing.token, {}

    def token(service_url: str, **claims: Any) -> str:
        if claims:
            return sign(service_url, **claims)
        half_hour = int(clock.now().timestamp() // (60 * _TOKEN_MINUTES))
        if half_hour not in kept:
            kept.clear()
            kept[half_hour] = sign(service_url)
        return kept[half_hour]

    signing.token = token


def _jumble(town: Town) -> None:
    """Let events of both platforms come late, so that they overtake each other, and some of them twice."""
    send, bring, chance = town.slack.events.send, town.teams._courier.bring, town.chance
    loop = asyncio.get_running_loop()

    def later(bring_it: Any, letter: Any) -> None:
        loop.call_later(chance.choice((0, 0, 0.2, 2, 9)), bring_it, letter)
        if chance.random() < 0.2:
            loop.call_later(chance.choice((0.1, 3, 40)), bring_it, letter)

    town.slack.events.send = lambda envelope: later(send, envelope)
    town.teams._courier.bring = lambda activity: later(bring, activity)
