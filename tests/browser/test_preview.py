"""The preview in a browser: everything is drawn on both platforms, an edit shows by itself, and the keyboard is enough."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, Page, expect

from bot.playbook.load import load
from bot.texts import catalogues
from bot.tools.preview import ASSETS, follow
from bot.web.preview import Preview, build_preview, serving
from tests.playbook.desk import STARTERS

pytestmark = pytest.mark.browser


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shutil.copytree(STARTERS, tmp_path / "books")


@pytest.fixture
async def address(folder: Path) -> AsyncIterator[str]:
    """A preview of both starters at work."""
    preview = Preview()
    async with serving(build_preview(preview, catalogues(), ASSETS), 0) as found:
        following = asyncio.create_task(follow(folder, preview, catalogues()))
        yield found
        following.cancel()
        with suppress(asyncio.CancelledError):
            await following


@pytest.fixture
async def page(chromium: Browser, address: str) -> AsyncIterator[Page]:
    """A window that fails the test on a script error, a console line or a request to another host."""
    complaints: list[str] = []
    page = await chromium.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(30_000)
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))

    def see(request):
        if urlsplit(request.url).hostname not in {"127.0.0.1", None}:
            complaints.append(f"asked for {request.url}")

    page.on("request", see)
    yield page
    await page.context.close()
    assert complaints == []


async def opens(page: Page, address: str) -> None:
    await page.goto(address)
    await page.locator("body[data-ready=true]").wait_for()


@pytest.mark.slow
async def test_every_starter_item_is_drawn_on_both_platforms_in_both_languages_without_a_complaint(
    page, address
):
    book = load(STARTERS).book
    expected = sum(len(list(playbook.parts())) for playbook in book.playbooks)
    for language in ("fr", "en"):
        await opens(page, f"{address}?all&lang={language}")
        shown = page.get_by_test_id("item")
        await expect(shown).to_have_count(expected)
        await expect(page.locator("[data-testid=item][data-drawn=true]")).to_have_count(expected)
        empty = await shown.evaluate_all(
            """nodes => nodes.filter(node => ["slack", "teams"].some(name =>
                 !(node.querySelector(`[data-testid=${name}] > :last-child`)?.innerText.length > 40))
               ).map(node => node.dataset.item)"""
        )
        assert empty == []
        assert await page.locator(".block-unknown").count() == 0
        assert await page.locator("body").get_attribute("data-parse-events") == "0"


async def test_both_platforms_say_the_same_words(page, address):
    await opens(page, f"{address}?all&lang=en")
    differing = await page.get_by_test_id("item").evaluate_all(
        r"""nodes => {
          const words = (node, name) => node.querySelector(`[data-testid=${name}] > :last-child`).textContent
            .normalize("NFC").replace(/[\s\u200b]+/g, "");
          return nodes.filter(node => words(node, "slack") !== words(node, "teams")).map(node => node.dataset.item);
        }"""
    )
    # Slack cuts what is too long for one message; a charter and a launch plan are pages.
    assert {item.split("/")[1] for item in differing} <= {"charter", "launch", "workshop"}


async def test_an_edit_into_a_mistake_shows_beside_its_entry_and_goes_with_the_repair(page, address, folder):
    await opens(page, f"{address}?lang=en")
    tips = folder / "starter-en" / "tips" / "01-privacy.yaml"
    good = tips.read_text(encoding="utf-8")
    first = page.get_by_test_id("item").first
    await expect(first).to_contain_text("Search for yourself")
    tips.write_text(good.replace("minutes: ", "minutes: about ", 1), encoding="utf-8")
    await expect(first.locator(".problem.is-error")).to_contain_text(
        "is not a whole number; write it in digits"
    )
    await expect(first.locator(".problem code")).to_contain_text("starter-en/tips/01-privacy.yaml:")
    await expect(first.locator("pre")).to_contain_text("^")
    await expect(page.locator("#state")).to_contain_text("last good version")
    await page.get_by_label("Only what has problems").check()
    await expect(page.locator("[data-testid=item]:visible")).to_have_count(1)
    tips.write_text(good.replace("Search for yourself", "Look for yourself", 1), encoding="utf-8")
    await expect(page.locator("#state")).to_contain_text("would take")
    await page.get_by_label("Only what has problems").uncheck()
    await expect(first.get_by_test_id("teams")).to_contain_text("Look for yourself")


async def test_choosing_an_option_shows_its_answer_on_both_platforms(page, address):
    await opens(page, f"{address}?lang=en")
    entry = page.locator("[data-item='starter-en/scenario/borrowed-photo']")
    await entry.scroll_into_view_if_needed()
    await entry.get_by_test_id("slack").get_by_role("button").nth(1).click()
    answer = entry.locator(".answers")
    await expect(answer.get_by_test_id("slack")).to_contain_text("You chose B.")
    await expect(answer.get_by_test_id("teams")).to_contain_text("You chose B.")
    await entry.get_by_test_id("teams").first.get_by_role("button").nth(2).click()
    await expect(answer.get_by_test_id("slack")).to_contain_text("You chose C.")


async def test_search_language_and_contents_work_with_the_keyboard_alone(page, address):
    await opens(page, f"{address}?lang=fr")
    await page.get_by_label("Chercher des mots").focus()
    await page.keyboard.type("melon")
    await expect(page.locator("[data-testid=item]:visible")).to_have_count(1)
    await page.keyboard.press("Control+A")
    await page.keyboard.press("Delete")
    await page.get_by_label("Le bot parle").focus()
    await page.keyboard.press("ArrowDown")
    await expect(page).to_have_title("Preview of your playbook")
    await page.get_by_role("navigation").get_by_role("link", name="Charter").first.focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("[data-item='starter-en/charter']")).to_be_in_viewport()
    await expect(page.locator("[data-item='starter-en/charter'] .columns")).to_be_visible()
