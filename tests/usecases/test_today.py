"""`today` in a workplace of many channels: a short list, each idea once, where it can still be taken."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.cards.elements import Button, Buttons
from bot.commands.today import MOST_SHOWN
from bot.domain.claims import Taking
from bot.domain.people import MessageRef
from bot.domain.posts import Post
from tests.bots import Bot
from tests.factories import a_person, a_post


async def stands(bot: Bot, post: Post, *, full: bool = False) -> Post:
    """Put a post into its channel; all its places are free, or none."""
    message = MessageRef(post.place.platform, post.place.workspace, f"{post.place.channel}/{post.id}")
    now = bot.clock.now()
    post = replace(post, due_at=now, closes_at=now + timedelta(days=7))
    async with bot.store.writing() as shelves:
        await shelves.posts.plan(post)
        await shelves.posts.mark_posted(post.id, message)
        for number in range(post.slots if full else 0):
            assert await shelves.claims.take(post.id, a_person(f"U{number}"), now, now) is Taking.TAKEN
    return post


async def offered(bot: Bot, command: str = "today", channel: str = "C0SHARES") -> tuple[list[str], str]:
    """Give the posts whose places a command offers there, and all its words."""
    card = await bot.type(command, channel=channel)
    rows = [each.items for each in card.elements if isinstance(each, Buttons)]
    buttons = [item for items in rows for item in items if isinstance(item, Button)]
    return [each.value for each in buttons if each.action == "claims.take"], card.plain()


@pytest.fixture
def shares(bot: Bot) -> list[str]:
    """The ideas there are."""
    playbook = bot.services.book().playbook("starter-en")
    assert playbook is not None
    return [share.id for share in playbook.shares]


async def test_an_idea_of_many_channels_is_listed_once_and_taken_where_one_asks(bot: Bot):
    posts = [await stands(bot, a_post(channel=f"C{number}")) for number in range(4)]
    for number, post in enumerate(posts):
        assert (await offered(bot, channel=f"C{number}"))[0] == [post.id]


async def test_it_is_offered_where_a_place_is_left(bot: Bot):
    await stands(bot, a_post(channel="C1"), full=True)
    free = await stands(bot, a_post(channel="C2"))
    assert (await offered(bot, channel="C1"))[0] == [free.id]


async def test_ten_are_listed_and_the_others_are_counted(bot: Bot, shares: list[str]):
    assert len(shares) > MOST_SHOWN + 1
    for number, share in enumerate(shares):
        await stands(bot, replace(a_post(channel=f"C{number}"), item=share))
    listed, words = await offered(bot)
    assert len(listed) == len(set(listed)) == MOST_SHOWN == 10
    assert f"And {len(shares) - 10} more, in their channels." in words


async def test_what_can_be_taken_comes_first(bot: Bot, shares: list[str]):
    for number, share in enumerate(shares[:12]):
        await stands(bot, replace(a_post(channel=f"C{number}"), item=share), full=number < 6)
    listed, words = await offered(bot)
    assert len(listed) == 6
    assert words.count("all places taken") == 4
    assert "And 2 more, in their channels." in words


async def test_an_idea_that_one_holds_in_one_channel_is_not_offered_by_home_in_another(bot: Bot):
    held = await stands(bot, a_post(channel="C1"))
    await bot.join()
    await bot.press("claims.take", held.id)
    await stands(bot, a_post(channel="C2"))
    assert (await offered(bot, "home"))[0] == []
