"""Reading the date of every answer, good or bad, where it comes in."""

from types import SimpleNamespace

import aiohttp

from bot.domain.skew import Skew
from bot.ports import Clock


def noting(skew: Skew, clock: Clock) -> aiohttp.TraceConfig:
    """Make a trace for a session that notes how far its platform's clock is from ours."""

    async def note(
        _session: aiohttp.ClientSession, _context: SimpleNamespace, end: aiohttp.TraceRequestEndParams
    ) -> None:
        skew.note(end.response.headers.get("Date", ""), clock.now())

    trace = aiohttp.TraceConfig()
    trace.on_request_end.append(note)
    return trace
