"""`python -m sandbox`: run the workplace by itself, for any Slack app that answers on HTTP."""

import argparse
import asyncio
import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

from ruamel.yaml import YAML

from sandbox import AppConfig, Sandbox, SandboxClock


async def run(request_url: str, manifest: Path, port: int, zone: str) -> None:
    """Run until interrupted. Secrets come from SLACK_SIGNING_SECRET and SLACK_BOT_TOKEN, else they are made up."""
    given = {
        name: os.environ[variable]
        for name, variable in {
            "signing_secret": "SLACK_SIGNING_SECRET",
            "bot_token": "SLACK_BOT_TOKEN",
        }.items()
        if variable in os.environ
    }
    parsed = YAML(typ="safe", pure=True).load(manifest)
    app = AppConfig(request_url=request_url, manifest=parsed, **given)
    clock = SandboxClock(datetime.now(UTC), zone, running=True)
    ended = asyncio.Event()
    for one in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(one, ended.set)
    async with Sandbox.started(clock=clock, app=app, port=port) as sandbox:
        sys.stdout.write(
            f"Open {sandbox.page_url}\n\n"
            f"SLACK_API_URL={sandbox.api_url}\n"
            f"SLACK_BOT_TOKEN={sandbox.bot_token}\n"
            f"SLACK_SIGNING_SECRET={sandbox.signing_secret}\n"
            "\nor, in place of the bot token, for the page of consent:\n\n"
            f"SLACK_CLIENT_ID={app.client_id}\n"
            f"SLACK_CLIENT_SECRET={app.client_secret}\n"
        )
        sys.stdout.flush()
        await ended.wait()


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument(
        "--request-url", required=True, help="where the app answers, http://127.0.0.1:3000/slack/events"
    )
    parser.add_argument("--manifest", required=True, type=Path, help="the app's manifest, YAML")
    parser.add_argument("--port", type=int, default=8080, help="0 takes a free one")
    parser.add_argument("--zone", default="Europe/Paris", help="the time zone of the page's clock")
    given = parser.parse_args()
    asyncio.run(run(given.request_url, given.manifest, given.port, given.zone))


if __name__ == "__main__":
    main()
