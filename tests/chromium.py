"""Debian's Chromium for tests: found or skipped with one clear line; REQUIRE_CHROMIUM=1 turns the skip into a failure."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, async_playwright

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def path_of_chromium() -> str:
    """Tell where Chromium is, or skip."""
    found = shutil.which("chromium")
    if found is None:
        if os.environ.get("REQUIRE_CHROMIUM") == "1":
            pytest.fail("Chromium is required here and is not installed: apt-get install chromium")
        pytest.skip("Chromium is not installed (apt-get install chromium): pages are not opened in a browser")
    return found


@asynccontextmanager
async def a_chromium() -> AsyncIterator[Browser]:
    """Run one headless Chromium."""
    path = path_of_chromium()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        await browser.close()
