"""Socket Mode: connections that the app opens, and what travels over them instead of requests to it.

https://docs.slack.dev/apis/events-api/using-socket-mode
"""

import asyncio
import contextlib
import json
import secrets
from collections.abc import Mapping
from typing import Any, Final, Literal

import aiohttp
from aiohttp import web

from sandbox.people import APP

MOST: Final = 10
"""Connections of one app; of those beyond, each is shown out at once."""
Kind = Literal["events_api", "interactive", "slash_commands"]
Reason = Literal["warning", "refresh_requested", "link_disabled", "too_many_websockets"]
Json = dict[str, Any]


class Sockets:
    """The open connections, and the envelopes that nobody has acknowledged yet."""

    def __init__(self) -> None:
        self.base_url = ""
        """Where connections are opened; starts with ws://."""
        self.connections: list[web.WebSocketResponse] = []
        self.opened = 0
        """How many connections there ever were."""
        self.is_deaf = False
        """Nothing is answered any more, pings neither, and nothing is closed: a network that forgot the connection."""
        self._tickets: set[str] = set()
        self._waiting: dict[str, asyncio.Future[bytes]] = {}
        self._turn = 0

    def address(self) -> str:
        """Give an address for one connection, which opens once."""
        ticket = secrets.token_hex(16)
        self._tickets.add(ticket)
        return f"{self.base_url}/link/?ticket={ticket}&app_id={APP}"

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Hold one connection until either side ends it."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=403)
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        if len(self.connections) >= MOST:
            await socket.send_json({"type": "disconnect", "reason": "too_many_websockets"})
            await socket.close()
            return socket
        self.connections.append(socket)
        self.opened += 1
        try:
            await socket.send_json(self._hello())
            async for frame in socket:
                await self._hear(socket, frame)
        finally:
            if socket in self.connections:
                self.connections.remove(socket)
        return socket

    async def bring(
        self, kind: Kind, payload: Mapping[str, Any], *, is_answered: bool, attempt: int = 0, reason: str = ""
    ) -> bytes:
        """Bring an envelope over any one connection. Returns the answer in JSON, or nothing.

        Raises TimeoutError when it is not acknowledged within three seconds, ConnectionError where nobody is connected.
        """
        if not self.connections:
            raise ConnectionError("nobody is connected")
        self._turn += 1
        socket = self.connections[self._turn % len(self.connections)]
        id_ = secrets.token_hex(16)
        envelope: Json = {
            "envelope_id": id_,
            "type": kind,
            "payload": payload,
            "accepts_response_payload": is_answered,
        }
        if kind == "events_api":
            envelope |= {"retry_attempt": attempt, "retry_reason": reason}
        self._waiting[id_] = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(3.0):
                await socket.send_json(envelope)
                answer = await self._waiting[id_]
        finally:
            del self._waiting[id_]
        return answer if is_answered else b""

    async def disconnect(self, reason: Reason, *, is_closed: bool = True) -> None:
        """Tell the oldest connection to go, and close it. A warning comes some seconds before, without the close."""
        socket = self.connections[0]
        await socket.send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-1"}})
        if is_closed:
            self.connections.remove(socket)
            await socket.close()

    async def drop(self) -> None:
        """Break every connection without a word."""
        for socket in tuple(self.connections):
            self.connections.remove(socket)
            transport = socket._req.transport if socket._req else None  # noqa: SLF001  aiohttp has no other way to be rude
            if transport is not None:
                transport.abort()

    async def close(self) -> None:
        """End every connection."""
        for socket in tuple(self.connections):
            with contextlib.suppress(ConnectionError):
                await socket.close()

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self.connections),
            "connection_info": {"app_id": APP},
            "debug_info": {"host": "applink-1", "approximate_connection_time": 18060},
        }

    async def _hear(self, socket: web.WebSocketResponse, frame: aiohttp.WSMessage) -> None:
        if self.is_deaf:
            return
        if frame.type is aiohttp.WSMsgType.PING:
            await socket.pong(frame.data)
        elif frame.type is aiohttp.WSMsgType.TEXT:
            said = json.loads(frame.data)
            waiting = self._waiting.get(said.get("envelope_id", ""))
            if waiting is not None and not waiting.done():
                waiting.set_result(json.dumps(said["payload"]).encode() if said.get("payload") else b"")
