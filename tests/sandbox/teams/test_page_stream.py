"""The page of the small Teams: its clock and its stream of changes."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from sandbox.teams.server import SmallTeams
from tests.sandbox.teams.page import next_version


@pytest.fixture
async def browser(teams: SmallTeams) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(base_url=teams.page_url) as session:
        yield session


@pytest.mark.parametrize(
    ("given", "now"),
    [
        ({"advance_seconds": 3600}, "2026-11-23T10:30:00+01:00"),
        ({"next_working_day": "09:30"}, "2026-11-24T09:30:00+01:00"),
        ({"set": "2026-07-01T08:00"}, "2026-07-01T08:00:00+02:00"),
    ],
)
async def test_the_clock_is_moved_from_the_page(
    teams: SmallTeams, browser: aiohttp.ClientSession, given: dict[str, Any], now: str
) -> None:
    async with browser.post("ui/clock", json=given) as response:
        assert await response.json() == {"ok": True, "now": now}
    assert teams.clock.local().isoformat() == now


@pytest.mark.parametrize(
    "given", [{"set": "tomorrow"}, {"next_working_day": "late"}, {}, {"advance_seconds": 1e99}]
)
async def test_a_time_that_makes_no_sense_is_refused(
    browser: aiohttp.ClientSession, given: dict[str, Any]
) -> None:
    async with browser.post("ui/clock", json=given) as response:
        assert response.status == 400


async def test_every_stream_hears_of_changes_and_a_burst_is_told_few_times(
    teams: SmallTeams, browser: aiohttp.ClientSession
) -> None:
    async with browser.get("ui/stream?as=U0SAM") as sam, browser.get("ui/stream?as=U0PRIYA") as priya:
        assert sam.content_type == "text/event-stream"
        first = await next_version(sam)
        await next_version(priya)
        for number in range(100):
            await teams.as_person("U0SAM").say("shares", str(number))
            await asyncio.sleep(0)  # let the streams look
        told = 0
        while (version := await next_version(sam)) < teams.workplace.changes.version:
            told += 1
        assert told < 10
        assert version >= first + 100
        assert await next_version(priya) > first


async def test_a_stream_is_for_somebody_who_is_here(browser: aiohttp.ClientSession) -> None:
    async with browser.get("ui/stream?as=U0NOBODY") as response:
        assert response.status == 400


async def test_open_streams_do_not_hold_up_the_end() -> None:
    async with aiohttp.ClientSession() as session:
        teams = SmallTeams()
        await teams.start()
        streams = [await session.get(f"{teams.page_url}ui/stream?as=U0SAM") for _ in range(5)]
        assert {each.status for each in streams} == {200}
        async with asyncio.timeout(1.5):
            await teams.close()
        for stream in streams:
            await stream.read()
