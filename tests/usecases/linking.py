"""A person with an account on each of two platforms, and the ways to carry a code between them."""

import re

from bot.cards.elements import Card
from bot.domain.people import Member, PersonRef
from bot.domain.posts import Post
from tests.bots import Bot, button, labels, someone

HERE = someone("U0CAMILLE")
THERE = someone("29:camille", "teams")
CODE = re.compile(r"\b([A-Z0-9]{4}-[A-Z0-9]{4})\b")
SIDES = {"slack": "U0CAMILLE", "teams": "29:camille"}


def code_on(card: Card) -> str:
    found = CODE.search(card.plain())
    assert found is not None, card.plain()
    return found[1]


async def show_code(bot: Bot, on: str = "slack") -> str:
    return code_on(await bot.type("link", user=SIDES[on], on=on))


async def type_code(bot: Bot, code: str, on: str = "teams", user: str = "") -> Card:
    return await bot.type(f"link {code}", user=user or SIDES[on], on=on)


async def link(bot: Bot, *, to: str = "teams") -> Card:
    """Carry a code to one platform from the other, and say yes if asked."""
    card = await type_code(bot, await show_code(bot, "slack" if to == "teams" else "teams"), to)
    if "Leave them apart" in labels(card):
        card = await bot.press("link.yes", button(card, "link.yes").value, user=SIDES[to], on=to)
    return card


async def member(bot: Bot, person: PersonRef) -> Member | None:
    async with bot.store.reading() as shelves:
        return await shelves.members.get(person)


async def the_post(bot: Bot, post: Post) -> Post:
    async with bot.store.reading() as shelves:
        found = await shelves.posts.get(post.id)
    assert found is not None
    return found
