"""One replica of the bot as a process of its own, forked from a process that has read and imported everything already."""

import asyncio
import logging
import os
import signal
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Final

import adapters.slack
import adapters.teams.sdk
import store.postgres
from bot import app
from bot.app import SystemClock, running
from bot.environment import read_settings
from bot.logs import write_log_lines
from bot.playbook.load import Loaded
from bot.playbook.watch import Snapshot, load_snapshot, take
from bot.texts import catalogues

__all__ = ["adapters", "fork", "store"]

PLAYBOOKS: Final = "TESTS_FAULTS_PLAYBOOKS"
"""Where the forking process finds the playbooks that it reads ahead: starting shall not take longer than living."""
AHEAD: Final = "TESTS_FAULTS_SECONDS_AHEAD"
"""By how much the replica's clock goes before that of the wall, so that nobody has to wait for a lease to end."""
_READ: dict[str, Loaded] = {}


class AheadClock(SystemClock):
    """The clock of the wall, set forward."""

    def __init__(self, by: timedelta) -> None:
        self._by = by

    def now(self) -> datetime:
        """Tell the time, that much later."""
        return super().now() + self._by


def fork(environment: Mapping[str, str]) -> ForkServerProcess:
    """Start a replica. The first call starts the process that all later ones are forked from."""
    context = get_context("forkserver")
    # Each process reads anew the module that `-m` was told; where its imports are loaded, that takes no time.
    context.set_forkserver_preload([__name__, "tests.databases", "tests.faults.verdict"])
    os.environ[PLAYBOOKS] = environment["PORTEVOIX_PLAYBOOKS"]
    process = context.Process(target=_work, args=(dict(environment),), daemon=True)
    process.start()
    return process


def _work(environment: dict[str, str]) -> None:
    logging.disable(logging.CRITICAL)
    write_log_lines(logging.CRITICAL)
    asyncio.run(_serve(environment))


async def _serve(environment: dict[str, str]) -> None:
    told = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, told.set)
    clock = AheadClock(timedelta(seconds=float(environment.get(AHEAD, "0"))))
    async with running(read_settings(environment), clock):
        await told.wait()


def _load_once(folder: Path, snapshot: Snapshot, *, is_live: bool) -> Loaded:
    if snapshot.digest not in _READ:
        _READ[snapshot.digest] = load_snapshot(folder, snapshot, is_live=is_live)
    return _READ[snapshot.digest]


def _read_ahead(folder: Path) -> None:
    app.catalogues = cache(catalogues)
    app.catalogues()
    app.load_snapshot = _load_once
    snapshot = take(folder)
    for is_live in (True, False):
        _load_once(folder, snapshot, is_live=is_live)


if __name__ != "__main__" and PLAYBOOKS in os.environ:
    _read_ahead(Path(os.environ[PLAYBOOKS]))
