"""What a person sees in Teams, as tests read it: cards with their words, buttons, fields and links."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from sandbox.teams.checks import actions_of, elements_of
from sandbox.teams.workplace import Dialog, Json, Message

_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_LINK = re.compile(r"(?<!\\)\[((?:\\.|[^\]\\])*)\]\(([^()\s]*)\)")
_MENTION = re.compile(r"<at>(.*?)</at>")
_MARK = re.compile(r"(?<!\\)(?:\*\*|(?<!\w)_(?=\S)|(?<=\S)_(?!\w))")


def readable(markdown: str) -> str:
    """Write Teams' Markdown for the eye: links by their label, mentions by their name, bold and escapes resolved."""
    words = _MENTION.sub(r"\1", _LINK.sub(lambda found: found[1], markdown))
    return _ESCAPE.sub(r"\1", _MARK.sub("", words)).replace("\u00a0", " ")


@dataclass(frozen=True, slots=True)
class Shown:
    """A card in front of a person."""

    card: Json

    @property
    def buttons(self) -> dict[str, Json]:
        """Label to action, links included."""
        return {action["title"]: action for action in actions_of(self.card)}

    @property
    def links(self) -> dict[str, str]:
        """Label to address: of link buttons, and of links in texts."""
        found = {label: one["url"] for label, one in self.buttons.items() if one["type"] == "Action.OpenUrl"}
        for element in elements_of(self.card):
            for label, address in _LINK.findall(element.get("text", "")):
                found[readable(label)] = address
        return found

    @property
    def mentions(self) -> dict[str, str]:
        """Name to id, of everybody whom the card mentions."""
        listed = (self.card.get("msteams") or {}).get("entities", ())
        return {readable(one["text"]): one["mentioned"]["id"] for one in listed if one["type"] == "mention"}

    @property
    def fields(self) -> dict[str, Json]:
        """Id to input element."""
        return {one["id"]: one for one in elements_of(self.card) if one["type"].startswith("Input.")}

    @property
    def all_text(self) -> str:
        """All words of the card, a line for each; buttons stand in brackets."""
        return "\n".join(_lines(self.card))


@dataclass(frozen=True, slots=True)
class ShownCard(Shown):
    """A message in front of a person. Without a card, `text` is what is seen."""

    conversation: str
    id: str
    sender: str
    text: str
    is_private: bool
    """Only this person sees it: in their own chat with the app, or targeted at them."""
    summary: str = ""
    reactions: dict[str, list[str]] = field(default_factory=dict)

    @property
    def all_text(self) -> str:
        return "\n".join(_lines(self.card)) if self.card else self.text


@dataclass(frozen=True, slots=True)
class ShownDialog(Shown):
    """An open dialog."""

    id: str
    title: str


def shown_message(message: Message, viewer: str, *, is_private: bool) -> ShownCard:
    """Show a message as this person sees it now."""
    return ShownCard(
        card=message.card_for(viewer) or {},
        conversation=message.conversation,
        id=message.id,
        sender=message.sender,
        text=message.text,
        is_private=is_private,
        summary=message.summary,
        reactions={name: list(people) for name, people in message.reactions.items()},
    )


def shown_dialog(dialog: Dialog) -> ShownDialog:
    """Show a dialog as it is now."""
    return ShownDialog(card=dialog.card, id=dialog.id, title=dialog.title)


def _lines(card: Json) -> Iterator[str]:
    for element in elements_of(card):
        match element["type"]:
            case "TextBlock":
                yield readable(element["text"])
            case "RichTextBlock":
                yield "".join(one if isinstance(one, str) else one["text"] for one in element["inlines"])
            case "FactSet":
                yield from (f"{readable(one['title'])}: {readable(one['value'])}" for one in element["facts"])
            case "Image":
                yield element.get("altText", "")
            case "ActionSet":
                yield " ".join(f"[{one['title']}]" for one in element["actions"])
            case kind if kind.startswith("Input."):
                yield element.get("label", "")
    if card.get("actions"):
        yield " ".join(f"[{one['title']}]" for one in card["actions"])
