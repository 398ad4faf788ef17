"""Connections that are slow, idle or too many end by themselves, and the others are answered meanwhile."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import web

from bot.web import serving as module
from bot.web.serving import serving, watching


async def _read(request: web.Request) -> web.Response:
    return web.Response(text=str(len(await request.read())))


@asynccontextmanager
async def a_server(monkeypatch: pytest.MonkeyPatch, **limits: float) -> AsyncIterator[int]:
    for name, value in limits.items():
        monkeypatch.setattr(module, name, value)
    app = web.Application(middlewares=[watching])
    app.router.add_route("*", "/", _read)
    async with serving(app, "127.0.0.1", 0) as port:
        yield port


async def ended(reader: asyncio.StreamReader) -> bytes:
    """Read until the other end hangs up, however it does so."""
    got = b""
    try:
        async with asyncio.timeout(10):
            while part := await reader.read(1000):
                got += part
    except ConnectionError:
        pass
    return got


async def asked(port: int) -> int:
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/") as answer:
        return answer.status


@pytest.mark.parametrize("begun", [b"", b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: "])
async def test_a_head_that_does_not_come_ends_the_connection(monkeypatch: pytest.MonkeyPatch, begun: bytes):
    async with a_server(monkeypatch, HEAD_SECONDS=0.2) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(begun)
        assert await ended(reader) == b""
        writer.close()
        assert await asked(port) == 200


async def test_a_body_that_does_not_come_ends_the_connection(monkeypatch: pytest.MonkeyPatch):
    async with a_server(monkeypatch, BODY_SECONDS=0.2) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf")
        assert b"200 OK" not in await ended(reader)
        writer.close()


async def test_a_connection_that_rests_too_long_is_ended_and_one_that_asks_again_in_time_is_not(
    monkeypatch: pytest.MonkeyPatch,
):
    async with a_server(monkeypatch, IDLE_SECONDS=0.4, HEAD_SECONDS=0.4) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(3):
            writer.write(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody")
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200")
            assert await reader.readexactly(1) == b"4"
        assert await ended(reader) == b""
        writer.close()


async def test_one_too_many_takes_the_place_of_whoever_waited_longest_without_asking(
    monkeypatch: pytest.MonkeyPatch,
):
    async with a_server(monkeypatch, MOST_CONNECTIONS=5) as port:
        silent = [await asyncio.open_connection("127.0.0.1", port) for _ in range(5)]
        assert await asked(port) == 200
        assert await ended(silent[0][0]) == b""
        silent[4][1].write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert (await silent[4][0].readline()).startswith(b"HTTP/1.1 200")
        for _, writer in silent:
            writer.close()


async def test_a_port_that_is_taken_is_an_error(monkeypatch: pytest.MonkeyPatch):
    async with a_server(monkeypatch) as port:
        with pytest.raises(OSError):
            async with serving(web.Application(), "127.0.0.1", port):
                pass
