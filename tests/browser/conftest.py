"""Fixtures of the browser tests: a workplace whose clock runs, and a window that fails on anything it complains of."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from urllib.parse import quote, urlsplit

import pytest
from playwright.async_api import Browser, ConsoleMessage, Error, Page, Request

from bot.demo import Demo, demo
from tests.chromium import a_chromium
from tests.factories import MONDAY

OPEN = Callable[..., Awaitable[Page]]


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    """A headless Chromium."""
    async with a_chromium() as browser:
        yield browser


@pytest.fixture
async def lively() -> AsyncIterator[Demo]:
    """The demo as `make demo` runs it, on a Monday morning."""
    async with demo(today=MONDAY) as found:
        yield found


@pytest.fixture
async def window(chromium: Browser, lively: Demo) -> AsyncIterator[OPEN]:
    """Opens the page as one of the cast. Script errors, console errors and requests to other hosts fail the test."""
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(message.text)

    def see(request: Request) -> None:
        if urlsplit(request.url).hostname not in {"127.0.0.1", None}:
            complaints.append(f"asked for {request.url}")

    def fail(error: Error) -> None:
        complaints.append(str(error))

    async with AsyncExitStack() as stack:

        async def open_as(user: str, place: str, *, is_in_teams: bool = False, **options: object) -> Page:
            context = await chromium.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
            stack.push_async_callback(context.close)
            page = await context.new_page()
            page.set_default_timeout(20_000)
            page.on("console", hear)
            page.on("pageerror", fail)
            page.on("request", see)
            address = lively.teams_page if is_in_teams else lively.page
            await page.goto(f"{address}?as={user}#/{quote(place, safe='')}")
            await page.get_by_test_id("place-title").wait_for()
            return page

        yield open_as
    assert complaints == []
