"""Fixtures for every test: databases, a bot without platform, and the whole workplace; nothing leaves loopback."""

import logging
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import settings

from bot import app
from bot.demo import Demo, demo
from bot.logs import write_log_lines
from bot.playbook.load import Loaded
from bot.playbook.watch import Snapshot, load_snapshot
from bot.usecases import take_in
from tests.bots import Bot, a_bot
from tests.factories import MONDAY

pytest_plugins = ["tests.databases"]

settings.register_profile("house", deadline=None, print_blob=True)
settings.load_profile("house")

# Without it every exception is drawn with all that its frames hold, which takes seconds.
write_log_lines()

_LOOPBACK = ("127.", "::1", "localhost", "0.0.0.0")


def _loopback_only(event: str, arguments: tuple[object, ...]) -> None:
    if event == "socket.connect":
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else ""
        if host and not str(host).startswith(_LOOPBACK):
            raise RuntimeError(f"A test tried to reach {address!r}; tests reach loopback only.")


sys.addaudithook(_loopback_only)


@pytest.fixture(autouse=True, scope="session")
def _same_playbooks_are_read_once() -> Iterator[None]:
    """Reading the starters takes most of a workplace's start, and what the same bytes say does not change."""
    kept: dict[tuple[Path, str, bool], Loaded] = {}

    def load_once(folder: Path, snapshot: Snapshot, *, is_live: bool) -> Loaded:
        key = folder, snapshot.digest, is_live
        if key not in kept:
            kept[key] = load_snapshot(folder, snapshot, is_live=is_live)
        return kept[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app, "load_snapshot", load_once)
        yield


@pytest.fixture(autouse=True)
def _logs_are_as_before() -> Iterator[None]:
    """A test that silences what it lets live silences no other."""
    kept = structlog.get_config()
    yield
    structlog.configure(**kept)
    logging.disable(logging.NOTSET)


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that stands still for seconds refuses no event; `tests/faults/test_overload.py` is about the time it takes."""
    monkeypatch.setattr(take_in, "WITHIN", 60.0)


@pytest.fixture
async def bot(store) -> AsyncIterator[Bot]:
    """The house on a real database, with a small platform that does as it is told."""
    async with a_bot(store) as found:
        yield found


@pytest.fixture
async def workplace(database_url: str) -> AsyncIterator[Demo]:
    """The bot in the sandbox, at half past nine on a Monday; the clock moves by hand only."""
    async with demo(today=MONDAY, is_clock_running=False, database_url=database_url) as found:
        await found.sandbox.settled()
        yield found
