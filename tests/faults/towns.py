"""Where a bot under torture lives: a small Slack or a small Teams, which survive it, and what one volunteer does there."""

import json
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from hashlib import blake2b
from typing import Any, Protocol

from ruamel.yaml import YAML

from bot.domain.people import PersonRef
from sandbox.clock import SandboxClock
from sandbox.installation import AppConfig
from sandbox.log import Log, LogEntry
from sandbox.people import BOT_USER, TEAM
from sandbox.server import Sandbox
from sandbox.teams.people import SHARES, directory_id
from sandbox.teams.server import SmallTeams
from sandbox.teams.signing import TeamsApp
from sandbox.teams.workplace import BOT
from tests.faults.lives import ROOT

WHO = "U0SAM"
"""A volunteer who speaks English, as the only playbook does."""
ENV = {
    "PORTEVOIX_PLAYBOOKS": str(ROOT / "playbooks" / "starter-en"),
    "PORTEVOIX_PUBLIC_URL": "https://bot.example.com",
    "PORTEVOIX_PORT": "0",
    "PORTEVOIX_SECRET_KEYS": "k" * 32,
}
READS = frozenset(
    {"auth.test", "dnd.info", "login", "members", "reactions.get", "team", "users.getPresence", "users.info"}
)
"""Calls that show nothing to anybody."""


@dataclass(frozen=True)
class Said:
    """Something that the bot put before people, known again whenever it says the same."""

    key: str
    place: str
    message: str
    """The platform's id of it."""
    is_private: bool
    asks_about: str = ""
    """The post about which it asks an admin whether it appeared. Such a question may come twice."""


class Town(Protocol):
    """A platform as the rig needs it."""

    clock: SandboxClock
    person: PersonRef
    env: Mapping[str, str]

    @property
    def log(self) -> Log: ...
    def lives_at(self, address: str) -> None:
        """Note where the bot answers now; empty for nowhere."""

    def furniture(self) -> Any:
        """Copy what stands there, for another town."""

    def furnish(self, furniture: Any) -> None:
        """Put it there."""

    async def press(self, action: str) -> None:
        """Let the volunteer press the button of that action that was shown last."""

    async def react(self) -> None:
        """Let the volunteer raise a hand under the idea of the day, and the app be told once."""

    async def uninstall(self) -> None:
        """Let an admin remove the app, and the app be told once."""

    def is_heard(self) -> bool:
        """Tell whether all that happened was acknowledged by the bot, at one of its deliveries."""

    def said(self) -> list[Said]:
        """List what the bot has posted, in order, from the log."""

    def picture(self) -> str:
        """Write down what everybody sees in the channel now."""

    def calls(self) -> list[LogEntry]:
        """List the calls that show something to people, or want to."""


class InSlack:
    """A small Slack."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self.clock = sandbox.clock
        self.person = PersonRef("slack", TEAM, WHO)
        sandbox.limits.off()
        self.env = ENV | {
            **sandbox.settings,
            "PORTEVOIX_ADMINS": "slack:U0ALEX",
        }

    @property
    def log(self) -> Log:
        return self._sandbox.log

    def lives_at(self, address: str) -> None:
        self._sandbox.installation.request_url = f"{address}/slack/events" if address else ""

    def furniture(self) -> Any:
        place = self._sandbox.workplace
        return deepcopy((place.channels, place.ephemerals))

    def furnish(self, furniture: Any) -> None:
        place = self._sandbox.workplace
        place.channels, place.ephemerals = deepcopy(furniture)

    async def press(self, action: str) -> None:
        actor = self._sandbox.as_person(WHO)
        for shown in reversed([*actor.messages("C0SHARES"), *actor.ephemerals("C0SHARES")]):
            if f'"{action}"' in json.dumps(shown.blocks):
                await actor.press(shown, action)
                return
        raise LookupError(f"nobody shows a button {action}")

    async def react(self) -> None:
        actor = self._sandbox.as_person(WHO)
        idea = next(each for each in actor.messages("C0SHARES") if '"claims.take"' in json.dumps(each.blocks))
        since = len(self.log)
        await actor.react("C0SHARES", idea.ts, "raising_hand")
        await self._sandbox.until(lambda: _events(self.log, since))

    async def uninstall(self) -> None:
        since = len(self.log)
        self._sandbox.uninstall()
        await self._sandbox.until(lambda: _events(self.log, since) >= 2)

    def is_heard(self) -> bool:
        heard: dict[str, bool] = {}
        for each in self.log:
            if each.kind in {"event", "action", "command"}:
                key = str(each.payload.get("event_id") or each.method)
                heard[key] = heard.get(key, False) or each.outcome == "200"
        return all(heard.values()) and bool(heard)

    def said(self) -> list[Said]:
        return [
            Said(
                each.marker or _digest(each.payload["text"]),
                each.channel,
                each.ts,
                each.channel.startswith("D"),
                _asked(each.payload),
            )
            for each in self.log.of("post")
            if each.user == BOT_USER
        ]

    def picture(self) -> str:
        messages = self._sandbox.workplace.channels["C0SHARES"].messages.values()
        return "\n".join(_words([each.text, each.blocks]) for each in messages)

    def calls(self) -> list[LogEntry]:
        return [each for each in self.log if each.kind == "call" and each.method not in READS]


class InTeams:
    """A small Teams."""

    def __init__(self, teams: SmallTeams) -> None:
        self._teams = teams
        self.clock = teams.clock
        self.person = PersonRef("teams", teams.tenant, directory_id(WHO))
        teams.workplace.install(is_installed=True)
        self.env = ENV | {
            **teams.settings,
        }

    @property
    def log(self) -> Log:
        return self._teams.log

    def lives_at(self, address: str) -> None:
        self._teams._courier.address = f"{address}/api/messages" if address else ""

    def furniture(self) -> Any:
        return deepcopy(self._teams.workplace.conversations)

    def furnish(self, furniture: Any) -> None:
        self._teams.workplace.conversations = deepcopy(furniture)

    async def press(self, action: str) -> None:
        actor = self._teams.as_person(WHO)
        for shown in reversed([*actor.messages(SHARES), *actor.private()]):
            if f'"{action}"' in json.dumps(shown.card):
                await actor.press(shown, action)
                return
        raise LookupError(f"nobody shows a button {action}")

    async def react(self) -> None:
        actor = self._teams.as_person(WHO)
        idea = next(each for each in actor.messages(SHARES) if '"claims.take"' in json.dumps(each.card))
        await actor.react(idea, "1f64b_raisinghand")
        await self._teams.settled()

    async def uninstall(self) -> None:
        self._teams.uninstall()
        await self._teams.settled()

    def is_heard(self) -> bool:
        heard: dict[str, bool] = {}
        for each in self.log:
            if each.kind == "event":
                heard[each.method] = heard.get(each.method, False) or each.outcome.startswith("2")
        return all(heard.values()) and bool(heard)

    def said(self) -> list[Said]:
        return [
            Said(
                _digest(_words(each.payload["card"])),
                each.channel,
                each.ts,
                each.channel.startswith("a:"),
                _asked(each.payload),
            )
            for each in self.log.of("post")
            if each.user == BOT
        ]

    def picture(self) -> str:
        messages = self._teams.workplace.conversations[SHARES].messages.values()
        return "\n".join(_words([each.text, each.card]) for each in messages)

    def calls(self) -> list[LogEntry]:
        return [each for each in self.log if each.kind == "call" and each.method not in READS]


def _asked(payload: Any) -> str:
    """Find the post that a message asks about: it is the value of its buttons."""
    text = json.dumps(payload, default=str)
    post = re.search(r"\b[0-9a-f]{20}\b", text) if "status.appeared" in text else None
    return post[0] if post else ""


@asynccontextmanager
async def a_town(platform: str, now: datetime) -> AsyncIterator[Town]:
    """Open a town; every town of a platform takes the same secrets."""
    clock = SandboxClock(now, "Europe/London")
    if platform == "slack":
        manifest = _manifest()
        app = AppConfig(manifest=manifest, signing_secret="s" * 32, bot_token="xoxb-rig")
        async with Sandbox.started(clock=clock, app=app) as sandbox:
            sandbox.install(manifest, "")
            sandbox.invite_bot("C0SHARES")
            yield InSlack(sandbox)
    else:
        async with SmallTeams.started(clock=clock, app=_teams_app()) as teams:
            yield InTeams(teams)


@cache
def _manifest() -> dict[str, Any]:
    found: dict[str, Any] = YAML(typ="safe", pure=True).load(
        (ROOT / "manifest.yaml").read_text(encoding="utf-8")
    )
    return found


@cache
def _teams_app() -> TeamsApp:
    return TeamsApp(app_id="11111111-2222-4333-8444-555555555555", password="p" * 32)


def _events(log: Log, since: int) -> int:
    """Count deliveries to the bot, those that failed as well."""
    return sum(each.kind == "event" for each in log[since:])


def _digest(text: str) -> str:
    return blake2b(text.encode(), digest_size=8).hexdigest()


def _words(tree: Any) -> str:
    """Write down what can be read or pressed in a message."""
    match tree:
        case dict():
            kept = {"text", "title", "value", "url", "label", "altText"}
            return "\n".join(
                _words(value)
                for name, value in tree.items()
                if name in kept or isinstance(value, dict | list)
            )
        case list():
            return "\n".join(_words(each) for each in tree)
        case str():
            return tree
    return ""
