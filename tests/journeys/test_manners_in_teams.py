"""What Teams alone brings: words in three kinds of place, presses that come again, and clients of yesterday."""

import pytest

from bot.demo import Demo
from bot.domain.people import PersonRef
from sandbox.teams.people import SHARES, TENANT, directory_id
from tests.journeys.dialogue import enters, everything_answered, some_time_later

SAM = PersonRef("teams", TENANT, directory_id("U0SAM"))
TIMES = [tuple(apart * number for number in range(times)) for times in (1, 2, 3, 4) for apart in (15.0, 45.0)]


@pytest.mark.parametrize("place", ["app", "shares", "Lunch"])
@pytest.mark.parametrize("typed", ["help", "hi", "what is this thing", "", "aide", "HELP", "merci beaucoup"])
async def test_whatever_is_said_to_the_bot_gets_a_useful_answer(workplace: Demo, place: str, typed: str):
    sam = workplace.teams.as_person("U0SAM")
    before = len(sam.private())
    await sam.command(typed or ("@Portevoix" if place == "app" else ""), place)
    await workplace.teams.until(lambda: len(sam.private()) > before)
    answer = sam.private()[-1]
    assert "/advocacy join" in answer.all_text
    assert "Priya Shah" in answer.all_text, "and a human to ask instead"
    await everything_answered(workplace)


@pytest.mark.parametrize("deliveries", TIMES)
async def test_a_press_that_comes_again_is_one_claim_one_kit_and_one_step(
    workplace: Demo, deliveries: tuple[float, ...]
):
    sam = enters(workplace, "U0SAM", "teams")
    actor = workplace.teams.as_person("U0SAM")
    actor.deliveries = deliveries
    share = await sam.sees_in_channel("daily.share.intro")
    await sam.presses(share, "daily.share.claim")
    kit = await sam.sees_privately("kit.intro")
    await everything_answered(workplace)
    assert len([each for each in actor.private() if "LinkedIn" in each.links]) == 1
    await sam.presses(kit, "kit.done")
    await everything_answered(workplace)
    async with workplace.bot.services.store.reading() as shelves:
        claims, acts = await shelves.claims.of(SAM), await shelves.acts.of(SAM)
    assert [claim.state for claim in claims] == ["done"]
    assert len(acts) == 1
    await some_time_later(workplace, seconds=5)
    await sam.sees_in_channel("daily.share.places", count=4, slots=5)


@pytest.mark.parametrize("deliveries", TIMES)
async def test_a_champions_press_that_comes_again_posts_once(workplace: Demo, deliveries: tuple[float, ...]):
    priya = enters(workplace, "U0PRIYA", "teams")
    before = len(priya.public())
    preview = await priya.types("post")
    workplace.teams.as_person("U0PRIYA").deliveries = deliveries
    await priya.presses(preview, "post.confirm")
    await everything_answered(workplace)
    await some_time_later(workplace, seconds=5)
    assert len(priya.public()) == before + 1


async def test_an_old_client_takes_an_idea_as_a_new_one_does(workplace: Demo):
    sam = enters(workplace, "U0SAM", "teams")
    workplace.teams.as_person("U0SAM").is_old_client = True
    await sam.presses(await sam.sees_in_channel("daily.share.intro"), "daily.share.claim")
    await sam.sees_privately("kit.intro")
    await everything_answered(workplace)
    assert workplace.teams.limits.refused == []
    assert SHARES in workplace.teams.workplace.conversations
