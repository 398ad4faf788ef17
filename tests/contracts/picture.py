"""Reads a painted card or form back, on each platform: what somebody sees there, and what they can press or fill in."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import adapters.slack.render
import adapters.teams.render
from bot.cards.elements import Card, Form
from sandbox.screen import Shown
from tests.adapters import teams

MARKS = str.maketrans(
    dict.fromkeys("*_~`:@\u2026\u2217\u02cd\u02cb\u223c") | {"\u203a": ">", "\uff3b": "[", "\uff3d": "]"}
)
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


@dataclass(frozen=True)
class SeenField:
    """A field as people get to know it. `filled_in` is the text, the day, the time, or the values chosen."""

    kind: str
    name: str
    label: str
    filled_in: tuple[str, ...]
    offered: tuple[tuple[str, str], ...]
    """Label and value of each answer, in order."""
    is_optional: bool


@dataclass(frozen=True)
class SeenForm:
    """A form as people get to know it. `words` are all that stand beside the fields, labels and hints among them."""

    words: str
    fields: tuple[SeenField, ...]
    submit: str


_IN_SLACK = {
    "plain_text_input": "text",
    "radio_buttons": "one",
    "static_select": "one",
    "checkboxes": "several",
    "multi_static_select": "several",
    "datepicker": "day",
    "timepicker": "time",
}
_IN_TEAMS = {"Input.Text": "text", "Input.ChoiceSet": "one", "Input.Date": "day", "Input.Time": "time"}


def form_in_slack(form: Form) -> SeenForm:
    view = adapters.slack.render.dialog(form)
    inputs = [block for block in view["blocks"] if block["type"] == "input"]
    return SeenForm(
        words(Shown(view["blocks"]).all_text), tuple(map(_slack_field, inputs)), view["submit"]["text"]
    )


def _slack_field(block: dict[str, Any]) -> SeenField:
    field = block["element"]
    initial = [value for name, value in field.items() if name.startswith("initial_")]
    chosen = initial[0] if initial and isinstance(initial[0], list) else initial
    return SeenField(
        kind=_IN_SLACK[field["type"]],
        name=field["action_id"],
        label=words(block["label"]["text"]),
        filled_in=tuple(each["value"] if isinstance(each, dict) else each for each in chosen),
        offered=tuple((words(each["text"]["text"]), each["value"]) for each in field.get("options", ())),
        is_optional=block["optional"],
    )


def form_in_teams(form: Form) -> SeenForm:
    document = adapters.teams.render.adaptive_form(form)
    [submit] = teams.actions(document)
    fields = [block for block in document["body"] if block["type"].startswith("Input.")]
    beside = [
        f"{teams.said(block['text'])}" if block["type"] == "TextBlock" else block["label"]
        for block in document["body"]
        if block["type"] == "TextBlock" or block["type"].startswith("Input.")
    ]
    return SeenForm(words("\n".join(beside)), tuple(map(_teams_field, fields)), submit["title"])


def _teams_field(field: dict[str, Any]) -> SeenField:
    is_several = field.get("isMultiSelect", False)
    value = field.get("value", "")
    return SeenField(
        kind="several" if is_several else _IN_TEAMS[field["type"]],
        name=field["id"],
        label=words(field["label"]),
        filled_in=tuple(value.split(",") if is_several else [value]) if value else (),
        offered=tuple((words(each["title"]), each["value"]) for each in field.get("choices", ())),
        is_optional=not field.get("isRequired", False),
    )


FORM_EYES: dict[str, Callable[[Form], SeenForm]] = {"slack": form_in_slack, "teams": form_in_teams}
"""One for each platform."""
