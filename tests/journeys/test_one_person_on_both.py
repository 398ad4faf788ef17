"""One person in Slack and in Teams: after a code, one rhythm, one set of choices, one claim; and leaving leaves nothing on either."""

import re

import pytest

from bot.demo import Demo
from tests.journeys.dialogue import Character, enters, everything_answered, some_time_later

PERSONS = [("U0CAMILLE", "lier", "rythme", "partir"), ("U0SAM", "link", "streak", "leave")]


async def linked(
    workplace: Demo, user: str, typed: str, first: str, then: str
) -> tuple[Character, Character]:
    """Take a code on one platform, type it on the other, and agree."""
    one, other = enters(workplace, user, first), enters(workplace, user, then)
    shown = await one.types(typed)
    code = re.search(rf"advocacy {typed} ([\w-]+)", shown.all_text.replace("*", ""))
    assert code is not None, shown.all_text
    question = await other.types(f"{typed} {code[1]}")
    await other.presses(question, "link.yes")
    platform = "Slack" if first == "slack" else "Microsoft Teams"
    await other.sees_privately("link.linked", platform=platform)
    return one, other


@pytest.mark.parametrize(("user", "link", "streak", "leave"), PERSONS)
@pytest.mark.parametrize(("first", "then"), [("slack", "teams"), ("teams", "slack")])
async def test_a_step_on_one_platform_counts_on_the_other(
    workplace: Demo, user: str, link: str, streak: str, leave: str, first: str, then: str
):
    one, other = await linked(workplace, user, link, first, then)
    home = await other.opens_home()
    await other.presses(home, "rhythm.daily")
    await everything_answered(workplace)

    share = await one.sees_in_channel("daily.share.intro")
    await one.presses(share, "daily.share.claim")
    kit = await one.sees_privately("kit.intro")
    await one.presses(kit, "kit.done")
    await one.sees_privately("claims.done")

    seen = await other.types(streak)
    assert other.words("streak.counted_today") in seen.all_text.replace("*", "")


@pytest.mark.parametrize(("user", "link", "streak", "leave"), PERSONS)
async def test_leaving_on_one_leaves_nothing_on_either(
    workplace: Demo, user: str, link: str, streak: str, leave: str
):
    slack, teams = await linked(workplace, user, link, "slack", "teams")
    share = await slack.sees_in_channel("daily.share.intro")
    await slack.reacts(share)
    await some_time_later(workplace, seconds=2)
    await slack.sees_in_channel("daily.share.places", count=4, slots=5)
    await teams.types(leave)
    await teams.sees_privately("leave.left")
    await slack.opens_home()
    await slack.sees_at_home("join.heading")
    await some_time_later(workplace, seconds=2)
    await slack.sees_in_channel("daily.share.places", count=5, slots=5)
