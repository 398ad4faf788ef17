"""Looking for traces: words in whatever form a file, a table, a log or a page may hold them."""

import base64
import json
import logging
import socket
import sqlite3
import zlib
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from pathlib import Path
from urllib.parse import quote

import aiohttp
import structlog

from bot.demo import Demo, demo
from bot.environment import read_settings
from bot.logs import write_log_lines
from tests.factories import MONDAY

KEY = "k" * 40
"""The same at every start, so that the second one can read what the first wrote."""


def spellings(word: str) -> Iterator[bytes]:
    """Give a word as it may be written: plain, in other encodings, escaped, percent-encoded, in hexadecimal or base 64."""
    for said in {word, word.lower(), word.upper()}:
        plain = said.encode()
        yield from (plain, said.encode("utf-16-le"), plain.hex().encode(), quote(said, safe="").encode())
        yield json.dumps(said)[1:-1].encode()
        for shift in range(3):
            # What depends on neighbours is cut off at both ends.
            middle = base64.b64encode(b"\0" * shift + plain)[(0, 2, 3)[shift] : -4].rstrip(b"=")
            if len(middle) > 4:
                yield from (middle, middle.replace(b"+", b"-").replace(b"/", b"_"))


def found_in(data: bytes, words: Mapping[str, str]) -> list[str]:
    """Name the words that stand in some bytes, in any spelling."""
    return [name for name, word in words.items() if any(each in data for each in spellings(word))]


def found_in_files(folder: Path, words: Mapping[str, str]) -> dict[str, list[str]]:
    """Name the files in which words stand, with these; compressed columns of databases are opened."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    found = {path.name: found_in(path.read_bytes(), words) for path in files}
    for path in files:
        if path.suffix == ".sqlite3":
            found[f"{path.name}, opened"] = found_in(_contents(path), words)
    return {name: each for name, each in found.items() if each}


def _contents(database: Path) -> bytes:
    """Read all that a database holds, with its blobs as they are and as what they were compressed from."""
    parts: list[bytes] = []
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        tables = [
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        for table in tables:
            for row in connection.execute(f'SELECT * FROM "{table}"'):
                for value in row:
                    parts.append(value if isinstance(value, bytes) else str(value).encode())
                    if isinstance(value, bytes):
                        parts.append(_unpacked(value))
    return b"\n".join(parts)


def _unpacked(value: bytes) -> bytes:
    try:
        return zlib.decompress(value)
    except zlib.error:
        return b""


class EverythingLogged(logging.Handler):
    """Keeps what every logger, ours and the libraries', has to say."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []
        self.setFormatter(logging.Formatter("%(name)s %(levelname)s %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        # Sandbox and bot run in one process here; what the sandbox writes down is the platform's own.
        if not record.name.startswith(("sandbox", "asyncio")):
            self.lines.append(self.format(record))


@asynccontextmanager
async def listening() -> AsyncIterator[EverythingLogged]:
    """Let every logger write all that it has."""
    root, kept = logging.getLogger(), structlog.get_config()
    handler, level = EverythingLogged(), root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    write_log_lines(logging.DEBUG)
    root.setLevel(logging.DEBUG)
    try:
        yield handler
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
        structlog.configure(**kept)


@asynccontextmanager
async def a_workplace(
    folder: Path, monkeypatch: object, *, joined: Sequence[str] = ()
) -> AsyncIterator[tuple[Demo, str]]:
    """Run everything on a database in a folder, with the same key at every start. Gives the address of the figures too."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        figures = f"127.0.0.1:{server.getsockname()[1]}"

    def settled(environment: Mapping[str, str]) -> object:
        return read_settings({**environment, "PORTEVOIX_METRICS": figures, "PORTEVOIX_SECRET_KEYS": KEY})

    monkeypatch.setattr("bot.demo.read_settings", settled)  # type: ignore[attr-defined]
    url = f"sqlite:///{folder / 'bot.sqlite3'}"
    async with demo(today=MONDAY, is_clock_running=False, database_url=url, joined=joined) as workplace:
        await workplace.sandbox.settled()
        yield workplace, f"http://{figures}/metrics"


async def page(address: str) -> bytes:
    """Read a page."""
    async with aiohttp.ClientSession() as browser, browser.get(address) as answer:
        assert answer.status == 200
        return await answer.read()
