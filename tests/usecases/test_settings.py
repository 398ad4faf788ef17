"""Settings: three short dialogs, each answer kept as it was given, each mistake answered with its repair."""

from datetime import time, timedelta

import pytest

from bot.cards.elements import Card, Form
from bot.domain.arrangement import Arrangement, Slot
from bot.domain.people import Choices, Level, Profile, Reminders, Rhythm
from bot.screens.settings import TOPICS
from tests.bots import Bot, button, labels, someone
from tests.factories import MONDAY
from tests.usecases.dialogs import answers_of, opens, saves, sends, the_member

TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture
async def member(bot: Bot) -> None:
    """Somebody who has joined and chosen nothing."""
    await bot.join(rhythm=Rhythm.UNDECIDED)


pytestmark = pytest.mark.usefixtures("member")


async def test_the_card_leads_to_the_three_dialogs(bot: Bot):
    card = await bot.type("settings")
    for action, title in (
        ("settings.open", "Settings"),
        ("settings.days", "My days"),
        ("settings.likes", "What I like"),
    ):
        assert button(card, action).opens_form
        assert (await opens(bot, action)).title == title


@pytest.mark.parametrize("action", ["settings.open", "settings.days", "settings.likes"])
async def test_sending_a_dialog_that_nobody_touched_changes_nothing(bot: Bot, action: str):
    before = await the_member(bot)
    assert (await saves(bot, await opens(bot, action))).plain() == "Saved."
    assert await the_member(bot) == before


async def test_a_dialog_shows_what_was_chosen(bot: Bot):
    chosen = {"rhythm": "weekly", "target": "3", "reminders": "usual", "switches": "private,milestones,recap"}
    await saves(bot, await opens(bot, "settings.open"), **chosen)
    assert answers_of(await opens(bot, "settings.open")) == {"language": "en", **chosen}


async def test_rhythm_reminders_and_switches_are_kept(bot: Bot):
    form = await opens(bot, "settings.open")
    await saves(bot, form, rhythm="weekly", target="1", reminders="weekly", switches="milestones,recap")
    member = await the_member(bot)
    assert member.choices == Choices(
        rhythm=Rhythm.WEEKLY, reminders=Reminders.WEEKLY, tells_milestones=True, wants_recap=True
    )
    assert member.arrangement.weekly_target == 1


async def test_no_rhythm_is_preselected_and_leaving_it_open_leaves_it_open(bot: Bot):
    form = await opens(bot, "settings.open")
    assert answers_of(form)["rhythm"] == ""
    await saves(bot, form, reminders="weekly")
    assert (await the_member(bot)).rhythm is Rhythm.UNDECIDED


async def test_another_language_is_answered_in_that_language(bot: Bot):
    assert (await saves(bot, await opens(bot, "settings.open"), language="fr")).plain() == "C’est enregistré."
    assert "Vos réglages" in (await bot.type("settings")).plain()


async def test_the_region_of_a_language_stays_when_the_language_does(bot: Bot):
    bot.platform.profiles["U0SAM"] = Profile("Sam", "en-US", "America/New_York")
    await bot.join("U0SAM")
    await saves(bot, await opens(bot, "settings.open", user="U0SAM"), user="U0SAM", reminders="weekly")
    assert (await the_member(bot, "U0SAM")).locale == "en-US"


@pytest.mark.parametrize(
    "answers", [{"language": "xx"}, {"rhythm": "hourly"}, {"target": "9"}, {"reminders": "always"}]
)
async def test_an_answer_that_was_not_offered_changes_nothing(bot: Bot, answers: dict[str, str]):
    before = await the_member(bot)
    await saves(bot, await opens(bot, "settings.open"), **answers)
    assert await the_member(bot) == before


async def test_days_hours_zone_and_holidays_are_kept(bot: Bot):
    await saves(
        bot,
        await opens(bot, "settings.days"),
        week="0,1,2,3",
        other_week="2,3,4",
        begins="05:00",
        zone="New York",
        calendar="fr-57",
        from_="22:00",
        to="04:00",
    )
    assert (await the_member(bot)).arrangement == Arrangement(
        since=TUESDAY,
        timezone="America/New_York",
        rollover=time(5),
        work_week=frozenset({0, 1, 2, 3}),
        other_week=frozenset({2, 3, 4}),
        holidays="FR-57",
        slot=Slot(time(22), time(4)),
    )


async def test_changed_days_hold_from_the_next_date_and_the_answer_says_so(bot: Bot):
    before = (await the_member(bot)).arrangements
    answer = await saves(bot, await opens(bot, "settings.days"), week="0,1")
    assert "from Tuesday 24 November on" in answer.plain()
    assert (await the_member(bot)).arrangements[:-1] == before
    bot.clock.advance(timedelta(days=1))
    assert (await saves(bot, await opens(bot, "settings.days"))).plain() == "Saved."


async def test_the_last_of_two_wishes_of_a_day_holds(bot: Bot):
    await saves(bot, await opens(bot, "settings.days"), week="0")
    await saves(bot, await opens(bot, "settings.days"), week="0,1,2,3,4")
    assert len((await the_member(bot)).arrangements) == 1


@pytest.mark.parametrize(
    ("other_week", "kept"), [("", None), ("none", frozenset()), ("1,3", frozenset({1, 3}))]
)
async def test_the_other_week_is_alike_or_free_or_its_own(
    bot: Bot, other_week: str, kept: frozenset[int] | None
):
    await saves(bot, await opens(bot, "settings.days"), other_week=other_week)
    assert (await the_member(bot)).arrangement.other_week == kept
    assert answers_of(await opens(bot, "settings.days"))["other_week"] == other_week


async def test_holidays_that_are_emptied_are_emptied(bot: Bot):
    await saves(bot, await opens(bot, "settings.days"), calendar="France")
    assert (await the_member(bot)).arrangement.holidays == "FR"
    await saves(bot, await opens(bot, "settings.days"), calendar="")
    assert (await the_member(bot)).arrangement.holidays == ""


@pytest.mark.parametrize(
    ("field", "answer", "said"),
    [
        ("week", "", "Tick at least one day"),
        ("zone", "Roma", "Did you mean Europe/Rome?"),
        ("zone", "Atlantis", "I know no time zone “Atlantis”"),
        ("zone", "", "Its name, such as Europe/Paris"),
        ("calendar", "FR-99", "Did you mean FR?"),
        ("calendar", "Frence", "Did you mean FR?"),
        ("calendar", "Mars", "I know no holidays of “Mars”"),
        ("from_", "", "Choose a time"),
        ("to", "10:00", "no hours are left"),
    ],
)
async def test_a_mistake_is_answered_beside_its_field_with_all_that_was_typed(
    bot: Bot, field: str, answer: str, said: str
):
    before = await the_member(bot)
    typed = {"week": "0", "begins": "03:00"} | {field: answer}
    reply = await sends(bot, await opens(bot, "settings.days"), **typed)
    assert list(reply.errors) == [field.rstrip("_")]
    assert said in reply.errors[field.rstrip("_")]
    assert isinstance(reply.show, Form)
    assert answers_of(reply.show)["begins"] == "03:00"
    assert await the_member(bot) == before


async def test_likes_are_kept(bot: Bot):
    await saves(
        bot,
        await opens(bot, "settings.likes"),
        networks="linkedin,mastodon",
        topics="expertise,customer",
        level="at_ease",
        goals="learn,touch",
        allowed="links,examples",
    )
    assert (await the_member(bot)).choices == Choices(
        level=Level.AT_EASE,
        allows_tracked_links=True,
        allows_examples=True,
        topics=frozenset({"expertise", "customer"}),
        networks=frozenset({"linkedin", "mastodon"}),
        goals=frozenset({"learn", "touch"}),
    )


async def test_likes_that_are_emptied_are_emptied(bot: Bot):
    await saves(
        bot,
        await opens(bot, "settings.likes"),
        networks="x",
        topics="customer",
        level="new",
        goals="help",
        allowed="links",
    )
    await saves(
        bot,
        await opens(bot, "settings.likes"),
        networks="",
        topics="",
        level="undecided",
        goals="",
        allowed="",
    )
    assert (await the_member(bot)).choices == Choices()


async def test_all_topics_ticked_are_kept_as_none(bot: Bot):
    form = await opens(bot, "settings.likes")
    assert answers_of(form)["topics"] == ",".join(TOPICS)
    await saves(bot, form)
    assert (await the_member(bot)).choices.topics == frozenset()


async def test_answers_that_were_not_offered_are_not_kept(bot: Bot):
    await saves(
        bot,
        await opens(bot, "settings.likes"),
        networks="linkedin,myspace",
        topics="customer,weather",
        goals="learn,glory",
        allowed="links,everything",
        level="guru",
    )
    assert (await the_member(bot)).choices == Choices(
        networks=frozenset({"linkedin"}),
        topics=frozenset({"customer"}),
        goals=frozenset({"learn"}),
        allows_tracked_links=True,
    )


async def test_private_messages_begin_and_end_by_a_button(bot: Bot):
    assert "privately" in (await bot.press("settings.private", "on")).plain()
    assert (await the_member(bot)).choices.is_private
    assert "Back to the channel" in labels(await bot.type("settings"))
    await bot.press("settings.private", "off")
    assert not (await the_member(bot)).choices.is_private


@pytest.mark.parametrize("form", ["settings", "days", "likes"])
async def test_a_dialog_changes_only_the_settings_of_whoever_sends_it(bot: Bot, form: str):
    before = await the_member(bot)
    await bot.join("U0SAM", rhythm=Rhythm.OFF)
    opened = await opens(bot, "settings.open" if form == "settings" else f"settings.{form}")
    changed = {"settings": {"reminders": "usual"}, "days": {"week": "5"}, "likes": {"goals": "help"}}[form]
    await saves(bot, opened, user="U0SAM", **changed)
    assert await the_member(bot) == before


@pytest.mark.parametrize("action", ["settings.open", "settings.days", "settings.likes", "settings.private"])
async def test_someone_who_has_not_joined_has_no_settings_and_gets_none(bot: Bot, action: str):
    assert "people who take part" in (await bot.press(action, user="U0PRIYA")).plain()
    assert "people who take part" in (await bot.type("settings", user="U0PRIYA")).plain()
    async with bot.store.reading() as shelves:
        assert await shelves.members.get(someone("U0PRIYA")) is None


async def test_a_dialog_that_is_sent_after_leaving_keeps_nothing(bot: Bot):
    forms = [await opens(bot, f"settings.{each}") for each in ("open", "days", "likes")]
    await bot.press("leave.now")
    for form in forms:
        assert isinstance((await sends(bot, form)).show, Card)
    async with bot.store.reading() as shelves:
        assert await shelves.members.page(None, 10) == []
