"""The launch: the plan gets its dates from the kick-off, and the call goes out once a channel and day, by a champion's press."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.playbook.book import Book, Playbook
from bot.usecases.launch import timeline
from store.tables import DEED
from tests.bots import Bot, button, someone, the_starters

CHAMPION, NOBODY = "U0PRIYA", "U0CAMILLE"
ENGLISH = next(each for each in the_starters().playbooks if each.language == "en")
assert ENGLISH.launch
PLAN = ENGLISH.launch


def beginning(on: date | None) -> Playbook:
    kick_off = PLAN.kick_off.model_copy(update={"date": on})
    return ENGLISH.model_copy(update={"launch": PLAN.model_copy(update={"kick_off": kick_off})})


def begins(bot: Bot, on: date | None) -> None:
    bot.books.append(Book((beginning(on),)))


def calls(bot: Bot) -> list[str]:
    return [
        card.plain() for _, card, _ in bot.platform.in_channels if card.summary == "A call for volunteers"
    ]


async def deeds(bot: Bot) -> list[str]:
    async with bot.store.reading() as shelves:
        return [row.action for row in await shelves.connection.execute(select(DEED))]


@given(st.dates(date(2026, 1, 1), date(2028, 1, 1)), st.integers(-400, 400))
def test_whatever_the_day_what_is_due_lies_in_its_week_and_the_next_lies_ahead(kick_off: date, shift: int):
    plan, today = beginning(kick_off).launch, kick_off + timedelta(days=shift)
    assert plan is not None
    dates = timeline(plan, today)
    on = {id(each): day for day, each in dates.steps}
    for each in dates.now:
        day = on[id(each)]
        assert day is not None
        assert timedelta() <= today - day < timedelta(weeks=1)
    assert bool(dates.next) == any(day and day > today for day in on.values())
    assert all(on[id(each)] == dates.next_on for each in dates.next)
    assert dates.opens == kick_off + timedelta(weeks=plan.call.opens_week)
    assert not (dates.is_calling(today) and today >= kick_off)


async def test_only_champions_and_admins_see_it(bot: Bot):
    assert "champions or admins" in (await bot.type("launch", user=NOBODY)).plain()
    assert (await bot.type("lancement", user=CHAMPION)).summary == "The launch"


async def test_without_a_date_it_says_how_to_write_one(bot: Bot):
    begins(bot, None)
    card = await bot.type("launch", user=CHAMPION)
    assert "kick_off:\n  date: 2027-02-04" in card.plain()
    assert "This week" not in card.plain()


async def test_with_a_date_it_says_what_is_due_and_what_comes(bot: Bot):
    begins(bot, date(2026, 12, 28))
    text = (await bot.type("launch", user=CHAMPION)).plain()
    assert "This week: The open call" in text
    assert "Next, Monday 7 December: Two champions or more" in text
    assert "The call is open from Monday 23 November to Monday 7 December." in text


async def test_the_call_is_posted_once_a_day_with_a_deed_and_asks_nobody_by_name(bot: Bot):
    begins(bot, date(2026, 12, 28))
    card = await bot.type("launch", user=CHAMPION)
    preview = await bot.press("launch.call", button(card, "launch.call").value, user=CHAMPION)
    assert "Somewhere in your week there is a story" in preview.plain()
    assert calls(bot) == []
    for _ in range(2):
        await bot.press("launch.post", button(preview, "launch.post").value, user=CHAMPION)
    await bot.tick(seconds=5)
    (said,) = calls(bot)
    assert "<@" not in said
    assert "That needs no answer" in said
    assert (await deeds(bot)).count("launch.post") == 1


async def test_outside_its_days_it_is_asked_first(bot: Bot):
    for on in (None, date(2027, 6, 1)):
        begins(bot, on)
        preview = await bot.press("launch.call", "C0SHARES", user=CHAMPION)
        assert button(preview, "launch.anyway").value == "C0SHARES"
        asked = await bot.press("launch.post", "C0SHARES", user=CHAMPION)
        await bot.tick(seconds=5)
        assert calls(bot) == []
        assert button(asked, "launch.anyway").value == "C0SHARES"
    await bot.press("launch.anyway", "C0SHARES", user=CHAMPION)
    await bot.tick(seconds=5)
    assert len(calls(bot)) == 1


async def test_nobody_else_posts_it_whatever_was_shown_to_them(bot: Bot):
    begins(bot, date(2026, 12, 28))
    for action in ("launch.post", "launch.anyway"):
        await bot.press(action, "C0SHARES", user=NOBODY)
    await bot.tick(seconds=5)
    assert calls(bot) == []
    assert await deeds(bot) == []


async def test_its_button_shows_what_taking_part_means_and_keeps_nothing(bot: Bot):
    card = await bot.press("join.open", user="U0NEW")
    assert button(card, "join.yes")
    async with bot.store.reading() as shelves:
        assert await shelves.members.get(someone("U0NEW")) is None
