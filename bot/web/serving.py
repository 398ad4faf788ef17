"""Listening: one application on one port."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from aiohttp import web

LONGEST_END: Final = 5.0
"""Seconds for answers that are under way when the bot stops."""


@asynccontextmanager
async def serving(application: web.Application, host: str, port: int) -> AsyncIterator[int]:
    """Listen, and give the port; 0 takes a free one. Raises OSError when it is taken."""
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=LONGEST_END)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()
