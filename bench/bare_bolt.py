"""The yardstick: a stock AsyncApp of Bolt that acknowledges everything and does nothing else."""

import re
import sys

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck


async def authorize(**_: object) -> AuthorizeResult:
    """Answer from memory: the stock one asks Slack for every request, which would flatter us."""
    return AuthorizeResult(
        enterprise_id=None, team_id="T0SANDBOX", bot_token="xoxb-bench", bot_id="B0BOT", bot_user_id="U0BOT"
    )


async def acknowledge(ack: AsyncAck) -> None:
    """Say yes."""
    await ack()


def main(port: int, secret: str) -> None:
    """Serve on loopback."""
    app = AsyncApp(signing_secret=secret, authorize=authorize, process_before_response=True)
    app.event(re.compile("reaction_.*"))(acknowledge)
    app.action(re.compile(".*"))(acknowledge)
    app.command("/advocacy")(acknowledge)

    async def answer(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    async def alive(_: web.Request) -> web.Response:
        return web.Response(text="alive")

    site = web.Application()
    site.router.add_post("/slack/events", answer)
    site.router.add_get("/healthz", alive)
    web.run_app(site, host="127.0.0.1", port=port, access_log=None, print=None)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
