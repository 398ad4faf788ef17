"""The share page in Chromium: what is typed is counted, addressed and copied, and goes nowhere."""

from collections.abc import AsyncIterator
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.async_api import Browser, Page, expect

from bot.domain.share import NETWORKS, used, with_utm
from tests.chromium import a_chromium
from tests.web.conftest import DRAFT

TEXT = "Je travaille chez Meuse Pompes.\n\nL’eau est montée de deux mètres (!) 👩🏽‍💻 #crue"
OWN_FILES = {f"GET /static/{name}" for name in ("mark.svg", "pages.css", "share.js", "rules.js")}

pytestmark = pytest.mark.browser


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    async with a_chromium() as browser:
        yield browser


async def open_page(chromium: Browser, address: str, **options: object) -> tuple[Page, list[str]]:
    """Open an address; whatever the page asks for or complains of is noted."""
    context = await chromium.new_context(locale="en-GB", **options)  # type: ignore[arg-type]
    page = await context.new_page()
    noted: list[str] = []
    page.on("request", lambda request: noted.append(f"{request.method} {urlsplit(request.url).path}"))
    page.on("request", lambda request: noted.extend(filter(None, [request.post_data])))
    page.on("console", lambda message: noted.append(message.text))
    page.on("pageerror", lambda error: noted.append(str(error)))
    await page.goto(address)
    return page, noted


async def test_typing_counts_and_rebuilds_the_address_and_sends_nothing(browse, chromium):
    client = await browse()
    x = NETWORKS["x"]
    page, noted = await open_page(chromium, str(client.make_url("/s/starter/flood/0/x?lang=en")))
    link = with_utm(DRAFT.link, x, "starter", "flood", 0)
    await page.fill("#text", TEXT)
    assert await page.inner_text("#counter") == f"{used(TEXT, x, link)} of 280"
    address = await page.get_attribute("#open", "href")
    assert parse_qs(urlsplit(address).query) == {"text": [TEXT], "url": [link]}
    await page.fill("#text", "x" * 300)
    assert await page.inner_text("#counter") == "44 over the limit"
    assert await page.get_attribute("#counter", "class") == "over"
    assert set(noted) == {"GET /s/starter/flood/0/x", *OWN_FILES}
    kept = await page.evaluate("[document.cookie, localStorage.length, sessionStorage.length].join()")
    assert kept == ",0,0"


async def test_copying_says_so_and_where_it_cannot_it_leaves_the_text_selected(browse, chromium):
    client = await browse()
    address = str(client.make_url("/s/starter/flood/0/linkedin?lang=fr"))
    page, _ = await open_page(chromium, address, permissions=["clipboard-read", "clipboard-write"])
    await page.fill("#text", TEXT)
    await page.click("#copy")
    # The browser answers in its own time.
    await expect(page.locator("#status")).to_have_text("C’est copié, il ne reste qu’à coller.")
    assert await page.evaluate("navigator.clipboard.readText()") == TEXT
    await page.type("#text", " et la suite")
    assert await page.inner_text("#status") == ""
    await page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    await page.click("#copy")
    assert (await page.inner_text("#status")).startswith("Votre navigateur")
    assert await page.evaluate("document.activeElement.id") == "text"
    assert await page.evaluate("getSelection().toString()") == await page.input_value("#text")


async def test_a_mastodon_server_opens_the_way_and_is_kept_nowhere(browse, chromium):
    client = await browse()
    page, noted = await open_page(chromium, str(client.make_url("/s/starter/flood/0/mastodon?lang=en")))
    assert not await page.is_visible("#open")
    await page.fill("#instance", "camille")
    assert not await page.is_visible("#open")
    assert await page.get_attribute("#instance", "aria-invalid") == "true"
    await page.fill("#instance", "@camille@piaille.fr")
    assert await page.get_attribute("#instance", "aria-invalid") == "false"
    assert (await page.get_attribute("#open", "href")).startswith("https://piaille.fr/share?text=I%20work")
    await page.press("#instance", "Enter")
    assert set(noted) == {"GET /s/starter/flood/0/mastodon", *OWN_FILES}
    await page.goto(str(client.make_url("/s/starter/flood/0/mastodon?lang=en")))
    assert await page.input_value("#instance") == ""


async def test_without_scripts_the_text_and_the_way_are_there(browse, chromium):
    client = await browse()
    address = str(client.make_url("/s/starter/flood/0/bluesky?lang=en"))
    page, _ = await open_page(chromium, address, java_script_enabled=False)
    assert (await page.input_value("#text")).startswith("I work for Meuse Valley Pumps")
    assert await page.is_visible("#open")
    assert not await page.is_visible("#copy")
    assert await page.inner_text("noscript p") == "To copy the text, select it first."


async def test_the_page_is_walked_with_the_keyboard_and_fits_a_small_screen(browse, chromium):
    client = await browse()
    address = str(client.make_url("/s/starter/flood/0/linkedin?lang=fr"))
    page, _ = await open_page(chromium, address, viewport={"width": 320, "height": 640})
    reached = []
    for _ in range(15):
        await page.keyboard.press("Tab")
        reached.append(await page.evaluate("document.activeElement.id || document.activeElement.textContent"))
        assert await page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none", reached
    assert reached[-4:-1] == ["text", "copy", "open"]
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
