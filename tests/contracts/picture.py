"""Reads a painted card back, on each platform: what somebody sees there, from top to bottom, and what they can press."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

import adapters.slack.render
import adapters.teams.render
from bot.cards.elements import Card
from sandbox.screen import Shown
from tests.adapters import teams

MARKS = str.maketrans(dict.fromkeys("*_~`:@\u2026\u2217\u02cd\u02cb\u223c") | {"\u203a": ">"})
"""Signs of bold and the like, what stands for them, what parts a label from its value, and what stands for nothing: words are compared, not their dress."""


@dataclass(frozen=True)
class Seen:
    """A card as people get to know it."""

    words: str
    presses: tuple[tuple[str, str, str], ...]
    """Label, action and value of each button, in order."""
    links: tuple[tuple[str, str], ...]
    """Label and address of each link button, in order."""


def words(text: str) -> str:
    """Bring words into a form that both platforms share: no format characters, one kind of space, no marks."""
    shown = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    return " ".join(shown.translate(MARKS).split())


def in_slack(card: Card) -> Seen:
    painted = adapters.slack.render.message(card)
    buttons = [
        element for block in painted["blocks"] if block["type"] == "actions" for element in block["elements"]
    ]
    return Seen(
        words(Shown(painted["blocks"]).all_text),
        tuple(
            (words(each["text"]["text"]), each["action_id"].partition("#")[0], each.get("value", ""))
            for each in buttons
            if "url" not in each
        ),
        tuple((words(each["text"]["text"]), each["url"]) for each in buttons if "url" in each),
    )


def in_teams(card: Card) -> Seen:
    document = adapters.teams.render.adaptive_card(card)
    actions = teams.actions(document)
    for action in actions:
        action.pop("tooltip", None)
    for fact in (fact for block in teams.blocks(document) for fact in block.get("facts", ())):
        fact |= {name: value.replace("\n\n", " ") for name, value in fact.items()}
    return Seen(
        words(teams.seen(document)),
        tuple(
            (words(each["title"]), each["data"]["action"], each["data"]["value"])
            for each in actions
            if each["type"] != "Action.OpenUrl"
        ),
        tuple((words(each["title"]), each["url"]) for each in actions if each["type"] == "Action.OpenUrl"),
    )


EYES: dict[str, Callable[[Card], Seen]] = {"slack": in_slack, "teams": in_teams}
"""One for each platform."""
