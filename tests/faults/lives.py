"""The judge's end of the line: starts the fork server, orders lives of it and hears how each one goes."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.faults.zygote import READY

ROOT = Path(__file__).parents[2]
PLAYBOOKS = ROOT / "playbooks" / "starter-en"
PATIENCE_SECONDS = 20.0


class Died(Exception):
    """The bot was killed."""


class Refused(Exception):
    """The bot would not start."""


class WentWrong(Exception):
    """The bot ended in a way that nobody ordered."""


@dataclass(frozen=True)
class Kill:
    """Where a life ends: at a point for the nth time, or after so many points; without either, when it is told to."""

    point: str = ""
    nth: int = 1
    after: int = 0


@dataclass(frozen=True)
class Zygote:
    """A running fork server."""

    address: str
    log: Path
    """What its lives write."""

    def tail(self, lines: int = 30) -> str:
        """Give the last lines of the log."""
        return "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])


@contextmanager
def a_zygote() -> Iterator[Zygote]:
    """Start a fork server, and end it."""
    with tempfile.TemporaryDirectory(prefix="rig-") as folder:
        zygote = Zygote(f"{folder}/line", Path(folder, "log"))
        with zygote.log.open("w", encoding="utf-8") as log:
            command = [sys.executable, "-m", "tests.faults.zygote", zygote.address, str(PLAYBOOKS)]
            process = subprocess.Popen(
                command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True
            )
        try:
            assert process.stdout is not None
            if process.stdout.readline().strip() != READY:
                raise WentWrong(zygote.tail())
            yield zygote
        finally:
            process.kill()
            process.communicate()


@dataclass
class Life:
    """One life, as the judge follows it."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    zygote: Zygote
    address: str = ""
    killed: Mapping[str, Any] | None = None
    """The point and its number, once it has died."""
    why_refused: str = ""
    trail: list[str] = field(default_factory=list)
    """All points passed, of a life that ended as it was told."""
    is_over: asyncio.Event = field(default_factory=asyncio.Event)
    _answers: asyncio.Queue[dict[str, Any] | None] = field(default_factory=asyncio.Queue)
    _pid: int = 0
    _status: int | None = None
    """What the fork server told of its end. None: nothing, for it has ended itself."""
    _listening: asyncio.Task[None] | None = None

    @classmethod
    async def begin(cls, zygote: Zygote, env: Mapping[str, str], now: datetime, kill: Kill) -> "Life":
        """Order a life. It has begun when `started` returns."""
        reader, writer = await asyncio.open_unix_connection(zygote.address, limit=2**22)
        life = cls(reader, writer, zygote)
        life._say(env=dict(env), now=now.isoformat(), point=kill.point, nth=kill.nth, after=kill.after)
        life._listening = asyncio.create_task(life._listen())
        return life

    async def started(self) -> None:
        """Wait until the bot is at work. Raises Died and Refused."""
        self.address = (await self._answer())["address"]

    async def go(self, to: datetime) -> int:
        """Move its clock, wait until all that is due is done, and tell how many points were passed. Raises Died."""
        self._say(ask="go", to=to.isoformat())
        passed: int = (await self._answer())["passed"]
        return passed

    async def end(self) -> None:
        """Stop it as an operator does. Raises Died."""
        self._say(ask="end")
        self.trail = (await self._answer())["trail"]

    async def over(self) -> None:
        """Wait until nothing of it is left."""
        assert self._listening is not None
        async with asyncio.timeout(PATIENCE_SECONDS):
            await self._listening
        self.writer.close()
        with suppress(OSError):
            await self.writer.wait_closed()

    def _say(self, **what: Any) -> None:
        self.writer.write(json.dumps(what).encode() + b"\n")

    async def _answer(self) -> dict[str, Any]:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                answer = await self._answers.get()
        except TimeoutError:
            await self._put_down()
            raise WentWrong(f"No answer within {PATIENCE_SECONDS} s.\n{self.zygote.tail()}") from None
        if answer is not None:
            return answer
        if self.killed:
            raise Died
        if self.why_refused:
            raise Refused(self.why_refused)
        raise WentWrong(f"It ended with {self._status}.\n{self.zygote.tail()}")

    async def _put_down(self) -> None:
        """End a life that hangs; it writes down first what it waits for."""
        for last in (signal.SIGUSR1, signal.SIGKILL):
            with suppress(ProcessLookupError, TimeoutError):
                os.kill(self._pid, last)
                async with asyncio.timeout(1):
                    await self.is_over.wait()

    async def _listen(self) -> None:
        with suppress(OSError):
            while line := await self.reader.readline():
                told = json.loads(line)
                match told["what"]:
                    case "born":
                        self._pid = told["pid"]
                    case "killed":
                        self.killed = told
                    case "refused":
                        self.why_refused = told["why"]
                    case "broken":
                        pass  # its log says more
                    case "over":
                        self._status = told["status"]
                        break
                    case _:
                        self._answers.put_nowait(told)
        self.is_over.set()
        self._answers.put_nowait(None)
