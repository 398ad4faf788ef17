"""One life of the bot in a forked child: the real house with real doors, a clock that obeys the judge, and its fate."""

import asyncio
import json
import logging
import signal
import socket
import traceback
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import store
from adapters import PLATFORMS
from adapters.teams import sdk
from bot import app
from bot import engine as engines
from bot.app import CannotStart, Running
from bot.environment import read_settings
from bot.logs import write_log_lines
from bot.playbook.load import Loaded
from bot.playbook.watch import load_snapshot, take
from sandbox.clock import SandboxClock

TURNS = 10
"""Passes of the loop after which nothing that was set going a moment ago is still unseen."""


class ObedientClock(SandboxClock):
    """A clock that stands still, and knows whether somebody sleeps by it."""

    def __init__(self, start: datetime) -> None:
        super().__init__(start)
        self.changed = asyncio.Event()
        self._until: list[datetime] = []

    @property
    def is_slept_by(self) -> bool:
        """Tell whether everybody who waits, and somebody does, waits for a later moment."""
        return bool(self._until) and min(self._until) > self.now()

    async def sleep(self, seconds: float) -> None:
        until = self.now() + timedelta(seconds=seconds)
        self._until.append(until)
        self.changed.set()
        try:
            await super().sleep(seconds)
        finally:
            self._until.remove(until)


class Life:
    """What the judge may ask of a running bot."""

    def __init__(self, bot: Running, clock: ObedientClock, doors: list[Any]) -> None:
        self.bot, self.clock, self.doors = bot, clock, doors

    async def quiet(self) -> None:
        """Wait until the engine sleeps, every answer is sent and every mark is written."""
        while True:
            for door in self.doors:
                await door.sends.done()
            await self.bot.router.close()
            self.clock.changed.clear()
            for _ in range(TURNS):
                await asyncio.sleep(0)
            if not self.clock.is_slept_by:
                await self.clock.changed.wait()
            elif not any(door.sends._tasks for door in self.doors):
                return

    async def go(self, moment: datetime) -> None:
        """Move the clock and let everything happen that is due."""
        self.clock.set(moment)
        await self.quiet()


def prepare(folder: Path) -> Callable[[Path], Loaded]:
    """Do once what is the same in every life: read the playbook, load what is loaded late, speak to nobody."""
    assert sdk
    write_log_lines(logging.WARNING)
    # A claim redraws a card a moment later; that this moment is short changes nothing but how long a thousand lives take.
    engines.SETTLING_SECONDS = 0.002  # type: ignore[misc]
    loaded = load_snapshot(folder, take(folder), is_live=False)
    app.catalogues()

    def load_once(*_: object, **__: object) -> Loaded:
        return loaded

    return load_once


def live(prepared: Any, line: socket.socket, fate: Any) -> None:
    """Read the judge's order, and live by it."""
    app.load_snapshot = prepared
    # The stage was set with tables as they shall be; comparing them takes a third of a start.
    store.open_store = partial(store.open_store, migrate=False)  # type: ignore[assignment]
    with line.makefile("rb") as said:
        order = json.loads(said.readline())
    fate.line, fate.point, fate.nth, fate.after = line, order["point"], order["nth"], order["after"]
    try:
        asyncio.run(_live(order, line, fate))
    except CannotStart as error:
        fate.tell("refused", why=str(error))
    except BaseException:
        fate.tell("broken", why=traceback.format_exc())
        raise


async def _live(order: dict[str, Any], line: socket.socket, fate: Any) -> None:
    clock = ObedientClock(datetime.fromisoformat(order["now"]))
    settings = replace(read_settings(order["env"]), is_live=False)
    doors: list[Any] = []
    app.PLATFORMS = {name: _noted(build, doors) for name, build in PLATFORMS.items()}  # type: ignore[misc]
    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, _print_tasks)
    line.setblocking(False)
    reader, writer = await asyncio.open_unix_connection(sock=line.dup())
    async with app.running(settings, clock) as bot:
        life = Life(bot, clock, doors)
        fate.tell("started", address=bot.address)
        while said := await reader.readline():
            asked = json.loads(said)
            if asked["ask"] == "end":
                break
            await life.go(datetime.fromisoformat(asked["to"]))
            fate.tell("quiet", passed=len(fate.trail))
    fate.tell("ended", trail=fate.trail)
    writer.close()


def _noted(build: Any, doors: list[Any]) -> Any:
    def noted(*arguments: Any) -> Any:
        doors.append(build(*arguments))
        return doors[-1]

    return noted


def _print_tasks() -> None:
    for task in asyncio.all_tasks():
        task.print_stack()
