"""Mentions: Teams shows one as it is written, so a person's id in a painted card becomes their name before it is sent."""

import re
from collections.abc import Iterator
from typing import Any, Final

NAMELESS: Final = "@…"
"""Stands for a colleague whose name Teams does not tell us."""

_NAME: Final = re.compile(r"[^\w .,'’()-]|_")


def name_mention(card: dict[str, Any], mention: dict[str, Any], name: str) -> None:
    """Write a person's name into a painted card in the place of their id; nameless, they stay a word without a link."""
    written = " ".join(_NAME.sub(" ", name).split())
    shown = f"<at>{written}</at>" if written else NAMELESS
    for block in _blocks(card):
        if "text" in block:
            block["text"] = block["text"].replace(mention["text"], shown)
    mention["text"], mention["mentioned"]["name"] = shown, written
    if not written:
        card["msteams"]["entities"].remove(mention)


def _blocks(card: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for block in card["body"]:
        yield block
        yield from block.get("items", ())
