"""After a gap: hands raised meanwhile claim, hands taken down give back, and what was said by button stays."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from bot.domain.claims import ClaimState
from bot.ports import RateLimited, Refused, Store, Unknown
from bot.usecases.hear_missed import AT_ONCE
from tests.bots import Bot, a_bot
from tests.factories import a_person
from tests.store.making import a_posted
from tests.usecases.test_claims_and_members import the_share

HAND = "raising_hand"


@asynccontextmanager
async def after_a_gap(store: Store, before: Bot, *hands: str, **gap: float) -> AsyncIterator[Bot]:
    """The bot again, later; meanwhile these people had their hands up under the share."""
    share = await the_share(before)
    at = before.clock.now() + timedelta(**(gap or {"hours": 2}))
    async with a_bot(store, at=at) as bot:
        bot._count = 1_000
        bot.platform.hands[share.message] = {(a_person(user), HAND) for user in hands}
        bot.platform.hands[share.message] |= {(a_person("U0PRIYA"), "tada")}
        await bot.tick()
        yield bot


@pytest.fixture
async def before(store: Store) -> AsyncIterator[Bot]:
    """The bot before the gap: the day's share is posted, and three have joined."""
    async with a_bot(store) as bot:
        await bot.tick()
        for user in ("U0CAMILLE", "U0SAM", "U0PRIYA"):
            await bot.join(user)
        await bot.router.close()
        yield bot


async def holders(bot: Bot) -> set[str]:
    share = await the_share(bot)
    async with bot.store.reading() as shelves:
        claims = await shelves.claims.on(share.id)
    held = {claim.person.user for claim in claims if claim.state is not ClaimState.RELEASED}
    assert share.taken == len(held)
    return held


async def test_a_hand_raised_meanwhile_claims_and_the_card_is_redrawn(store: Store, before: Bot):
    async with after_a_gap(store, before, "U0CAMILLE", "U0STRANGER") as bot:
        assert await holders(bot) == {"U0CAMILLE"}, "whoever has not joined is left in peace"
        await bot.tick(seconds=2)
        assert len(bot.platform.updated) == 1


async def test_a_hand_taken_down_meanwhile_gives_the_place_back(store: Store, before: Bot):
    await before.react((await the_share(before)).message)
    await before.react((await the_share(before)).message, user="U0SAM")
    async with after_a_gap(store, before, "U0SAM") as bot:
        assert await holders(bot) == {"U0SAM"}


async def test_a_claim_by_button_stays_without_a_hand(store: Store, before: Bot):
    share = await the_share(before)
    await before.press("claims.take", share.id)
    await before.react(share.message, user="U0SAM")
    await before.press("claims.take", share.id, user="U0SAM")
    async with after_a_gap(store, before) as bot:
        assert await holders(bot) == {"U0CAMILLE", "U0SAM"}, "the press came last"


async def test_what_is_done_stays_done(store: Store, before: Bot):
    share = await the_share(before)
    await before.react(share.message)
    await before.press("claims.done", share.id)
    async with after_a_gap(store, before) as bot:
        assert await holders(bot) == {"U0CAMILLE"}


async def test_a_place_given_back_by_button_is_not_taken_again_by_the_hand_that_stayed_up(
    store: Store, before: Bot
):
    share = await the_share(before)
    await before.react(share.message)
    await before.press("claims.release", share.id)
    await before.react(share.message, user="U0SAM")
    await before.react(share.message, user="U0SAM", added=False)
    async with after_a_gap(store, before, "U0CAMILLE", "U0SAM") as bot:
        assert await holders(bot) == {"U0SAM"}, "whose hand was down when we last heard"


async def test_each_post_is_asked_about_once_and_only_while_it_is_open(store: Store, before: Bot):
    await a_posted(store, slot="open")
    await a_posted(store, slot="without places", slots=0)
    async with after_a_gap(store, before) as bot:
        asked = sorted(message.opaque for message in bot.platform.looked_at)
        assert len(asked) == 3, "the two shares of the day, and one more"
        for _ in range(3):
            await bot.tick(minutes=1)
        assert len(bot.platform.looked_at) == 3
    async with after_a_gap(store, before, days=8) as bot:
        assert bot.platform.looked_at == []


async def test_short_gaps_and_first_starts_ask_nothing(store: Store, before: Bot):
    assert before.platform.looked_at == []
    async with after_a_gap(store, before, seconds=90) as bot:
        assert bot.platform.looked_at == []


async def test_many_posts_are_asked_about_at_a_pace_and_a_limit_is_obeyed(store: Store, before: Bot):
    for number in range(2 * AT_ONCE):
        await a_posted(store, slot=f"share-{number + 2}")
    at = before.clock.now() + timedelta(hours=2)
    async with a_bot(store, at=at) as bot:
        await bot.tick()
        assert len(bot.platform.looked_at) == AT_ONCE
        bot.platform.failures = [RateLimited(90)]
        await bot.tick(minutes=1)
        assert len(bot.platform.looked_at) == AT_ONCE + 1
        await bot.tick(minutes=1)
        assert len(bot.platform.looked_at) == AT_ONCE + 1
        for _ in range(4):
            await bot.tick(minutes=1)
        assert len(bot.platform.looked_at) == 2 * AT_ONCE + 3, "the one that was refused, once more"


@pytest.mark.parametrize("failure", [Unknown("timeout"), Refused("missing_scope")])
async def test_a_post_that_cannot_be_read_changes_nothing_and_holds_up_no_other(
    store: Store, before: Bot, failure
):
    share = await the_share(before)
    await before.react(share.message)
    at = before.clock.now() + timedelta(hours=2)
    async with a_bot(store, at=at) as bot:
        bot.platform.failures = [failure] * 2
        await bot.tick()
        assert len(bot.platform.looked_at) == 2
        assert await holders(bot) == {"U0CAMILLE"}


@pytest.mark.parametrize("is_up", [True, False])
async def test_what_is_heard_while_we_ask_is_newer_and_wins(
    store: Store, before: Bot, monkeypatch: pytest.MonkeyPatch, is_up: bool
):
    share = await the_share(before)
    if not is_up:
        await before.react(share.message)
    async with a_bot(store, at=before.clock.now() + timedelta(hours=2)) as bot:
        bot._count = 1_000
        seen = {(a_person(), HAND)} if is_up else set()

        async def reactions(message: object) -> set:
            if message == share.message:
                # After the answer was made and before it is here, the person changes their mind.
                await bot.react(share.message, added=not is_up)
                return seen
            return set()

        monkeypatch.setattr(bot.platform, "reactions", reactions)
        await bot.tick()
        assert await holders(bot) == (set() if is_up else {"U0CAMILLE"})


async def test_what_a_door_could_not_hear_for_a_while_is_read_at_the_next_tick(before: Bot):
    async with a_bot(before.store, at=before.clock.now()) as bot:
        share = await the_share(bot)
        await bot.tick()
        bot.platform.hands[share.message] = {(a_person("U0CAMILLE"), HAND)}
        await bot.tick(seconds=5)
        assert await holders(bot) == set(), "nobody was told of a gap"
        bot.router.missed("teams", bot.clock.now())
        await bot.tick(seconds=5)
        assert await holders(bot) == set(), "another platform's gap says nothing of this one"
        bot.router.missed(share.place.platform, bot.clock.now() - timedelta(seconds=20))
        await bot.tick(seconds=5)
        assert await holders(bot) == {"U0CAMILLE"}
