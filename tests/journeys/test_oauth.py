"""From "Add to Slack" to the first claimed post, where workspaces let the bot in by consent."""

from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import pytest

from adapters.slack.consent import SCOPES
from bot.texts import catalogues
from sandbox.server import Sandbox
from tests.journeys.consenting import Browser, a_sandbox, by_consent
from tests.journeys.dialogue import enters, everything_answered, some_time_later

SAYS = catalogues().for_locale("en")


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with a_sandbox() as found:
        yield found


async def lets_in(sandbox: Sandbox, browser: Browser) -> str:
    """Add the bot to the workspace as its admin, and read the page at the end."""
    asked = await browser.asked()
    code = sandbox.authorize("U0ALEX", asked["redirect_uri"])
    return (await browser.returns(code=code, state=asked["state"])).text


async def test_the_link_leads_to_slacks_own_page_with_all_that_it_needs(sandbox: Sandbox, database_url: str):
    async with by_consent(sandbox, database_url) as (workplace, browser):
        asked = await browser.asked()
        page = urlsplit(asked["page"])
        assert f"{page.scheme}://{page.netloc}/api/" == sandbox.api_url
        assert page.path == "/oauth/v2/authorize"
        assert asked["client_id"] == sandbox.installation.config.client_id
        assert asked["scope"].split(",") == list(SCOPES)
        assert asked["redirect_uri"] == f"{workplace.bot.address}/slack/oauth_redirect"
        assert sandbox.log.of("call") == []


async def test_from_add_to_slack_to_the_first_claimed_post(sandbox: Sandbox, database_url: str):
    async with by_consent(sandbox, database_url) as (workplace, browser):
        page = await lets_in(sandbox, browser)
        assert SAYS("web.install.step_setup") in page
        assert sandbox.log.of("call", method="chat.postMessage") == []
        for channel in ("C0SHARES", "C0PARTAGES"):
            sandbox.invite_bot(channel)
        await sandbox.settled()
        await workplace.bot.engine.tick(sandbox.clock.now())
        sam = enters(workplace, "U0SAM")
        await sam.presses(await sam.types("join"), "join.yes")
        share = await sam.sees_in_channel("daily.share.intro")
        await sam.reacts(share)
        await sam.sees_privately("kit.intro")
        await some_time_later(workplace, seconds=2)
        await sam.sees_in_channel("daily.share.places", count=4, slots=5)
        assert not sam.is_told_that_something_went_wrong()
    async with by_consent(sandbox, database_url) as (workplace, _):
        sam = enters(workplace, "U0SAM")
        assert "Done" in (await sam.types("claims")).all_text
        assert not sam.is_told_that_something_went_wrong()


async def test_uninstalled_it_calls_no_more_and_its_tokens_are_gone_at_once(
    sandbox: Sandbox, database_url: str
):
    async with by_consent(sandbox, database_url) as (workplace, browser):
        await lets_in(sandbox, browser)
        sandbox.invite_bot("C0SHARES")
        await sandbox.settled()
        sandbox.uninstall()
        await sandbox.settled()
        await everything_answered(workplace)
        before = len(sandbox.log.of("call"))
        async with workplace.bot.services.store.reading() as shelves:
            assert list(await shelves.installations.all("slack")) == []
            assert list(await shelves.workspaces.all()) == []
        await workplace.bot.engine.tick(sandbox.clock.now())
        await some_time_later(workplace, minutes=30)
        assert len(sandbox.log.of("call")) == before


async def test_a_workspace_whose_token_is_dead_at_the_start_keeps_the_bot_not_from_starting(
    sandbox: Sandbox, database_url: str
):
    async with by_consent(sandbox, database_url) as (_, browser):
        await lets_in(sandbox, browser)
    sandbox.installation.kill_tokens("token_revoked")
    async with by_consent(sandbox, database_url) as (workplace, browser):
        assert workplace.bot.services.platforms["slack"].skew.ahead is not None
        assert SAYS("web.install.step_setup") in await lets_in(sandbox, browser), "and it can be mended"
        sam = enters(workplace, "U0SAM")
        await sam.types("help")
        assert not sam.is_told_that_something_went_wrong()
