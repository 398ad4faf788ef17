"""Running: `demo` needs nothing, health tells the truth, an edit of the playbook never stops the bot."""

import asyncio
import re
import shutil
import signal
import sys
from pathlib import Path

import aiohttp
import pytest

import bot.app
from bot.demo import demo
from tests.bots import PLAYBOOKS
from tests.factories import MONDAY
from tests.journeys.dialogue import enters

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
            assert (ready.status, await ready.json()) == (200, {"ready": True, "reasons": []})
        workplace.bot.engine.last_tick = None
        async with client.get(f"{workplace.bot.address}/readyz") as ready:
            assert ready.status == 503
            assert (await ready.json())["reasons"] == ["the engine has not looked for due work lately"]


async def test_a_broken_edit_keeps_the_last_good_playbook_and_a_repair_is_taken_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(bot.app, "WATCH_EVERY", 0.05)
    folder = tmp_path / "book"
    shutil.copytree(PLAYBOOKS / "starter-en", folder)
    file = folder / "playbook.yaml"
    good = file.read_text(encoding="utf-8")
    async with demo(today=MONDAY, is_clock_running=False, playbooks=folder, joined=()) as found:
        priya = enters(found, "U0PRIYA")
        file.write_text(good.replace("language: en", "language: en\ncolour: blue"), encoding="utf-8")
        seen = ""
        async with asyncio.timeout(30):
            while "playbook.yaml:" not in seen:
                await asyncio.sleep(0.05)
                seen += capsys.readouterr().out
        assert "colour" in seen
        assert found.bot.services.book().playbook("starter-en").name == "Our voices"
        assert "stool" in (await priya.types("today")).all_text
        file.write_text(good.replace("name: Our voices", "name: New voices"), encoding="utf-8")
        async with asyncio.timeout(30):
            while found.bot.services.book().playbook("starter-en").name != "New voices":
                await asyncio.sleep(0.05)
