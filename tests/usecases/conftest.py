"""Fixtures of the use-cases' tests."""

import pytest

from bot.domain.posts import Post
from tests.bots import Bot
from tests.factories import a_place


@pytest.fixture
async def share(bot: Bot) -> Post:
    """The day's share in the English channel, posted, with a member around."""
    await bot.tick()
    await bot.join()
    async with bot.store.reading() as shelves:
        posts = await shelves.posts.on_day(a_place(), bot.clock.now().date())
    return next(post for post in posts if post.kind == "share")
