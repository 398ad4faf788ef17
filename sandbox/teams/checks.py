"""What Teams takes as a message of an app: cards it can draw, no larger than allowed."""

import json
import re
from collections.abc import Iterator
from typing import Any

from sandbox.teams.workplace import Json

MOST_BYTES = 100 * 1024
"""Of a message in UTF-16: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/format-your-bot-messages"""
MOST_ACTIONS = 6
CARD = "application/vnd.microsoft.card.adaptive"
VERSIONS = ("1.0", "1.1", "1.2", "1.3", "1.4", "1.5")
EXECUTE_SINCE = "1.4"
INPUTS = frozenset(
    {"Input.Text", "Input.ChoiceSet", "Input.Toggle", "Input.Date", "Input.Time", "Input.Number"}
)
ELEMENTS = INPUTS | {
    "TextBlock", "Container", "FactSet", "Image", "ImageSet", "ActionSet", "ColumnSet", "Column", "RichTextBlock",
    "Table", "TableRow", "TableCell",
}  # fmt: skip
ACTIONS = frozenset(
    {"Action.Execute", "Action.Submit", "Action.OpenUrl", "Action.ShowCard", "Action.ToggleVisibility"}
)


MOMENTS = {
    "Input.Date": re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])", re.ASCII),
    "Input.Time": re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d", re.ASCII),
}
"""How a day and a time of day are written."""


class Refusal(Exception):
    """Teams does not do what the app asks."""

    def __init__(self, status: int, code: str, why: str = "", *, retry_after: int = 0) -> None:
        super().__init__(why or code)
        self.status = status
        self.code = code
        self.retry_after = retry_after


def card_in(activity: Any) -> Json | None:
    """Give the card of a message. Raises Refusal where Teams would not take the message."""
    if not isinstance(activity, dict):
        raise Refusal(400, "BadSyntax", "not an activity")
    if len(json.dumps(activity, ensure_ascii=False).encode("utf-16-le", "surrogatepass")) > MOST_BYTES:
        raise Refusal(413, "MessageSizeTooBig")
    if activity.get("type", "message") != "message":
        raise Refusal(400, "BadArgument", f"an activity of type {activity['type']}")
    attachments = activity.get("attachments") or []
    if not attachments and not str(activity.get("text") or "").strip():
        raise Refusal(400, "BadArgument", "neither text nor attachment")
    if not isinstance(attachments, list) or not all(isinstance(one, dict) for one in attachments):
        raise Refusal(400, "BadArgument", "attachments that are none")
    for attachment in attachments:
        if attachment.get("contentType") == CARD:
            check_card(attachment.get("content"))
            return dict(attachment["content"])
    return None


def check_card(card: Any) -> None:
    """Raise Refusal for a card that Teams would not draw as it is meant."""
    if not isinstance(card, dict) or card.get("type") != "AdaptiveCard":
        raise _bad("not an Adaptive Card")
    if card.get("version") not in VERSIONS:
        raise _bad(f"version {card.get('version')}")
    _check_actions(card, card["version"])
    for entity in (card.get("msteams") or {}).get("entities", ()):
        mentioned = entity.get("mentioned") or {}
        if entity.get("type") == "mention" and not (mentioned.get("id") and mentioned.get("name")):
            raise _bad("a mention of nobody")
    known: set[str] = set()
    for element in elements_of(card):
        if not isinstance(element, dict) or element.get("type") not in ELEMENTS:
            raise _bad(f"element {element.get('type') if isinstance(element, dict) else element}")
        _check_element(element, known)
        _check_actions(element, card["version"])


def elements_of(card: Json) -> Iterator[Json]:
    """Give all elements, those within others as well, from top to bottom."""
    for within in ("body", "items", "columns", "images", "rows", "cells"):
        # A table's columns are measures and no elements.
        if within == "columns" and card.get("type") == "Table":
            continue
        for element in card.get(within) or ():
            yield element
            if isinstance(element, dict):
                yield from elements_of(element)


def actions_of(card: Json) -> Iterator[Json]:
    """Give all actions, from top to bottom."""
    for element in elements_of(card):
        yield from element.get("actions", ())
    yield from card.get("actions", ())


def _check_element(element: Json, known: set[str]) -> None:
    kind = element["type"]
    if kind == "TextBlock" and not str(element.get("text") or "").strip():
        raise _bad("a text without words")
    if kind == "Image" and not str(element.get("url", "")).startswith(("https://", "http://", "data:")):
        raise _bad("an image without address")
    if kind in INPUTS:
        name = element.get("id")
        if not name or name in known:
            raise _bad(f"a field named {name!r}, none or twice")
        known.add(name)
        _check_value(element)


def _check_value(field: Json) -> None:
    """Check what a field offers and what is filled in: https://adaptivecards.io/explorer/Input.ChoiceSet.html"""
    kind, value = field["type"], field.get("value", "")
    if kind == "Input.ChoiceSet":
        choices = field.get("choices") or []
        if not choices or not all(
            isinstance(one, dict) and one.get("title") and one.get("value") for one in choices
        ):
            raise _bad("a choice without title or value")
        offered = {str(one["value"]) for one in choices}
        is_several = bool(field.get("isMultiSelect"))
        if is_several and any("," in one for one in offered):
            raise _bad("several choices, of which one holds a comma")
        chosen = value.split(",") if is_several and value else [value] if value else []
        if not offered.issuperset(chosen):
            raise _bad("a value that is no choice")
    elif value and kind in MOMENTS and not MOMENTS[kind].fullmatch(str(value)):
        raise _bad(f"{value} in an {kind}")


def _check_actions(where: Json, version: str) -> None:
    actions = where.get("actions") or []
    if len(actions) > MOST_ACTIONS:
        raise _bad("more actions than a set shows")
    for action in actions:
        if not isinstance(action, dict) or action.get("type") not in ACTIONS or not action.get("title"):
            raise _bad(f"action {action.get('type') if isinstance(action, dict) else action}")
        if action["type"] == "Action.Execute" and not action.get("verb"):
            raise _bad("an action without verb")
        if action["type"] == "Action.Execute" and version < EXECUTE_SINCE:
            raise _bad(f"Action.Execute in version {version}")
        if action["type"] == "Action.OpenUrl" and ":" not in str(action.get("url", "")):
            raise _bad("a link without address")
        standing = action.get("fallback")
        if isinstance(standing, dict) and standing.get("type") not in ACTIONS:
            raise _bad(f"fallback {standing.get('type')}")


def _bad(why: str) -> Refusal:
    return Refusal(400, "BadArgument", why)
