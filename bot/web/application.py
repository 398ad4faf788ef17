"""The web application: the doors' addresses and our own, under one set of limits and headers."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from math import ceil
from pathlib import Path
from typing import Final

import structlog
from aiohttp import hdrs, web

from bot.ports import Route
from bot.web.drawing import Drawing
from bot.web.serving import watching
from bot.web.share_page import SHARE_ROUTE, SharePages, share_page
from bot.web.turnstile import Turnstile

Ready = Callable[[], Awaitable[Sequence[str]]]
"""Tells why we cannot serve yet; nothing when we can."""
Warnings = Callable[[], Sequence[str]]
"""Tells what needs a look although we serve."""

LARGEST_BODY: Final = 256 * 1024
"""Bytes. What the platforms send is far smaller."""

_POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'none'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Final = (
    ("Content-Security-Policy", _POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    (
        "Permissions-Policy",
        "camera=(), geolocation=(), microphone=(), payment=(), usb=(), clipboard-write=(self)",
    ),
)

WITH_FORMS: Final = "/report"
"""Below it, pages send forms, to us alone."""
_ERRORS: Final = {404: "not_found", 405: "not_allowed", 413: "too_large", 429: "too_often"}
log = structlog.get_logger(__name__)


def build_web(
    pages: SharePages,
    routes: Iterable[Route],
    ready: Ready,
    warnings: Warnings = tuple,
    turnstile: Turnstile | None = None,
) -> web.Application:
    """Put the application together. Start it without an access log: the share page promises to note nobody."""
    drawing = Drawing(pages.words)
    app = web.Application(
        client_max_size=LARGEST_BODY, middlewares=[watching, _plain_errors(drawing, turnstile)]
    )
    app.on_response_prepare.append(_dress)
    app.router.add_get("/static/{name}", _static(Path(__file__).parent / "static"))
    app.router.add_get("/healthz", _alive)
    app.router.add_get("/readyz", _readiness(ready, warnings))
    app.router.add_get(SHARE_ROUTE, share_page(pages, drawing))
    for route in routes:
        app.router.add_route(route.method, route.path, route.handler)
    return app


def _static(folder: Path) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    files = {path.name: path for path in folder.iterdir() if path.is_file()}

    async def answer(request: web.Request) -> web.StreamResponse:
        path = files.get(request.match_info["name"])
        if path is None:
            raise web.HTTPNotFound
        return web.FileResponse(path)

    return answer


async def _alive(request: web.Request) -> web.Response:
    return web.Response(text="alive\n", headers={hdrs.CACHE_CONTROL: "no-store"})


def _readiness(ready: Ready, warnings: Warnings) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def answer(request: web.Request) -> web.Response:
        reasons = list(await ready())
        return web.json_response(
            {"ready": not reasons, "reasons": reasons, "warnings": list(warnings())},
            status=503 if reasons else 200,
            headers={hdrs.CACHE_CONTROL: "no-store"},
        )

    return answer


async def _dress(request: web.Request, response: web.StreamResponse) -> None:
    """Give every answer the same headers, and take the server's name and version off it."""
    response.headers.update(HEADERS)
    if request.path.startswith(WITH_FORMS):
        response.headers["Content-Security-Policy"] = _POLICY.replace(
            "form-action 'none'", "form-action 'self'"
        )
    response.headers.setdefault(hdrs.CACHE_CONTROL, "no-cache")
    response.headers.popall(hdrs.SERVER, None)


def _plain_errors(
    drawing: Drawing, turnstile: Turnstile | None
) -> Callable[..., Awaitable[web.StreamResponse]]:
    def page(request: web.Request, status: int) -> web.Response:
        kind = _ERRORS.get(status, "broken" if status >= 500 else "refused")
        return drawing.page(request, "error.html", {"kind": kind}, status=status)

    @web.middleware
    async def answer_plainly(
        request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        # No platform sends us compressed bodies, and a small one may unpack into a huge one.
        if request.headers.get(hdrs.CONTENT_ENCODING, "identity").lower() != "identity":
            return page(request, 415)
        if turnstile and (seconds := turnstile.wait(request)):
            response = page(request, 429)
            response.headers[hdrs.RETRY_AFTER] = str(ceil(seconds))
            return response
        try:
            return await handler(request)
        except web.HTTPException as error:
            if error.status < 400:
                raise
            response = page(request, error.status)
            if hdrs.ALLOW in error.headers:
                response.headers[hdrs.ALLOW] = error.headers[hdrs.ALLOW]
            return response
        except Exception:
            resource = request.match_info.route.resource
            log.exception("web.failed", method=request.method, route=resource and resource.canonical)
            return page(request, 500)

    return answer_plainly
