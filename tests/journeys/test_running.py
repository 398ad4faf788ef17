"""Running: `demo` needs nothing, health tells the truth, an edit of the playbook never stops the bot."""

import asyncio
import re
import signal
import sys
from pathlib import Path

import aiohttp

ROOT = Path(__file__).parents[2]


async def test_the_demo_prints_one_address_that_answers_and_ends_when_told():
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "demo",
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    printed = ""
    while not (found := re.search(r"http://127\.0\.0\.1:\d+/", printed)):
        printed += (await asyncio.wait_for(process.stdout.readline(), 60)).decode()
    async with aiohttp.ClientSession() as browser, browser.get(found[0]) as page:
        assert page.status == 200
        assert "Atelier Lumen" in await page.text()
    process.send_signal(signal.SIGTERM)
    _, errors = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode == 0
    assert b"Traceback" not in errors


async def test_health_answers_and_readiness_says_why_not(workplace):
    async with aiohttp.ClientSession() as client:
        async with client.get(f"{workplace.bot.address}/healthz") as alive:
            assert alive.status == 200
        async with client.get(f"{workplace.bot.address}/readyz") as ready:
            assert (ready.status, await ready.json()) == (200, {"ready": True, "reasons": [], "warnings": []})
        workplace.bot.engine.last_tick = None
        async with client.get(f"{workplace.bot.address}/readyz") as ready:
            assert ready.status == 503
            assert (await ready.json())["reasons"] == ["the engine has not looked for due work lately"]
