"""`portevoix replay`: an operator sees what was accepted and not answered, and has it answered again."""

import argparse
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

import store
from bot.__main__ import main
from bot.app import CannotStart
from bot.domain.claims import ClaimState
from bot.domain.posts import Post
from bot.environment import read_settings
from bot.events import ButtonPressed
from bot.texts import catalogues
from bot.tools import replay
from bot.tools.tool import MISUSED, PROBLEMS, WELL
from sandbox.clock import SandboxClock
from sandbox.server import Sandbox
from tests.bots import MORNING, PLAYBOOKS
from tests.factories import a_member, a_person, a_place
from tests.store.making import a_posted

Command = Callable[..., Awaitable[int]]


@asynccontextmanager
async def an_operator(database_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Command]:
    """At a terminal, with the settings of a bot whose workplace is the sandbox."""
    clock = SandboxClock(MORNING)
    async with Sandbox.started(clock=clock) as sandbox:
        settings = {
            "PORTEVOIX_DATABASE_URL": database_url,
            "PORTEVOIX_PLAYBOOKS": str(PLAYBOOKS),
            "PORTEVOIX_PUBLIC_URL": "http://127.0.0.1:3000",
            "PORTEVOIX_SECRET_KEYS": "k" * 40,
            **sandbox.settings,
        }
        chosen = replace(read_settings(settings), is_live=False)
        monkeypatch.setattr(replay, "read_settings", lambda env: chosen)

        async def type_(*arguments: str) -> int:
            parser = argparse.ArgumentParser()
            replay.REPLAY.arguments(parser)
            options = parser.parse_args(arguments)
            return await replay._replay(options, catalogues().words["en"], clock)

        yield type_


async def cut_off(database_url: str) -> list[Post]:
    """A bot that died after it had accepted two claims, ten minutes ago."""
    opened = await store.open_store(database_url)
    posts = [await a_posted(opened, slot=f"share-{number}") for number in (1, 2)]
    async with opened.writing() as shelves:
        await shelves.members.put(a_member(joined_at=MORNING))
        await shelves.workspaces.put("slack", "T0SANDBOX")
        await shelves.inbox.accept(
            [
                ButtonPressed(
                    id=f"Ev{number}",
                    at=MORNING - timedelta(minutes=10 * number),
                    person=a_person(),
                    action="claims.take",
                    value=post.id,
                    place=a_place(),
                )
                for number, post in enumerate(posts, 1)
            ]
        )
    await opened.close()
    return posts


async def held(database_url: str, post: Post) -> bool:
    opened = await store.open_store(database_url)
    async with opened.reading() as shelves:
        claim = await shelves.claims.get(post.id, a_person())
    await opened.close()
    return claim is not None and claim.state is ClaimState.HELD


async def test_they_are_listed_without_what_they_say_and_nothing_is_changed(
    database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    [post, _] = await cut_off(database_url)
    async with an_operator(database_url, monkeypatch) as types:
        assert await types() == WELL
        said = capsys.readouterr().out
        assert "2 events were accepted and not answered:" in said
        assert "Ev2 · button · 2026-11-23 08:10:00 UTC · slack/T0SANDBOX\n" in said
        assert post.id not in said
        assert a_person().user not in said
    assert not await held(database_url, post)


async def test_one_is_answered_by_its_id_and_those_since_a_time_and_none_twice(
    database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    [first, second] = await cut_off(database_url)
    async with an_operator(database_url, monkeypatch) as types:
        assert await types("--id", "Ev2") == WELL
        assert "answered: Ev2" in capsys.readouterr().out
        assert (await held(database_url, second), await held(database_url, first)) == (True, False)
        assert await types("--since", "2026-11-23T09:15+01:00") == WELL
        said = capsys.readouterr().out
        assert "answered: Ev1" in said
        assert "the private answer of that moment cannot be given" in said
        assert await held(database_url, first)
        assert await types("--all") == WELL
        assert "every event that was accepted has been answered" in capsys.readouterr().out


async def test_what_fails_again_is_said_and_stays(
    database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    await cut_off(database_url)

    async def stumble(event: object, services: object) -> None:
        raise RuntimeError

    async with an_operator(database_url, monkeypatch) as types:
        monkeypatch.setattr("bot.router.BUTTONS", {"claims.take": stumble})
        assert await types("--all") == PROBLEMS
        assert capsys.readouterr().out.count("failed again: Ev") == 2
        assert await types() == WELL
        assert "tried 1 time\n" in capsys.readouterr().out
        assert await types("--id", "Ev3", "--id", "Ev1") == MISUSED
        assert "No event with this id waits: Ev3" in capsys.readouterr().out


async def test_beside_a_bot_at_work_on_sqlite_it_says_to_stop_it_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    url = f"sqlite:///{tmp_path}/portevoix.sqlite3"
    opened = await store.open_store(url)
    async with an_operator(url, monkeypatch) as types:
        with pytest.raises(CannotStart, match=r"already open in another process.+Stop that one first"):
            await types()
    await opened.close()


def test_without_settings_it_says_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(replay, "read_settings", lambda env: read_settings({}))
    assert main(["replay"]) == PROBLEMS
    assert "PORTEVOIX_PLAYBOOKS is missing" in capsys.readouterr().err
