"""Home: the most important first, short, one's own, and in a pause it asks nothing."""

import pytest

from bot.cards.elements import Buttons, Card, Heading, Style
from bot.domain.people import Rhythm
from tests.bots import Bot, button, labels

MOST_BLOCKS = 60
ASKING = {"claims.take", "tip.open", "tip.read", "streak.choose"}
"""What would ask something of a person who is on pause."""


def actions(card: Card) -> set[str]:
    """List what the buttons of a card do."""
    rows = [element.items for element in card.elements if isinstance(element, Buttons)]
    return {item.action for items in rows for item in items if hasattr(item, "action")}


def headings(card: Card) -> list[str]:
    return [each.text for each in card.elements if isinstance(each, Heading)]


@pytest.fixture
async def member(bot: Bot) -> None:
    """Somebody who takes part on a day with an idea and a tip."""
    await bot.tick()
    await bot.join()


@pytest.mark.usefixtures("member")
async def test_today_comes_first_then_ones_own_things(bot: Bot):
    home = await bot.type("home")
    assert headings(home) == ["Today", "Your rhythm", "As it suits you"]
    await bot.press("claims.take", button(home, "claims.take").value)
    assert headings(await bot.type("home")) == ["Today", "Your ideas", "Your rhythm", "As it suits you"]


@pytest.mark.usefixtures("member")
async def test_an_idea_one_holds_is_not_offered_again(bot: Bot):
    home = await bot.type("home")
    offered = button(home, "claims.take").value
    await bot.press("claims.take", offered)
    again = await bot.type("home")
    assert "claims.take" not in actions(again)
    assert button(again, "claims.open").value == offered


@pytest.mark.usefixtures("member")
async def test_home_has_the_way_to_everything_that_is_ones_own(bot: Bot):
    ways = {"settings.open", "settings.days", "settings.likes", "settings.private", "mute.show"}
    ways |= {"pause.week", "pause.open", "pause.form", "path.open", "notebook.open"}
    ways |= {"privacy.show", "me.show", "leave.ask", "human.ask", "tip.open"}
    assert ways <= actions(await bot.type("home"))


@pytest.mark.usefixtures("member")
async def test_home_stays_short_and_shouts_nowhere(bot: Bot):
    home = await bot.type("home")
    assert len(home.elements) <= MOST_BLOCKS
    rows = [element.items for element in home.elements if isinstance(element, Buttons)]
    assert {getattr(item, "style", Style.NORMAL) for items in rows for item in items} == {Style.NORMAL}


@pytest.mark.usefixtures("member")
async def test_what_was_left_out_is_not_at_home(bot: Bot):
    share = bot.services.book().playbook("starter-en").shares[0]
    for topic in ("employer", "expertise", "customer"):
        await bot.press("mute.topic", topic)
    home = await bot.type("home")
    assert share.topic != "community"
    assert "No idea is open" in home.plain()


@pytest.mark.usefixtures("member")
async def test_in_a_pause_home_says_so_kindly_and_asks_nothing(bot: Bot):
    await bot.type("pause until 27/11")
    home = await bot.type("home")
    assert "You are on pause until Friday 27 November, that day included." in home.plain()
    assert "Nothing is asked of you" in home.plain()
    assert not actions(home) & ASKING
    assert "pause.week" not in actions(home)
    assert labels(home)[0] == "Come back now"


@pytest.mark.usefixtures("member")
async def test_a_planned_pause_is_told_and_can_be_cancelled(bot: Bot):
    await bot.type("pause 24/12 4/1")
    home = await bot.type("home")
    assert "from Thursday 24 December to Monday 4 January 2027" in home.plain()
    await bot.press("resume.now")
    assert "24 December" not in (await bot.type("home")).plain()


@pytest.mark.usefixtures("member")
async def test_home_shows_nothing_of_anybody_else(bot: Bot):
    before = (await bot.type("home")).plain()
    await bot.join("U0SAM", rhythm=Rhythm.WEEKLY)
    await bot.type("pause", user="U0SAM")
    await bot.press("settings.private", "on", user="U0SAM")
    assert (await bot.type("home")).plain() == before


async def test_a_visitors_home_says_what_to_expect_and_knows_nobody(bot: Bot):
    await bot.join("U0SAM")
    home = await bot.type("home", user="U0PRIYA")
    assert {"join.yes", "join.no", "privacy.show", "human.ask"} == actions(home)
