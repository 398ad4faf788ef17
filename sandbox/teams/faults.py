"""Faults on demand: what the network and Microsoft's servers do to a call, before or after it took effect."""

import asyncio
from dataclasses import dataclass
from typing import Literal, get_args

from aiohttp import web

from sandbox import faults

When = Literal["before", "after"]
What = Literal["429", "412", "500", "502", "503", "504", "html", "half", "reset", "timeout"]
METHODS = ("create", "send", "update", "delete", "members", "team", "login")
_CODES = {
    "429": "Throttled",
    "412": "PreconditionFailed",
    "500": "ServiceError",
    "502": "BadGateway",
    "503": "ServiceUnavailable",
    "504": "GatewayTimeout",
}


@dataclass(slots=True)
class Fault:
    """One kind of trouble, waiting for `times` calls of a method ("*" is any)."""

    method: str
    when: When
    what: What
    times: int
    retry_after: int


class TeamsFaults:
    """The faults that wait for their call."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def add(
        self, method: str, when: When = "before", what: What = "500", times: int = 1, retry_after: int = 1
    ) -> None:
        """Spoil the next `times` calls of one of METHODS, or of any with "*".

        "after" means that the effect took place and only the answer is spoiled: a status with an error in Teams'
        shape (429 with Retry-After), html (a page with status 502, as a gateway makes it), half (the answer stops in
        the middle), reset (connection reset), timeout (silence).
        """
        if method not in (*METHODS, "*") or what not in get_args(What) or when not in get_args(When):
            raise ValueError(f"No such fault: {method} {when} {what}.")
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
        case "half" | "reset" | "timeout":
            network = faults.Fault(fault.method, fault.when, fault.what, 1, fault.retry_after)
            return await faults.spoil(request, network, closing)
        case "html":
            page = "<!DOCTYPE html><title>502 Bad Gateway</title><h1>502 Bad Gateway</h1>"
            return web.Response(text=page, content_type="text/html", status=502)
        case status:
            headers = {"Retry-After": str(fault.retry_after)} if status == "429" else None
            return refused(int(status), _CODES[status], "A fault on demand.", headers)


def refused(status: int, code: str, why: str, headers: dict[str, str] | None = None) -> web.Response:
    """Write an error as the connector does."""
    return web.json_response({"error": {"code": code, "message": why}}, status=status, headers=headers)
