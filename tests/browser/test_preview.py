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
from bot.tools.preview import ASSETS, PAINTERS, follow
from bot.web.preview import Preview, build_preview, picture_of, serving
from tests.playbook.desk import STARTERS, a_folder, a_text

pytestmark = pytest.mark.browser

SOON = 20_000
"""Milliseconds until an edit must show; two looks and one reading, on a machine that may be busy."""


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
        "is not a whole number; write it in digits", timeout=SOON
    )
    await expect(first.locator(".problem code")).to_contain_text("starter-en/tips/01-privacy.yaml:")
    await expect(first.locator("pre")).to_contain_text("^")
    await expect(page.locator("#state")).to_contain_text("last good version")
    await page.get_by_label("Only what has problems").check()
    await expect(first).to_be_visible()
    with_problems = await page.locator("[data-testid=item]:has(.problem)").count()
    await expect(page.locator("[data-testid=item]:visible")).to_have_count(with_problems)
    tips.write_text(good.replace("Search for yourself", "Look for yourself", 1), encoding="utf-8")
    await expect(page.locator("#state")).to_contain_text("would take", timeout=SOON)
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


async def test_each_playbook_speaks_its_own_language_unless_another_is_chosen(page, address):
    await opens(page, f"{address}?all")
    tips = [page.locator(f"#starter-{language}-tips article").first for language in ("en", "fr")]
    for tip, words in zip(tips, ("What you gain:", "Ce que vous y gagnez"), strict=True):
        await expect(tip.get_by_test_id("slack")).to_contain_text(words)
    await page.locator("#language").select_option("fr")
    for tip in tips:
        await expect(tip.get_by_test_id("teams")).to_contain_text("Ce que vous y gagnez")


async def test_an_entry_copied_with_its_id_stands_beside_the_first_one_and_an_answer_stays_open(
    page, address, folder
):
    cases = folder / "starter-en" / "scenarios.yaml"
    text = cases.read_text(encoding="utf-8")
    await opens(page, f"{address}?lang=en")
    shown = page.get_by_test_id("item")
    whole = await shown.count()
    entry = page.locator("[data-item='starter-en/scenario/borrowed-photo']")
    await entry.scroll_into_view_if_needed()
    await entry.get_by_test_id("slack").get_by_role("button").first.click()
    head, dash, rest = text.partition("- id: ")
    copied = f"{head}\n{dash}{rest}\n- id: {rest}"
    cases.write_text(copied, encoding="utf-8")
    number = f"\n{text}".count("\n- id: ")
    await expect(shown).to_have_count(whole + number, timeout=SOON)
    await page.get_by_label("Only what has problems").check()
    await expect(page.locator("#starter-en-scenarios article:visible").first).to_contain_text("is taken")
    await page.get_by_label("Only what has problems").uncheck()
    await expect(shown).to_have_count(whole + number)
    await expect(entry.locator(".answers")).to_contain_text("You chose A.")


async def test_a_front_page_that_breaks_leaves_every_entry_on_the_page(page, address, folder):
    await opens(page, address)
    whole = await page.get_by_test_id("item").count()
    (folder / "starter-fr" / "playbook.yaml").write_text("id: [\n", encoding="utf-8")
    await expect(page.locator("#state")).to_contain_text("last good version", timeout=SOON)
    await expect(page.locator("#elsewhere .problem.is-error").first).to_contain_text(
        "starter-fr/playbook.yaml"
    )
    await expect(page.get_by_test_id("item")).to_have_count(whole)
    await page.goto(f"{address}?all")
    await expect(page.locator("#starter-fr-tips")).to_be_visible()


async def test_a_jump_to_a_kind_lands_on_its_heading_and_an_edit_above_moves_nothing(page, address, folder):
    await opens(page, f"{address}?lang=fr")
    await page.locator("nav a[href='#starter-fr-scenarios']").click()
    bar = await page.locator(".bar").evaluate("node => node.offsetHeight")
    section = page.locator("#starter-fr-scenarios")
    await expect(section.locator("article").first).to_have_attribute("data-drawn", "true")
    top = "node => node.getBoundingClientRect().top"
    assert bar <= await section.evaluate(top) <= bar + 40
    cases = folder / "starter-fr" / "scenarios.yaml"
    cases.write_text("# Relu\n" + cases.read_text(encoding="utf-8"), encoding="utf-8")
    line = section.locator("article").first.locator("header code")
    await expect(line).not_to_have_text(await line.inner_text(), timeout=SOON)
    assert bar <= await section.evaluate(top) <= bar + 40


async def test_search_forgives_accents_capitals_and_typewriter_apostrophes(page, address):
    await opens(page, f"{address}?lang=fr")
    shown, count = page.locator("[data-testid=item]:visible"), page.locator("#count")
    found = []
    for words in ("réseau", "RESEAU", "qu’il", "qu'il"):
        await page.get_by_label("Chercher des mots").fill(words)
        found.append(await shown.count())
        await expect(count).to_contain_text(f"{found[-1]} / ")
    assert found[0] == found[1] > 0
    assert found[2] == found[3] > 0
    await page.get_by_label("Chercher des mots").fill("mrkdwn")
    await expect(page.locator("#nothing")).to_be_visible()


async def test_two_playbooks_with_one_id_and_a_strange_address_leave_the_page_whole(page, tmp_path):
    for name in ("été 1", "2"):
        a_folder(tmp_path / "twins" / name, tips=a_text("tips"))
    preview = Preview()
    async with serving(build_preview(preview, catalogues(), ASSETS), 0) as address:
        await preview.show("1", picture_of(load(tmp_path / "twins"), PAINTERS, catalogues()))
        await opens(page, f"{address}?lang=en#2-tips")
        await page.get_by_label("Only what has problems").check()
        await page.get_by_label("Only what has problems").uncheck()
        await expect(page.locator(".playbook:visible")).to_have_count(2)
        await expect(page.get_by_test_id("item")).to_have_count(6)
        await page.locator("nav a").first.click()
        await page.goto(f"{address}#%")
        await expect(page.locator(".playbook:visible")).to_have_count(2)
        await page.goto("about:blank")


async def test_on_a_phone_nothing_is_wider_than_the_window_and_the_contents_are_one_touch_away(page, address):
    await page.set_viewport_size({"width": 360, "height": 780})
    await opens(page, f"{address}?all&lang=fr")
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360
    await page.get_by_test_id("item").nth(90).scroll_into_view_if_needed()
    assert await page.locator(".bar").evaluate("node => node.getBoundingClientRect().bottom") < 0
    await page.locator("#up").click()
    await expect(page.get_by_role("navigation")).to_be_in_viewport()


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
