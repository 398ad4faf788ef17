"""The machine's clock, compared with the dates of the platforms' answers: told of from 30 seconds, refused from four minutes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import aiohttp
import pytest
from structlog.testing import capture_logs

from bot.app import CannotStart, Running, running
from bot.demo import Demo
from bot.domain.people import PersonRef
from bot.domain.skew import Skew
from bot.environment import read_settings
from sandbox.clock import SandboxClock
from sandbox.server import Sandbox
from sandbox.teams.server import SmallTeams
from tests.bots import MORNING, PLAYBOOKS
from tests.factories import NOON

SECOND = timedelta(seconds=1)


@asynccontextmanager
async def a_start(platform: str, ahead: timedelta) -> AsyncIterator[tuple[Running, SandboxClock]]:
    """Start the bot at a platform whose answers are dated ahead of the bot's clock."""
    clock = SandboxClock(MORNING)
    clock.dates_ahead = ahead
    settings = {
        "PORTEVOIX_DATABASE_URL": "sqlite://",
        "PORTEVOIX_PLAYBOOKS": str(PLAYBOOKS),
        "PORTEVOIX_PUBLIC_URL": "http://127.0.0.1:3000",
        "PORTEVOIX_PORT": "0",
        "PORTEVOIX_SECRET_KEYS": "k" * 40,
    }
    async with Sandbox.started(clock=clock) as slack, SmallTeams.started(clock=clock) as teams:
        if platform == "slack":
            settings |= {
                **slack.settings,
            }
        else:
            settings |= {
                **teams.settings,
            }
        async with running(replace(read_settings(settings), is_live=False), clock) as bot:
            yield bot, clock


async def readiness(address: str) -> tuple[int, list[str], list[str]]:
    async with aiohttp.ClientSession() as client, client.get(f"{address}/readyz") as ready:
        body = await ready.json()
        return ready.status, body["reasons"], body["warnings"]


@pytest.mark.parametrize("platform", ["slack", "teams"])
@pytest.mark.parametrize("ahead", [240 * SECOND, -241 * SECOND, timedelta(days=1)], ids=str)
async def test_from_four_minutes_on_it_does_not_start_and_says_what_to_repair(
    platform: str, ahead: timedelta
):
    side = "behind" if ahead > timedelta() else "ahead of"
    with pytest.raises(CannotStart, match=rf"{platform}: our clock is \d+ seconds {side} the .+ chrony"):
        async with a_start(platform, ahead):
            pass


@pytest.mark.parametrize("platform", ["slack", "teams"])
@pytest.mark.parametrize("ahead", [30 * SECOND, -30 * SECOND, 239 * SECOND], ids=str)
async def test_from_half_a_minute_on_it_is_told_of_in_the_log_and_beside_readiness(
    platform: str, ahead: timedelta
):
    with capture_logs() as lines:
        async with a_start(platform, ahead) as (bot, _):
            await bot.engine.tick(MORNING)
            status, reasons, warnings = await readiness(bot.address)
    assert (status, reasons) == (200, [])
    assert [warning.partition(":")[0] for warning in warnings] == [platform]
    assert [line["log_level"] for line in lines if line["event"] == "clock.skewed"] == ["warning"]


@pytest.mark.parametrize("platform", ["slack", "teams"])
@pytest.mark.parametrize("ahead", [timedelta(), 29 * SECOND, -29 * SECOND], ids=str)
async def test_below_that_nothing_is_said(platform: str, ahead: timedelta):
    with capture_logs() as lines:
        async with a_start(platform, ahead) as (bot, _):
            await bot.engine.tick(MORNING)
            assert await readiness(bot.address) == (200, [], [])
    assert not [line for line in lines if line["event"].startswith("clock.")]


async def test_a_clock_that_runs_away_at_work_makes_it_unready_until_it_is_right_again(workplace: Demo):
    slack, address = workplace.bot.services.platforms["slack"], workplace.bot.address
    camille = PersonRef("slack", "T0SANDBOX", "U0CAMILLE")
    workplace.sandbox.clock.dates_ahead = timedelta(hours=1)
    await slack.is_admin(camille)
    status, reasons, _ = await readiness(address)
    assert status == 503
    assert any(reason.startswith("slack: our clock is 3600 seconds behind") for reason in reasons)
    workplace.sandbox.clock.dates_ahead = timedelta()
    await slack.is_admin(camille)
    _, reasons, warnings = await readiness(address)
    assert not any(reason.startswith("slack") for reason in (*reasons, *warnings))


async def test_a_failed_answer_has_a_date_as_well_and_the_workplaces_clock_may_be_moved(workplace: Demo):
    slack = workplace.bot.services.platforms["slack"]
    camille = PersonRef("slack", "T0SANDBOX", "U0CAMILLE")
    workplace.sandbox.clock.advance(timedelta(days=3))
    workplace.sandbox.faults.add("users.info", what="500")
    with pytest.raises(Exception, match="HTTP 500"):
        await slack.is_admin(camille)
    assert slack.skew.ahead == timedelta()


@pytest.mark.parametrize("date", ["", "yesterday", "Mon, 99 Nov 2026 12:00:00 GMT", "\0"])
def test_a_date_that_cannot_be_read_says_nothing(date: str):
    skew = Skew()
    skew.note(date, NOON)
    assert skew.ahead is None
    assert not skew.is_worth_a_word
