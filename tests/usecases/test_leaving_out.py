"""Leaving topics and campaigns out: at once, privately, for oneself alone, and what was left out is written nowhere."""

import logging
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.domain.people import Member, Rhythm
from bot.playbook.book import Book, Playbook
from bot.playbook.kinds.campaign import Campaign
from bot.playbook.kinds.share import Share
from bot.playbook.programme import ClosedPeriod
from bot.screens.settings import TOPICS
from bot.usecases.look import open_now, wanted
from tests.bots import Bot, button, labels, someone, the_starters
from tests.factories import MONDAY, a_member
from tests.store.making import all_text
from tests.usecases.dialogs import the_member

DAY = timedelta(days=1)


@pytest.fixture
async def member(bot: Bot) -> None:
    """Somebody who takes part."""
    await bot.join(rhythm=Rhythm.OFF)


async def topics(bot: Bot, user: str = "U0CAMILLE") -> frozenset[str]:
    return (await the_member(bot, user)).choices.topics


@pytest.mark.usefixtures("member")
class TestTopics:
    """The card of `mute` and its buttons."""

    async def test_each_topic_has_its_way_out(self, bot: Bot):
        card = await bot.type("mute")
        names = ("Working here", "Our craft", "Customers", "Community")
        assert labels(card)[: len(TOPICS)] == [f"Leave out: {name}" for name in names]

    async def test_a_topic_that_is_left_out_is_not_kept_but_those_that_remain_are(self, bot: Bot):
        card = await bot.press("mute.topic", "employer")
        assert "Working here · left out" in card.plain()
        assert await topics(bot) == frozenset(TOPICS) - {"employer"}

    async def test_a_topic_comes_back_and_all_of_them_are_kept_as_none(self, bot: Bot):
        card = await bot.press("mute.topic", "employer")
        await bot.press("mute.topic_back", button(card, "mute.topic_back").value)
        assert await topics(bot) == frozenset()

    async def test_pressing_twice_leaves_out_once(self, bot: Bot):
        for _ in range(2):
            await bot.press("mute.topic", "employer")
        assert await topics(bot) == frozenset(TOPICS) - {"employer"}

    async def test_the_last_topic_stays_for_none_at_all_would_mean_all(self, bot: Bot):
        for topic in TOPICS:
            card = await bot.press("mute.topic", topic)
        assert await topics(bot) == {TOPICS[-1]}
        assert not [label for label in labels(card) if label.startswith("Leave out")]
        assert "/advocacy pause" in card.plain()

    @pytest.mark.parametrize("action", ["mute.topic", "mute.topic_back"])
    async def test_a_topic_that_there_is_not_changes_nothing(self, bot: Bot, action: str):
        await bot.press("mute.topic", "employer")
        await bot.press(action, "weather")
        assert await topics(bot) == frozenset(TOPICS) - {"employer"}

    async def test_a_copy_of_a_button_changes_only_the_topics_of_whoever_presses_it(self, bot: Bot):
        await bot.join("U0SAM")
        await bot.press("mute.topic", "customer", user="U0SAM")
        assert await topics(bot) == frozenset()
        assert "customer" not in await topics(bot, "U0SAM")

    async def test_today_shows_what_is_wanted_and_says_so_when_nothing_is(self, bot: Bot):
        await bot.tick()
        before = (await bot.type("today")).plain()
        for _, share in await open_now(bot.services, someone("U0CAMILLE")):
            if share.topic:
                await bot.press("mute.topic", share.topic)
        after = (await bot.type("today")).plain()
        assert "place" in before
        assert "Nothing is open among what you like to see" in after

    async def test_the_channel_is_the_same_for_everybody(self, bot: Bot):
        for topic in TOPICS[1:]:
            await bot.press("mute.topic", topic)
        await bot.tick()
        assert len(bot.platform.posted) == 4

    @pytest.mark.parametrize(
        ("action", "value"), [("mute.topic", "employer"), ("mute.topic_back", "employer"), ("join.no", "")]
    )
    async def test_what_was_left_out_or_refused_leaves_no_byte(
        self,
        bot: Bot,
        tmp_path: Path,
        caplog: pytest.LogCaptureFixture,
        capsys: pytest.CaptureFixture[str],
        action: str,
        value: str,
    ):
        caplog.set_level(logging.DEBUG)
        user = "U0CAMILLE" if value else "U0REFUSES"
        secret = (value or user).encode()
        await bot.router.close()
        before = sum(file.read_bytes().count(secret) for file in tmp_path.iterdir())
        await bot.type("mute" if value else "join", user=user)
        await bot.press(action, value, user=user)
        await bot.router.close()
        if action == "mute.topic":
            assert "employer" not in await topics(bot)
        after = sum(file.read_bytes().count(secret) for file in tmp_path.iterdir())
        printed = capsys.readouterr()
        assert after == before
        assert secret.decode() not in caplog.text + printed.out + printed.err


@pytest.fixture
def campaign() -> Campaign:
    """A campaign that runs for three weeks from today on, with one share."""
    return Campaign(
        id="repairs",
        title="Repair days",
        text="x",
        goal="y",
        starts=MONDAY,
        ends=MONDAY + 20 * DAY,
        shares=(),
    )


@pytest.fixture
def programme(bot: Bot, campaign: Campaign) -> Playbook:
    """The English starter with the campaign, in force."""
    first, *others = the_starters().playbooks
    with_campaign = first.model_copy(
        update={"campaigns": (campaign.model_copy(update={"shares": (first.shares[0].id,)}),)}
    )
    bot.services.__dict__["book"] = lambda: Book((with_campaign, *others))
    return with_campaign


@pytest.mark.usefixtures("member")
async def test_a_running_campaign_is_left_out_and_comes_back(bot: Bot, programme: Playbook):
    share = programme.shares[0]
    assert "Repair days · campaign until Sunday 13 December, shown" in (await bot.type("mute")).plain()
    card = await bot.press("mute.campaign")
    assert "Repair days · campaign until Sunday 13 December, left out" in card.plain()
    assert not wanted(await the_member(bot), share, programme, MONDAY)
    await bot.press("mute.campaign_back")
    assert wanted(await the_member(bot), share, programme, MONDAY)


@pytest.mark.usefixtures("member")
async def test_which_campaign_was_left_out_is_not_kept(bot: Bot, programme: Playbook, tmp_path: Path):
    await bot.press("mute.campaign")
    assert (await the_member(bot)).choices.campaigns_from == MONDAY + DAY
    for file in tmp_path.iterdir():
        assert programme.campaigns[0].id.encode() not in file.read_bytes()
    assert programme.campaigns[0].id not in await all_text(bot.store)


@pytest.mark.usefixtures("member", "programme")
async def test_a_campaign_that_begins_later_is_shown_again(bot: Bot, campaign: Campaign):
    await bot.press("mute.campaign")
    member = await the_member(bot)
    later = campaign.model_copy(update={"starts": MONDAY + 30 * DAY, "ends": MONDAY + 40 * DAY})
    book = bot.services.book().playbooks[0]
    share = book.shares[0]
    with_later = book.model_copy(update={"campaigns": (later.model_copy(update={"shares": (share.id,)}),)})
    assert wanted(member, share, with_later, MONDAY + 35 * DAY)


def a_share(**changed: object) -> tuple[Share, Playbook]:
    playbook = the_starters().playbooks[0]
    return playbook.shares[0].model_copy(update={"topic": None, "expires": None, **changed}), playbook


def likes(*chosen: str, campaigns_from: date | None = None) -> Member:
    return a_member(topics=frozenset(chosen), campaigns_from=campaigns_from)


@pytest.mark.parametrize(
    ("chosen", "topic", "is_wanted"),
    [
        ((), "customer", True),
        (("customer",), "customer", True),
        (("employer",), "customer", False),
        (("employer",), None, True),
    ],
)
def test_wanted_is_what_is_about_a_topic_that_remains_or_about_none(
    chosen: tuple[str, ...], topic: str | None, is_wanted: bool
):
    share, playbook = a_share(topic=topic)
    assert wanted(likes(*chosen), share, playbook, MONDAY) is is_wanted


def test_nothing_expired_and_nothing_of_a_closed_period_is_brought_before_anybody():
    share, playbook = a_share(topic="employer", expires=MONDAY)
    closed = ClosedPeriod.model_validate(
        {"title": "Results", "from": MONDAY, "to": MONDAY, "topics": ["employer"]}
    )
    assert wanted(None, share, playbook, MONDAY)
    assert not wanted(None, share, playbook, MONDAY + DAY)
    assert not wanted(None, share, playbook.model_copy(update={"closed_periods": (closed,)}), MONDAY)


def test_an_idea_of_two_campaigns_is_wanted_while_one_of_them_is(campaign: Campaign):
    share, playbook = a_share()
    old = campaign.model_copy(update={"starts": MONDAY - 30 * DAY, "shares": (share.id,)})
    new = campaign.model_copy(update={"shares": (share.id,)})
    member = likes(campaigns_from=MONDAY)
    assert not wanted(member, share, playbook.model_copy(update={"campaigns": (old,)}), MONDAY)
    assert wanted(member, share, playbook.model_copy(update={"campaigns": (old, new)}), MONDAY)
    none_left_out = replace(member, choices=replace(member.choices, campaigns_from=None))
    assert wanted(none_left_out, share, playbook.model_copy(update={"campaigns": (old,)}), MONDAY)


@pytest.mark.parametrize("action", ["mute.show", "mute.topic", "mute.topic_back", "mute.campaign"])
async def test_someone_who_has_not_joined_leaves_nothing_out_and_no_row(bot: Bot, action: str):
    assert "people who take part" in (await bot.press(action, "employer", user="U0PRIYA")).plain()
    async with bot.store.reading() as shelves:
        assert await shelves.members.get(someone("U0PRIYA")) is None
