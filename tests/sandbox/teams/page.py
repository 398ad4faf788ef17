"""The page of the small Teams as a browser asks for it, and what an app has posted there."""

import asyncio
import json
from typing import Any

import aiohttp

from sandbox.teams.people import SHARES
from sandbox.teams.server import SmallTeams
from sandbox.teams.workplace import BOT, Json, Message


def post(
    teams: SmallTeams, card: Json | None = None, *, place: str = SHARES, text: str = "", **more: Any
) -> Message:
    """Let the app have posted."""
    identity, now = teams.workplace.next_id(), teams.clock.now()
    message = Message(identity, place, more.pop("thread", identity), BOT, text, now, card, **more)
    return teams.workplace.add(message, "send")


async def state(browser: aiohttp.ClientSession, who: str = "U0SAM") -> dict[str, Any]:
    async with browser.get("ui/state", params={"as": who}) as response:
        assert response.status == 200
        told: dict[str, Any] = await response.json()
        return told


async def act(browser: aiohttp.ClientSession, who: str = "U0SAM", **what: Any) -> tuple[int, dict[str, Any]]:
    async with browser.post("ui/act", json={"as": who, **what}) as response:
        return response.status, await response.json()


def unread_in(told: dict[str, Any], place: str) -> int:
    return next(int(one["unread"]) for one in told["conversations"] if one["id"] == place)


async def next_version(stream: aiohttp.ClientResponse) -> int:
    """Read the next change from a stream."""
    async with asyncio.timeout(3):
        while True:
            line = (await stream.content.readline()).decode()
            if line.startswith("data: "):
                return int(json.loads(line[6:])["version"])
