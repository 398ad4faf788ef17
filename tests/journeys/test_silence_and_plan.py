"""Champions at work on both platforms: a silence from first to last, and a look at the plan."""

from datetime import timedelta

import pytest

from bot.demo import Demo
from tests.journeys.dialogue import PLATFORMS, enters, everything_answered
from tests.journeys.test_own_words import sees_window

pytestmark = pytest.mark.parametrize("platform", PLATFORMS)

LINE = "Nous mettons nos idées en pause, le temps de nous occuper de nos collègues."


async def passes(workplace: Demo, **later: float) -> None:
    """Let time pass and everything be said that is due."""
    workplace.sandbox.clock.advance(timedelta(**later))
    await workplace.bot.engine.tick(workplace.bot.services.clock.now())
    await everything_answered(workplace)


async def test_a_champion_silences_both_platforms_and_gives_the_all_clear(workplace: Demo, platform: str):
    nadia = enters(workplace, "U0NADIA", platform)
    await nadia.presses(await nadia.types("silence"), "silence.open")
    await nadia.fills_in(nadia.words("silence.title"), all_clear="Claire Morel", says=LINE)
    await sees_window(nadia, "silence.begun")
    await passes(workplace, minutes=1)
    for other in PLATFORMS:
        channel = enters(workplace, "U0CAMILLE", other).public()
        assert sum(LINE in each.all_text for each in channel) == 1
    before = len(enters(workplace, "U0CAMILLE", "slack").public())
    await passes(workplace, days=1)
    assert len(enters(workplace, "U0CAMILLE", "slack").public()) == before
    await nadia.presses(await nadia.types("silence"), "silence.end")
    await nadia.sees_privately("silence.ended")
    await passes(workplace, days=1)
    assert len(enters(workplace, "U0CAMILLE", "slack").public()) > before


async def test_a_champion_looks_two_weeks_ahead(workplace: Demo, platform: str):
    nadia = enters(workplace, "U0NADIA", platform)
    plan = await nadia.types("planning")
    assert nadia.words("plan.heading") in plan.all_text
    labels = [
        label
        for label in plan.buttons
        if label == nadia.words("plan.open", kind=nadia.words("plan.kind.tip"))
    ]
    assert labels
