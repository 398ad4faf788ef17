"""Takes the pictures of README and docs from a running demo: `make screenshots`."""

import asyncio
import shutil
import sys
import tempfile
from pathlib import Path
from urllib.parse import quote

from playwright.async_api import Browser, Page

from bot.demo import demo
from bot.texts import catalogues
from bot.tools.preview import ASSETS, follow
from bot.web.preview import Preview, build_preview, serving
from tests.browser.test_main_job import CAMILLE, PRIYA, SAM, Visitor, react, said, the_kit, the_share
from tests.browser.test_main_job_in_teams import CAMILLE as CAMILLE_IN_TEAMS
from tests.browser.test_main_job_in_teams import SAM as SAM_IN_TEAMS
from tests.browser.test_main_job_in_teams import Visitor as TeamsVisitor
from tests.browser.test_main_job_in_teams import in_chat, writes
from tests.browser.test_report import a_link, comes_in, eight_weeks
from tests.chromium import a_chromium
from tests.factories import MONDAY
from tests.playbook.desk import STARTERS

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}


async def take_all() -> None:
    """Draw every picture anew."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    async with a_chromium() as chromium, demo(today=MONDAY) as found:
        for visitor in (SAM, CAMILLE):
            page = await _open(chromium, found.page, visitor)
            await _through_the_day(page, visitor)
            await page.context.close()
        for visitor, typed, name in ((SAM, "me", "me-en"), (PRIYA, "plan", "plan-en")):
            page = await _open(chromium, found.page, visitor)
            await _asks(page, typed)
            await _save(page, name)
            await page.context.close()
        for visitor in (SAM_IN_TEAMS, CAMILLE_IN_TEAMS):
            page = await _open(chromium, found.teams_page, visitor)
            await _through_the_day_in_teams(page, visitor)
            await page.context.close()
        phone = await _open(chromium, found.teams_page, SAM_IN_TEAMS, viewport=PHONE, color_scheme="dark")
        await the_share(phone, SAM.words).scroll_into_view_if_needed()
        await _save(phone, "teams-mobile-dark-en")
        dark = await _open(chromium, found.page, CAMILLE, color_scheme="dark")
        await the_share(dark, CAMILLE.words).wait_for()
        await _save(dark, "dark-fr")
        phone = await _open(chromium, found.page, SAM, viewport=PHONE)
        await the_share(phone, SAM.words).scroll_into_view_if_needed()
        await _save(phone, "mobile-en")


async def of_the_preview() -> None:
    """Draw the pictures of a playbook while it is written."""
    with tempfile.TemporaryDirectory() as name:
        folder = shutil.copytree(STARTERS, Path(name) / "playbooks")
        preview = Preview()
        async with (
            a_chromium() as chromium,
            serving(build_preview(preview, catalogues(), ASSETS), 0) as address,
        ):
            following = asyncio.create_task(follow(folder, preview, catalogues()))
            for language, part in (("en", "starter-en-shares"), ("fr", "starter-fr-scenarios")):
                await _preview(chromium, f"{address}?lang={language}#{part}", f"preview-{language}")
            dark = f"{address}?lang=en#starter-en-charter"
            await _preview(chromium, dark, "preview-dark-en", color_scheme="dark")
            file = folder / "starter-fr" / "tips" / "02-ecouter.yaml"
            text = file.read_text(encoding="utf-8")
            file.write_text(text.replace("minutes: 3", "minutes: trois", 1), encoding="utf-8")
            mistake = f"{address}?lang=fr#starter-fr-tips"
            await _preview(chromium, mistake, "preview-problem-fr", waits_for=".problem.is-error")
            following.cancel()


async def of_the_report() -> None:
    """Draw the report's page: in English, and in French on a phone in the dark."""
    async with a_chromium() as chromium, demo(today=MONDAY, is_clock_running=False) as found:
        await eight_weeks(found)
        for language, name, options in (
            ("en", "report-en", {"viewport": DESKTOP, "color_scheme": "light"}),
            ("fr", "report-mobile-dark-fr", {"viewport": PHONE, "color_scheme": "dark"}),
        ):
            context = await chromium.new_context(**options)
            page = await context.new_page()
            await page.goto(await a_link(found, language))
            await comes_in(page, catalogues().for_locale(language))
            await page.locator("#rhythm").evaluate("node => node.scrollIntoView()")
            await _save(page, name)
            await context.close()


async def _preview(
    chromium: Browser, address: str, name: str, *, waits_for: str = "", **options: object
) -> None:
    context = await chromium.new_context(**{"viewport": DESKTOP, "color_scheme": "light", **options})
    page = await context.new_page()
    await page.goto(address)
    await page.locator("body[data-ready=true]").wait_for()
    if waits_for:
        problem = page.locator(waits_for).first
        await problem.wait_for()
        await problem.evaluate("node => node.closest('article').scrollIntoView()")
    # Entries near the window are drawn as they come into view.
    await page.wait_for_timeout(1_000)
    await _save(page, name)
    await context.close()


async def _through_the_day(page: Page, visitor: Visitor) -> None:
    words, language = visitor.words, visitor.language
    await the_share(page, words).wait_for()
    # Whoever has just joined was answered below the idea.
    await the_share(page, words).evaluate("node => node.scrollIntoView()")
    await _save(page, f"channel-{language}")
    await react(the_share(page, words))
    kit = the_kit(page, words)
    await kit.wait_for()
    await kit.evaluate("node => node.scrollIntoView()")
    await page.mouse.move(10, 400)
    await _save(page, f"kit-{language}")
    await page.get_by_test_id("home-tab").first.click()
    home = page.get_by_test_id("home")
    await home.get_by_text(words("rhythm.daily"), exact=True).click()
    await page.get_by_test_id("modal").wait_for()
    await _save(page, f"dialog-{language}")
    await page.keyboard.press("Escape")
    await page.get_by_test_id(f"conversation-{visitor.channel}").click()
    await kit.get_by_text(words("kit.done"), exact=True).click()
    await page.get_by_test_id("ephemeral").filter(has_text=words("claims.done")).wait_for()
    await page.get_by_test_id("home-tab").first.click()
    await home.get_by_text(words("streak.counted_today")).wait_for()
    await _save(page, f"home-{language}")
    async with page.context.expect_page() as opened:
        await page.get_by_test_id(f"conversation-{visitor.channel}").click()
        await page.get_by_test_id("composer").fill("/advocacy today")
        await page.keyboard.press("Enter")
        claim = page.get_by_test_id("ephemeral").get_by_text(words("daily.share.claim"), exact=True).last
        await claim.click()
        await the_kit(page, words).get_by_text(words("kit.copy"), exact=True).click()
    copy = await opened.value
    await copy.wait_for_load_state()
    await _save(copy, f"share-page-{language}")


async def _asks(page: Page, typed: str) -> None:
    """Type a command, and show its answer from its beginning."""
    answers = page.get_by_test_id("ephemeral")
    before = await answers.count()
    await page.get_by_test_id("composer").fill(f"/advocacy {typed}")
    await page.keyboard.press("Enter")
    answer = answers.nth(before)
    await answer.wait_for()
    await answer.evaluate("node => node.scrollIntoView()")


async def _through_the_day_in_teams(page: Page, visitor: TeamsVisitor) -> None:
    words, language = visitor.words, visitor.language
    await (
        the_share(page, words)
        .get_by_role("button", name=words("daily.share.claim"))
        .scroll_into_view_if_needed()
    )
    await _save(page, f"teams-channel-{language}")
    await the_share(page, words).get_by_role("button", name=words("daily.share.claim")).click()
    await page.get_by_test_id("notice").wait_for()
    await _save(page, f"teams-claimed-{language}")
    await page.get_by_test_id(visitor.chat).click()
    kit = in_chat(page, said(words, "kit.start"))
    await kit.wait_for()
    await kit.evaluate("node => node.scrollIntoView()")
    await _save(page, f"teams-kit-{language}")
    await writes(page, "home")
    home = in_chat(page, said(words, "rhythm.question"))
    await home.wait_for()
    await _save(page, f"teams-home-{language}")
    await home.get_by_role("button", name=words("settings.open")).click()
    await page.get_by_test_id("dialog").wait_for()
    await _save(page, f"teams-dialog-{language}")
    await page.keyboard.press("Escape")


async def _open(chromium: Browser, address: str, visitor: Visitor | TeamsVisitor, **options: object) -> Page:
    context = await chromium.new_context(**{"viewport": DESKTOP, "color_scheme": "light", **options})
    page = await context.new_page()
    await page.goto(f"{address}?as={visitor.user}#/{quote(visitor.channel, safe='')}")
    return page


async def _save(page: Page, name: str) -> None:
    await page.screenshot(path=PICTURES / f"{name}.png", animations="disabled")


if __name__ == "__main__":
    only = [each for each in ("--preview", "--report") if each in sys.argv]
    for part, take in (("--preview", of_the_preview), ("--report", of_the_report), ("", take_all)):
        if not only or part in only:
            asyncio.run(take())
