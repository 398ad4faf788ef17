"""The main job in Teams, in a real browser and in both languages: what a newcomer clicks after `make demo`."""

from dataclasses import dataclass

import pytest
from playwright.async_api import Locator, Page, expect

from bot.demo import Demo
from bot.texts import Words
from sandbox.teams.people import PARTAGES, SHARES, chat_id
from tests.browser.conftest import OPEN
from tests.browser.test_main_job import said, the_share
from tests.gallery import TEXTS

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Visitor:
    """Somebody of the cast, with where they are and how they are spoken to."""

    user: str
    channel: str
    language: str
    typed_join: str = ""

    @property
    def words(self) -> Words:
        return TEXTS.for_locale(self.language)

    @property
    def chat(self) -> str:
        """The page's name of their own chat with the bot."""
        return f"conversation-{chat_id(self.user)}"


CAMILLE = Visitor("U0CAMILLE", PARTAGES, "fr")
SAM = Visitor("U0SAM", SHARES, "en")
TOM = Visitor("U0TOM", PARTAGES, "fr", "rejoindre")
PRIYA = Visitor("U0PRIYA", SHARES, "en", "join")
MEMBERS = pytest.mark.parametrize("visitor", [CAMILLE, SAM], ids=["fr", "en"])
NEWCOMERS = pytest.mark.parametrize("visitor", [TOM, PRIYA], ids=["fr", "en"])
HAND = "1f64b_raisinghand"


def in_chat(page: Page, text: str) -> Locator:
    """The latest message of the bot in one's own chat that says this."""
    return page.get_by_test_id("message").filter(has_text=text).last


async def places(page: Page, words: Words, count: int) -> None:
    """Wait until the card in the channel shows this many places."""
    await expect(the_share(page, words)).to_contain_text(
        said(words, "daily.share.places", count=count, slots=5)
    )


async def writes(page: Page, text: str) -> None:
    await page.get_by_test_id("composer").fill(text)
    await page.keyboard.press("Enter")


async def raise_hand(message: Locator) -> None:
    await message.hover()
    await message.get_by_test_id(f"quick-{HAND}").click()


@MEMBERS
async def test_claim_by_reaction_kit_done_and_rhythm(window: OPEN, lively: Demo, visitor: Visitor):
    words = visitor.words
    page = await window(visitor.user, visitor.channel, is_in_teams=True)
    await places(page, words, 5)
    await raise_hand(the_share(page, words))
    await places(page, words, 4)

    await page.get_by_test_id(visitor.chat).click()
    kit = in_chat(page, said(words, "kit.start"))
    for number in (1, 2, 3):
        await expect(kit).to_contain_text(f"{number}. ")
    async with page.context.expect_page() as opened:
        await kit.get_by_text(words("kit.copy"), exact=True).click()
    copy = await opened.value
    await copy.wait_for_load_state()
    assert "…" in await copy.locator("textarea").input_value()
    assert await copy.locator("html").get_attribute("lang") == visitor.language

    await writes(page, "home")
    await (
        in_chat(page, said(words, "rhythm.question"))
        .get_by_role("button", name=words("rhythm.daily"))
        .click()
    )
    await in_chat(page, words("rhythm.chosen_daily")).wait_for()
    await kit.get_by_role("button", name=words("kit.done")).click()
    await in_chat(page, words("claims.done")).wait_for()
    await writes(page, "home")
    await in_chat(page, words("streak.counted_today")).wait_for()


@MEMBERS
async def test_taking_the_reaction_off_gives_the_place_back(window: OPEN, lively: Demo, visitor: Visitor):
    page = await window(visitor.user, visitor.channel, is_in_teams=True)
    share = the_share(page, visitor.words)
    await raise_hand(share)
    await places(page, visitor.words, 4)
    await share.get_by_test_id(f"reaction-{HAND}").click()
    await places(page, visitor.words, 5)


@NEWCOMERS
async def test_somebody_new_mentions_the_bot_joins_and_claims_by_the_button(
    window: OPEN, lively: Demo, visitor: Visitor
):
    words = visitor.words
    page = await window(visitor.user, visitor.channel, is_in_teams=True)
    await writes(page, f"@Portevoix {visitor.typed_join}")
    await page.get_by_test_id(visitor.chat).click()
    invitation = in_chat(page, words("join.heading"))
    await invitation.get_by_role("button", name=words("join.yes"), exact=True).click()
    await in_chat(page, words("join.welcome")).wait_for()
    await page.get_by_test_id(f"conversation-{visitor.channel}").click()
    await the_share(page, words).get_by_role("button", name=words("daily.share.claim")).click()
    await page.get_by_test_id("notice").wait_for()
    await places(page, words, 4)
    await page.get_by_test_id(visitor.chat).click()
    await in_chat(page, said(words, "kit.start")).wait_for()


@MEMBERS
async def test_the_next_working_day_brings_another_post(window: OPEN, lively: Demo, visitor: Visitor):
    page = await window(visitor.user, visitor.channel, is_in_teams=True)
    posts = page.get_by_test_id("message").filter(has_text=said(visitor.words, "daily.share.intro"))
    await expect(posts).to_have_count(1)
    await page.get_by_test_id("clock-next-day").click()
    await expect(posts).to_have_count(2)


async def test_settings_open_as_a_dialog_and_are_sent(window: OPEN, lively: Demo):
    page = await window("U0SAM", chat_id("U0SAM"), is_in_teams=True)
    await writes(page, "settings")
    await in_chat(page, "Settings").get_by_role("button", name="Settings").click()
    dialog = page.get_by_test_id("dialog")
    await dialog.wait_for()
    await dialog.get_by_label("Français").check()
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog).to_have_count(0)
    await writes(page, "streak")
    await in_chat(page, "Votre rythme").wait_for()


async def test_the_page_lives_when_somebody_else_acts_and_shows_nobody_elses_kit(window: OPEN, lively: Demo):
    page = await window("U0HELENE", PARTAGES, is_in_teams=True)
    await places(page, CAMILLE.words, 5)
    camille = lively.teams.as_person("U0CAMILLE")
    share = next(message for message in camille.messages(PARTAGES) if "Je la prends" in message.buttons)
    await camille.press(share, "Je la prends")
    await places(page, CAMILLE.words, 4)
    await expect(page.get_by_test_id("notice")).to_have_count(0)
    await page.get_by_test_id(f"conversation-{chat_id('U0HELENE')}").click()
    await expect(page.get_by_test_id("message")).to_have_count(0)


async def test_the_page_fits_a_phone_and_every_button_has_a_name(window: OPEN, lively: Demo):
    page = await window("U0SAM", SHARES, is_in_teams=True, viewport={"width": 390, "height": 844})
    await places(page, SAM.words, 5)
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for button in await page.get_by_role("button").all():
        name = await button.evaluate(
            "node => node.ariaLabel || node.innerText || node.title || node.labels?.[0]?.innerText"
        )
        assert name, await button.evaluate("node => node.outerHTML")


async def test_the_two_workplaces_lead_to_each_other(window: OPEN, lively: Demo):
    page = await window("U0SAM", SHARES, is_in_teams=True)
    await page.get_by_test_id("neighbour").click()
    await page.wait_for_url(f"{lively.page}**")
    await page.get_by_test_id("neighbour").click()
    await page.wait_for_url(f"{lively.teams_page}**")
