"""Events at a steady pace: when each is answered, and what that costs; nobody waits for an answer before the next."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import quantiles

import aiohttp

from bench.letters import Letter, signed
from bench.processes import Server

CONNECTIONS = 64


@dataclass(frozen=True)
class Paced:
    """What a server did with a steady stream."""

    cpu: float
    """Seconds for one event."""
    median: float
    """Seconds until the answer, counted from when the event was to be sent: a sender that lags is not to flatter."""
    p99: float


async def send_at_pace(
    server: Server, letters: Sequence[Letter], secret: str, per_second: float, after: float
) -> Paced:
    """Bring all letters at a pace. `after`: seconds for which the server may put work off behind its answers."""
    await server.is_idle()
    before, took = server.cpu(), list[float]()
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=CONNECTIONS)) as slack:
        began = time.monotonic() + 0.1

        async def bring(number: int, letter: Letter) -> None:
            at = began + number / per_second
            await asyncio.sleep(max(0.0, at - time.monotonic()))
            headers = signed(letter, secret)
            address = f"{server.address}/slack/events"
            async with slack.post(address, data=letter.body, headers=headers) as answer:
                await answer.read()
                took.append(time.monotonic() - at)
                if answer.status != 200:
                    raise RuntimeError(f"an event was answered with {answer.status}")

        async with asyncio.TaskGroup() as group:
            for number, letter in enumerate(letters):
                group.create_task(bring(number, letter))
    await server.is_idle(after)
    cuts = quantiles(took, n=100, method="inclusive")
    return Paced((server.cpu() - before) / len(letters), cuts[49], cuts[98])
