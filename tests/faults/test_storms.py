"""Ten thousand reactions, duplicated, shuffled and repeated with retry headers, on each platform: the end equals a model's.

One seed in the ordinary run; with EVERY_HISTORY=1 there are twenty.
"""

import asyncio
import json
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest

from bot.demo import Demo, demo
from bot.domain.people import PersonRef, Place
from bot.domain.posts import Post, post_id
from bot.router import UNFINISHED_AFTER
from sandbox.people import APP, TEAM, Person
from sandbox.teams.people import SHARES, TENANT, directory_id
from tests.counts import EVERYTHING
from tests.factories import MONDAY, a_member
from tests.faults.town import keep_tokens
from tests.gallery import gallery
from tests.journeys.dialogue import PLATFORMS, everything_answered

PEOPLE, POSTS, WISHES, DELIVERIES, LANES = 20, 4, 5_000, 10_000, 16
OVERLOADED = 503
SEEDS = range(20 if EVERYTHING else 1)
Letter = Callable[[Demo, aiohttp.ClientSession, random.Random], Awaitable[int]]
"""Brings one event and gives the status of the answer."""


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
    """Write a reaction as Slack brings it."""
    assert post.message is not None
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


def in_slack(_found: Demo, number: int, post: Post, user: str, moment: int, *, added: bool) -> Letter:
    """Bring a reaction, perhaps as one of Slack's retries."""
    letter = an_event(number, post, user, moment, added=added)

    async def bring(found: Demo, slack: aiohttp.ClientSession, chance: random.Random) -> int:
        headers = {"Content-Type": "application/json", **found.sandbox.sign(letter)}
        if chance.random() < 0.5:
            headers |= {"X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": "http_timeout"}
        async with slack.post(f"{found.bot.address}/slack/events", data=letter, headers=headers) as response:
            return response.status

    return bring


def in_teams(found: Demo, number: int, post: Post, user: str, moment: int, *, added: bool) -> Letter:
    """Write a reaction as Teams brings it."""
    assert post.message is not None
    identity = post.message.opaque.rpartition("/")[2]
    which = "reactionsAdded" if added else "reactionsRemoved"
    reaction = {"replyToId": identity, which: [{"type": "1f64b_raisinghand"}]}
    at = datetime.fromtimestamp(moment / 1_000_000, UTC)
    activity = found.teams.activity("messageReaction", user, SHARES, identity, **reaction)
    activity |= {"id": f"storm-{number}", "timestamp": at.strftime("%Y-%m-%dT%H:%M:%S.%f") + "0Z"}

    async def bring(found: Demo, _: aiohttp.ClientSession, _chance: random.Random) -> int:
        status, _ = await found.teams.deliver(activity)
        return status

    return bring


WRITERS = {"slack": in_slack, "teams": in_teams}
PLACES = {"slack": Place("slack", TEAM, "C0SHARES"), "teams": Place("teams", TENANT, SHARES)}


def someone(platform: str, user: str) -> PersonRef:
    """Give a person's account."""
    place = PLACES[platform]
    return PersonRef(platform, place.workspace, user if platform == "slack" else directory_id(user))


async def furnish(found: Demo, platform: str, people: list[str]) -> list[Post]:
    """Let everybody join, and put posts with a place for each of them on the wall."""
    store, now, place = found.bot.services.store, found.sandbox.clock.now(), PLACES[platform]
    for user in people:
        found.teams.add_person(Person(user, f"Somebody {user}", locale="en-GB", tz="Europe/London"))
    posts = []
    async with store.writing() as shelves:
        for user in people:
            await shelves.members.put(
                replace(a_member(timezone="Europe/London", joined_at=now), person=someone(platform, user))
            )
        for number in range(POSTS):
            slot = f"storm-{number}"
            message = await found.bot.services.platforms[platform].post(
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
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("platform", PLATFORMS)
async def test_ten_thousand_duplicated_and_shuffled_reactions_end_as_the_model_says(
    database_url: str, platform: str, seed: int
):
    chance = random.Random(20261123 + seed)
    model, people = Model(), [f"U{number:04d}" for number in range(PEOPLE)]
    async with demo(today=MONDAY, is_clock_running=False, joined=(), database_url=database_url) as found:
        found.sandbox.limits.off()
        found.teams.limits.enforced = False
        keep_tokens(found.teams.signing, found.teams.clock)
        posts = await furnish(found, platform, people)
        start = int(found.sandbox.clock.now().timestamp()) * 1_000_000
        letters = []
        for number in range(WISHES):
            post, user = chance.choice(posts), chance.choice(people)
            moment, added = start + number, chance.random() < 0.55
            model.hears(post.id, user, moment, added=added)
            letters.append(WRITERS[platform](found, number, post, user, moment, added=added))
        deliveries = letters + chance.choices(letters, k=DELIVERIES - WISHES)
        chance.shuffle(deliveries)

        statuses = await _deliver(found, deliveries, chance)
        await found.bot.router.close()
        assert len(statuses) == 1
        assert statuses <= {200, 202}
        for post in posts:
            assert await _holders(found, platform, post, people) == model.holders(post.id)
            async with found.bot.services.store.reading() as shelves:
                kept = await shelves.posts.get(post.id)
            assert kept is not None
            assert kept.taken == len(model.holders(post.id))


async def _deliver(found: Demo, deliveries: list[Letter], chance: random.Random) -> set[int]:
    """Bring every letter over HTTP, some at a time; one that is refused for overload comes again, as platforms do it."""
    statuses, waiting = set[int](), iter(deliveries)
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30)) as session:

        async def lane() -> None:
            for bring in waiting:
                while (status := await bring(found, session, chance)) == OVERLOADED:
                    pass
                statuses.add(status)

        await asyncio.gather(*(lane() for _ in range(LANES)))
    # One that was written although its answer came too late is known when it comes again, and is taken up later.
    await found.bot.router.finish_waiting(found.sandbox.clock.now() + UNFINISHED_AFTER)
    await everything_answered(found)
    return statuses


async def _holders(found: Demo, platform: str, post: Post, people: list[str]) -> set[str]:
    async with found.bot.services.store.reading() as shelves:
        claims = {user: await shelves.claims.get(post.id, someone(platform, user)) for user in people}
    return {user for user, claim in claims.items() if claim and claim.state == "held"}
