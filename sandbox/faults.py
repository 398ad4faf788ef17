"""Faults on demand: what the network and Slack's servers do to a call, before or after it took effect."""

import asyncio
import contextlib
import json
import socket
import struct
from dataclasses import dataclass
from typing import Literal, get_args

from aiohttp import web

When = Literal["before", "after"]
What = Literal["reset", "timeout", "500", "503", "html", "429", "half"]
_LONGEST_SILENCE_SECONDS = 60.0


@dataclass(slots=True)
class Fault:
    """One kind of trouble, waiting for `times` calls of a method ("*" is any)."""

    method: str
    when: When
    what: What
    times: int
    retry_after: int


class Faults:
    """The faults that wait for their call."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def add(
        self, method: str, when: When = "before", what: What = "500", times: int = 1, retry_after: int = 1
    ) -> None:
        """Spoil the next `times` calls of a Web API method, of "response_url", or of any with "*".

        "after" means that the effect took place and only the answer is spoiled: reset (connection reset),
        timeout (silence), 500, 503, html (a page with status 200), 429 (with Retry-After), half (the answer stops
        in the middle).
        """
        if what not in get_args(What) or when not in get_args(When):
            raise ValueError(f"No such fault: {when} {what}.")
        self._waiting.append(Fault(method, when, what, times, retry_after))

    def clear(self) -> None:
        """Let all calls pass again."""
        self._waiting.clear()

    def take(self, method: str, when: When) -> Fault | None:
        """Use up the first fault that fits."""
        for fault in self._waiting:
            if fault.method in (method, "*") and fault.when == when:
                fault.times -= 1
                if fault.times <= 0:
                    self._waiting.remove(fault)
                return fault
        return None


async def spoil(request: web.Request, fault: Fault, closing: asyncio.Event) -> web.StreamResponse:
    """Answer as the fault wants it."""
    match fault.what:
        case "500" | "503":
            return web.Response(status=int(fault.what), text="server error")
        case "429":
            headers = {"Retry-After": str(fault.retry_after)}
            return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)
        case "html":
            page = "<!DOCTYPE html><title>Slack</title><p>Something went wrong.</p>"
            return web.Response(text=page, content_type="text/html")
        case "half":
            await _half(request)
        case "timeout":
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(closing.wait(), _LONGEST_SILENCE_SECONDS)
            _reset(request)
        case "reset":
            _reset(request)
    return web.Response()


async def _half(request: web.Request) -> None:
    body = json.dumps({"ok": True, "channel": "C0PARTAGES"}).encode()
    response = web.StreamResponse()
    response.content_type = "application/json"
    response.content_length = len(body)
    await response.prepare(request)
    await response.write(body[: len(body) // 2])
    if request.transport is not None:
        request.transport.close()


def _reset(request: web.Request) -> None:
    """Close the connection so that the caller sees a reset and not a polite end."""
    transport = request.transport
    if transport is None:
        return
    if (raw := transport.get_extra_info("socket")) is not None:
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
