"""Ten thousand reaction events, duplicated, shuffled and repeated with retry headers: the end equals a small model's."""

import asyncio
import json
import random
from dataclasses import dataclass, field
from datetime import timedelta

import aiohttp
import pytest

from bot.demo import Demo, demo
from bot.domain.people import Member, PersonRef, Place, Rhythm
from bot.domain.posts import Post, post_id
from sandbox.people import APP, TEAM
from tests.factories import MONDAY
from tests.gallery import gallery
from tests.journeys.dialogue import everything_answered

PEOPLE, POSTS, WISHES, DELIVERIES, LANES = 20, 4, 5_000, 10_000, 16


@dataclass
class Model:
    """What should come out: of each person and post, the last wish; never more holders than places."""

    wishes: dict[tuple[str, str], tuple[int, bool]] = field(default_factory=dict)

    def hears(self, post: str, user: str, moment: int, *, added: bool) -> None:
        """Take an event, in whatever order it comes and however often."""
        known = self.wishes.get((post, user))
        if known is None or moment > known[0]:
            self.wishes[post, user] = moment, added

    def holders(self, post: str) -> set[str]:
        """Tell who holds a place at the end."""
        return {user for (where, user), (_, added) in self.wishes.items() if where == post and added}


def an_event(number: int, post: Post, user: str, moment: int, *, added: bool) -> bytes:
    channel, ts = post.message.opaque.split("/")
    body = {
        "token": "unused",
        "team_id": TEAM,
        "api_app_id": APP,
        "type": "event_callback",
        "event_id": f"Ev{number:08d}",
        "event_time": moment // 1_000_000,
        "event": {
            "type": "reaction_added" if added else "reaction_removed",
            "user": user,
            "reaction": "raising_hand::skin-tone-4" if number % 3 else "raising_hand",
            "item": {"type": "message", "channel": channel, "ts": ts},
            "item_user": "U0BOT",
            "event_ts": f"{moment // 1_000_000}.{moment % 1_000_000:06d}",
        },
    }
    return json.dumps(body).encode()


async def furnish(found: Demo, people: list[str]) -> list[Post]:
    """Let everybody join, and put posts with a place for each of them on the wall."""
    store, now = found.bot.services.store, found.sandbox.clock.now()
    place = Place("slack", TEAM, "C0SHARES")
    posts = []
    async with store.writing() as shelves:
        for user in people:
            person = PersonRef("slack", TEAM, user)
            await shelves.members.put(Member(person, "en-GB", "Europe/London", now, Rhythm.DAILY))
        for number in range(POSTS):
            slot = f"storm-{number}"
            message = await found.bot.services.platforms["slack"].post(
                place, gallery()["tip of the day [en]"], f"storm-{number}"
            )
            post = Post(
                id=post_id(place, MONDAY, slot),
                place=place,
                on=MONDAY,
                slot=slot,
                playbook="starter-en",
                kind="share",
                item=found.bot.services.book().playbook("starter-en").shares[0].id,
                due_at=now,
                closes_at=now + timedelta(days=7),
                slots=PEOPLE,
                message=message,
            )
            await shelves.posts.plan(post)
            await shelves.posts.mark_posted(post.id, message)
            posts.append(post)
    return posts


@pytest.mark.slow
async def test_ten_thousand_duplicated_and_shuffled_reactions_end_as_the_model_says(database_url: str):
    chance = random.Random(20261123)
    model, people = Model(), [f"U{number:04d}" for number in range(PEOPLE)]
    async with demo(today=MONDAY, is_clock_running=False, joined=(), database_url=database_url) as found:
        found.sandbox.limits.off()
        posts = await furnish(found, people)
        start = int(found.sandbox.clock.now().timestamp()) * 1_000_000
        letters = []
        for number in range(WISHES):
            post, user = chance.choice(posts), chance.choice(people)
            moment, added = start + number, chance.random() < 0.55
            model.hears(post.id, user, moment, added=added)
            letters.append(an_event(number, post, user, moment, added=added))
        deliveries = letters + chance.choices(letters, k=DELIVERIES - WISHES)
        chance.shuffle(deliveries)

        statuses = await _deliver(found, deliveries, chance)
        await found.bot.router.close()
        assert statuses == {200}
        for post in posts:
            assert await _holders(found, post, people) == model.holders(post.id)
            async with found.bot.services.store.reading() as shelves:
                assert (await shelves.posts.get(post.id)).taken == len(model.holders(post.id))


async def _deliver(found: Demo, deliveries: list[bytes], chance: random.Random) -> set[int]:
    """Bring every letter over HTTP, some at a time, half of them marked as Slack marks a retry."""
    url, statuses, waiting = f"{found.bot.address}/slack/events", set(), iter(deliveries)
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30)) as slack:

        async def lane() -> None:
            for body in waiting:
                headers = {"Content-Type": "application/json", **found.sandbox.sign(body)}
                if chance.random() < 0.5:
                    headers |= {"X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": "http_timeout"}
                async with slack.post(url, data=body, headers=headers) as response:
                    statuses.add(response.status)

        await asyncio.gather(*(lane() for _ in range(LANES)))
    await everything_answered(found)
    return statuses


async def _holders(found: Demo, post: Post, people: list[str]) -> set[str]:
    async with found.bot.services.store.reading() as shelves:
        claims = [await shelves.claims.get(post.id, PersonRef("slack", TEAM, user)) for user in people]
    return {claim.person.user for claim in claims if claim and claim.state == "held"}
