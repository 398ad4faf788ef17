"""`portevoix erase`: an operator erases somebody who cannot type `/advocacy leave` any more, and nobody else."""

import argparse
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest

import store
from bot.__main__ import main
from bot.domain.people import PersonRef
from bot.environment import read_settings
from bot.texts import catalogues
from bot.tools import erase
from bot.tools.tool import MISUSED, PROBLEMS, WELL
from sandbox.clock import SandboxClock
from tests.bots import MORNING, PLAYBOOKS
from tests.factories import a_member

Command = Callable[..., Awaitable[int]]
SAM, NADIA = (PersonRef("slack", "T0SANDBOX", user) for user in ("U0SAM", "U0NADIA"))


@pytest.fixture
async def erases(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """At a terminal, beside a bot that knows two people."""
    opened = await store.open_store(database_url)
    async with opened.writing() as shelves:
        await shelves.workspaces.put("slack", "T0SANDBOX")
        for user in ("U0SAM", "U0NADIA"):
            await shelves.members.put(a_member(user, joined_at=MORNING))
    await opened.close()
    settings = {
        "PORTEVOIX_DATABASE_URL": database_url,
        "PORTEVOIX_PLAYBOOKS": str(PLAYBOOKS),
        "PORTEVOIX_PUBLIC_URL": "http://127.0.0.1:3000",
        "PORTEVOIX_SECRET_KEYS": "k" * 40,
        "PORTEVOIX_ERASURE_LEDGER": str(tmp_path / "erasures"),
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_SIGNING_SECRET": "0" * 32,
    }
    chosen = replace(read_settings(settings), is_live=False)
    monkeypatch.setattr(erase, "read_settings", lambda env: chosen)

    async def type_(*arguments: str) -> int:
        parser = argparse.ArgumentParser()
        erase.ERASE.arguments(parser)
        return await erase._erase(
            parser.parse_args(arguments), catalogues().words["en"], SandboxClock(MORNING)
        )

    return type_


async def who_is_kept(database_url: str) -> set[PersonRef]:
    opened = await store.open_store(database_url)
    try:
        async with opened.reading() as shelves:
            return {person for person, _ in await shelves.traces.joined()}
    finally:
        await opened.close()


async def test_one_person_is_erased_with_a_receipt_and_nobody_else(
    erases: Command, database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    assert await erases("slack:U0SAM", "--yes") == WELL
    printed = capsys.readouterr().out
    assert await who_is_kept(database_url) == {NADIA}
    assert "Nothing is kept any more about slack:U0SAM (T0SANDBOX)" in printed
    [receipt] = [word.rstrip(".") for word in printed.split() if "-" in word and word.isupper()]
    assert receipt in (tmp_path / "erasures").read_text()


async def test_without_a_yes_nothing_happens(
    erases: Command, database_url: str, capsys: pytest.CaptureFixture[str]
):
    assert await erases("slack:U0SAM") == MISUSED
    assert "Nothing was erased yet" in capsys.readouterr().out
    assert await who_is_kept(database_url) == {SAM, NADIA}


async def test_somebody_of_whom_nothing_is_kept_leaves_everybody_where_they_are(
    erases: Command, database_url: str, capsys: pytest.CaptureFixture[str]
):
    assert await erases("slack:U0NOBODY", "--yes") == WELL
    assert "Nothing is kept any more" in capsys.readouterr().out
    assert await who_is_kept(database_url) == {SAM, NADIA}


async def test_where_the_workspace_is_not_plain_it_is_asked_for(
    erases: Command, database_url: str, capsys: pytest.CaptureFixture[str]
):
    opened = await store.open_store(database_url)
    async with opened.writing() as shelves:
        await shelves.workspaces.put("slack", "T1OTHER")
    await opened.close()
    assert await erases("slack:U0SAM", "--yes") == MISUSED
    assert "T0SANDBOX, T1OTHER" in capsys.readouterr().out
    assert await erases("teams:sam", "--yes") == MISUSED
    assert "--workspace" in capsys.readouterr().out
    assert await who_is_kept(database_url) == {SAM, NADIA}
    assert await erases("slack:U0SAM", "--yes", "--workspace", "T0SANDBOX") == WELL
    assert await who_is_kept(database_url) == {NADIA}


def test_a_person_is_written_as_in_a_playbook(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit):
        main(["erase", "U0SAM", "--yes"])
    assert "slack: or teams:" in capsys.readouterr().err


def test_without_settings_it_says_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    for name in ("PORTEVOIX_PLAYBOOKS", "SLACK_BOT_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    assert main(["erase", "slack:U0SAM", "--yes"]) == PROBLEMS
    assert "PORTEVOIX_PLAYBOOKS is missing" in capsys.readouterr().err
