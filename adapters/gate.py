"""What every gate does with raw requests before it knows whose they are: one header, a small body, an object of JSON.

Rejected   the request is answered with its status and a constant body, and nothing of it is logged
"""

import asyncio
import json
import re
from typing import Any, Final

from aiohttp import web

MAX_BODY_BYTES: Final = 256 * 1024
BODY_SECONDS: Final = 5.0
"""How long a body may take to arrive; the platforms send it in one go."""


class Rejected(Exception):
    """The request is refused at the gate."""

    def __init__(self, status: int) -> None:
        super().__init__(self.__doc__)
        self.status = status


def only_header(values: "list[str] | tuple[()]", shape: re.Pattern[str]) -> str:
    """Take the one well-formed value: a repeated header is a forgery, whichever copy is right."""
    if len(values) != 1 or not shape.fullmatch(values[0]):
        raise Rejected(401)
    return values[0]


def media_type(request: web.Request) -> str:
    """Give the body's media type. Compressed bodies and other encodings than UTF-8 are refused."""
    headers = request.headers
    if "Content-Encoding" in headers:
        raise Rejected(400)
    media, *parameters = headers.get("Content-Type", "").lower().split(";")
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "charset" and value.strip(' "') not in {"utf-8", "utf8"}:
            raise Rejected(400)
    return media.strip()


async def whole_body(request: web.Request) -> bytes:
    """Read the body, within its limits of size and time."""
    if (request.content_length or 0) > MAX_BODY_BYTES:
        raise Rejected(413)
    content = request.content
    try:
        if content.is_eof():
            body = content.read_nowait()
        else:
            async with asyncio.timeout(BODY_SECONDS):
                body = b""
                while not content.at_eof():
                    body += await content.readany()
                    if len(body) > MAX_BODY_BYTES:
                        break
    except TimeoutError:
        raise Rejected(408) from None
    except (web.RequestPayloadError, OSError):
        raise Rejected(400) from None
    if len(body) > MAX_BODY_BYTES:
        raise Rejected(413)
    return body


def decoded(raw: bytes) -> str:
    """Read UTF-8."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise Rejected(400) from None


def json_object(raw: bytes) -> dict[str, Any]:
    """Read an object of JSON."""
    # ValueError covers broken JSON and integers of thousands of digits, RecursionError nesting without end.
    try:
        value = json.loads(decoded(raw))
    except (ValueError, RecursionError):
        raise Rejected(400) from None
    if not isinstance(value, dict):
        raise Rejected(400)
    return value


def text_at(tree: Any, *path: str) -> str:
    """Follow the path down; whatever is not a string at its end reads as empty."""
    for step in path:
        if not isinstance(tree, dict):
            return ""
        tree = tree.get(step)
    return storable(tree) if isinstance(tree, str) else ""


def storable(text: str) -> str:
    """Make text fit for any database: half characters, as a client cuts them inside an emoji, and NULs go."""
    if text.isascii() and "\0" not in text:
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "")
