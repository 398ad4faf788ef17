"""What people do together, as people live it on both platforms: a workshop from its plan to somebody who comes; the box."""

import pytest

from bot.demo import Demo
from tests.bots import the_starters
from tests.journeys.dialogue import PLATFORMS, InSlack, enters, everything_answered, some_time_later
from tests.journeys.test_own_words import sees_window, windows

pytestmark = pytest.mark.parametrize("platform", PLATFORMS)


async def test_a_workshop_is_planned_in_a_dialog_and_somebody_who_never_joined_comes(
    workplace: Demo, platform: str
):
    champion, visitor = enters(workplace, "U0NADIA", platform), enters(workplace, "U0CAMILLE", platform)
    await champion.sees_in_channel("daily.share.intro")
    await champion.presses(await champion.types("atelier"), "workshop.plan")
    playbook = next(each for each in the_starters().playbooks if each.language == "fr")
    agenda = playbook.workshops[0]
    await champion.fills_in(
        champion.words("workshop.plan_title"),
        agenda=playbook.key(agenda),
        day="2026-11-26",
        time="14:00",
        where="Salle 12",
    )
    await everything_answered(workplace)
    await some_time_later(workplace, seconds=5)
    card = await visitor.sees_in_channel("workshop.free")
    await visitor.presses(card, "workshop.come")
    await visitor.sees_privately("workshop.noted_means")
    await some_time_later(workplace, seconds=5)
    await visitor.sees_in_channel("workshop.count", count=1)


async def test_a_question_goes_into_the_box_without_a_name_and_champions_read_it(
    workplace: Demo, platform: str
):
    champion, visitor = enters(workplace, "U0NADIA", platform), enters(workplace, "U0CAMILLE", platform)
    await champion.sees_in_channel("daily.share.intro")
    if isinstance(visitor, InSlack):
        await visitor.actor.command("/advocacy demander", channel=visitor.channel)
    else:  # In Teams a window opens from a press.
        await visitor.presses(await visitor.types("demander"), "ask.title")
    await visitor.until(lambda: windows(visitor))
    await visitor.fills_in(visitor.words("ask.title"), text="Et si un client se plaint sous mon post ?")
    await sees_window(visitor, "ask.kept_anonymous")
    await champion.types("boite")
    await champion.until(
        lambda: [seen for seen in champion.private() if "Et si un client se plaint" in seen.all_text]
    )
