"""The way out for one's own data: two addresses with a ticket that opens them for ten minutes; all else gets the same 404."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Final

from aiohttp import hdrs, web

from bot.ports import Route

OPEN: Final = r"/own/{ticket:[\w=-]{1,600}}.{form:json|zip}"
_TYPES: Final = {"json": "application/json", "zip": "application/zip"}
OpenExport = Callable[[str, str], Awaitable[tuple[str, bytes] | None]]
"""From a ticket and a form to the file's name and content; None for a ticket that opens nothing."""


def export_routes(open_export: OpenExport) -> Iterable[Route]:
    """Make the handler. The file is kept by nobody on its way, and the address is told to no other page."""

    async def answer(request: web.Request) -> web.Response:
        form = request.match_info["form"]
        found = await open_export(request.match_info["ticket"], form)
        if found is None:
            raise web.HTTPNotFound
        name, content = found
        return web.Response(
            body=content,
            content_type=_TYPES[form],
            headers={
                hdrs.CONTENT_DISPOSITION: f'attachment; filename="{name}"',
                hdrs.CACHE_CONTROL: "no-store",
                "X-Robots-Tag": "none",
            },
        )

    return (Route("GET", OPEN, answer),)
