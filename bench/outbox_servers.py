"""The processes of the delivery bench: the whole bot with a side door to its outbox, and a bare client of Slack's SDK."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from typing import Any, Final

import aiohttp
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import render
from bench.letters import TEAM
from bench.processes import PLAYBOOK
from bot.app import Running, SystemClock, running
from bot.domain.arrangement import Arrangement, Pause
from bot.domain.people import Member, PersonRef, Place
from bot.domain.posts import Post
from bot.environment import read_settings
from bot.logs import write_log_lines
from bot.playbook.load import load
from bot.ports import ChatPlatform
from bot.texts import catalogues
from bot.usecases.deliver import SENDERS
from bot.usecases.letter import write
from bot.usecases.plan_daily import plan_post
from bot.usecases.plan_letters import PAUSE

LONG: Final = timedelta(hours=6)
"""In which everything that a bench has laid down is still to be sent."""
IN_ONE: Final = 200
"""Rows that are laid down in one transaction."""
HOME: Final = Arrangement(date(2026, 1, 1), "Europe/London")
RUNNING: Final = web.AppKey("running", Running)
_NUMBERS: Final = count()


class Unhurried:
    """A platform whose lanes are so wide that nobody waits in them; booking them costs what it always costs."""

    def __init__(self, platform: ChatPlatform) -> None:
        self._platform = platform
        lanes = platform.abilities.lanes.items()
        wide = {kind: tuple(replace(lane, every=0.0) for lane in each) for kind, each in lanes}
        self.abilities = replace(platform.abilities, lanes=wide)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._platform, name)


def channel_of(platform: str, number: int) -> str:
    """Name one of the bench's channels."""
    return f"C1ROOM{number:03d}" if platform == "slack" else f"19:room{number:03d}@thread.tacv2"


async def lay_posts(bot: Running, platform: str, number: int, channels: int, after: float) -> None:
    """Plan so many posts in turn in so many channels, all due after some seconds."""
    services = bot.services
    playbook = services.book().playbooks[0]
    due_at = services.clock.now() + timedelta(seconds=after)
    home = (playbook, next(each for each in playbook.channels if each.platform == platform))
    workspace = await _workspace(bot, platform)
    for first in range(0, number, IN_ONE):
        async with services.store.writing() as shelves:
            for each in range(first, min(first + IN_ONE, number)):
                place = Place(platform, workspace, channel_of(platform, each % channels))
                item = playbook.shares[each % len(playbook.shares)]
                slot = f"extra-{next(_NUMBERS)}-{os.getpid()}"
                await plan_post(
                    shelves, place, home, item, slot=slot, due_at=due_at, expires_at=due_at + LONG
                )
    _in_time(bot, due_at)


async def lay_letters(bot: Running, platform: str, people: list[str], after: float) -> None:
    """Let each of them be a member whose long pause the bot asks about, which needs no working day and no hour."""
    services = bot.services
    now = services.clock.now()
    due_at, since = now + timedelta(seconds=after), date(2026, 1, 5)
    occasion, workspace = f"bench-{next(_NUMBERS)}", await _workspace(bot, platform)
    for first in range(0, len(people), IN_ONE):
        async with services.store.writing() as shelves:
            for each in people[first : first + IN_ONE]:
                person = PersonRef(platform, workspace, each)
                await shelves.members.put(Member(person, "en-GB", now, (HOME,), (Pause(since, None, now),)))
                about = {"since": since.isoformat()}
                ends = due_at + LONG
                await write(shelves, person, PAUSE, occasion, about, due_at=due_at, expires_at=ends)
    _in_time(bot, due_at)


async def _workspace(bot: Running, platform: str) -> str:
    async with bot.services.store.reading() as shelves:
        return next(name for kind, name in await shelves.workspaces.all() if kind == platform)


def _in_time(bot: Running, due_at: Any) -> None:
    bot.services.wake()
    if bot.services.clock.now() >= due_at:
        raise RuntimeError("laying it down took longer than until it was due")


def whole_bot(site: web.Application) -> None:
    """Run the bot as `serve` does; WIDE=1 gives it lanes without end."""

    async def at_work(site: web.Application) -> AsyncIterator[None]:
        async with running(read_settings(os.environ), SystemClock()) as bot:
            if os.environ.get("WIDE"):
                platforms: Any = bot.services.platforms
                platforms.update({name: Unhurried(each) for name, each in platforms.items()})
            site[RUNNING] = bot
            yield

    async def posts(request: web.Request) -> web.Response:
        asked = request.query
        size = int(asked["number"]), int(asked["channels"]), float(asked["after"])
        await lay_posts(site[RUNNING], asked["platform"], *size)
        return web.Response(text="laid")

    async def letters(request: web.Request) -> web.Response:
        asked = request.query
        await lay_letters(site[RUNNING], asked["platform"], await request.json(), float(asked["after"]))
        return web.Response(text="laid")

    async def wake(_: web.Request) -> web.Response:
        site[RUNNING].services.wake()
        return web.Response(text="woken")

    write_log_lines()
    site.cleanup_ctx.append(at_work)
    site.router.add_post("/posts", posts)
    site.router.add_post("/letters", letters)
    site.router.add_post("/wake", wake)


def bare_client(site: web.Application) -> None:
    """Call chat.postMessage by Slack's own client with a ready body of the same size, as many at once as the bot."""
    body = _body()

    async def send(request: web.Request) -> web.Response:
        numbers = iter(range(int(request.query["number"])))
        async with aiohttp.ClientSession() as session:
            client = AsyncWebClient(
                "xoxb-bench", os.environ["SLACK_API_URL"], retry_handlers=[], session=session
            )
            client.proxy = None

            async def lane() -> None:
                for number in numbers:
                    metadata = {"event_type": "bench", "event_payload": {"id": f"bare-{next(_NUMBERS)}"}}
                    channel = channel_of("slack", number % 100)
                    await client.chat_postMessage(channel=channel, metadata=metadata, **body)

            await asyncio.gather(*(lane() for _ in range(SENDERS)))
        return web.Response(text="sent")

    site.router.add_post("/send", send)


def _body() -> dict[str, Any]:
    book = load(PLAYBOOK).book
    assert book is not None
    playbook = book.playbooks[0]
    share = playbook.shares[0]
    place, now = Place("slack", TEAM, "C1ROOM000"), SystemClock().now()
    post = Post("0" * 20, place, now.date(), "share-1", playbook.id, "share", share.id, now, now, 5)
    card = share.card(catalogues().for_locale("en"), playbook.key(share), post)
    return {"unfurl_links": False, "unfurl_media": False, **render.message(card)}


def main(kind: str, port: int) -> None:
    """Serve on loopback."""
    site = web.Application(client_max_size=4 * 1024 * 1024)

    async def alive(_: web.Request) -> web.Response:
        return web.Response(text="alive")

    site.router.add_get("/healthz", alive)
    {"bot": whole_bot, "bare": bare_client}[kind](site)
    web.run_app(site, host="127.0.0.1", port=port, access_log=None, print=None)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
