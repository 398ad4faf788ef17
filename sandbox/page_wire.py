"""What both pages do on the wire: their headers, the clock, a stream of changes, and refusals in words."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

from sandbox.acts import Impossible
from sandbox.changes import Changes
from sandbox.clock import SandboxClock

HEARTBEAT_SECONDS = 15.0
COALESCE_SECONDS = 0.1
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def guarded(handler: Handler) -> Handler:
    """Answer what is Impossible with a 400 that says why."""

    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except Impossible as refusal:
            return web.json_response({"ok": False, "error": str(refusal)}, status=400)

    return answer


async def json_object(request: web.Request) -> dict[str, Any]:
    """Read what the page sends. Raises Impossible."""
    # A form on another site cannot send this content type without asking first.
    if request.content_type != "application/json":
        raise Impossible("Send JSON.")
    try:
        given = json.loads(await request.read())
    except ValueError as error:
        raise Impossible("This is not JSON.") from error
    if not isinstance(given, dict):
        raise Impossible("Send a JSON object.")
    return given


async def move_clock(request: web.Request, clock: SandboxClock) -> web.Response:
    """Move the clock as the page asks. Raises Impossible."""
    given = await json_object(request)
    try:
        match given:
            case {"advance_seconds": int() | float() as seconds}:
                clock.advance(timedelta(seconds=seconds))
            case {"next_working_day": str() as at}:
                clock.next_working_day(at)
            case {"set": str() as moment}:
                clock.set(datetime.fromisoformat(moment))
            case _:
                raise Impossible("Say advance_seconds, next_working_day or set.")
    except (ValueError, OverflowError) as error:
        raise Impossible("This is not a time.") from error
    return web.json_response({"ok": True, "now": clock.local().isoformat(timespec="seconds")})


async def stream(request: web.Request, changes: Changes, closing: asyncio.Event) -> web.StreamResponse:
    """Tell of each change until the browser goes away or the workplace closes; many at once are one."""
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await response.prepare(request)
    seen = -1
    try:
        while not closing.is_set():
            if await changes.after(seen, HEARTBEAT_SECONDS):
                seen = changes.version
                await response.write(b'event: change\ndata: {"version": %d}\n\n' % seen)
                await _pause(closing)
            else:
                await response.write(b": keep-alive\n\n")
    except ConnectionError:
        pass  # the browser went away
    return response


async def _pause(closing: asyncio.Event) -> None:
    try:
        await asyncio.wait_for(closing.wait(), COALESCE_SECONDS)
    except TimeoutError:
        return
