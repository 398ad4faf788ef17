"""response_url: how the app answers an interaction afterwards, up to 5 times within 30 minutes."""

import asyncio
import json

from aiohttp import web

from sandbox.api.call import ApiError
from sandbox.api.content import checked_blocks
from sandbox.desk import Desk
from sandbox.faults import spoil
from sandbox.people import BOT_USER
from sandbox.tickets import ResponseUrl
from sandbox.workplace import Json, Message

METHOD = "response_url"


class Hooks:
    """The HTTP handler of /hooks/KIND/…"""

    def __init__(self, desk: Desk, closing: asyncio.Event) -> None:
        self._desk = desk
        self._closing = closing

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Do what the app says; faults are those of the method "response_url"."""
        if fault := self._desk.faults.take(METHOD, "before"):
            self._log(None, {}, f"before:{fault.what}")
            return await spoil(request, fault, self._closing)
        try:
            body = json.loads(await request.read())
        except ValueError:
            body = None
        if not isinstance(body, dict):
            return self._refuse(None, "invalid_payload", 400)
        url, error = self._desk.tickets.answer(request.match_info["path"])
        if url is None:
            return self._refuse(None, error, 404)
        try:
            say(self._desk, url, body)
        except ApiError as refused:
            return self._refuse(url, str(refused), 400)
        if fault := self._desk.faults.take(METHOD, "after"):
            self._log(url, body, f"after:{fault.what}")
            return await spoil(request, fault, self._closing)
        self._log(url, body, "ok")
        if request.match_info["path"].startswith("commands"):
            return web.Response(text="ok")
        return web.json_response({"ok": True})

    def _refuse(self, url: ResponseUrl | None, error: str, status: int) -> web.Response:
        self._log(url, {}, error)
        return web.json_response({"ok": False, "error": error}, status=status)

    def _log(self, url: ResponseUrl | None, body: Json, outcome: str) -> None:
        facts = {"channel": url.channel, "user": url.person} if url else {}
        workplace = self._desk.workplace
        workplace.log.append(
            workplace.clock.now(), "call", method=METHOD, payload=body, outcome=outcome, **facts
        )
        workplace.changes.happened()


def say(desk: Desk, url: ResponseUrl, body: Json, method: str = METHOD) -> None:
    """Show the answer to an interaction: new and private unless it says otherwise. Raises ApiError."""
    workplace = desk.workplace
    source = url.source and workplace.find(url.channel, url.source.ts, viewer=url.person)
    if body.get("delete_original"):
        if source:
            workplace.delete(source, method)
        return
    # The limit over all blocks does not hold here: https://github.com/slackapi/bolt-js/issues/2867
    blocks = checked_blocks(body.get("blocks"), max_characters=None)
    text = str(body.get("text") or "")
    if not text and not blocks:
        raise ApiError("no_text")
    if body.get("replace_original") and source:
        workplace.rewrite(source, text, blocks, method)
        return
    is_public = body.get("response_type") == "in_channel"
    message = Message(workplace.next_ts(), url.channel, BOT_USER, text, blocks)
    if is_public:
        workplace.post(message, method)
    else:
        message.addressee = url.person
        workplace.whisper(message, method)
