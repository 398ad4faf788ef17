"""A process of its own that serves one workspace and posts: `python -m tests.adapters.slack.renewing DATABASE API TIME POSTS`."""

import asyncio
import sys
from datetime import datetime

import store as cellar
from adapters.slack.consent import Consent
from adapters.slack.installed import Installed
from adapters.slack.platform import SlackPlatform
from bot.domain.people import Place
from bot.usecases.keep_installations import Keys
from sandbox.clock import SandboxClock
from tests.adapters.slack.rig import a_card
from tests.bots import a_bot

CONFIG = {"client_id": "1.2", "client_secret": "s" * 32, "public_url": "https://bot.example.com"}


async def _nothing(_team: str) -> None:
    return None


async def work(database: str, api: str, at: str, posts: int) -> None:
    clock = SandboxClock(datetime.fromisoformat(at))
    store = await cellar.open_store(database, migrate=False)
    async with a_bot(store, at=clock.now()) as bot:
        platform = SlackPlatform("", api, clock)
        installed = Installed(
            Keys(bot.services, "slack"), Consent(platform.client, CONFIG, clock), clock, _nothing
        )
        platform.serve(installed)
        await installed.look()
        print("ready", flush=True)
        await asyncio.to_thread(sys.stdin.readline)
        place = Place("slack", "T0SANDBOX", "C0SHARES")
        await asyncio.gather(*(platform.post(place, a_card(), "marker") for _ in range(posts)))
        await installed.close()
        await platform.disconnect()
    await store.close()


if __name__ == "__main__":
    asyncio.run(work(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])))
