"""The calendar file of a workshop, at an address that only the bot can make; all else gets the same 404."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Final

from aiohttp import hdrs, web

from bot.ports import Route

OPEN: Final = (
    r"/workshop/{platform:[a-z]{1,20}}/{workspace:[\w-]{1,80}}/{id:[0-9a-f]{20}}.{ticket:[0-9a-f]{32}}.ics"
)
OpenCalendar = Callable[[str, str, str, str], Awaitable[bytes | None]]
"""From platform, workspace, workshop and ticket to the file; None for a ticket that opens nothing."""


def calendar_routes(open_calendar: OpenCalendar) -> Iterable[Route]:
    """Make the handler. It names nobody, and whoever opens it leaves nothing behind."""

    async def answer(request: web.Request) -> web.Response:
        parts = request.match_info
        content = await open_calendar(parts["platform"], parts["workspace"], parts["id"], parts["ticket"])
        if content is None:
            raise web.HTTPNotFound
        return web.Response(
            body=content,
            headers={
                hdrs.CONTENT_TYPE: "text/calendar; charset=utf-8; method=PUBLISH",
                hdrs.CONTENT_DISPOSITION: 'attachment; filename="workshop.ics"',
                hdrs.CACHE_CONTROL: "no-store",
                "X-Robots-Tag": "none",
            },
        )

    return (Route("GET", OPEN, answer),)
