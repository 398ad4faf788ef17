"""What a person sees, as tests read it: messages, the Home page and dialogs with their words, buttons and links."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sandbox.blockkit.ids import elements_of
from sandbox.modals import View
from sandbox.workplace import Json, Message

_LINK = re.compile(r"<((?:https?|mailto)[^|>]*)(?:\|([^>]*))?>")
_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")


def _read(text: Json) -> str:
    """Read a text object: plain_text is what it is."""
    return readable(text["text"]) if text["type"] == "mrkdwn" else str(text["text"])


def readable(text: str) -> str:
    """Write mrkdwn for the eye: links by their label, people by their id, entities resolved; * and _ stay."""
    named = _MENTION.sub(r"@\1", text)
    return html.unescape(_LINK.sub(lambda link: link[2] or link[1], named))


@dataclass(frozen=True, slots=True)
class Shown:
    """Blocks in front of a person."""

    blocks: list[Json]

    @property
    def buttons(self) -> dict[str, Json]:
        """Label to button element, links included."""
        elements = [element for block in self.blocks for element in elements_of(block)]
        return {one["text"]["text"]: one for one in elements if one["type"] == "button"}

    @property
    def links(self) -> dict[str, str]:
        """Label to address: of link buttons, of links in mrkdwn, and of links in rich text."""
        found = {label: one["url"] for label, one in self.buttons.items() if one.get("url")}
        for text in _texts(self.blocks):
            for link in _LINK.finditer(text):
                found[html.unescape(link[2] or link[1])] = html.unescape(link[1])
        for one in _typed(self.blocks, "link"):
            found[one.get("text") or one["url"]] = one["url"]
        return found

    @property
    def all_text(self) -> str:
        """All words of all blocks, a line for each; buttons stand in brackets."""
        return "\n".join(line for block in self.blocks for line in _lines(block))


@dataclass(frozen=True, slots=True)
class ShownMessage(Shown):
    """A message in front of a person."""

    channel: str
    ts: str
    user: str
    text: str
    is_ephemeral: bool
    reactions: dict[str, list[str]] = field(default_factory=dict)
    """Name to the people who reacted."""

    @property
    def all_text(self) -> str:
        return Shown(self.blocks).all_text if self.blocks else readable(self.text)


@dataclass(frozen=True, slots=True)
class ShownHome(Shown):
    """The Home page."""

    view: Json = field(repr=False)


@dataclass(frozen=True, slots=True)
class ShownDialog(Shown):
    """An open dialog. `errors` are shown at the fields, by block_id."""

    id: str
    title: str
    errors: dict[str, str]
    view: Json = field(repr=False)

    @property
    def fields(self) -> dict[str, Json]:
        """Label to input block."""
        return {block["label"]["text"]: block for block in self.blocks if block["type"] == "input"}


def shown_message(message: Message) -> ShownMessage:
    """Show a message as it is now."""
    return ShownMessage(
        blocks=message.blocks or [],
        channel=message.channel,
        ts=message.ts,
        user=message.user,
        text=message.text,
        is_ephemeral=bool(message.addressee),
        reactions={name: list(people) for name, people in message.reactions.items()},
    )


def shown_dialog(view: View) -> ShownDialog:
    """Show a dialog as it is now."""
    return ShownDialog(
        blocks=view.shown["blocks"],
        id=view.id,
        title=view.shown["title"]["text"],
        errors=dict(view.errors),
        view=view.shown,
    )


def _lines(block: Json) -> Iterator[str]:
    match block["type"]:
        case "header" | "markdown":
            text = block["text"]
            yield text if isinstance(text, str) else text["text"]
        case "section":
            for text in (block.get("text"), *block.get("fields", ())):
                if text:
                    yield _read(text)
            yield from (_label(element) for element in elements_of(block))
        case "context":
            yield " ".join(
                one["alt_text"] if one["type"] == "image" else _read(one) for one in block["elements"]
            )
        case "actions":
            yield " ".join(_label(element) for element in block["elements"])
        case "image":
            yield block["alt_text"]
        case "input":
            yield block["label"]["text"]
            yield from (hint["text"] for hint in [block.get("hint")] if hint)
        case "rich_text":
            for part in block["elements"]:
                yield _rich(part)


def _label(element: Json) -> str:
    if element["type"] == "image":
        return str(element["alt_text"])
    label = element.get("text") or element.get("placeholder") or {"text": element["type"]}
    return f"[{label['text']}]"


def _rich(part: Json) -> str:
    if "elements" in part:
        separator = "\n" if part["type"] == "rich_text_list" else ""
        return separator.join(_rich(inner) for inner in part["elements"])
    known = part.get("text") or part.get("url") or part.get("user_id") or part.get("channel_id")
    return str(known or f":{part.get('name', part['type'])}:")


def _texts(value: Any) -> Iterator[str]:
    for one in _typed(value, "mrkdwn"):
        yield one["text"]


def _typed(value: Any, kind: str) -> Iterator[Json]:
    if isinstance(value, dict):
        if value.get("type") == kind:
            yield value
        for inner in value.values():
            yield from _typed(inner, kind)
    elif isinstance(value, list):
        for inner in value:
            yield from _typed(inner, kind)
