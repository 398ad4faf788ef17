"""From joining to coming back from a pause, as people live it: over the real wires of both platforms, in both languages."""

from datetime import date

import pytest

from bot.demo import Demo
from bot.domain.pauses import pause_on
from bot.domain.people import Member, Rhythm
from bot.usecases.membership import today_of
from sandbox.teams.people import directory_id
from tests.factories import MONDAY
from tests.journeys.dialogue import (
    PLATFORMS,
    Character,
    InSlack,
    InTeams,
    enters,
    everything_answered,
    plain,
    some_time_later,
)

pytestmark = pytest.mark.parametrize("platform", PLATFORMS)
NEW = pytest.mark.parametrize("user", ["U0TOM", "U0PRIYA"])
"""One speaks French, one English; neither has joined."""


def typed(person: Character, english: str, french: str) -> str:
    return french if person.words.language == "fr" else english


async def kept(workplace: Demo, platform: str, user: str) -> Member | None:
    """Look at what is kept of somebody."""
    await everything_answered(workplace)
    key = user if platform == "slack" else directory_id(user)
    async with workplace.bot.services.store.reading() as shelves:
        members = await shelves.members.page(None, 100)
    return next((each for each in members if each.person.user == key), None)


async def paused_until(workplace: Demo, platform: str, user: str) -> date | None:
    """Look until when somebody is on pause now."""
    member = await kept(workplace, platform, user)
    assert member is not None
    found = pause_on(member.pauses, today_of(workplace.bot.services, member))
    assert found is not None
    return found.ends


@NEW
async def test_from_joining_to_coming_back(workplace: Demo, platform: str, user: str):
    person = enters(workplace, user, platform)

    invitation = await person.types(typed(person, "join", "rejoindre"))
    await person.presses(invitation, "join.yes")
    welcome = await person.sees_privately("join.welcome")
    assert plain(person.words("join.links_off")) in plain(welcome.all_text)
    assert plain(person.words("join.examples_off")) in plain(welcome.all_text)

    await person.presses(welcome, "rhythm.weekly")
    question = await person.sees_privately("rhythm.target")
    await person.presses(question, "rhythm.days", count=3)
    chosen = await person.sees_privately("rhythm.chosen_weekly", count=3)
    await person.presses(chosen, "join.links_allow")
    await person.sees_privately("join.links_on")

    settings = await person.types(typed(person, "settings", "réglages"))
    await person.presses(settings, "days.title")
    await person.fills_in(
        person.words("days.title"),
        week="0,1,3",
        begins="05:00",
        zone="Europe/Paris",
        calendar="FR-57",
        **{"from": "22:00", "to": "04:00"},
    )
    await everything_answered(workplace)

    pause = await person.types(typed(person, "pause until 4/12", "pause jusqu’au 4/12"))
    last = person.words.day(await paused_until(workplace, platform, user) or MONDAY)
    assert plain(last) in plain(pause.all_text)
    await person.opens_home()
    home = await person.sees_at_home("pause.on_until", last=last)
    assert person.words("daily.share.claim") not in home.buttons

    await person.presses(pause, "resume.now")
    await person.sees_privately("resume.ended")
    await person.opens_home()
    await person.sees_at_home("home.today")
    assert not person.is_told_that_something_went_wrong()

    member = await kept(workplace, platform, user)
    assert member is not None
    assert (member.rhythm, member.arrangement.weekly_target) == (Rhythm.WEEKLY, 3)
    assert member.choices.allows_tracked_links
    assert not member.choices.allows_examples
    assert (member.arrangement.work_week, member.arrangement.holidays) == (frozenset({0, 1, 3}), "FR-57")
    assert member.pauses == ()


@NEW
async def test_whoever_says_no_is_not_kept_and_is_not_written_to(workplace: Demo, platform: str, user: str):
    person = enters(workplace, user, platform)
    await person.presses(await person.types(typed(person, "join", "rejoindre")), "join.not_now")
    await person.sees_privately("join.refused")
    assert await kept(workplace, platform, user) is None
    before = len(person.letters())
    await some_time_later(workplace, days=3)
    assert len(person.letters()) == before


@pytest.mark.parametrize("user", ["U0CAMILLE", "U0SAM"])
async def test_dates_by_the_dialog_and_a_mistake_that_is_repaired(workplace: Demo, platform: str, user: str):
    person = enters(workplace, user, platform)
    unreadable = await person.types("pause ???")
    assert plain(person.words("pause.unreadable")) in plain(unreadable.all_text)
    await person.presses(unreadable, "pause.choose")
    await person.fills_in(person.words("pause.title"), first="2026-11-25", last="2026-11-24")
    await everything_answered(workplace)
    await person.fills_in(person.words("pause.title"), first="2026-11-23", last="2026-11-27")
    assert await paused_until(workplace, platform, user) == date(2026, 11, 27)


@pytest.mark.parametrize("user", ["U0CAMILLE", "U0SAM"])
async def test_a_zone_that_is_misspelled_is_answered_with_the_one_that_was_meant(
    workplace: Demo, platform: str, user: str
):
    person = enters(workplace, user, platform)
    settings = await person.types(typed(person, "settings", "réglages"))
    await person.presses(settings, "days.title")
    await person.fills_in(person.words("days.title"), zone="Roma")
    await everything_answered(workplace)
    said = person.words("days.nearest_zone", word="Roma", guess="Europe/Rome")
    await person.until(lambda: plain(said) in plain(shown_dialog(person)))
    await person.fills_in(person.words("days.title"), zone="Europe/Rome")
    member = await kept(workplace, platform, user)
    assert member is not None
    assert member.timezone == "Europe/Rome"


@pytest.mark.parametrize("user", ["U0CAMILLE", "U0SAM"])
async def test_a_topic_is_left_out_and_comes_back(workplace: Demo, platform: str, user: str):
    person = enters(workplace, user, platform)
    topic = person.words("likes.topic_customer")
    card = await person.types(typed(person, "mute", "sourdine"))
    await person.presses(card, "mute.topic", topic=topic)
    card = await person.sees_privately("mute.left_out", topic=topic)
    member = await kept(workplace, platform, user)
    assert member is not None
    assert member.choices.topics == {"employer", "expertise", "community"}
    await person.presses(card, "mute.topic_back", topic=topic)
    await everything_answered(workplace)
    member = await kept(workplace, platform, user)
    assert member is not None
    assert member.choices.topics == frozenset()


def shown_dialog(person: Character) -> str:
    """Read the dialog in front of somebody, with what it says is to be repaired."""
    if isinstance(person, InSlack):
        dialog = person.actor.modals()[-1]
        return f"{dialog.all_text} {' '.join(dialog.errors.values())}"
    assert isinstance(person, InTeams)
    return person.actor.dialogs()[-1].all_text
