"""Counted links: straight on to the page that the playbook names, and a number for the day.

The request is looked at only to leave machines out; nothing of it is kept.
"""

import re
from collections.abc import Iterable
from typing import Final

import structlog
from aiohttp import hdrs, web

from bot.domain.share import GO_ROUTE
from bot.ports import Route
from bot.usecases.count_click import count_click, destination
from bot.usecases.services import Services

MACHINES: Final = re.compile(
    r"bot\b|bot/|crawl|spider|preview|slurp|facebookexternalhit|embedly|whatsapp|curl|wget|python|scanner|monitor|headless",
    re.IGNORECASE,
)
"""Programs that fetch what people share. Whoever sends no name at all is one as well."""
log = structlog.get_logger(__name__)


def go_routes(services: Services) -> Iterable[Route]:
    """Make the handler, which answers GET and HEAD alike and counts what a person's browser asks for."""

    async def answer(request: web.Request) -> web.Response:
        network = request.match_info["network"]
        found = destination(services, request.match_info["playbook"], request.match_info["item"], network)
        if found is None:
            raise web.HTTPNotFound
        playbook, share = found
        if not _is_machine(request):
            try:
                await count_click(services, playbook, share, network)
            except Exception:
                # A reader outside gets where they wanted to go, whatever becomes of the number.
                log.exception("click.not_counted")
        return web.Response(
            status=302,
            headers={hdrs.LOCATION: share.link or "", hdrs.CACHE_CONTROL: "no-store", "X-Robots-Tag": "none"},
        )

    return (Route("GET", GO_ROUTE, answer), Route("HEAD", GO_ROUTE, answer))


def _is_machine(request: web.Request) -> bool:
    name = request.headers.get(hdrs.USER_AGENT, "")
    is_ahead = "prefetch" in f"{request.headers.get('Sec-Purpose', '')} {request.headers.get('Purpose', '')}"
    return request.method == "HEAD" or is_ahead or not name or MACHINES.search(name) is not None
