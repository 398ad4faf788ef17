"""`portevoix`, also `python -m bot`: the commands an operator types."""

import argparse
import asyncio
import logging
import os
import signal
import sys

from bot import __version__
from bot.app import CannotStart, SystemClock, running
from bot.environment import read_settings
from bot.logs import write_log_lines
from bot.settings import SettingsError
from bot.tools import TOOLS


def main(arguments: list[str] | None = None) -> int:
    """Run one command. Exit code 0: well ended, 1: could not start, 2: not understood."""
    parser = argparse.ArgumentParser(
        prog="portevoix", description="An employee-advocacy bot for workplace chat."
    )
    parser.add_argument("--version", action="version", version=f"portevoix {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("serve", help="run the bot, with its settings from the environment")
    demo = commands.add_parser(
        "demo", help="run the bot in a small workplace on this machine; needs no account"
    )
    demo.add_argument("--port", type=int, default=0, help="the page's port; a free one when left out")
    for tool in TOOLS:
        tool.arguments(commands.add_parser(tool.name, help=tool.help, description=tool.help))
    options = parser.parse_args(arguments)
    for tool in TOOLS:
        if options.command == tool.name:
            return tool.run(options)
    try:
        asyncio.run(_demo(options.port) if options.command == "demo" else _serve())
    except (SettingsError, CannotStart) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
    return 0


async def _serve() -> None:
    settings = read_settings(os.environ)
    write_log_lines(secrets=settings.secrets())
    async with running(settings, SystemClock()):
        await _until_told_to_stop()


async def _demo(port: int) -> None:
    # The demo brings the sandbox, its page and its templates along; a bot that serves does without them.
    from bot.demo import demo  # noqa: PLC0415

    write_log_lines(logging.WARNING)
    async with demo(port=port) as found:
        print("\n  Portevoix is in the channels of a small workplace on this machine:\n")
        print(f"    in Slack            {found.page}")
        print(f"    in Microsoft Teams  {found.teams_page}\n")
        print("  Nothing leaves this machine. Ctrl+C ends it.\n", flush=True)
        await _until_told_to_stop()


async def _until_told_to_stop() -> None:
    told = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    await told.wait()


if __name__ == "__main__":
    sys.exit(main())
