"""Cards and messages as an app sends them."""

from typing import Any

from sandbox.teams.checks import CARD
from sandbox.teams.workplace import Json


def a_text(text: str) -> Json:
    return {"type": "TextBlock", "text": text, "wrap": True}


def a_card(*body: Json, **more: Any) -> Json:
    return {
        "type": "AdaptiveCard",
        "version": "1.5",
        "body": list(body) or [a_text("Hello")],
        **more,
    }


def execute(title: str = "Take", verb: str = "take", **more: Any) -> Json:
    return {"type": "Action.Execute", "title": title, "verb": verb, **more}


def submit(title: str = "Send", **more: Any) -> Json:
    return {"type": "Action.Submit", "title": title, **more}


def field(name: str = "why", **more: Any) -> Json:
    return {"type": "Input.Text", "id": name, "label": name.title(), **more}


def a_message(card: Json | None = None, **more: Any) -> Json:
    attachment = {"contentType": CARD, "content": card or a_card()}
    return {"type": "message", "summary": "Hello", "attachments": [attachment], **more}


def a_dialog(card: Json, title: str = "Settings") -> Json:
    attachment = {"contentType": CARD, "content": card}
    return {"task": {"type": "continue", "value": {"title": title, "card": attachment}}}
