"""The report's page in a real browser: how one comes in, how nobody else does, and whether everybody can read it."""

import json
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from bot.demo import Demo, demo
from bot.domain.acts import Act, ActKind
from bot.domain.people import PersonRef
from bot.texts import LANGUAGES, Words
from bot.usecases.make_edition import edition
from tests.browser.test_main_job import CAMILLE, SAM
from tests.factories import MONDAY, a_member
from tests.gallery import TEXTS
from tests.npm import a_file

pytestmark = pytest.mark.browser

AXE = "4.14.1"
CHAMPIONS = {"fr": ("U0NADIA", CAMILLE.channel), "en": ("U0PRIYA", SAM.channel)}
EACH = pytest.mark.parametrize("language", LANGUAGES)
WORKSPACE = ("slack", "T0SANDBOX")
Anew = Callable[..., Any]


@pytest.fixture
async def office() -> AsyncIterator[Demo]:
    """The demo on a Monday after noon, with eight weeks of a group of twenty-two behind it; the clock moves by hand."""
    async with demo(today=MONDAY, is_clock_running=False) as found:
        await eight_weeks(found)
        yield found


async def eight_weeks(found: Demo) -> None:
    """Let twenty-two colleagues have lived with the bot: more of them with a step in some weeks than in others."""
    found.sandbox.clock.advance(timedelta(hours=4))
    services = found.bot.services
    for weeks_ago in range(8, 0, -1):
        monday = MONDAY - timedelta(weeks=weeks_ago)
        at = datetime(monday.year, monday.month, monday.day, 10, tzinfo=UTC)
        async with services.store.writing() as shelves:
            for number in range(22):
                person = PersonRef(*WORKSPACE, f"U1{number:02d}")
                await shelves.members.put(replace(a_member(), person=person))
                kind = ActKind.TIP_READ if number < 6 else ActKind.SCENARIO_PLAYED
                if number < 8 + 5 * weeks_ago % 7:
                    await shelves.acts.record(Act(person, f"starter/{weeks_ago}", kind, monday, at))
        await edition(services, WORKSPACE, monday)


@pytest.fixture
async def anew(chromium: Browser) -> AsyncIterator[Anew]:
    """Opens a browser that has been nowhere, as another person's would be."""
    async with AsyncExitStack() as stack:

        async def open_one(**options: object) -> BrowserContext:
            context = await chromium.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
            stack.push_async_callback(context.close)
            context.set_default_timeout(20_000)
            return context

        yield open_one


async def a_link(office: Demo, language: str) -> str:
    """Ask for the report in chat and take its link."""
    user, channel = CHAMPIONS[language]
    actor, words = office.sandbox.as_person(user), TEXTS.for_locale(language)
    before = len(actor.ephemerals(channel))
    await actor.command("/advocacy report", channel=channel)
    await office.sandbox.until(lambda: len(actor.ephemerals(channel)) > before)
    return actor.ephemerals(channel)[-1].links[words("report.page")]


async def lands(context: BrowserContext, address: str) -> Page:
    page = await context.new_page()
    await page.goto(address)
    return page


async def comes_in(page: Page, words: Words) -> None:
    await page.get_by_role("button", name=words("web.report.enter")).click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(words("web.report.title"))


async def is_closed(page: Page, words: Words) -> None:
    await expect(page.get_by_role("heading", level=1)).to_have_text(words("web.report.closed_title"))


@EACH
async def test_a_link_from_chat_leads_through_one_press_to_the_figures(
    office: Demo, anew: Anew, language: str
):
    words = TEXTS.for_locale(language)
    page = await lands(await anew(), await a_link(office, language))
    who = office.sandbox.as_person(CHAMPIONS[language][0]).person.name
    await expect(page.get_by_role("main")).to_contain_text(who)
    await comes_in(page, words)
    assert await page.locator("html").get_attribute("lang") == language
    await expect(page.get_by_role("table").first).to_contain_text(words("report.tens", low=30, high=40))
    assert await page.get_by_role("img").count() >= 1
    await page.reload()
    await expect(page.get_by_role("heading", level=1)).to_have_text(words("web.report.title"))


async def test_a_link_opens_once_and_nobody_else_comes_in_by_it(office: Demo, anew: Anew):
    words, address = SAM.words, await a_link(office, "en")
    page, other = await lands(await anew(), address), await lands(await anew(), address)
    await comes_in(page, words)
    await other.get_by_role("button", name=words("web.report.enter")).click()
    await is_closed(other, words)
    for path in (address, page.url, f"{office.bot.address}/report/enter/guessed"):
        await other.goto(path)
        await is_closed(other, words)
    assert await other.get_by_role("table").count() == 0


async def test_a_link_is_worth_nothing_after_five_minutes(office: Demo, anew: Anew):
    words, address = SAM.words, await a_link(office, "en")
    page = await lands(await anew(), address)
    office.sandbox.clock.advance(timedelta(minutes=5))
    await page.get_by_role("button", name=words("web.report.enter")).click()
    await is_closed(page, words)
    await page.goto(address)
    await is_closed(page, words)


async def test_signing_out_says_so_and_closes_the_page_behind(office: Demo, anew: Anew):
    words = SAM.words
    page = await lands(await anew(), await a_link(office, "en"))
    await comes_in(page, words)
    inside = page.url
    await page.get_by_role("button", name=words("web.report.sign_out")).click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(words("web.report.out_title"))
    await page.go_back()
    await is_closed(page, words)
    await page.goto(inside)
    await is_closed(page, words)
    assert await page.get_by_role("table").count() == 0


@EACH
async def test_the_figures_fit_a_phone_and_the_keyboard_is_enough(office: Demo, anew: Anew, language: str):
    words = TEXTS.for_locale(language)
    page = await lands(await anew(viewport={"width": 360, "height": 740}), await a_link(office, language))
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text(words("web.report.title"))
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for details in await page.locator("details").all():
        await details.locator("summary").press("Enter")
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.npm
@EACH
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_serious_on_the_way_to_the_report_or_in_it(
    office: Demo, anew: Anew, pytestconfig: pytest.Config, language: str, scheme: str
):
    axe = a_file(Path(pytestconfig.cache.mkdir("npm")), "axe-core", AXE, "axe.min.js")
    words = TEXTS.for_locale(language)
    # The page's own policy lets no script run that is not its own; the tester's is let in past it.
    page = await lands(await anew(color_scheme=scheme, bypass_csp=True), await a_link(office, language))
    await finds_nothing_serious(page, axe)
    await comes_in(page, words)
    for details in await page.locator("details").all():
        await details.locator("summary").click()
    await finds_nothing_serious(page, axe)
    await page.get_by_role("button", name=words("web.report.sign_out")).click()
    await finds_nothing_serious(page, axe)


async def finds_nothing_serious(page: Page, axe: Path) -> None:
    """Run axe-core (https://github.com/dequelabs/axe-core) over a whole page, by all of its rules."""
    await page.add_script_tag(path=axe)
    found = json.loads(await page.evaluate("async () => JSON.stringify((await axe.run()).violations)"))
    told = [
        (each["impact"], each["id"], each["help"], [node["html"][:200] for node in each["nodes"][:3]])
        for each in found
    ]
    assert [each for each in told if each[0] in {"serious", "critical"}] == []


@EACH
async def test_a_chart_is_saved_as_a_picture_that_says_what_it_shows(
    office: Demo, anew: Anew, tmp_path: Path, language: str
):
    words = TEXTS.for_locale(language)
    page = await lands(await anew(color_scheme="dark"), await a_link(office, language))
    await comes_in(page, words)
    name = str(await page.get_by_role("heading", level=3).first.text_content())
    async with page.expect_download() as coming:
        await page.get_by_role("button", name=words("web.report.picture_of", name=name)).click()
    saved = await coming.value
    picture = tmp_path / saved.suggested_filename
    await saved.save_as(picture)
    kind, _, width, height = struct.unpack(">8s8sII", picture.read_bytes()[:24])
    assert kind == b"\x89PNG\r\n\x1a\n"
    assert picture.suffix == ".png"
    assert (width, height > 400) == (1440, True)
