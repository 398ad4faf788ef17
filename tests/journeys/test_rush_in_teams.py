"""Five hundred people press one button within a minute: no limit of Teams is broken, nobody is lost, and the card is right."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.demo import Demo, demo
from bot.domain.people import PersonRef, Place, Rhythm
from bot.domain.posts import Post, post_id
from sandbox.people import Person
from sandbox.teams.people import SHARES, TENANT, directory_id
from tests.factories import MONDAY, a_member
from tests.journeys.dialogue import everything_answered

PEOPLE, PLACES, SECONDS = 500, 500, 60


async def furnish(found: Demo, people: list[str]) -> tuple[Post, str]:
    """Let everybody join, and put a post with a place for each of them on the wall. Gives it with its message's id."""
    services, now = found.bot.services, found.teams.clock.now()
    place = Place("teams", TENANT, SHARES)
    share = services.book().playbook("starter-en").shares[0]
    post = Post(
        id=post_id(place, MONDAY, "rush"),
        place=place,
        on=MONDAY,
        slot="rush",
        playbook="starter-en",
        kind="share",
        item=share.id,
        due_at=now,
        closes_at=now + timedelta(days=7),
        slots=PLACES,
    )
    words = services.words_in("en-GB")
    message = await services.platforms["teams"].post(
        place, share.card(words, f"starter-en/share/{share.id}", post), "rush"
    )
    async with services.store.writing() as shelves:
        for user in people:
            person = PersonRef("teams", TENANT, directory_id(user))
            await shelves.members.put(
                replace(a_member(timezone="Europe/London", joined_at=now, rhythm=Rhythm.OFF), person=person)
            )
        await shelves.posts.plan(post)
        await shelves.posts.mark_posted(post.id, message)
    return post, message.opaque.rpartition("/")[2]


@pytest.mark.slow
async def test_a_rush_of_five_hundred_breaks_no_limit_and_ends_right(database_url: str):
    chance, people = random.Random(500), [f"U{number:04d}" for number in range(PEOPLE)]
    async with demo(today=MONDAY, is_clock_running=False, joined=(), database_url=database_url) as found:
        teams = found.teams
        for user in people:
            teams.add_person(Person(user, f"Somebody {user}", locale="en-GB", tz="Europe/London"))
        post, identity = await furnish(found, people)
        teams.clock.advance(timedelta(seconds=30))
        [share] = [each for each in teams.as_person("U0SAM").messages(SHARES) if each.id == identity]
        chance.shuffle(people)
        for second in range(SECONDS):
            for user in people[second * PEOPLE // SECONDS : (second + 1) * PEOPLE // SECONDS]:
                await teams.as_person(user).press(share, "claims.take")
            teams.clock.advance(timedelta(seconds=1))
            await found.bot.engine.tick(teams.clock.now())
        await everything_answered(found)
        teams.clock.advance(timedelta(seconds=5))
        await found.bot.engine.tick(teams.clock.now())
        await teams.settled()

        assert teams.limits.refused == []
        async with found.bot.services.store.reading() as shelves:
            kept = await shelves.posts.get(post.id)
        assert kept is not None
        assert kept.taken == PLACES
        kits = [user for user in people if teams.as_person(user).private()]
        assert len(kits) == PLACES
        told = {user: [notice.text for notice in teams.as_person(user).notices()] for user in people}
        assert all(len(said) == 1 and "wrong" not in said[0] for said in told.values())
        card = next(each for each in teams.as_person("U0SAM").messages(SHARES) if each.id == share.id)
        assert f"All {PLACES} places are taken" in card.all_text
        updates = [each for each in teams.log.of("call", method="update") if each.outcome == "ok"]
        assert len(updates) <= SECONDS + 5, "redrawn once a second at most"
