"""Slack's side for the bench: says yes to every call at once, counts them, and its CPU is nobody's."""

import sys
from collections import Counter
from typing import Any

from aiohttp import web

ANSWERS: dict[str, dict[str, Any]] = {
    "auth.test": {
        "team_id": "T0SANDBOX",
        "user_id": "U0BOT",
        "bot_id": "B0BOT",
        "team": "Bench",
        "user": "bot",
    },
    "users.info": {"user": {"id": "U0", "tz": "Europe/Paris", "locale": "en-GB", "name": "u", "profile": {}}},
}
OK: dict[str, Any] = {
    "ok": True,
    "channel": "C0SHARES",
    "ts": "1795422600.000001",
    "message_ts": "1795422600.000002",
}


class Slack:
    """What was asked of it."""

    def __init__(self) -> None:
        self.heard: Counter[str] = Counter()

    async def answer(self, request: web.Request) -> web.Response:
        """Agree. What comes to a response_url counts as `response_url`."""
        method = request.match_info.get("method", "response_url")
        self.heard[method] += 1
        return web.json_response(OK | ANSWERS.get(method, {}))

    async def tell(self, _: web.Request) -> web.Response:
        """Give the number of calls by method."""
        return web.json_response(self.heard)


def main(port: int) -> None:
    """Serve on loopback."""
    slack, site = Slack(), web.Application()
    site.router.add_route("*", "/api/{method}", slack.answer)
    site.router.add_post("/hooks/{ticket}", slack.answer)
    site.router.add_get("/heard", slack.tell)
    web.run_app(site, host="127.0.0.1", port=port, access_log=None, print=None)


if __name__ == "__main__":
    main(int(sys.argv[1]))
