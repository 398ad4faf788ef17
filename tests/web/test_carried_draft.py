"""A person's own draft on the share page: it comes in the fragment, is put into the field, and reaches no server."""

import json
import re
import subprocess
from collections.abc import AsyncIterator
from dataclasses import asdict
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.async_api import Browser, expect

from bot.domain.counting import tidy
from bot.domain.share import NETWORKS, intent, packed, unpacked, used, with_utm
from bot.playbook.networks import ChosenNetwork
from tests.chromium import a_chromium
from tests.npm import node
from tests.web.conftest import DRAFT
from tests.web.test_rules import LINK, RULES, corpus
from tests.web.test_share_page_in_a_browser import OWN_FILES, open_page

OWN = "Je travaille chez Meuse Pompes.\n\nMardi, l’eau a monté (!) 👩🏽‍💻 et Sam a ri.\n\nEt chez vous ?"
TEMPLATES = (
    "https://a.example/s?t={text}&via=lumen%20team&u={url}",
    "https://a.example/s?t=lu:{text}:{url}#top",
    "https://{instance}/s?next=/x?y&{text}",
    "mailto:?subject=lampe&body={text}",
)


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    async with a_chromium() as browser:
        yield browser


def test_browser_and_bot_pack_unpack_and_fill_in_alike():
    program = node()
    texts = corpus()
    script = (
        f"import * as rules from {json.dumps(RULES.as_uri())};"
        "let input = ''; for await (const part of process.stdin) input += part;"
        "const {texts, packs, wrong, networks, link} = JSON.parse(input);"
        "const failed = async (pack) => { try { return await rules.unpacked(pack); } catch { return null; } };"
        "console.log(JSON.stringify({"
        "  packed: await Promise.all(texts.map(rules.packed)),"
        "  unpacked: await Promise.all(packs.map(rules.unpacked)),"
        "  wrong: await Promise.all(wrong.map(failed)),"
        "  intents: networks.map((each) => rules.intent(each, texts[1], link, 'mastodon.social')),"
        "}));"
    )
    wrong = ["*", "AAAA", packed("x" * 100)[:-4], "a" * 8_001]
    own = [ChosenNetwork(id="own", template=each).network for each in TEMPLATES]
    networks = [{**asdict(each), "linkCost": each.link_cost} for each in own]
    given = {"texts": texts, "packs": [packed(each) for each in texts], "wrong": wrong}
    given |= {"networks": networks, "link": LINK}
    done = subprocess.run(
        [program, "--input-type=module", "-e", script],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    said = json.loads(done.stdout)
    assert said["unpacked"] == [tidy(each) for each in texts]
    assert [unpacked(each, 10_000) for each in said["packed"]] == [tidy(each) for each in texts]
    assert said["wrong"] == [None] * len(wrong)
    assert said["intents"] == [intent(each, texts[1], LINK, "mastodon.social") for each in own]


@pytest.mark.browser
async def test_a_draft_in_the_fragment_fills_the_field_and_reaches_no_server(browse, chromium):
    client = await browse()
    x = NETWORKS["x"]
    page, noted = await open_page(
        chromium, f"{client.make_url('/s/starter/flood/0/x?lang=en')}#{packed(OWN)}"
    )
    await expect(page.locator("#text")).to_have_value(OWN)
    link = with_utm(DRAFT.link, x, "starter", "flood", 0)
    assert await page.inner_text("#counter") == f"{used(OWN, x, link)} of 280"
    address = await page.get_attribute("#open", "href")
    assert parse_qs(urlsplit(address).query) == {"text": [OWN], "url": [link]}
    assert await page.evaluate("location.hash") == "", "nor does it stay in the address bar"
    assert not await page.is_visible(".angles"), "another angle would be another text"
    assert set(noted) == {"GET /s/starter/flood/0/x", *OWN_FILES}


@pytest.mark.browser
async def test_another_network_gets_the_draft_as_it_stands_with_its_own_link(browse, chromium):
    client = await browse()
    page, noted = await open_page(
        chromium, f"{client.make_url('/s/starter/flood/0/linkedin?lang=en')}#{packed(OWN)}"
    )
    linkedin, bluesky = (
        with_utm(DRAFT.link, NETWORKS[each], "starter", "flood", 0) for each in ("linkedin", "bluesky")
    )
    await expect(page.locator("#text")).to_have_value(f"{OWN}\n\n{linkedin}")
    other = page.locator(".networks a", has_text="Bluesky")
    before = await other.get_attribute("href")
    await page.fill("#text", f"{OWN} Vraiment.\n\n{linkedin}")
    # The browser packs in its own time.
    await expect(other).not_to_have_attribute("href", before)
    await page.click(".networks a:has-text('Bluesky')")
    await expect(page.locator("#text")).to_have_value(f"{OWN} Vraiment.\n\n{bluesky}")
    assert not [each for each in noted if "Vraiment" in each or "#" in each]


@pytest.mark.browser
async def test_a_fragment_that_is_no_draft_leaves_the_usual_start_and_says_so(browse, chromium):
    client = await browse()
    page, _ = await open_page(chromium, f"{client.make_url('/s/starter/flood/0/x?lang=en')}#not-a-draft")
    await expect(page.locator("#status")).to_contain_text("did not arrive")
    assert (await page.input_value("#text")).startswith(DRAFT.disclosure)
    assert await page.is_visible(".angles")


@pytest.mark.browser
@pytest.mark.parametrize(
    "hostile", ["</textarea><script>alert(1)</script>", "{{ 7*7 }}", "javascript:alert(1)", "\x00\u202e"]
)
async def test_a_hostile_fragment_is_only_ever_text(browse, chromium, hostile):
    client = await browse()
    page, noted = await open_page(
        chromium, f"{client.make_url('/s/starter/flood/0/copy?lang=en')}#{packed(hostile + ' words')}"
    )
    await expect(page.locator("#text")).to_have_value(re.compile("words"))
    assert await page.evaluate("document.scripts.length") == 1
    assert set(noted) == {"GET /s/starter/flood/0/copy", *OWN_FILES}
