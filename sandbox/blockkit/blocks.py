"""Blocks and views: their fields, counts and lengths, and where each may stand."""

from collections.abc import Callable, Iterator
from typing import Any, Literal

from sandbox.blockkit import elements
from sandbox.blockkit.objects import BOTH, PLAIN, Findings, Json
from sandbox.blockkit.rich_text import rich_text

Surface = Literal["message", "modal", "home"]
MAX_BLOCKS: dict[Surface, int] = {"message": 50, "modal": 100, "home": 100}
MAX_CHARACTERS = 13_200
"""Over all strings of a message's blocks. Undocumented, measured: https://github.com/slackapi/bolt-js/issues/2509"""
MAX_VIEW_BYTES = 250_000
MAX_MARKDOWN = 12_000


def _section(found: Findings, block: Json, where: str) -> None:
    found.shape(block, where, (), ("text", "fields", "accessory", "expand"))
    if "text" not in block and "fields" not in block:
        found.say("must define either `text` or `fields`", where)
    found.text(block, "text", where, 3000)
    for value, spot in found.items(block, "fields", where, 10):
        found.text_object(value, spot, 2000)
    if "accessory" in block:
        elements.element(found, block["accessory"], f"{where}/accessory", elements.IN_SECTION)


def _header(found: Findings, block: Json, where: str) -> None:
    if found.shape(block, where, ("text",)):
        found.text(block, "text", where, 150, PLAIN)


def _context(found: Findings, block: Json, where: str) -> None:
    found.shape(block, where, ("elements",))
    for value, spot in found.items(block, "elements", where, 10):
        if isinstance(value, dict) and value.get("type") in BOTH:
            found.text_object(value, spot, 3000)
        else:
            elements.element(found, value, spot, elements.IN_CONTEXT)


def _actions(found: Findings, block: Json, where: str) -> None:
    found.shape(block, where, ("elements",))
    seen: set[str] = set()
    for value, spot in found.items(block, "elements", where, 25):
        elements.element(found, value, spot, elements.IN_ACTIONS)
        if isinstance(value, dict) and isinstance(action := value.get("action_id"), str):
            if action in seen:
                found.say(f'`action_id` "{action}" already exists for another element', f"{spot}/action_id")
            seen.add(action)


def _divider(found: Findings, block: Json, where: str) -> None:
    found.shape(block, where, ())


def _image(found: Findings, block: Json, where: str) -> None:
    found.shape(block, where, ("alt_text",), ("image_url", "slack_file", "title"))
    elements.picture(found, block, where)
    found.text(block, "title", where, 2000, PLAIN)


def _input(found: Findings, block: Json, where: str) -> None:
    if found.shape(block, where, ("label", "element"), ("hint", "optional", "dispatch_action")):
        found.text(block, "label", where, 2000, PLAIN)
        elements.element(found, block["element"], f"{where}/element", elements.IN_INPUT)
    found.text(block, "hint", where, 2000, PLAIN)
    found.flag(block, "optional", where)
    found.flag(block, "dispatch_action", where)


def _markdown(found: Findings, block: Json, where: str) -> None:
    if found.shape(block, where, ("text",)):
        # check_blocks limits the sum of all markdown blocks.
        found.string(block, "text", where, MAX_VIEW_BYTES, at_least=1)


_EVERYWHERE: dict[str, Callable[[Findings, Json, str], None]] = {
    "actions": _actions,
    "context": _context,
    "divider": _divider,
    "header": _header,
    "image": _image,
    "rich_text": rich_text,
    "section": _section,
}
BLOCKS = {
    "message": {**_EVERYWHERE, "markdown": _markdown},
    "modal": {**_EVERYWHERE, "input": _input},
    "home": {**_EVERYWHERE, "input": _input},
}


def check_blocks(blocks: object, surface: Surface, where: str = "/blocks") -> list[str]:
    """List what Slack would refuse about these blocks."""
    found = Findings()
    known = BLOCKS[surface]
    holder = {"blocks": blocks}
    seen: set[str] = set()
    markdown = 0
    at_least = 1 if surface == "modal" else 0
    for block, spot in found.items(
        holder, "blocks", where.removesuffix("/blocks"), MAX_BLOCKS[surface], at_least
    ):
        if not found.is_typed(block, spot, known):
            continue
        known[block["type"]](found, {name: block[name] for name in block if name != "block_id"}, spot)
        found.string(block, "block_id", spot, 255)
        if isinstance(identity := block.get("block_id"), str) and identity:
            if identity in seen:
                found.say(f'`block_id` "{identity}" already exists for another block', f"{spot}/block_id")
            seen.add(identity)
        if block["type"] == "markdown":
            markdown += len(str(block.get("text", "")))
    if markdown > MAX_MARKDOWN:
        found.say(f"markdown must be less than {MAX_MARKDOWN + 1} characters in all", where)
    return found.messages


def characters(blocks: object) -> int:
    """Count the characters of all strings in blocks, addresses and values included, types and ids not."""
    return sum(len(text) for text in _strings(blocks))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            if name not in {"type", "block_id", "action_id"}:
                yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def check_view(view: object, kind: Literal["modal", "home"]) -> list[str]:
    """List what Slack would refuse about a view."""
    found = Findings()
    where = "/view"
    common = ("private_metadata", "callback_id", "external_id", "state", "hash", "id")
    modal = ("submit", "close", "clear_on_close", "notify_on_close", "submit_disabled")
    required = ("type", "title", "blocks") if kind == "modal" else ("type", "blocks")
    found.shape(view, where, required, (*common, *modal) if kind == "modal" else common)
    if not isinstance(view, dict):
        return found.messages
    found.choice(view, "type", where, (kind,))
    for name in ("title", "submit", "close"):
        found.text(view, name, where, 24, PLAIN)
    found.string(view, "private_metadata", where, 3000)
    found.string(view, "callback_id", where, 255)
    found.string(view, "external_id", where, 255)
    found.flag(view, "clear_on_close", where)
    found.flag(view, "notify_on_close", where)
    blocks = view.get("blocks")
    if blocks is not None:
        found.messages += check_blocks(blocks, kind, "/view/blocks")
    has_inputs = isinstance(blocks, list) and any(
        isinstance(block, dict) and block.get("type") == "input" for block in blocks
    )
    if kind == "modal" and has_inputs and view.get("submit") is None:
        found.say("missing required field: submit", where)
    if found.messages:
        found.messages.insert(0, f"[ERROR] failed to match all allowed schemas [json-pointer:{where}]")
    return found.messages
