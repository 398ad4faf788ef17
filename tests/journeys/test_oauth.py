"""From "Add to Slack" to the first claimed post, where workspaces let the bot in by consent."""

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

import store as cellar
from adapters.slack.consent import SCOPES
from bot.app import CannotStart
from bot.domain.people import PersonRef
from bot.texts import catalogues
from bot.usecases.export_own import make_ticket, open_export
from bot.usecases.keep_sealed import rotate
from sandbox.server import Sandbox
from tests.journeys.consenting import KEY, Browser, a_sandbox, by_consent
from tests.journeys.dialogue import enters, everything_answered, some_time_later
from tests.journeys.traces import found_in, found_in_files, listening

SAYS = catalogues().for_locale("en")


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with a_sandbox() as found:
        yield found


async def lets_in(browser: Browser) -> str:
    """Add the bot to the workspace as its admin, and read the page at the end."""
    asked = await browser.asked()
    return (await browser.answers(asked["page"], "Allow")).text


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


async def test_who_cancels_on_slacks_page_reads_that_nothing_happened(sandbox: Sandbox, database_url: str):
    async with by_consent(sandbox, database_url) as (workplace, browser):
        asked = await browser.asked()
        seen = await browser.answers(asked["page"], "Cancel")
        assert SAYS("web.install.refused") in seen.text
        async with workplace.bot.services.store.reading() as shelves:
            assert list(await shelves.installations.all("slack")) == []


async def test_where_tokens_end_after_twelve_hours_a_day_later_all_goes_on(database_url: str):
    async with (
        a_sandbox(token_rotation_enabled=True) as sandbox,
        by_consent(sandbox, database_url) as (workplace, browser),
    ):
        await lets_in(browser)
        sandbox.invite_bot("C0SHARES")
        await sandbox.settled()
        for _ in range(25):
            await some_time_later(workplace, hours=1)
        sam = enters(workplace, "U0SAM")
        await sam.sees_in_channel("daily.share.intro")
        await sam.types("help")
        assert not sam.is_told_that_something_went_wrong()
        assert len(sandbox.installation.tokens) == 1 + 1 + 2, "its own, by consent, and two renewed"
        refused = [each for each in sandbox.log.of("call") if each.outcome == "token_expired"]
        assert refused == [], "a token is renewed before its end"


async def test_from_add_to_slack_to_the_first_claimed_post(sandbox: Sandbox, database_url: str):
    async with by_consent(sandbox, database_url) as (workplace, browser):
        page = await lets_in(browser)
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
        await lets_in(browser)
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
        await lets_in(browser)
    sandbox.installation.kill_tokens("token_revoked")
    async with by_consent(sandbox, database_url) as (workplace, browser):
        assert workplace.bot.services.platforms["slack"].skew.ahead is not None
        assert SAYS("web.install.step_setup") in await lets_in(browser), "and it can be mended"
        sam = enters(workplace, "U0SAM")
        await sam.types("help")
        assert not sam.is_told_that_something_went_wrong()


async def test_no_token_stands_in_any_log_page_or_file_whatever_goes_wrong(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
):
    async with listening() as log, a_sandbox() as sandbox:
        config = sandbox.installation.config
        secrets = {"client secret": config.client_secret, "key": KEY}
        url = f"sqlite:///{tmp_path}/bot.sqlite3"
        async with by_consent(sandbox, url) as (workplace, browser):
            for what in ("500", "html", "reset", "half", "429", "reset"):
                when = "after" if what == "reset" else "before"
                sandbox.faults.add("oauth.v2.access", when, what)
                assert KEY not in await lets_in(browser)
            sandbox.faults.clear()
            page = await lets_in(browser)
            for channel in ("C0SHARES", "C0PARTAGES"):
                sandbox.invite_bot(channel)
            await sandbox.settled()
            secrets |= {f"token {number}": token for number, token in enumerate(sandbox.installation.tokens)}
            assert found_in(page.encode(), secrets) == []
            for what in ("500", "html", "reset", "half", "429"):
                sandbox.faults.add("*", what=what)
                await some_time_later(workplace, minutes=2)
            sandbox.faults.clear()
            sam = enters(workplace, "U0SAM")
            await sam.presses(await sam.types("join"), "join.yes")
            services = workplace.bot.services
            person = PersonRef("slack", "T0SANDBOX", "U0SAM")
            export = await open_export(services, make_ticket(services, person), "json")
            assert export is not None
            assert found_in(export[1], secrets) == []
            assert found_in_files(tmp_path, secrets) == {}
            sandbox.revoke_tokens()
            await some_time_later(workplace, minutes=2)
        assert found_in_files(tmp_path, secrets) == {}
    assert found_in("\n".join(log.lines).encode(), secrets) == []
    assert found_in("".join(capfd.readouterr()).encode(), secrets) == []
    assert len(log.lines) > 10, "the log was listened to"


async def test_keys_may_be_replaced_and_the_tokens_stay(sandbox: Sandbox, database_url: str):
    async with by_consent(sandbox, database_url) as (_, browser):
        await lets_in(browser)
    opened = cellar.open_for_reading(database_url)
    done = await rotate(opened, ("n" * 40, KEY))
    await opened.close()
    assert (done.anew, done.unopened) == (1, {})
    async with by_consent(sandbox, database_url, key="n" * 40) as (workplace, _):
        sandbox.invite_bot("C0SHARES")
        await sandbox.settled()
        await workplace.bot.engine.tick(sandbox.clock.now())
        await enters(workplace, "U0SAM").sees_in_channel("daily.share.intro")
    with pytest.raises(CannotStart, match="installation"):
        async with by_consent(sandbox, database_url):
            pass
