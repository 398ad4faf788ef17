"""Thanks: the colleague is asked first, only their yes is heard, and nothing is left of anything else."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from bot.cards.elements import Card
from bot.events import ButtonPressed
from bot.playbook.book import Book
from bot.playbook.programme import Silence
from bot.usecases.thank import forget_thanks
from store.tables import THANKS
from tests.bots import Bot, button, labels, someone
from tests.factories import a_post

TOM, VISITOR = "U0TOM", "U0NEW"
SAID = "thanks <@U0TOM> for an hour spent on the lamp"


async def rows(bot: Bot) -> list[object]:
    async with bot.store.reading() as shelves:
        return list(await shelves.connection.execute(select(THANKS)))


def letters(bot: Bot, user: str = TOM) -> list[Card]:
    return [card for place, card, marker in bot.platform.posted if place.channel == user and not marker]


def in_channel(bot: Bot) -> list[Card]:
    return [card for _, card, _ in bot.platform.in_channels if "an hour spent" in card.plain()]


async def asked(bot: Bot) -> Card:
    await bot.join(TOM)
    await bot.type(SAID)
    await bot.tick(hours=2)
    return letters(bot)[-1]


async def test_the_colleague_is_asked_privately_and_the_channel_hears_nothing_before_their_yes(bot: Bot):
    card = await asked(bot)
    assert labels(card) == ["Say it in the channel", "Leave it between us", "Talk to a human"]
    assert "@U0CAMILLE would like to thank you" in card.plain()
    assert in_channel(bot) == []
    (row,) = await rows(bot)
    assert b"lamp" not in row.text


async def test_their_yes_says_it_once(bot: Bot):
    card = await asked(bot)
    for _ in range(2):
        await bot.press("thanks.yes", button(card, "thanks.yes").value, user=TOM)
    await bot.tick(seconds=5)
    (said,) = in_channel(bot)
    assert said.plain() == "@U0CAMILLE thanks @U0TOM:\nan hour spent on the lamp"


async def test_their_no_leaves_nothing_and_nobody_is_told(bot: Bot):
    card = await asked(bot)
    posted = len(bot.platform.posted)
    await bot.press("thanks.no", button(card, "thanks.no").value, user=TOM)
    late = await bot.press("thanks.yes", button(card, "thanks.yes").value, user=TOM)
    assert late.summary.startswith("This is not there")
    await bot.tick(seconds=5)
    assert await rows(bot) == []
    assert [place.channel for place, _, _ in bot.platform.posted[posted:]] == []


async def test_nobody_else_can_say_yes_or_no(bot: Bot):
    card = await asked(bot)
    value = button(card, "thanks.yes").value
    for user in ("U0CAMILLE", VISITOR):
        await bot.press("thanks.yes", value, user=user)
        await bot.press("thanks.no", value, user=user)
    await bot.tick(seconds=5)
    assert in_channel(bot) == []
    assert len(await rows(bot)) == 1


async def test_who_does_not_take_part_is_not_written_to_and_the_answer_does_not_tell(bot: Bot):
    to_nobody = await bot.type(SAID)
    assert await rows(bot) == []
    await bot.join(TOM)
    assert await bot.type(SAID) == to_nobody
    await bot.tick(hours=2)
    assert len(letters(bot)) == 1


async def test_the_same_thanks_twice_ask_once_a_day(bot: Bot):
    await bot.join(TOM)
    for _ in range(2):
        await bot.type(SAID)
    await bot.tick(hours=2)
    assert len(letters(bot)) == len(await rows(bot)) == 1


async def test_without_an_answer_it_goes_after_a_week(bot: Bot):
    await asked(bot)
    bot.clock.advance(timedelta(days=8))
    await bot.tick()
    assert await rows(bot) == []


async def test_it_goes_when_either_of_the_two_leaves(bot: Bot):
    for user in (TOM, "U0CAMILLE"):
        await bot.join(TOM)
        await bot.type(SAID)
        assert len(await rows(bot)) == 1
        await bot.press("leave.now", user=user)
        assert await rows(bot) == []


async def test_what_cannot_be_asked_is_explained(bot: Bot):
    assert (await bot.type("remercier")).summary.startswith("Type the colleague")
    assert (await bot.type("thanks <@U0TOM>")).summary.startswith("Type the colleague")
    assert (await bot.type("thanks <@U0CAMILLE> for all")).summary.startswith("That one")
    assert (await bot.type(SAID, channel="C0ELSEWHERE")).summary.startswith("Please type it in a channel")


async def test_a_full_day_brings_it_on_the_next_one(bot: Bot):
    card = await asked(bot)
    today = bot.clock.now().date()
    async with bot.store.writing() as shelves:
        for number in range(3):
            await shelves.posts.plan(replace(a_post(on=today, slot=f"extra-{number}"), id=f"x{number}"))
    await bot.press("thanks.yes", button(card, "thanks.yes").value, user=TOM)
    await bot.tick(seconds=5)
    assert in_channel(bot) == []
    await bot.tick(days=1)
    assert len(in_channel(bot)) == 1


async def test_a_mention_that_holds_a_name_with_spaces_is_read(bot: Bot):
    await bot.join(TOM)
    await bot.type("thanks <@U0TOM|Tom Martin> for an hour spent on the lamp")
    await bot.tick(hours=2)
    assert "an hour spent on the lamp" in letters(bot)[-1].plain()


async def test_a_yes_in_a_silence_leaves_the_question_as_it_is(bot: Bot):
    card = await asked(bot)
    silence = Silence(since=bot.clock.now().date(), says=None, all_clear="Claire")
    books = (each.model_copy(update={"silence": silence}) for each in bot.services.book().playbooks)
    bot.books.append(Book(tuple(books)))
    value = button(card, "thanks.yes").value
    reply = await bot.hear(
        ButtonPressed(id="yes", at=bot.clock.now(), person=someone(TOM), action="thanks.yes", value=value)
    )
    assert reply is not None
    assert not reply.replace


async def test_a_late_yes_is_kept_until_it_has_been_said(bot: Bot):
    card = await asked(bot)
    bot.clock.advance(timedelta(days=7))
    await bot.press("thanks.yes", button(card, "thanks.yes").value, user=TOM)
    async with bot.store.writing() as shelves:
        await forget_thanks(shelves, bot.clock.now().date() + timedelta(days=3))
    assert len(await rows(bot)) == 1
