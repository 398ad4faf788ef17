"""What Teams takes as a message of an app: cards it can draw, no larger than allowed."""

import json
from collections.abc import Iterator
from typing import Any

from sandbox.teams.workplace import Json

MOST_BYTES = 100 * 1024
MOST_ACTIONS = 6
CARD = "application/vnd.microsoft.card.adaptive"
ELEMENTS = frozenset(
    {"TextBlock", "Container", "FactSet", "Image", "ActionSet", "ColumnSet", "Column", "Input.Text",
     "Input.ChoiceSet", "Input.Toggle", "Input.Date", "Input.Time", "Input.Number", "RichTextBlock"}
)  # fmt: skip
ACTIONS = frozenset(
    {"Action.Execute", "Action.Submit", "Action.OpenUrl", "Action.ShowCard", "Action.ToggleVisibility"}
)


class Refusal(Exception):
    """Teams does not do what the app asks."""

    def __init__(self, status: int, code: str, why: str = "") -> None:
        super().__init__(why or code)
        self.status = status
        self.code = code


def card_in(activity: Any) -> Json | None:
    """Give the card of a message. Raises Refusal where Teams would not take the message."""
    if not isinstance(activity, dict):
        raise Refusal(400, "BadSyntax", "not an activity")
    if len(json.dumps(activity, ensure_ascii=False).encode("utf-16-le", "surrogatepass")) > MOST_BYTES:
        raise Refusal(413, "MessageSizeTooBig")
    attachments = activity.get("attachments") or []
    if not attachments and not activity.get("text"):
        raise Refusal(400, "BadArgument", "neither text nor attachment")
    for attachment in attachments:
        if attachment.get("contentType") == CARD:
            check_card(attachment.get("content"))
            return dict(attachment["content"])
    return None


def check_card(card: Any) -> None:
    """Raise Refusal for a card that Teams would not draw as it is meant."""
    if not isinstance(card, dict) or card.get("type") != "AdaptiveCard":
        raise Refusal(400, "BadArgument", "not an Adaptive Card")
    if card.get("version") not in {"1.2", "1.3", "1.4", "1.5"}:
        raise Refusal(400, "BadArgument", f"version {card.get('version')}")
    for element in elements_of(card):
        kind = element.get("type")
        if kind not in ELEMENTS:
            raise Refusal(400, "BadArgument", f"element {kind}")
        if kind == "TextBlock" and not str(element.get("text", "")).strip():
            raise Refusal(400, "BadArgument", "a text without words")
        if len(element.get("actions", ())) > MOST_ACTIONS:
            raise Refusal(400, "BadArgument", "more actions than a set shows")
    for action in actions_of(card):
        if action.get("type") not in ACTIONS or not action.get("title"):
            raise Refusal(400, "BadArgument", f"action {action.get('type')}")
        if action["type"] == "Action.Execute" and not action.get("verb"):
            raise Refusal(400, "BadArgument", "an action without verb")


def elements_of(card: Json) -> Iterator[Json]:
    """Give all elements, those within others as well, from top to bottom."""
    for element in (*card.get("body", ()), *card.get("items", ()), *card.get("columns", ())):
        yield element
        yield from elements_of(element)


def actions_of(card: Json) -> Iterator[Json]:
    """Give all actions, from top to bottom."""
    for element in elements_of(card):
        yield from element.get("actions", ())
    yield from card.get("actions", ())
