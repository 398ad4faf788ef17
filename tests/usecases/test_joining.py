"""Joining: one's own act, five lines and a neutral choice, and after it switches that are all off until they are chosen."""

import pytest

from bot.cards.elements import Paragraph, Style
from bot.domain.people import Choices, Profile, Rhythm
from bot.events import ButtonPressed
from bot.ports import Unknown
from tests.bots import Bot, button, labels, someone
from tests.usecases.dialogs import the_member

SWITCHES = ("join.rhythm", "join.links", "join.examples")
"""What can be pressed after joining."""


async def test_the_card_has_five_lines_and_yes_and_no_weigh_the_same(bot: Bot):
    card = await bot.type("join")
    assert sum(isinstance(each, Paragraph) for each in card.elements) == 5
    yes, no = button(card, "join.yes"), button(card, "join.no")
    assert yes.style is no.style is Style.NORMAL


async def test_whoever_has_just_joined_has_chosen_nothing_else(bot: Bot):
    await bot.press("join.yes")
    member = await the_member(bot)
    assert member.choices == Choices()
    assert member.pauses == ()
    assert member.assistant == ""


@pytest.mark.parametrize(
    ("action", "value", "chosen"),
    [
        ("join.rhythm", "daily", Choices(rhythm=Rhythm.DAILY)),
        ("join.rhythm", "off", Choices(rhythm=Rhythm.OFF)),
        ("join.rhythm", "weekly-3", Choices(rhythm=Rhythm.WEEKLY)),
        ("join.links", "on", Choices(allows_tracked_links=True)),
        ("join.examples", "on", Choices(allows_examples=True)),
    ],
)
async def test_each_switch_changes_itself_alone(bot: Bot, action: str, value: str, chosen: Choices):
    await bot.press("join.yes")
    await bot.press(action, value)
    assert (await the_member(bot)).choices == chosen


@pytest.mark.parametrize("action", ["join.links", "join.examples"])
async def test_a_switch_goes_back_by_the_button_that_it_shows(bot: Bot, action: str):
    await bot.press("join.yes")
    card = await bot.press(action, "on")
    assert button(card, action).value == "off"
    card = await bot.press(action, button(card, action).value)
    assert button(card, action).value == "on"
    assert (await the_member(bot)).choices == Choices()


async def test_a_weekly_rhythm_is_chosen_only_with_its_number_of_days(bot: Bot):
    await bot.press("join.yes")
    question = await bot.press("join.rhythm", "weekly")
    assert labels(question)[:3] == ["1 day a week", "2 days a week", "3 days a week"]
    assert (await the_member(bot)).rhythm is Rhythm.UNDECIDED
    assert "3 days" in (await bot.press("join.rhythm", "weekly-3")).plain()
    member = await the_member(bot)
    assert (member.rhythm, member.arrangement.weekly_target) == (Rhythm.WEEKLY, 3)


async def test_the_rhythms_own_card_asks_for_the_days_of_a_week_as_well(bot: Bot):
    await bot.join(rhythm=Rhythm.OFF)
    question = await bot.press("streak.choose", "weekly")
    assert labels(question) == ["1 day a week", "2 days a week", "3 days a week"]
    assert "one day" in (await bot.press("streak.choose", "weekly-1")).plain()
    assert (await the_member(bot)).arrangement.weekly_target == 1


@pytest.mark.parametrize("action", ["join.rhythm", "streak.choose"])
@pytest.mark.parametrize("value", ["", "hourly", "undecided", "Daily"])
async def test_a_value_that_no_button_has_chooses_nothing(bot: Bot, action: str, value: str):
    await bot.press("join.yes")
    event = ButtonPressed(id="x", at=bot.clock.now(), person=someone("U0CAMILLE"), action=action, value=value)
    assert await bot.hear(event) is None
    assert (await the_member(bot)).choices == Choices()


@pytest.mark.parametrize("days", ["0", "4", "-1", "two"])
async def test_a_week_has_one_to_three_days_or_is_asked_about_again(bot: Bot, days: str):
    await bot.press("join.yes")
    assert "1 day a week" in labels(await bot.press("join.rhythm", f"weekly-{days}"))
    assert (await the_member(bot)).rhythm is Rhythm.UNDECIDED


async def test_after_joining_nothing_is_said_in_any_channel(bot: Bot):
    await bot.tick()
    before = len(bot.platform.posted)
    assert before
    await bot.join()
    await bot.tick(seconds=5)
    assert bot.platform.posted[before:] == []


@pytest.mark.parametrize("action", [*SWITCHES, "join.no"])
async def test_refusing_or_pressing_a_switch_without_having_joined_leaves_no_row(bot: Bot, action: str):
    await bot.type("join", user="U0SAM")
    await bot.press(action, "on" if action != "join.rhythm" else "daily", user="U0SAM")
    async with bot.store.reading() as shelves:
        assert await shelves.members.get(someone("U0SAM")) is None
        assert await shelves.members.page(None, 10) == []


@pytest.mark.parametrize("action", SWITCHES)
async def test_a_copy_of_a_button_changes_only_the_things_of_whoever_presses_it(bot: Bot, action: str):
    await bot.join("U0CAMILLE", rhythm=Rhythm.UNDECIDED)
    await bot.join("U0SAM", rhythm=Rhythm.UNDECIDED)
    card = await bot.type("streak", user="U0CAMILLE") if action == "join.rhythm" else None
    value = button(card, "streak.choose").value if card else "on"
    await bot.press(action, value, user="U0SAM")
    assert (await the_member(bot, "U0CAMILLE")).choices == Choices()
    assert (await the_member(bot, "U0SAM")).choices != Choices()


@pytest.mark.parametrize("kind", ["is_guest", "is_bot", "is_gone"])
async def test_guests_bots_and_closed_accounts_leave_no_row(bot: Bot, kind: str):
    bot.platform.profiles["U0GUEST"] = Profile("Jo", "fr-FR", "Europe/Paris", **{kind: True})
    assert "ne peuvent pas participer" in (await bot.press("join.yes", user="U0GUEST")).plain()
    async with bot.store.reading() as shelves:
        assert await shelves.members.page(None, 10) == []


async def test_whom_the_platform_does_not_tell_of_is_not_kept_half(bot: Bot):
    bot.platform.failures.append(Unknown())
    assert "nothing was noted" in (await bot.press("join.yes")).plain()
    async with bot.store.reading() as shelves:
        assert await shelves.members.page(None, 10) == []


async def test_the_public_holidays_of_a_new_member_are_those_of_their_channel(bot: Bot):
    bot.platform.profiles["U0NADIA"] = Profile("Nadia", "fr-FR", "Europe/Paris")
    await bot.press("join.yes", user="U0NADIA", channel="C0PARTAGES")
    found = bot.services.book().playbook("starter-fr").channels[0].schedule.skip_holidays
    assert (await the_member(bot, "U0NADIA")).arrangement.holidays == found != ""
