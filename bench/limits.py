"""How near the bot comes to the rates that the platforms allow: the sandbox, with its limits on, is the judge."""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import aiohttp
from ruamel.yaml import YAML

from bench.outbox_servers import channel_of
from bench.processes import PLAYBOOK, Server, free_ports, live_playbook, settings_of, started
from sandbox.clock import SandboxClock
from sandbox.log import LogEntry
from sandbox.people import BOT_USER, Person
from sandbox.server import Sandbox
from sandbox.teams.people import directory_id
from sandbox.teams.server import SmallTeams
from sandbox.teams.workplace import Conversation

ROOMS: Final = 150
LEAD: Final = 0.1
"""The part of a run that is left out: in it the bot uses up the burst that a rest has earned it."""


@dataclass(frozen=True)
class Kind:
    """Something that is sent, and the platform's rate that binds it."""

    what: str
    platform: str
    path: str
    calls: frozenset[str]
    """The calls that count against the rate, by the sandbox's names."""
    per_second: float
    burst: int
    """What the sandbox lets pass beyond the rate after a rest; the platforms do not tell theirs."""
    each: float
    """Calls for one of them, at least."""


KINDS: Final = (
    Kind("posts in Slack", "slack", "posts", frozenset({"chat.postMessage"}), 5.0, 300, 1),
    Kind("letters in Slack, each after users.info", "slack", "letters", frozenset({"users.info"}), 100 / 60, 100, 1),
    Kind("posts in Teams", "teams", "posts", frozenset({"create"}), 50.0, 0, 1),
    Kind("letters in Teams", "teams", "letters", frozenset({"create", "members", "send"}), 50.0, 0, 2),
)  # fmt: skip


@dataclass(frozen=True)
class Share:
    """How much of what was allowed was used."""

    what: str
    accepted: int
    seconds: float
    per_second: float
    of_rate: float
    of_all: float
    """Beside the rate and the whole burst."""
    refused: int
    """429s."""
    sent: int
    """Messages in the whole run."""
    twice: int
    """Of these, such as came more than once."""
    cpu: float
    """Share of a core that the bot used."""


class Workplaces:
    """A small Slack and a small Teams in this process, with rooms and people enough."""

    def __init__(self, people: int, clock: SandboxClock | None = None) -> None:
        clock = clock or SandboxClock(datetime.now(UTC), running=True)
        self.slack, self.teams = Sandbox(clock=clock), SmallTeams(clock=clock)
        self.people = [Person(f"U1P{number:05d}", f"Person {number}") for number in range(people)]
        everybody = [BOT_USER, *(person.id for person in self.people)]
        for number in range(ROOMS):
            channel = channel_of("slack", number)
            self.slack.workplace.add_channel(channel.lower(), id=channel, members=everybody)
            channel = channel_of("teams", number)
            room = Conversation(channel, "channel", channel, dict.fromkeys(everybody))
            self.teams.workplace.conversations[channel] = room
        for person in self.people:
            self.slack.workplace.add_person(person)
            self.teams.workplace.people[person.id] = person

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Let them answer."""
        manifest = YAML(typ="safe", pure=True).load(PLAYBOOK.parents[1] / "manifest.yaml")
        await self.slack.start()
        await self.teams.start()
        try:
            self.slack.install(manifest, "http://127.0.0.1:9/nobody")
            self.teams.workplace.install(is_installed=True)
            yield
        finally:
            await self.teams.close()
            await self.slack.close()

    def settings(self) -> dict[str, str]:
        """Write down how a bot finds them."""
        slack, teams = self.slack, self.teams
        return {
            **slack.settings,
            **teams.settings,
        }

    def log(self, kind: Kind) -> Sequence[LogEntry]:
        """Give the log of the platform of a kind."""
        return list(self.slack.log if kind.platform == "slack" else self.teams.log)

    def addresses(self, kind: Kind) -> list[str]:
        """Name the people as the platform of a kind does."""
        name: Callable[[str], str] = str if kind.platform == "slack" else directory_id
        return [name(person.id) for person in self.people]


async def limited(seconds: float, folder: Path, kinds: Sequence[Kind] = KINDS) -> list[Share]:
    """Let more be due than may be sent, kind after kind, each by a bot and for a workplace that have rested."""
    shares = []
    playbook = live_playbook(folder / "limited")
    for number, kind in enumerate(kinds):
        url = f"sqlite:///{folder}/limited-{number}.sqlite3"
        needed = int(kind.burst + 1.3 * kind.per_second * (seconds + 5) / kind.each) + 40
        workplaces = Workplaces(needed if kind.path == "letters" else 0)
        async with workplaces.open(), AsyncExitStack() as stack:
            port, side = free_ports(2)
            env = settings_of(url, playbook, port, 9, secrets.token_hex(16)) | workplaces.settings()
            arguments = ["-m", "bench.outbox_servers", "bot", str(side)]
            bot = await stack.enter_async_context(started(arguments, side, "/healthz", env))
            shares.append(await _share(bot, workplaces, kind, needed, seconds))
    return shares


async def _share(bot: Server, workplaces: Workplaces, kind: Kind, needed: int, seconds: float) -> Share:
    query: dict[str, Any] = {"platform": kind.platform, "after": 1.5 + needed * 0.003}
    people = workplaces.addresses(kind)
    if kind.path == "posts":
        query |= {"number": needed, "channels": ROOMS}
    since = len(workplaces.log(kind))
    address = f"{bot.address}/{kind.path}"
    async with aiohttp.ClientSession() as session, session.post(address, params=query, json=people) as answer:
        if answer.status != 200:
            raise RuntimeError(await answer.text())
    while True:
        if _calls(workplaces, kind, since):
            break
        await asyncio.sleep(0.02)
    before, began = bot.cpu(), time.monotonic()
    await asyncio.sleep(seconds)
    cpu = (bot.cpu() - before) / (time.monotonic() - began)
    return _judged(workplaces, kind, since, seconds, cpu)


def _calls(workplaces: Workplaces, kind: Kind, since: int) -> list[LogEntry]:
    return [
        each for each in workplaces.log(kind)[since:] if each.kind == "call" and each.method in kind.calls
    ]


def _judged(workplaces: Workplaces, kind: Kind, since: int, seconds: float, cpu: float) -> Share:
    calls = _calls(workplaces, kind, since)
    begin = calls[0].at.timestamp()
    begins, ends = begin + LEAD * seconds, begin + seconds
    passed = [each.at.timestamp() for each in calls if each.outcome == "ok"]
    accepted = sum(begins <= at < ends for at in passed)
    window = ends - begins
    shown = [each for each in workplaces.log(kind)[since:] if each.kind == "post"]
    whom = [each.marker or each.channel for each in shown]
    is_countable = kind.path == "letters" or kind.platform == "slack"
    return Share(
        what=kind.what,
        accepted=accepted,
        seconds=window,
        per_second=kind.per_second,
        of_rate=accepted / (kind.per_second * window),
        of_all=sum(at < ends for at in passed) / (kind.burst + kind.per_second * seconds),
        refused=sum(each.outcome == "ratelimited" or each.outcome.startswith("429") for each in calls),
        sent=len(shown),
        twice=len(whom) - len(set(whom)) if is_countable else 0,
        cpu=cpu,
    )
