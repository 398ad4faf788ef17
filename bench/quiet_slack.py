"""Slack's side for the bench: says yes to every call at once, counts them, and its CPU is nobody's."""

import asyncio
import json
import sys
import time
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

    def __init__(self, delay: float) -> None:
        self._delay = delay
        """Seconds until a message is confirmed."""
        self.heard: Counter[str] = Counter()
        self._posts: list[tuple[float, bytes]] = []
        self._stamp = 1_795_422_600_000_001
        """Microseconds: messages are told apart by it."""

    async def answer(self, request: web.Request) -> web.Response:
        """Agree. What comes to a response_url counts as `response_url`."""
        method = request.match_info.get("method", "response_url")
        self.heard[method] += 1
        if method == "chat.postMessage":
            self._posts.append((time.monotonic(), await request.read()))
            self._stamp += 1
            stamp = self._stamp
            if self._delay:
                await asyncio.sleep(self._delay)
            return web.json_response(OK | {"ts": f"{stamp / 1e6:.6f}"})
        return web.json_response(OK | ANSWERS.get(method, {}))

    async def posts(self, request: web.Request) -> web.Response:
        """Tell how many messages came since they were last taken, from when to when, and by `take` how many are distinct."""
        answer: dict[str, Any] = {"calls": len(self._posts)}
        if request.query.get("take") and self._posts:
            answer |= {"first": self._posts[0][0], "last": self._posts[-1][0]}
            answer["distinct"] = len({_marker(body) for _, body in self._posts})
            self._posts.clear()
        return web.json_response(answer)

    async def tell(self, _: web.Request) -> web.Response:
        """Give the number of calls by method."""
        return web.json_response(self.heard)


def _marker(body: bytes) -> str:
    return str(json.loads(body)["metadata"]["event_payload"]["id"])


def main(port: int, delay: float = 0.0) -> None:
    """Serve on loopback."""
    slack, site = Slack(delay), web.Application()
    site.router.add_route("*", "/api/{method}", slack.answer)
    site.router.add_post("/hooks/{ticket}", slack.answer)
    site.router.add_get("/heard", slack.tell)
    site.router.add_get("/posts", slack.posts)
    web.run_app(site, host="127.0.0.1", port=port, access_log=None, print=None)


if __name__ == "__main__":
    main(int(sys.argv[1]), *map(float, sys.argv[2:]))
