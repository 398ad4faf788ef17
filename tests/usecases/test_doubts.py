"""Doubts, refusals and ends: what is not known is asked, what is refused for good is stopped, and nothing is said twice."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.cards.elements import Card
from bot.domain.delivery import DeliveryState
from bot.domain.people import MessageRef, Place
from bot.events import Appeared, Installed
from bot.playbook.book import Book
from bot.ports import Gone, RateLimited, Refused, Unknown
from tests.bots import Bot, a_bot, button, labels, links, someone, the_starters
from tests.factories import MONDAY, a_place
from tests.usecases.doubts import (
    ADMIN,
    IDEA,
    STOPPED,
    found,
    one_fails,
    shown,
    state_of,
    told,
)


@pytest.fixture
async def bot(store) -> AsyncIterator[Bot]:
    async with a_bot(store, admins=frozenset({("slack", ADMIN), ("teams", ADMIN)})) as found:
        found.platform.clock = found.clock
        yield found


async def test_a_doubt_is_shown_to_an_admin_within_five_minutes(bot: Bot):
    await one_fails(bot, Unknown("timeout"))
    for _ in range(5):
        await bot.tick(minutes=1)
    (card,) = told(bot)
    assert labels(card) == ["It appeared", "Post it"]
    assert await state_of(bot) is DeliveryState.HELD


async def test_a_sender_that_died_in_the_middle_leaves_a_doubt_that_is_shown_within_five_minutes(bot: Bot):
    async def die(*_: object) -> MessageRef:
        raise asyncio.CancelledError

    bot.platform.post = die  # type: ignore[method-assign]
    with pytest.raises(asyncio.CancelledError):
        await bot.engine.tick(bot.clock.now())
    del bot.platform.post  # type: ignore[method-assign]
    for _ in range(5):
        await bot.tick(minutes=1)
    assert shown(bot) == 0
    assert await state_of(bot) is DeliveryState.HELD
    assert len(told(bot)) == 4


async def test_it_appeared_settles_a_doubt_and_posts_nothing(bot: Bot):
    await one_fails(bot, Unknown("timeout"), lands=True)
    await bot.tick(minutes=1)
    await bot.press("status.appeared", IDEA, user=ADMIN)
    await bot.tick(minutes=1)
    assert shown(bot) == 1
    assert await state_of(bot) is DeliveryState.SENT


async def test_post_it_posts_once_however_often_it_is_pressed(bot: Bot):
    await one_fails(bot, Unknown("timeout"))
    await bot.tick(minutes=1)
    for _ in range(3):
        await bot.press("status.post", IDEA, user=ADMIN)
        await bot.tick(minutes=1)
    assert shown(bot) == 1
    assert (await found(bot)).message is not None


@pytest.mark.parametrize("action", ["status.appeared", "status.post", "status.resume"])
async def test_who_may_not_lead_changes_nothing(bot: Bot, action: str):
    await one_fails(bot, Unknown("timeout"))
    await bot.tick(minutes=1)
    card = await bot.press(action, IDEA, user="U0CAMILLE")
    assert "for champions or admins" in card.plain()
    assert await state_of(bot) is DeliveryState.HELD


async def test_an_answer_to_an_older_question_says_nothing_of_what_was_sent_since(bot: Bot):
    await one_fails(bot, Unknown("timeout"))
    await bot.tick(minutes=1)
    first = button(told(bot)[-1], "status.post").value
    await bot.press("status.post", first, user=ADMIN)
    await one_fails(bot, Unknown("timeout"), lands=True)
    await bot.tick(minutes=1)
    assert shown(bot) == 1
    for action in ("status.post", "status.appeared"):
        assert "settled meanwhile" in (await bot.press(action, first, user=ADMIN)).plain()
    assert await state_of(bot) is DeliveryState.HELD
    await bot.press("status.appeared", button(told(bot)[-1], "status.appeared").value, user=ADMIN)
    await bot.tick(minutes=1)
    assert shown(bot) == 1
    assert await state_of(bot) is DeliveryState.SENT


async def test_who_was_asked_may_answer_from_another_platform_and_nobody_else_there(store):
    playbooks = (each.model_copy(update={"admins": ()}) for each in the_starters().playbooks)
    async with a_bot(store, book=Book(tuple(playbooks)), admins=frozenset({("teams", ADMIN)})) as bot:
        there = someone(ADMIN, "teams")
        await bot.hear(
            Installed(
                id="install", at=bot.clock.now(), platform="teams", workspace=there.workspace, present=True
            )
        )
        bot.teams.admins = {"U0TOM"}
        await one_fails(bot, Unknown("timeout"))
        await bot.tick(minutes=1)
        answer = await bot.press("status.post", IDEA, user="U0TOM", on="teams")
        assert "settled meanwhile" in answer.plain()
        answer = await bot.press("status.post", IDEA, user=ADMIN, on="teams")
        assert "On its way" in answer.plain()
        await bot.tick(minutes=1)
        assert shown(bot) == 1


async def test_admins_are_asked_about_their_own_workspace_where_it_has_any(bot: Bot):
    await bot.hear(
        Installed(id="install", at=bot.clock.now(), platform="teams", workspace="T0TENANT", present=True)
    )
    await one_fails(bot, Unknown("timeout"))
    await bot.tick(minutes=1)
    asked = [place for place, card, _ in bot.teams.posted if "It appeared" in labels(card)]
    assert (len(told(bot)), asked) == (1, [])


async def test_a_press_on_the_post_proves_that_it_is_there(bot: Bot):
    await bot.join()
    await one_fails(bot, Unknown("timeout"), lands=True)
    message = bot.platform.last_written(IDEA)
    card = await bot.press("claims.take", IDEA, message=message)
    assert links(card)
    assert await state_of(bot) is DeliveryState.SENT
    assert (await found(bot)).message == message
    await bot.tick(minutes=5)
    assert shown(bot) == 1


async def test_a_press_on_another_message_proves_nothing(bot: Bot):
    await bot.join()
    await one_fails(bot, Unknown("timeout"))
    elsewhere = MessageRef("slack", "T0SANDBOX", f"D0CAMILLE/{bot.clock.now().timestamp():.6f}")
    await bot.press("claims.take", IDEA, channel="D0CAMILLE", message=elsewhere)
    later = MessageRef(
        "slack", "T0SANDBOX", f"C0SHARES/{(bot.clock.now() + timedelta(hours=1)).timestamp():.6f}"
    )
    await bot.press("claims.take", IDEA, message=later)
    assert (await found(bot)).message is None
    assert await state_of(bot) is DeliveryState.HELD


async def test_a_reaction_on_a_message_of_that_moment_proves_it_and_claims(bot: Bot):
    await bot.join()
    await one_fails(bot, Unknown("timeout"), lands=True)
    await bot.react(bot.platform.last_written(IDEA))
    assert await state_of(bot) is DeliveryState.SENT
    assert (await found(bot)).taken == 1


@pytest.mark.parametrize(("is_signed", "expected"), [(True, DeliveryState.SENT), (False, DeliveryState.HELD)])
async def test_the_platform_s_own_word_proves_a_post_if_it_carries_our_signature(
    bot: Bot, is_signed: bool, expected: DeliveryState
):
    await one_fails(bot, Unknown("timeout"), lands=True)
    marker = bot.services.marker(IDEA) if is_signed else f"{IDEA}.0000000000000000"
    message = bot.platform.last_written(IDEA)
    await bot.hear(Appeared(id="seen", at=bot.clock.now(), place=a_place(), message=message, marker=marker))
    assert await state_of(bot) is expected
    assert ((await found(bot)).message == message) is is_signed


async def test_absence_takes_two_whole_readings_the_first_after_ten_seconds(bot: Bot):
    bot.platform.abilities = replace(bot.platform.abilities, finds_messages=True)
    bot.platform.history = []
    await one_fails(bot, Unknown("timeout"))
    await bot.tick(seconds=9)
    assert not bot.platform.searched
    await bot.tick(seconds=2)
    assert len(bot.platform.searched) == 1
    await bot.tick(seconds=58)
    assert (len(bot.platform.searched), shown(bot)) == (1, 0)
    await bot.tick(seconds=3)
    await bot.tick(seconds=1)
    assert (len(bot.platform.searched), shown(bot)) == (2, 1)
    assert not told(bot)


async def test_what_the_second_reading_finds_is_not_posted_again(bot: Bot):
    bot.platform.abilities = replace(bot.platform.abilities, finds_messages=True)
    bot.platform.history = []
    await one_fails(bot, Unknown("timeout"), lands=True)
    await bot.tick(seconds=11)
    bot.platform.history = [IDEA]
    await bot.tick(seconds=61)
    await bot.tick(minutes=5)
    assert shown(bot) == 1
    assert await state_of(bot) is DeliveryState.SENT


async def test_a_refused_post_is_told_once_and_the_next_day_goes_on(bot: Bot):
    await one_fails(bot, Refused("msg_too_long"))
    for _ in range(4):
        await bot.tick(minutes=5)
    (card,) = told(bot)
    assert "msg_too_long" in card.plain()
    await bot.tick(days=1, minutes=-20)
    assert len(bot.platform.in_channels) == 3 + 4


async def test_an_archived_channel_is_stopped_and_told_once_until_somebody_mends_it(bot: Bot):
    await one_fails(bot, Gone("is_archived", "place"))
    await bot.tick(minutes=1)
    (card,) = told(bot)
    assert button(card, "status.resume").value == STOPPED
    await bot.tick(days=1)
    assert {place.channel for place, _, _ in bot.platform.in_channels[3:]} == {"C0PARTAGES"}
    assert "is_archived" in (await bot.type("status", user=ADMIN)).plain()
    await bot.press("status.resume", STOPPED, user=ADMIN)
    await bot.tick(days=1)
    assert "C0SHARES" in {place.channel for place, _, _ in bot.platform.in_channels[5:]}
    assert len(told(bot)) == 1


async def test_an_invitation_to_the_channel_mends_it_too(bot: Bot):
    await one_fails(bot, Gone("not_in_channel", "place"))
    await bot.hear(
        Installed(
            id="in",
            at=bot.clock.now(),
            platform="slack",
            workspace="T0SANDBOX",
            present=True,
            place=a_place(),
        )
    )
    assert "All is well" in (await bot.type("status", user=ADMIN)).plain()


async def test_a_token_that_is_gone_stops_everything_within_one_attempt(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("bot.usecases.deliver.SENDERS", 1)
    monkeypatch.setattr("bot.usecases.deliver.BATCH", 1)
    bot.platform.failures = [Gone("token_revoked", "workspace")]
    for _ in range(3):
        await bot.tick(minutes=10)
    await bot.tick(days=1)
    assert bot.platform.posted == []


async def test_after_an_uninstall_nothing_is_called(bot: Bot):
    await bot.join()
    bot.platform.failures = [RateLimited(600)] * 4
    await bot.tick()
    await bot.hear(
        Installed(id="out", at=bot.clock.now(), platform="slack", workspace="T0SANDBOX", present=False)
    )
    calls = len(bot.platform.posted)
    await bot.tick(minutes=11)
    await bot.tick(days=1)
    assert len(bot.platform.posted) == calls


async def test_a_card_whose_message_a_moderator_took_away_takes_no_claims_and_is_not_posted_again(bot: Bot):
    await bot.join()
    await bot.join("U0SAM")
    await bot.tick()
    bot.platform.update_failure = Gone("message_not_found", "message")
    await bot.press("claims.take", IDEA)
    await bot.tick(seconds=2)
    await bot.tick(minutes=5)
    assert shown(bot) == 1
    assert "no longer open" in (await bot.press("claims.take", IDEA, user="U0SAM")).plain()


async def test_told_to_end_the_bot_finishes_what_it_is_saying_and_gives_the_rest_back(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("bot.usecases.deliver.SENDERS", 1)
    post = bot.platform.post

    async def end_meanwhile(place: Place, card: Card, marker: str) -> MessageRef:
        bot.engine.stop()
        return await post(place, card, marker)

    monkeypatch.setattr(bot.platform, "post", end_meanwhile)
    await bot.tick()
    async with bot.store.reading() as shelves:
        posts = [
            each
            for name in ("C0SHARES", "C0PARTAGES")
            for each in await shelves.posts.on_day(a_place(name), MONDAY)
        ]
        states = [(await shelves.outbox.get(f"post:{each.id}")).state for each in posts]  # type: ignore[union-attr]
    assert sorted(states) == [*[DeliveryState.DUE] * 3, DeliveryState.SENT]
