"""The bot's main job, as people live it: over the real wires of Slack and Teams, in French and in English, on both databases."""

from urllib.parse import urlsplit

import aiohttp
import pytest

from bot.demo import Demo
from tests.journeys.dialogue import PLATFORMS, enters, next_working_day, some_time_later

pytestmark = pytest.mark.parametrize("platform", PLATFORMS)

VOLUNTEERS = ["U0CAMILLE", "U0SAM"]
"""One speaks French, one English; both have joined."""


@pytest.mark.parametrize("user", VOLUNTEERS)
async def test_a_day_with_the_bot(workplace: Demo, platform: str, user: str):
    person = enters(workplace, user, platform)

    share = await person.sees_in_channel("daily.share.intro")
    assert person.words("daily.share.places", count=5, slots=5).split("**")[1] in share.all_text.replace(
        "*", ""
    )
    await person.reacts(share)
    kit = await person.sees_privately("kit.intro")
    await some_time_later(workplace, seconds=2)
    await person.sees_in_channel("daily.share.places", count=4, slots=5)

    await person.opens_home()
    home = await person.sees_at_home("rhythm.question")
    await person.presses(home, "rhythm.daily")
    await person.sees_at_home("streak.days", count=0)
    await person.presses(kit, "kit.done")
    await person.sees_privately("claims.done")
    await person.opens_home()
    await person.sees_at_home("streak.days", count=1)
    await person.sees_at_home("streak.counted_today")


@pytest.mark.parametrize("user", VOLUNTEERS)
async def test_the_kit_has_three_angles_and_links_that_open_each_networks_own_page(
    workplace: Demo, platform: str, user: str
):
    person = enters(workplace, user, platform)
    share = await person.sees_in_channel("daily.share.intro")
    await person.presses(share, "daily.share.claim")
    kit = await person.sees_privately("kit.intro")

    assert [number for number in (1, 2, 3) if f"{number}. " in kit.all_text] == [1, 2, 3]
    hosts = {label: urlsplit(link).hostname or urlsplit(link).scheme for label, link in kit.links.items()}
    assert hosts["LinkedIn"] == "www.linkedin.com"
    assert hosts["X"] == "x.com"
    assert hosts["Facebook"] == "www.facebook.com"
    assert hosts["Bluesky"] == "bsky.app"
    assert hosts["Threads"] == "www.threads.com"
    assert hosts["Mastodon"] == hosts[person.words("kit.copy")] == "127.0.0.1"
    async with aiohttp.ClientSession() as browser, browser.get(kit.links[person.words("kit.copy")]) as page:
        assert page.status == 200
        assert f'lang="{person.words.language}"' in await page.text()

    await person.presses(kit, "kit.use", number=2)
    second = await person.sees_privately("kit.use", number=1)
    assert second.links["LinkedIn"] != kit.links["LinkedIn"]
    assert len([each for each in person.private() if "LinkedIn" in each.links]) == 1, (
        "the kit is drawn over, not added"
    )


@pytest.mark.parametrize("user", VOLUNTEERS)
async def test_taking_the_reaction_off_gives_the_place_back(workplace: Demo, platform: str, user: str):
    person = enters(workplace, user, platform)
    share = await person.sees_in_channel("daily.share.intro")
    await person.reacts(share)
    await some_time_later(workplace, seconds=2)
    await person.sees_in_channel("daily.share.places", count=4, slots=5)
    await person.reacts(share, on=False)
    await some_time_later(workplace, seconds=2)
    await person.sees_in_channel("daily.share.places", count=5, slots=5)


@pytest.mark.parametrize("user", VOLUNTEERS)
async def test_the_next_working_day_brings_another_share_and_another_tip(
    workplace: Demo, platform: str, user: str
):
    person = enters(workplace, user, platform)
    await person.sees_in_channel("daily.share.intro")
    first = {message.all_text for message in person.public()}
    await next_working_day(workplace)
    await person.until(lambda: len(person.public()) == 4)
    assert len({message.all_text for message in person.public()} - first) == 2


@pytest.mark.parametrize(("user", "typed"), [("U0TOM", "rejoindre"), ("U0PRIYA", "join")])
async def test_someone_new_reads_what_it_means_then_joins_or_not(
    workplace: Demo, platform: str, user: str, typed: str
):
    person = enters(workplace, user, platform)
    share = await person.sees_in_channel("daily.share.intro")
    await person.reacts(share)
    assert person.private() == [], "nothing is sent to someone who has not joined"

    invitation = await person.types(typed)
    assert list(invitation.buttons) == [
        person.words(key) for key in ("join.yes", "join.not_now", "human.ask")
    ]
    assert {button.get("style") for button in invitation.buttons.values()} == {None}, (
        "yes and no weigh the same"
    )
    await person.presses(invitation, "join.not_now")
    await person.sees_privately("join.refused")

    again = await person.types(typed)
    await person.presses(again, "join.yes")
    welcome = await person.sees_privately("join.welcome")
    await person.presses(welcome, "rhythm.off")
    await person.sees_privately("rhythm.chosen_off")
    await person.presses(share, "daily.share.claim")
    await person.sees_privately("kit.intro")


async def test_settings_change_the_language_at_once(workplace: Demo, platform: str):
    sam = enters(workplace, "U0SAM", platform)
    await sam.presses(await sam.opens_home(), "settings.open")
    await sam.fills_in("Settings", language="fr", rhythm="daily")
    answer = await sam.types("streak")
    assert "Votre rythme" in answer.all_text


async def test_leaving_from_home_asks_once_then_erases(workplace: Demo, platform: str):
    camille = enters(workplace, "U0CAMILLE", platform)
    share = await camille.sees_in_channel("daily.share.intro")
    await camille.reacts(share)
    await some_time_later(workplace, seconds=2)
    await camille.sees_in_channel("daily.share.places", count=4, slots=5)
    await camille.presses(await camille.opens_home(), "home.leave")
    await camille.presses(await camille.sees_answer(), "leave.yes")
    await camille.sees_at_home("join.heading")
    await some_time_later(workplace, seconds=2)
    await camille.sees_in_channel("daily.share.places", count=5, slots=5)


async def test_a_champion_posts_an_idea_after_seeing_it_and_others_cannot(workplace: Demo, platform: str):
    nadia, camille = enters(workplace, "U0NADIA", platform), enters(workplace, "U0CAMILLE", platform)
    before = len(nadia.public())
    refusal = await camille.types("publier")
    roles = [camille.words(f"rights.role.{role}") for role in ("champion", "admin")]
    assert camille.words("rights.not_allowed", roles=camille.words.either(roles)) in refusal.all_text
    preview = await nadia.types("publier")
    assert nadia.words("post.preview") in preview.all_text
    await nadia.presses(preview, "post.confirm")
    await nadia.until(lambda: len(nadia.public()) == before + 1)
    # The title is the line below the one that says what kind of idea it is.
    await nadia.sees_privately("post.posted", title=nadia.public()[-1].all_text.splitlines()[1])


@pytest.mark.parametrize("user", VOLUNTEERS)
async def test_every_command_answers_privately_in_the_persons_language(
    workplace: Demo, platform: str, user: str
):
    person = enters(workplace, user, platform)
    for typed in ("help", "join", "today", "tip", "claims", "streak", "aide", "nonsense", ""):
        answer = await person.types(typed)
        assert answer.all_text in [each.all_text for each in person.private()]
        await some_time_later(workplace, seconds=2)
        other = "Votre" if person.words.language == "en" else "Your"
        assert other not in answer.all_text, typed
    assert not person.is_told_that_something_went_wrong()


async def test_uninstalling_stops_everything_at_once(workplace: Demo, platform: str):
    sam = enters(workplace, "U0SAM", platform)
    where = workplace.sandbox if platform == "slack" else workplace.teams
    where.uninstall()
    await where.settled()
    before = len(sam.public())
    await next_working_day(workplace)
    assert len(sam.public()) == before
