"""Linking, unlinking, joining, leaving and claiming in any order and from both sides: always one person, or nobody."""

import asyncio
import shutil
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from bot.domain.people import PersonRef
from bot.domain.posts import Post
from store import open_store
from store.tables import ACT, CLAIM, LINK, LINK_CODE, MEMBER, POST
from tests.bots import Bot, a_bot, button, someone
from tests.factories import a_place
from tests.store.making import all_text
from tests.usecases.linking import SIDES, link, member

ACTS = ("join", "link", "unlink", "leave", "take", "take", "done", "release", "pass", "tip")
STEPS = st.lists(st.tuples(st.sampled_from(ACTS), st.sampled_from(sorted(SIDES))), min_size=4, max_size=14)
Step = tuple[str, str]


class Story:
    """What happens to one person and one post, and what has to hold after every step."""

    def __init__(self, bot: Bot, post: Post) -> None:
        self.bot = bot
        self.post = post
        self.done_by_who_left = 0
        """Places that stay counted, without a name."""

    async def go(self, act: str, side: str) -> None:
        bot, user = self.bot, SIDES[side]
        match act:
            case "join":
                await bot.join(user, on=side)
            case "link":
                if await member(bot, someone(SIDES[other(side)], other(side))):
                    await link(bot, to=side)
            case "leave":
                await self.leave(side)
            case "unlink":
                await bot.type("unlink", user=user, on=side)
            case "tip":
                tip = await bot.type("tip", user=user, on=side)
                await bot.press("tip.read", button(tip, "tip.read").value, user=user, on=side)
            case _:
                action = {"pass": "claims.passed"}.get(act, f"claims.{act}")
                await bot.press(action, self.post.id, user=user, on=side)

    async def leave(self, side: str) -> None:
        person = someone(SIDES[side], side)
        async with self.bot.store.reading() as shelves:
            accounts = await shelves.links.accounts(person)
            claim = await shelves.claims.get(self.post.id, accounts[0])
        self.done_by_who_left += bool(claim and claim.state == "done")
        await self.bot.type("leave", user=person.user, on=side)
        await self.bot.router.close()
        left = await all_text(self.bot.store)
        assert not [account for account in accounts if account.user in left]

    async def check(self) -> None:
        async with self.bot.store.reading() as shelves:
            run = shelves.connection.execute
            members = await people(run, MEMBER)
            assert await people(run, CLAIM) | await people(run, ACT) | await people(run, LINK_CODE) <= {
                account for each in members for account in await shelves.links.accounts(each)
            }
            assert await people(run, CLAIM) | await people(run, ACT) <= members
            assert not members & await people(run, LINK)
            held = await run(select(func.count()).select_from(CLAIM).where(CLAIM.c.state != "released"))
            taken = (await run(select(POST.c.taken).where(POST.c.id == self.post.id))).scalar_one()
            assert taken == held.scalar_one() + self.done_by_who_left
            found = [await shelves.members.get(someone(user, side)) for side, user in SIDES.items()]
            if found[0] and found[0] == found[1]:
                claims = await run(select(func.count()).select_from(CLAIM))
                assert claims.scalar_one() <= 1


async def people(run, table) -> set[PersonRef]:
    rows = await run(select(table.c.platform, table.c.workspace, table.c.user_id))
    return {PersonRef(*row) for row in rows}


def other(side: str) -> str:
    return next(each for each in SIDES if each != side)


@given(steps=STEPS)
@settings(max_examples=40)
def test_in_any_order_there_is_one_claim_for_one_person_and_nothing_after_leaving(
    sqlite_template: Path, steps: list[Step]
):
    asyncio.run(play(sqlite_template, steps))


async def play(template: Path, steps: list[Step]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(template, Path(folder) / "a.sqlite3")
        store = await open_store(f"sqlite:///{folder}/a.sqlite3", migrate=False)
        async with a_bot(store) as bot:
            await bot.tick()
            async with store.reading() as shelves:
                posts = await shelves.posts.on_day(a_place(), bot.clock.now().date())
            story = Story(bot, next(post for post in posts if post.kind == "share"))
            for act, side in steps:
                await story.go(act, side)
                await story.check()
            for side in SIDES:
                await story.leave(side)
            await story.check()
        await store.close()
