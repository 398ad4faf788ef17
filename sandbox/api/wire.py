"""The Web API over HTTP: reading arguments from query, form and JSON, headers, faults, and the log of calls."""

import asyncio
import json
import secrets
from typing import Any

from aiohttp import web

from sandbox.api.methods import Request, answer
from sandbox.desk import Desk
from sandbox.faults import spoil
from sandbox.workplace import Json

_UNLOGGED = frozenset({"token", "client_secret", "code", "refresh_token"})


class WebApi:
    """The HTTP handler of /api/METHOD."""

    def __init__(self, desk: Desk, closing: asyncio.Event) -> None:
        self._desk = desk
        self._closing = closing

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer one call."""
        method = request.match_info["method"]
        faults = self._desk.faults
        if fault := faults.take(method, "before"):
            self._log(method, {}, f"before:{fault.what}")
            return await spoil(request, fault, self._closing)
        called, warning = await _read(request, method)
        body, wait = answer(self._desk, called)
        if body["ok"] and (fault := faults.take(method, "after")):
            self._log(method, called.args, f"after:{fault.what}")
            return await spoil(request, fault, self._closing)
        self._log(method, called.args, "ok" if body["ok"] else str(body["error"]))
        if warning and body["ok"]:
            warnings = [*body.get("response_metadata", {}).get("warnings", ()), warning]
            body["warning"] = ",".join(warnings)
            body["response_metadata"] = {**body.get("response_metadata", {}), "warnings": warnings}
        return web.Response(
            text=json.dumps(body, separators=(",", ":")),
            status=429 if wait else 200,
            content_type="application/json",
            charset="utf-8",
            headers=self._headers(wait),
        )

    def _headers(self, wait: int) -> dict[str, str]:
        headers = {
            "X-OAuth-Scopes": ",".join(sorted(self._desk.installation.scopes)),
            "X-Slack-Req-Id": secrets.token_hex(16),
            "Cache-Control": "private, no-cache, no-store, must-revalidate",
        }
        return headers | ({"Retry-After": str(wait)} if wait else {})

    def _log(self, method: str, args: Any, outcome: str) -> None:
        self._desk.workplace.log.append(
            self._desk.workplace.clock.now(),
            "call",
            method=method,
            channel=str(args.get("channel", "")),
            user=str(args.get("user") or args.get("user_id", "")),
            ts=str(args.get("ts") or args.get("timestamp", "")),
            payload={name: value for name, value in args.items() if name not in _UNLOGGED},
            outcome=outcome,
        )
        self._desk.workplace.changes.happened()


async def _read(request: web.Request, method: str) -> tuple[Request, str]:
    """Read a call and Slack's warning about how it came."""
    args: Json = dict(request.query)
    is_json, warning, error = False, "", ""
    if request.method == "POST":
        if request.content_type == "application/json":
            is_json = True
            warning = "" if request.charset else "missing_charset"
            given, error = _json_object(await request.read())
            args |= given
        else:
            args |= {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
    return Request(method, args, request.headers.get("Authorization", ""), is_json, error), warning


def _json_object(body: bytes) -> tuple[Json, str]:
    if not body:
        return {}, ""
    try:
        value = json.loads(body)
    except ValueError:
        return {}, "invalid_json"
    return (value, "") if isinstance(value, dict) else ({}, "json_not_object")
