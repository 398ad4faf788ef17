"""Ids that Slack makes up: a block_id and an action_id wherever the app gave none; and finding elements by them."""

import copy
import secrets
from collections.abc import Iterator, Sequence

from sandbox.blockkit.objects import Json

_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


def _made_up() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(5))


def with_ids(blocks: Sequence[Json] | None) -> list[Json] | None:
    """Copy checked blocks and fill in the missing ids."""
    if blocks is None:
        return None
    filled = copy.deepcopy(list(blocks))
    for block in filled:
        block["block_id"] = block.get("block_id") or _made_up()
        for element in elements_of(block):
            if element["type"] != "image" and not element.get("action_id"):
                element["action_id"] = _made_up()
    return filled


def elements_of(block: Json) -> Iterator[Json]:
    """List what can be acted on in a block."""
    match block["type"]:
        case "actions":
            yield from block["elements"]
        case "section" if "accessory" in block:
            yield block["accessory"]
        case "input":
            yield block["element"]


def find_element(blocks: Sequence[Json], action_id: str, block_id: str = "") -> tuple[Json, Json] | None:
    """Find the block and the element with these ids; an empty block_id is any."""
    for block in blocks:
        if block_id and block.get("block_id") != block_id:
            continue
        for element in elements_of(block):
            if element.get("action_id") == action_id:
                return block, element
    return None
