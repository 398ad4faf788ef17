"""The main job in a real browser, in both languages: what a newcomer clicks after `make demo`."""

from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.async_api import Locator, Page, expect

from bot.demo import Demo
from bot.texts import Words
from tests.browser.conftest import OPEN
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


CAMILLE = Visitor("U0CAMILLE", "C0PARTAGES", "fr")
SAM = Visitor("U0SAM", "C0SHARES", "en")
TOM = Visitor("U0TOM", "C0PARTAGES", "fr", "rejoindre")
PRIYA = Visitor("U0PRIYA", "C0SHARES", "en", "join")
MEMBERS = pytest.mark.parametrize("visitor", [CAMILLE, SAM], ids=["fr", "en"])
NEWCOMERS = pytest.mark.parametrize("visitor", [TOM, PRIYA], ids=["fr", "en"])


def said(words: Words, key: str, **values: object) -> str:
    """The part of a sentence between its first asterisks, or all of it."""
    sentence = words(key, **values)
    return sentence.split("**")[1] if "**" in sentence else sentence


def the_share(page: Page, words: Words) -> Locator:
    """The latest share in the channel."""
    return page.get_by_test_id("message").filter(has_text=said(words, "daily.share.intro")).last


def the_kit(page: Page, words: Words) -> Locator:
    return page.get_by_test_id("ephemeral").filter(has_text=said(words, "kit.start")).last


async def places(page: Page, words: Words, count: int) -> None:
    """Wait until the card shows this many places."""
    await expect(the_share(page, words)).to_contain_text(
        said(words, "daily.share.places", count=count, slots=5)
    )


async def react(message: Locator) -> None:
    """Put the quick reaction on."""
    await message.hover()
    await message.get_by_test_id("quick-raising_hand").click()


@MEMBERS
async def test_claim_by_reaction_kit_done_and_rhythm(window: OPEN, lively: Demo, visitor: Visitor):
    words = visitor.words
    page = await window(visitor.user, visitor.channel)
    await places(page, words, 5)
    await react(the_share(page, words))
    await places(page, words, 4)

    kit = the_kit(page, words)
    for number in (1, 2, 3):
        await expect(kit).to_contain_text(f"{number}. ")
    links = {
        await link.inner_text(): str(await link.get_attribute("href"))
        for link in await kit.locator("a[href]").all()
    }
    hosts = {label: urlsplit(address).hostname for label, address in links.items()}
    assert hosts["LinkedIn"] == "www.linkedin.com"
    assert hosts["Bluesky"] == "bsky.app"
    assert "…" in parse_qs(urlsplit(links["LinkedIn"]).query)["text"][0]
    assert len(links) == 8
    assert hosts[words("kit.copy")] == "127.0.0.1"

    await page.get_by_test_id("home-tab").first.click()
    home = page.get_by_test_id("home")
    await home.get_by_text(words("rhythm.daily"), exact=True).click()
    await page.get_by_test_id("modal").wait_for()
    await page.keyboard.press("Escape")
    await expect(home).to_contain_text(said(words, "streak.days", count=0))
    await page.get_by_test_id(f"conversation-{visitor.channel}").click()
    await kit.get_by_text(words("kit.done"), exact=True).click()
    await page.get_by_test_id("ephemeral").filter(has_text=words("claims.done")).wait_for()
    await page.get_by_test_id("home-tab").first.click()
    await expect(home).to_contain_text(said(words, "streak.days", count=1))
    await expect(home).to_contain_text(words("streak.counted_today"))


@MEMBERS
async def test_taking_the_reaction_off_gives_the_place_back(window: OPEN, lively: Demo, visitor: Visitor):
    words = visitor.words
    page = await window(visitor.user, visitor.channel)
    share = the_share(page, words)
    await react(share)
    await places(page, words, 4)
    await share.get_by_test_id("reaction-raising_hand").click()
    await places(page, words, 5)


@MEMBERS
async def test_the_next_working_day_brings_another_post(window: OPEN, lively: Demo, visitor: Visitor):
    page = await window(visitor.user, visitor.channel)
    first = await the_share(page, visitor.words).locator("h3, h2, .header").first.inner_text()
    posts = page.get_by_test_id("message").filter(has_text=said(visitor.words, "daily.share.intro"))
    await expect(posts).to_have_count(1)
    await page.get_by_test_id("clock-next-day").click()
    await expect(posts).to_have_count(2)
    assert await posts.last.locator("h3, h2, .header").first.inner_text() != first


@NEWCOMERS
async def test_somebody_new_types_joins_and_claims_by_the_button(
    window: OPEN, lively: Demo, visitor: Visitor
):
    words = visitor.words
    page = await window(visitor.user, visitor.channel)
    await page.get_by_test_id("composer").fill(f"/advocacy {visitor.typed_join}")
    await page.keyboard.press("Enter")
    invitation = page.get_by_test_id("ephemeral").filter(has_text=words("join.heading"))
    await invitation.get_by_text(words("join.yes"), exact=True).click()
    await page.get_by_test_id("ephemeral").filter(has_text=words("join.welcome")).wait_for()
    await the_share(page, words).get_by_text(words("daily.share.claim"), exact=True).click()
    await the_kit(page, words).wait_for()
    await places(page, words, 4)


@MEMBERS
async def test_the_copy_page_opens_from_the_kit_with_the_text_to_change(
    window: OPEN, lively: Demo, visitor: Visitor
):
    words = visitor.words
    page = await window(visitor.user, visitor.channel)
    await the_share(page, words).get_by_text(words("daily.share.claim"), exact=True).click()
    async with page.context.expect_page() as opened:
        await the_kit(page, words).get_by_text(words("kit.copy"), exact=True).click()
    copy = await opened.value
    await copy.wait_for_load_state()
    assert "…" in await copy.locator("textarea").input_value()
    assert await copy.locator("html").get_attribute("lang") == visitor.language


async def test_settings_open_from_home_and_are_sent_with_the_keyboard_alone(window: OPEN, lively: Demo):
    page = await window("U0SAM", "home")
    settings = page.get_by_test_id("home").get_by_text("Settings", exact=True)
    await settings.focus()
    await page.keyboard.press("Enter")
    dialog = page.get_by_test_id("modal")
    await dialog.wait_for()
    await page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    await settings.focus()
    await page.keyboard.press("Enter")
    await dialog.get_by_label("Français").focus()
    await page.keyboard.press("Space")
    await dialog.get_by_role("button", name="Save").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("home")).to_contain_text("Votre rythme")


async def test_the_page_lives_when_somebody_else_acts(window: OPEN, lively: Demo):
    page = await window("U0HELENE", "C0PARTAGES")
    await places(page, CAMILLE.words, 5)
    camille = lively.sandbox.as_person("U0CAMILLE")
    share = next(message for message in camille.messages("C0PARTAGES") if "Je la prends" in message.buttons)
    await camille.press(share, "Je la prends")
    await places(page, CAMILLE.words, 4)
    await expect(page.get_by_test_id("ephemeral")).to_have_count(0)


async def test_the_page_fits_a_phone_and_every_button_has_a_name(window: OPEN, lively: Demo):
    page = await window("U0SAM", "C0SHARES", viewport={"width": 390, "height": 844})
    await places(page, SAM.words, 5)
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for button in await page.get_by_role("button").all():
        name = await button.evaluate(
            "node => node.ariaLabel || node.innerText || node.title || node.labels?.[0]?.innerText"
        )
        assert name, await button.evaluate("node => node.outerHTML")
    assert await page.get_by_role("log").count() == 1
