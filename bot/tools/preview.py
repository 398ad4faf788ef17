"""`portevoix preview`: a page on this machine that shows a playbook as it will look, and follows its edits."""

import argparse
import asyncio
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from typing import Final

import sandbox
from adapters.slack import render as slack
from adapters.teams import render as teams
from bot.playbook.watch import load_snapshot, take
from bot.texts import Texts, Words, catalogues
from bot.tools.tool import MISUSED, WELL, Tool, language_argument, words_of
from bot.web.preview import Painter, Preview, build_preview, picture_of, serving

LOOK_EVERY: Final = 0.4
"""Seconds between two looks; an edit is shown when two looks agree."""
PAINTERS: Final[dict[str, Painter]] = {"slack": slack.message, "teams": teams.adaptive_card}
ASSETS: Final = {"sandbox": Path(sandbox.__file__).parent / "static"}
"""Block Kit and Adaptive Cards are drawn by the same scripts as in the demo."""


def run(options: argparse.Namespace) -> int:
    """Serve until Ctrl+C."""
    words, folder = words_of(options), Path(options.path)
    if not folder.is_dir():
        print(words("tools.check.no_folder", folder=str(folder)))
        return MISUSED
    with suppress(KeyboardInterrupt):
        return asyncio.run(_serve(folder, options.port, words))
    return WELL


async def _serve(folder: Path, port: int, words: Words) -> int:
    texts, preview = catalogues(), Preview()
    async with AsyncExitStack() as stack:
        try:
            address = await stack.enter_async_context(serving(build_preview(preview, texts, ASSETS), port))
        except (OSError, OverflowError):
            print(words("web.preview.port", port=port))
            return MISUSED
        print(f"\n  {words('tools.preview.open')}\n\n    {address}\n", flush=True)
        await follow(folder, preview, texts)
    return WELL


async def follow(folder: Path, preview: Preview, texts: Texts) -> None:
    """Show the folder, and again whenever two looks agree on something new. Ends when it is cancelled."""
    shown, seen = "", ""
    while True:
        snapshot = await asyncio.to_thread(take, folder)
        if snapshot.digest != shown and (snapshot.digest == seen or not shown):
            loaded = await asyncio.to_thread(load_snapshot, folder, snapshot, is_live=False)
            picture = await asyncio.to_thread(picture_of, loaded, PAINTERS, texts)
            await preview.show(snapshot.digest, picture)
            shown = snapshot.digest
        seen = snapshot.digest
        await asyncio.sleep(LOOK_EVERY)


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "path", nargs="?", default=".", help="the playbook; the folder you are in if left out"
    )
    parser.add_argument("--port", type=int, default=0, help="the page's port; a free one when left out")
    language_argument(parser)


PREVIEW: Final = Tool("preview", "open a page that shows a playbook as it will look", _arguments, run)
