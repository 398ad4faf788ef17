"""What the tests of doubts have in common: an idea whose posting fails, and what becomes of it."""

import asyncio

from sqlalchemy import update

from bot.cards.elements import Card
from bot.domain.delivery import DeliveryState
from bot.domain.people import MessageRef, Place
from bot.domain.posts import Post, post_id
from store.tables import DELIVERY, POST
from tests.bots import Bot
from tests.factories import MONDAY, a_place

ADMIN = "U0ALEX"
STOPPED = "slack/T0SANDBOX/C0SHARES"
IDEA = post_id(a_place(), MONDAY, "share-1")


async def one_fails(bot: Bot, failure: Exception, *, marker: str = IDEA, lands: bool = False) -> None:
    """Let one post fail, before its effect or after it, and all others pass."""
    post = bot.platform.post

    async def failing(place: Place, card: Card, given: str) -> MessageRef:
        if not given.startswith(marker):
            return await post(place, card, given)
        if lands:
            await post(place, card, given)
        raise failure

    bot.platform.post = failing  # type: ignore[method-assign]
    await bot.tick()
    bot.platform.post = post  # type: ignore[method-assign]


async def forget_that_it_was_sent(bot: Bot) -> None:
    """Let the rows be as a restored copy has them: it was due, and perhaps it came."""
    async with bot.store.writing() as shelves:
        connection = shelves.connection
        await connection.execute(update(POST).where(POST.c.id == IDEA).values(message=None))
        held = {"state": DeliveryState.HELD.value, "tried_at": None}
        await connection.execute(update(DELIVERY).where(DELIVERY.c.post == IDEA).values(**held))


async def until_it_rests(bot: Bot) -> None:
    """Wait until the engine sleeps on the clock."""
    async with asyncio.timeout(30):
        while not bot.clock._waiters:
            await asyncio.sleep(0)


async def state_of(bot: Bot, post: str = IDEA) -> DeliveryState:
    async with bot.store.reading() as shelves:
        delivery = await shelves.outbox.get(f"post:{post}")
    assert delivery is not None
    return delivery.state


async def found(bot: Bot, post: str = IDEA) -> Post:
    async with bot.store.reading() as shelves:
        kept = await shelves.posts.get(post)
    assert kept is not None
    return kept


def told(bot: Bot) -> list[Card]:
    """What the admin was told."""
    return [card for place, card, marker in bot.platform.posted if not marker and place.channel == ADMIN]


def shown(bot: Bot, post: str = IDEA) -> int:
    """How often the channel sees a post."""
    return sum(marker.startswith(post) for _, _, marker in bot.platform.posted)
