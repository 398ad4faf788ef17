"""A reminder as people live it: asked for, short, useful right there, and gone with one press."""

from datetime import timedelta

import pytest

from bot.demo import Demo
from bot.domain.nudges import WORDINGS
from tests.journeys.dialogue import (
    PLATFORMS,
    Character,
    Seen,
    enters,
    everything_answered,
    plain,
    some_time_later,
)

pytestmark = pytest.mark.parametrize("platform", PLATFORMS)

VOLUNTEERS = ["U0CAMILLE", "U0SAM"]
"""One speaks French, one English; both have joined."""


async def asks_for_reminders(workplace: Demo, person: Character) -> None:
    """Choose a daily rhythm and reminders in the settings."""
    await person.presses(await person.types("settings"), "settings.open")
    await person.fills_in(
        person.words("settings.title"), language=person.words.language, rhythm="daily", reminders="usual"
    )
    await everything_answered(workplace)


def reminders(person: Character) -> list[Seen]:
    """The reminders in front of somebody, oldest first."""
    says = [plain(person.words(f"nudge.says.{wording}")) for wording in WORDINGS]
    return [each for each in person.letters() if any(said in plain(each.all_text) for said in says)]


async def afternoon(workplace: Demo, *, days: int = 0) -> None:
    """Go to a quarter to three of a day to come."""
    clock = workplace.sandbox.clock
    then = clock.local().replace(hour=14, minute=45) + timedelta(days=days)
    await some_time_later(workplace, seconds=(then - clock.local()).total_seconds())


@pytest.mark.parametrize("user", VOLUNTEERS)
async def test_a_reminder_is_read_and_answered_right_there(workplace: Demo, platform: str, user: str):
    person = enters(workplace, user, platform)
    await asks_for_reminders(workplace, person)
    assert not reminders(person)
    await afternoon(workplace)
    (reminder,) = reminders(person)
    assert plain(person.words("nudge.why")) in plain(reminder.all_text)
    for way_out in ("pause.week", "settings.open", "nudge.stop", "human.ask"):
        assert person.words(way_out) in reminder.buttons

    await person.presses(reminder, "daily.tip.read")
    await everything_answered(workplace)
    rhythm = await person.types("streak")
    assert plain(person.words("streak.counted_today")) in plain(rhythm.all_text)
    await some_time_later(workplace, minutes=30)
    assert len(reminders(person)) == 1


@pytest.mark.parametrize("user", VOLUNTEERS)
async def test_one_press_stops_them(workplace: Demo, platform: str, user: str):
    person = enters(workplace, user, platform)
    await asks_for_reminders(workplace, person)
    await afternoon(workplace)
    before = len(reminders(person))
    await person.presses(reminders(person)[0], "nudge.stop")
    await person.until(
        lambda: any(
            plain(person.words("nudge.stopped")) in plain(each.all_text)
            for each in (*person.letters(), *person.private())
        )
    )
    for _ in range(3):
        await afternoon(workplace, days=1)
    assert before == 1
    assert len(reminders(person)) <= 1, "the one that was answered may be drawn over"


@pytest.mark.parametrize("user", VOLUNTEERS)
async def test_the_next_one_says_it_differently(workplace: Demo, platform: str, user: str):
    person = enters(workplace, user, platform)
    await asks_for_reminders(workplace, person)
    await afternoon(workplace)
    await afternoon(workplace, days=1)
    first, second = reminders(person)
    assert plain(first.all_text).splitlines()[0] != plain(second.all_text).splitlines()[0]
