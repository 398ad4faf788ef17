"""Fixtures for every test: databases, a bot without platform, and the whole workplace; nothing leaves loopback."""

import sys
from collections.abc import AsyncIterator

import pytest
from hypothesis import settings

from bot.demo import Demo, demo
from tests.bots import Bot, a_bot
from tests.factories import MONDAY

pytest_plugins = ["tests.databases"]

settings.register_profile("house", deadline=None, print_blob=True)
settings.load_profile("house")

_LOOPBACK = ("127.", "::1", "localhost", "0.0.0.0")


def _loopback_only(event: str, arguments: tuple[object, ...]) -> None:
    if event == "socket.connect":
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else ""
        if host and not str(host).startswith(_LOOPBACK):
            raise RuntimeError(f"A test tried to reach {address!r}; tests reach loopback only.")


sys.addaudithook(_loopback_only)


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
