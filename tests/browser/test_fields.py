"""Every kind of field on both pages of the sandbox: drawn with its label, filled in by hand, and sent as the platforms do."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, expect

from bot.events import Reply
from tests.contracts.harness import Harness, a_card
from tests.contracts.platforms import HARNESSES
from tests.contracts.test_same_forms import FORM, UNTOUCHED

pytestmark = pytest.mark.browser


@pytest.fixture(params=sorted(HARNESSES))
async def at(request: pytest.FixtureRequest) -> AsyncIterator[Harness]:
    async with HARNESSES[request.param]() as harness:
        yield harness


async def the_page(chromium: Browser, at: Harness) -> Page:
    """Open the page as the person before whom the dialog is."""
    rig = at.rig  # type: ignore[attr-defined]
    address = rig.sandbox.page_url if at.platform.name == "slack" else rig.teams.page_url
    page = await chromium.new_page(viewport={"width": 1280, "height": 1400})
    await page.goto(f"{address}?as=U0CAMILLE")
    await page.get_by_role("dialog").wait_for()
    return page


async def test_a_dialog_is_filled_in_by_hand_and_sent(at: Harness, chromium: Browser):
    await at.opens(FORM)
    at.notebook.replies[FORM.name] = Reply(a_card("Saved"))
    page = await the_page(chromium, at)
    days = page.get_by_role("group", name="Working days")
    await expect(days.get_by_role("checkbox")).to_have_count(5)
    await expect(days.get_by_label("Mon")).to_be_checked()
    await days.get_by_label("Mon").uncheck()
    await days.get_by_label("Fri").check()
    await page.get_by_role("group", name="Topics").get_by_label("Zone 99").check()
    await page.get_by_role("combobox", name="Time zone").select_option(label="Zone 3")
    await page.get_by_label("From").fill("")
    await page.get_by_label("To", exact=False).and_(page.locator("input[type=date]")).last.fill("2027-01-31")
    await page.locator("input[type=time]").fill("10:15")
    await page.get_by_role("radiogroup", name="Pace").get_by_label("Not now").check()
    await page.get_by_role("button", name="Save").click()
    rig = at.rig  # type: ignore[attr-defined]
    await (rig.sandbox if at.platform.name == "slack" else rig.teams).until(lambda: at.notebook.of("form"))
    [event] = at.notebook.of("form")
    assert event.answers == UNTOUCHED | {
        "days": "tue,fri",
        "zone": "zone/3",
        "topics": "zone/7,zone/99",
        "first": "",
        "last": "2027-01-31",
        "slot": "10:15",
        "pace": "off",
    }


async def test_what_is_to_be_repaired_is_seen_and_what_was_filled_in_is_still_there(
    at: Harness, chromium: Browser
):
    await at.opens(FORM)
    at.notebook.replies[FORM.name] = lambda event: Reply(
        FORM.filled(event.answers), errors={"last": "This day is over."}
    )
    page = await the_page(chromium, at)
    await page.get_by_role("group", name="Working days").get_by_label("Fri").check()
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("dialog").get_by_text("This day is over.")).to_be_visible()
    await expect(page.get_by_role("group", name="Working days").get_by_label("Fri")).to_be_checked()


async def test_a_person_says_on_the_page_that_they_do_not_wish_to_be_disturbed(chromium: Browser):
    async with HARNESSES["slack"]() as at:
        rig = at.rig  # type: ignore[attr-defined]
        page = await chromium.new_page()
        await page.goto(f"{rig.sandbox.page_url}?as=U0CAMILLE")
        await page.get_by_test_id("presence").click()
        await page.get_by_test_id("presence-quiet").click()
        await expect(page.get_by_test_id("presence")).to_have_attribute("data-presence", "quiet")
        assert not await at.platform.is_available(at.person)
