"""A buddy: named to a member on their wish alone, told only by their press, and kept nowhere."""

from collections import Counter
from datetime import datetime

from sqlalchemy import select

from bot.cards.elements import Card
from bot.screens.human import Contact
from bot.usecases.buddy import buddy_of
from store.tables import METADATA
from tests.bots import Bot, button, labels, someone

CHAMPIONS = ("U0PRIYA", "U0SAM")


def told(bot: Bot) -> list[tuple[str, Card]]:
    return [
        (place.channel, card)
        for place, card, marker in bot.platform.posted
        if not marker and place.channel in CHAMPIONS
    ]


async def test_whoever_has_not_joined_is_told_whom_to_talk_to_instead(bot: Bot):
    assert "/advocacy human" in (await bot.type("buddy", user="U0NEW")).plain()


async def test_it_is_offered_after_joining_and_nobody_is_told(bot: Bot):
    await bot.type("join")
    welcome = await bot.press("join.yes")
    assert "Name me a colleague" in " ".join(each.hint for each in [button(welcome, "buddy.show")])
    card = await bot.press("buddy.show")
    assert button(card, "buddy.tell").value in CHAMPIONS
    await bot.tick(hours=2)
    assert told(bot) == []


async def test_one_more_press_tells_them_once_and_names_the_member(bot: Bot):
    await bot.join()
    card = await bot.type("binôme")
    chosen = button(card, "buddy.tell").value
    for _ in range(2):
        await bot.press("buddy.tell", chosen)
    await bot.tick(hours=2)
    ((user, said),) = told(bot)
    assert user == chosen
    assert "@U0CAMILLE takes part and would like a talk" in said.plain()
    assert labels(said) == []


async def test_nothing_readable_is_kept_of_who_wished_for_whom(bot: Bot):
    await bot.join()
    await bot.press("buddy.tell", CHAMPIONS[0])
    await bot.press("leave.now")
    async with bot.store.reading() as shelves:
        for table in METADATA.sorted_tables:
            for row in await shelves.connection.execute(select(table)):
                assert "U0CAMILLE" not in repr(row)
    await bot.tick(hours=2)
    assert told(bot) == []


async def test_only_a_champion_can_be_told(bot: Bot):
    await bot.join()
    await bot.press("buddy.tell", "U0BOSS")
    await bot.press("buddy.tell", CHAMPIONS[0], user="U0NEW")
    await bot.tick(hours=2)
    assert [place.channel for place, _, marker in bot.platform.posted if not marker] == []


async def test_members_and_months_are_spread_over_the_champions_and_a_month_changes_nothing_within(bot: Bot):
    contacts = [Contact(someone(user)) for user in CHAMPIONS]
    members = [someone(f"U{number:04}") for number in range(400)]

    def named() -> list[str]:
        found = [buddy_of(bot.services, each, contacts) for each in members]
        return [each.person.user for each in found if each]

    first = named()
    assert min(Counter(first).values()) > 150
    bot.clock.set(datetime.fromisoformat("2026-11-30T23:00:00+00:00"))
    assert named() == first
    bot.clock.set(datetime.fromisoformat("2026-12-01T09:00:00+00:00"))
    changed = sum(a != b for a, b in zip(first, named(), strict=True))
    assert 100 < changed < 300


async def test_a_champion_is_never_their_own_buddy(bot: Bot):
    await bot.join("U0PRIYA")
    card = await bot.type("buddy", user="U0PRIYA")
    assert button(card, "buddy.tell").value == "U0SAM"
