"""Virtual time itself: a year passes at once, over real sockets, in the right order."""

import asyncio
import time
from datetime import timedelta

import pytest

from sandbox.server import Sandbox
from tests.faults.virtual_time import Stuck, loops_clock, run


def test_a_year_of_waiting_takes_no_time():
    async def waits() -> list[str]:
        said: list[str] = []

        async def says(word: str, seconds: float) -> None:
            await asyncio.sleep(seconds)
            said.append(word)

        await asyncio.gather(says("year", 365 * 86_400), says("day", 86_400), says("soon", 0.001))
        return said

    began = time.monotonic()
    assert run(waits()) == ["soon", "day", "year"]
    assert time.monotonic() - began < 5


def test_what_is_on_its_way_arrives_before_time_passes():
    async def echoes() -> float:
        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            while line := await reader.readline():
                writer.write(line)
            writer.close()
            await writer.wait_closed()
            gone.set()

        gone = asyncio.Event()
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        for number in range(200):
            writer.write(b"%d\n" % number)
            async with asyncio.timeout(1):
                assert await reader.readline() == b"%d\n" % number
        writer.close()
        await writer.wait_closed()
        await gone.wait()
        server.close()
        return asyncio.get_running_loop().time()

    assert run(echoes()) < 1


def test_a_workplaces_clock_goes_with_the_loop_and_its_limits_too():
    async def looks() -> None:
        async with Sandbox.started(clock=loops_clock()) as sandbox:
            before = sandbox.clock.now()
            await sandbox.clock.sleep(3600)
            assert timedelta(seconds=3600) <= sandbox.clock.now() - before < timedelta(seconds=3601)
            for _ in range(5):
                assert sandbox.limits.retry_after("chat.postMessage", "C0SHARES") == 0
            assert sandbox.limits.retry_after("chat.postMessage", "C0SHARES") == 1
            await asyncio.sleep(1)
            assert sandbox.limits.retry_after("chat.postMessage", "C0SHARES") == 0

    run(looks())


def test_a_thread_lives_in_no_other_time():
    async def asks() -> str:
        return await asyncio.to_thread(lambda: "at once")

    assert run(asks()) == "at once"


def test_waiting_for_nothing_is_said():
    async def waits() -> None:
        await asyncio.get_running_loop().create_future()

    with pytest.raises(Stuck):
        run(waits())
