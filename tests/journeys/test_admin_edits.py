"""An admin edits the playbook while the bot runs: a mistake is told where they work, and nothing stops."""

import asyncio
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest

import bot.app
from bot.demo import Demo, demo
from tests.bots import PLAYBOOKS
from tests.factories import MONDAY
from tests.journeys.dialogue import PLATFORMS, enters, next_working_day, some_time_later

ADMIN = "U0ALEX"


async def soon(happened: Callable[[], bool]) -> None:
    """Wait for what happens by itself, in real time: files are watched by a real clock."""
    async with asyncio.timeout(60):
        while not happened():
            await asyncio.sleep(0.02)


def told(workplace: Demo, platform: str = "slack") -> list[str]:
    """What the admin was told in direct messages."""
    if platform == "teams":
        return [message.all_text for message in workplace.teams.as_person(ADMIN).private()]
    return [message.all_text for message in workplace.sandbox.as_person(ADMIN).messages("app")]


async def readiness(workplace: Demo) -> dict[str, object]:
    async with aiohttp.ClientSession() as client, client.get(f"{workplace.bot.address}/readyz") as answer:
        assert answer.status == 200
        found: dict[str, object] = await answer.json()
        return found


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(bot.app, "WATCH_EVERY", 0.05)
    copy = tmp_path / "book"
    shutil.copytree(PLAYBOOKS / "starter-en", copy)
    return copy


async def test_a_mistake_is_told_to_the_admin_and_the_last_good_playbook_stays_in_use_even_after_a_restart(
    folder: Path, database_url: str
):
    file = folder / "playbook.yaml"
    good = file.read_text(encoding="utf-8")
    line = good.split("\n").index("language: en") + 1
    bad = good.replace("language: en", "langage: en")

    def at_work():
        return demo(
            today=MONDAY, is_clock_running=False, playbooks=folder, joined=(), database_url=database_url
        )

    async with at_work() as workplace:
        assert told(workplace) == []
        file.write_text(bad, encoding="utf-8")
        await soon(lambda: bool(told(workplace)))
        (message,) = told(workplace)
        assert f"playbook.yaml:{line}:1: unknown key 'langage'; did you mean 'language'?" in message
        assert "langage: en" in message.partition("did you mean")[2]
        assert "last good version" in message
        assert (await readiness(workplace))["warnings"] == [
            "the playbook's files have mistakes; an older one is in use"
        ]
        before = len(workplace.sandbox.as_person("U0PRIYA").messages("C0SHARES"))
        await next_working_day(workplace)
        assert len(workplace.sandbox.as_person("U0PRIYA").messages("C0SHARES")) > before

    async with at_work() as workplace:
        assert (await readiness(workplace))["warnings"]
        priya = enters(workplace, "U0PRIYA")
        assert "·" in (await priya.types("today")).all_text
        file.write_text(good.replace("name: Our voices", "name: New voices"), encoding="utf-8")
        await soon(lambda: bool(told(workplace)))
        assert "in order again" in told(workplace)[-1]
        assert workplace.bot.services.book().playbook("starter-en").name == "New voices"
        assert (await readiness(workplace))["warnings"] == []


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_the_same_mistake_is_told_again_after_it_was_repaired_but_not_twice_in_a_row(
    folder: Path, platform: str
):
    file = folder / "playbook.yaml"
    good = file.read_text(encoding="utf-8")
    async with demo(today=MONDAY, is_clock_running=False, playbooks=folder, joined=()) as workplace:
        for expected in (1, 3):
            file.write_text(good + "colour: blue\n", encoding="utf-8")
            await soon(lambda expected=expected: len(told(workplace, platform)) == expected)
            await some_time_later(workplace, minutes=1)
            file.write_text(good, encoding="utf-8")
            await soon(lambda expected=expected: len(told(workplace, platform)) == expected + 1)
            await some_time_later(workplace, minutes=1)
        assert ["colour" in each for each in told(workplace, platform)] == [True, False, True, False]


async def test_a_first_start_beside_a_broken_playbook_says_what_to_repair(folder: Path, database_url: str):
    (folder / "tips" / "new.yaml").write_text("- id: x\n  titel: x\n", encoding="utf-8")
    with pytest.raises(bot.app.CannotStart, match=r"tips/new\.yaml:2:"):
        async with demo(playbooks=folder, joined=(), database_url=database_url):
            pass


async def test_a_starter_does_not_go_live_before_it_was_made_ones_own(folder: Path, database_url: str):
    async with demo(playbooks=folder, joined=(), database_url=database_url) as workplace:
        live = replace(workplace.bot.services.settings, is_live=True, port=0)
    with pytest.raises(bot.app.CannotStart, match=r"playbook\.yaml:\d+:\d+: 'tone' is still to do"):
        async with bot.app.running(live, bot.app.SystemClock()):
            pass
