"""Pausing: at once, by words, buttons or dates; total silence while it lasts; and no reason asked, kept or logged."""

import logging
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.cards.elements import Form
from bot.domain.arrangement import Pause
from bot.domain.nudges import GOODBYE
from bot.domain.own import Reminder
from bot.domain.pauses import pause_on
from bot.domain.people import Profile, Reminders
from bot.usecases import sleep_on_it
from bot.usecases.letter import write
from tests.bots import Bot, button, labels, someone
from tests.factories import MONDAY
from tests.store.making import all_text
from tests.usecases.dialogs import answers_of, opens, saves, sends, the_member

CANARY = "appendicectomy"
DAY = timedelta(days=1)


@pytest.fixture
async def member(bot: Bot) -> None:
    """Somebody who takes part."""
    await bot.join()


pytestmark = pytest.mark.usefixtures("member")


async def spans(bot: Bot, user: str = "U0CAMILLE") -> list[tuple[date, date | None]]:
    """List the first and last days of somebody's pauses."""
    return [(each.starts, each.ends) for each in (await the_member(bot, user)).pauses]


async def test_a_pause_begins_at_once_and_without_an_end(bot: Bot):
    card = await bot.type("pause")
    assert "Pause from Monday 23 November on, until you come back." in card.plain()
    assert await spans(bot) == [(MONDAY, None)]


@pytest.mark.parametrize(
    ("typed", "said", "kept"),
    [
        ("pause 2w", "from Monday 23 November to Sunday 6 December", (MONDAY, date(2026, 12, 6))),
        ("pause tomorrow", "Pause on Tuesday 24 November", (MONDAY + DAY, MONDAY + DAY)),
        (
            "PAUSE 2026-12-24 2027-01-04",
            "from Thursday 24 December to Monday 4 January 2027",
            (date(2026, 12, 24), date(2027, 1, 4)),
        ),
        ("pause since Thursday", "from Thursday 19 November on", (date(2026, 11, 19), None)),
    ],
)
async def test_what_was_understood_is_said_back_and_kept(
    bot: Bot, typed: str, said: str, kept: tuple[date, date | None]
):
    assert said in (await bot.type(typed)).plain()
    assert await spans(bot) == [kept]


async def test_a_french_pause_is_understood_and_answered_in_french(bot: Bot):
    bot.platform.profiles["U0NADIA"] = Profile("Nadia", "fr-FR", "Europe/Paris")
    await bot.join("U0NADIA")
    card = await bot.type("pause du 24/12 au 4/1", user="U0NADIA")
    assert "Pause du jeudi 24 décembre au lundi 4 janvier 2027" in card.plain()


async def test_americans_write_the_month_first(bot: Bot):
    bot.platform.profiles["U0SAM"] = Profile("Sam", "en-US", "America/New_York")
    await bot.join("U0SAM")
    await bot.type("pause 12/1 12/4", user="U0SAM")
    await bot.type("pause 12/1 12/4")
    assert await spans(bot, "U0SAM") == [(date(2026, 12, 1), date(2026, 12, 4))]
    assert await spans(bot) == [(date(2027, 1, 12), date(2027, 4, 12))]


async def test_what_cannot_be_read_changes_nothing_and_leads_to_buttons_and_a_dialog(bot: Bot):
    card = await bot.type(f"pause {CANARY}")
    assert "never need to say why" in card.plain()
    assert CANARY not in card.plain()
    assert await spans(bot) == []
    assert button(card, "pause.form").opens_form
    assert "Until I come back" in labels(card)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("pause 2026-12-04 2026-12-01", "comes before the first"),
        ("pause 2026-11-01 2026-11-30", "up to two weeks back, which is Monday 9 November"),
        ("pause 1/12/28", "more than a year away"),
        ("pause 2026-12-01 2027-08-01", "at most 180 days"),
    ],
)
async def test_dates_that_cannot_be_a_pause_are_answered_with_the_way_that_goes(
    bot: Bot, typed: str, said: str
):
    assert said in (await bot.type(typed)).plain()
    assert await spans(bot) == []


async def test_buttons_pause_for_a_week_or_until_one_comes_back(bot: Bot):
    await bot.press("pause.week")
    assert await spans(bot) == [(MONDAY, MONDAY + 6 * DAY)]
    await bot.press("pause.open")
    assert await spans(bot) == [(MONDAY, None)]


async def test_pressing_twice_is_pausing_once(bot: Bot):
    for _ in range(2):
        await bot.press("pause.week")
    assert await spans(bot) == [(MONDAY, MONDAY + 6 * DAY)]


async def test_the_dialog_takes_two_days_or_one(bot: Bot):
    form = await opens(bot, "pause.form")
    assert answers_of(form) == {"first": "2026-11-23", "last": ""}
    await saves(bot, form, first="2026-11-25", last="2026-11-27")
    assert await spans(bot) == [(date(2026, 11, 25), date(2026, 11, 27))]
    await saves(bot, form, first="2026-11-30")
    assert await spans(bot) == [(date(2026, 11, 25), date(2026, 11, 27)), (date(2026, 11, 30), None)]


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        ("", "", "first"),
        ("soon", "", "first"),
        ("2026-11-08", "", "first"),
        ("2028-01-01", "", "first"),
        ("2026-11-25", "2026-11-24", "last"),
        ("2026-11-25", "2027-11-24", "last"),
    ],
)
async def test_a_mistake_in_the_dialog_is_answered_beside_its_field(
    bot: Bot, first: str, last: str, field: str
):
    reply = await sends(bot, await opens(bot, "pause.form"), first=first, last=last)
    assert list(reply.errors) == [field]
    assert isinstance(reply.show, Form)
    assert answers_of(reply.show) == {"first": first, "last": last}
    assert await spans(bot) == []


async def test_coming_back_ends_the_pause_at_once_and_keeps_the_days_that_have_gone_by(bot: Bot):
    await bot.type("pause since Thursday")
    assert "Nothing to catch up" in (await bot.type("resume")).plain()
    assert await spans(bot) == [(date(2026, 11, 19), date(2026, 11, 22))]


async def test_coming_back_before_a_pause_cancels_it_and_otherwise_changes_nothing(bot: Bot):
    await bot.type("pause tomorrow")
    assert "Cancelled" in (await bot.press("resume.now")).plain()
    assert "not on pause" in (await bot.press("resume.now")).plain()
    assert await spans(bot) == []


async def said_goodbye(bot: Bot) -> None:
    """Let reminders have come to their end, as they do when nobody answers them."""
    async with bot.store.writing() as shelves:
        await shelves.nudges.put(someone("U0CAMILLE"), Reminder(MONDAY - DAY, GOODBYE, 5))


async def test_coming_back_lets_reminders_that_have_said_goodbye_begin_anew(bot: Bot):
    await said_goodbye(bot)
    assert "A reminder may come again" in (await bot.type("resume")).plain()
    assert (await the_member(bot)).choices.reminders is Reminders.WEEKLY


async def test_the_end_of_a_pause_asks_for_no_reminders(bot: Bot):
    await said_goodbye(bot)
    await bot.type("pause")
    assert "Nothing to catch up" in (await bot.type("resume")).plain()
    assert (await the_member(bot)).choices.reminders is Reminders.OFF


async def test_a_pause_keeps_the_rhythm_whatever_the_days_before_it_were(bot: Bot):
    tip = await bot.type("tip")
    await bot.press("tip.read", button(tip, "tip.read").value)
    bot.clock.advance(timedelta(days=10))
    await bot.type("pause since 24/11")
    assert "1 working day" in (await bot.type("streak")).plain()


async def test_on_pause_no_letter_is_sent_and_afterwards_one_is(bot: Bot):
    now, person = bot.clock.now(), someone("U0CAMILLE")

    async def letter(occasion: str) -> None:
        async with bot.store.writing() as shelves:
            await write(
                shelves,
                person,
                sleep_on_it.SUBJECT,
                occasion,
                {},
                due_at=bot.clock.now(),
                expires_at=now + 9 * DAY,
            )
        await bot.tick(seconds=1)

    await bot.type("pause")
    await letter("one")
    assert not [place for place, _, _ in bot.platform.posted if place.channel == "U0CAMILLE"]
    await bot.type("resume")
    await letter("two")
    assert len([place for place, _, _ in bot.platform.posted if place.channel == "U0CAMILLE"]) == 1


async def test_a_copy_of_a_button_pauses_only_whoever_presses_it(bot: Bot):
    await bot.join("U0SAM")
    for action in ("pause.week", "pause.open"):
        await bot.press(action, user="U0SAM")
    await bot.type("pause")
    await bot.press("resume.now", user="U0SAM")
    assert await spans(bot) == [(MONDAY, None)]
    assert pause_on((await the_member(bot, "U0SAM")).pauses, MONDAY) is None


@pytest.mark.parametrize("action", ["pause.week", "pause.open", "pause.form", "resume.now"])
async def test_someone_who_has_not_joined_leaves_nothing_by_pausing(bot: Bot, action: str):
    assert "nothing is sent to you anyway" in (await bot.press(action, user="U0PRIYA")).plain()
    assert "nothing is sent to you anyway" in (await bot.type("pause", user="U0PRIYA")).plain()
    async with bot.store.reading() as shelves:
        assert await shelves.members.get(someone("U0PRIYA")) is None


@pytest.mark.parametrize(
    "typed", [f"pause {CANARY}", f"pause 2w, {CANARY}", f"pause until friday ({CANARY})"]
)
async def test_a_reason_leaves_no_byte_in_files_logs_or_answers(
    bot: Bot,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
    typed: str,
):
    caplog.set_level(logging.DEBUG)
    assert CANARY not in (await bot.type(typed)).plain()
    await bot.router.close()
    for file in tmp_path.iterdir():
        assert CANARY.encode() not in file.read_bytes()
    assert CANARY not in await all_text(bot.store)
    printed = capsys.readouterr()
    assert CANARY not in caplog.text + printed.out + printed.err


async def test_a_pause_is_of_the_members_own_dates(bot: Bot):
    """At one in the morning it is still the day before for those whose day begins at five."""
    await saves(bot, await opens(bot, "settings.days"), begins="05:00")
    bot.clock.advance(timedelta(days=2, hours=16, minutes=30))
    assert f"{bot.clock.now():%A %H:%M}" == "Thursday 01:00"
    await bot.type("pause today")
    assert (await the_member(bot)).pauses[-1] == Pause(
        MONDAY + 2 * DAY, MONDAY + 2 * DAY, (await the_member(bot)).pauses[-1].declared_at
    )
