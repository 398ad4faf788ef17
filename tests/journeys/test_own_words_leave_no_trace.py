"""A draft, a checked text and a question to the guide leave no byte behind: not in the database, its log, our log at its noisiest, nor the figures.

Sandbox and bot run in one process here; what the sandbox writes down is the platform's own and is left out.
"""

import logging
import socket
import sqlite3
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
import structlog

from bot.demo import Demo, demo
from bot.environment import read_settings
from bot.logs import write_log_lines
from tests.factories import MONDAY
from tests.journeys.dialogue import PLATFORMS, Character, InSlack, everything_answered
from tests.journeys.test_own_words import opens_the_questions, sees_window, windows

CANARIES = {
    "struck": "Krevellen",
    "example": "Zwartepoel",
    "question": "Oumnia",
    "changed": "Bjelovucic",
    "typed": "Quibberish",
    "window": "Fnordwagen",
    "strange": "Mzimkhulu",
    "suggested": "Yxtaholm",
    "failing": "Plovdivka",
    "asked": "Ouagadieu",
    "asked in vain": "Skjervoy",
}


@pytest.fixture
def everything_is_logged(caplog: pytest.LogCaptureFixture) -> AsyncIterator[None]:
    """Let every logger of ours and of the libraries write all that it has."""
    caplog.set_level(logging.DEBUG)
    kept = structlog.get_config()
    write_log_lines(logging.DEBUG)
    yield
    structlog.configure(**kept)


@asynccontextmanager
async def a_workplace_with_figures(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[Demo, str]]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        figures = f"127.0.0.1:{server.getsockname()[1]}"

    def with_figures(environment: Mapping[str, str]) -> object:
        return read_settings({**environment, "PORTEVOIX_METRICS": figures})

    monkeypatch.setattr("bot.demo.read_settings", with_figures)
    url = f"sqlite:///{folder / 'bot.sqlite3'}"
    async with demo(today=MONDAY, is_clock_running=False, database_url=url) as workplace:
        await workplace.sandbox.settled()
        yield workplace, f"http://{figures}/metrics"


async def uses_everything(workplace: Demo, platform: str, monkeypatch: pytest.MonkeyPatch) -> Character:
    """Write, change, ask for a human, check in three ways, mistype, suggest, and meet a failure."""
    person = await opens_the_questions(workplace, "U0CAMILLE", platform)
    first = {name: f"Mardi, {CANARIES[name]} est venue." for name in ("struck", "example", "question")}
    await person.fills_in(person.words("draft.title"), **first)
    await person.presses(await sees_window(person, "draft.ready"), "draft.change")
    await person.until(lambda: person.words("draft.struck") in windows(person)[-1].all_text)
    await person.fills_in(person.words("draft.title"), struck=f"Mercredi, {CANARIES['changed']}.")
    await person.presses(await sees_window(person, "draft.ready"), "human.ask")
    await everything_answered(workplace)

    await person.types(f"relire Notre {CANARIES['typed']} est géniale. 06 12 34 56 78, mdp : Lampe2026!")
    await person.types(f"{CANARIES['strange']} est arrivée mardi")
    await opens_a_form(person, f"proposer {CANARIES['suggested']}", "proposals.title")
    monkeypatch.setattr("bot.commands.check.remarks", _fail)
    await person.types(f"verifier {CANARIES['failing']}")
    await person.types(f"guide {CANARIES['asked']} veut voir mon sallaire, que dois-je dire ?")
    monkeypatch.setattr("bot.usecases.ask_guide.matches", _fail)
    await person.types(f"guide {CANARIES['asked in vain']} et mon salaire")
    monkeypatch.undo()
    await opens_a_form(person, "check", "check.title")
    await person.fills_in(person.words("check.title"), text=f"{CANARIES['window']} !")
    await sees_window(person, "check.forgotten")
    await everything_answered(workplace)
    return person


async def opens_a_form(person: Character, text: str, title: str) -> None:
    """Type a command that opens a dialog, and wait for it."""
    if isinstance(person, InSlack):
        await person.actor.command(f"/advocacy {text}", channel=person.channel)
    else:
        await person.presses(await person.types(text), title)
    await person.until(lambda: windows(person) and windows(person)[-1].title == person.words(title))  # type: ignore[attr-defined]


def _fail(text: str, *_: object) -> None:
    raise ValueError(f"cannot look at {text}")


def traces_in(data: bytes) -> list[str]:
    """Name the canaries that stand in some bytes, as UTF-8 or UTF-16."""
    return [
        name
        for name, word in CANARIES.items()
        if word.encode() in data or word.encode("utf-16-le") in data or word.lower().encode() in data
    ]


def files_with_traces(folder: Path) -> dict[str, list[str]]:
    """Name the files in which canaries stand, with these."""
    files = {path.name: traces_in(path.read_bytes()) for path in folder.iterdir() if path.is_file()}
    return {name: found for name, found in files.items() if found}


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_drafts_checked_texts_and_questions_leave_no_trace(
    platform: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    everything_is_logged: None,
):
    async with a_workplace_with_figures(tmp_path, monkeypatch) as (workplace, figures):
        await uses_everything(workplace, platform, monkeypatch)
        assert {"bot.sqlite3", "bot.sqlite3-wal"} <= {path.name for path in tmp_path.iterdir()}
        assert files_with_traces(tmp_path) == {}
        async with aiohttp.ClientSession() as machine, machine.get(figures) as answer:
            assert traces_in(await answer.read()) == []
        await workplace.bot.router.close()
    assert files_with_traces(tmp_path) == {}

    printed = "".join(capfd.readouterr())
    ours = [record for record in caplog.records if not record.name.startswith("sandbox")]
    logged = "\n".join(f"{record.getMessage()} {record.exc_text or ''}" for record in ours)
    assert "event.failed" in printed, "the failing handler was told of"
    assert len(ours) > 10, "the log was listened to"
    assert traces_in(printed.encode()) == []
    assert traces_in(logged.encode()) == []


async def test_the_canaries_would_be_found(tmp_path: Path):
    """Written down on purpose, each of them is seen: the test above looks at what it says."""
    file = tmp_path / "bot.sqlite3"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE said (words TEXT)")
        connection.executemany("INSERT INTO said VALUES (?)", [(word,) for word in CANARIES.values()])
    connection.close()
    assert set(traces_in(file.read_bytes())) == set(CANARIES)
