"""Block elements: what stands inside section, actions, context and input blocks."""

import re
from collections.abc import Callable

from sandbox.blockkit.objects import BOTH, PLAIN, Findings, Json

_COMMON = ("action_id", "confirm", "focus_on_load")
_FILLED = ("action_id", "placeholder", "focus_on_load", "dispatch_action_config")
MOMENTS = {
    "datepicker": re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])", re.ASCII),
    "timepicker": re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d", re.ASCII),
}
"""How the pickers write a day and a time of day."""


def _button(found: Findings, element: Json, where: str) -> None:
    allowed = ("action_id", "url", "value", "style", "confirm", "accessibility_label", "visible_to_user_ids")
    if found.shape(element, where, ("text",), allowed):
        found.text(element, "text", where, 75, PLAIN)
    found.address(element, "url", where)
    found.string(element, "value", where, 2000)
    found.choice(element, "style", where, ("primary", "danger"))
    found.string(element, "accessibility_label", where, 75, at_least=1)
    found.confirm(element, where)


def _image(found: Findings, element: Json, where: str) -> None:
    found.shape(element, where, ("alt_text",), ("image_url", "slack_file"))
    picture(found, element, where)


def picture(found: Findings, thing: Json, where: str) -> None:
    """Check the fields that the image element and the image block share."""
    if ("image_url" in thing) == ("slack_file" in thing):
        found.say("must define either `image_url` or `slack_file`", where)
    found.address(thing, "image_url", where)
    found.string(thing, "alt_text", where, 2000, at_least=1)


def _static_select(found: Findings, element: Json, where: str) -> None:
    is_multi = element["type"].startswith("multi_")
    initial = "initial_options" if is_multi else "initial_option"
    own = ("options", "option_groups", "placeholder", initial, *(("max_selected_items",) if is_multi else ()))
    found.shape(element, where, (), (*_COMMON, *own))
    found.text(element, "placeholder", where, 150, PLAIN)
    found.confirm(element, where)
    found.number(element, "max_selected_items", where, 1, 100)
    if ("options" in element) == ("option_groups" in element):
        found.say("must define either `options` or `option_groups`", where)
    _options(found, element, where, 100)
    values = list(element.get("options") or ())
    for group, spot in found.items(element, "option_groups", where, 100):
        if found.shape(group, spot, ("label", "options")):
            found.text(group, "label", spot, 75, PLAIN)
            _options(found, group, spot, 100)
            values += group["options"]
    _initial(found, element, where, values)


def _radio_buttons(found: Findings, element: Json, where: str) -> None:
    found.shape(element, where, ("options",), (*_COMMON, "initial_option"))
    found.confirm(element, where)
    _options(found, element, where, 10)
    _initial(found, element, where, element.get("options") or [])


def _checkboxes(found: Findings, element: Json, where: str) -> None:
    found.shape(element, where, ("options",), (*_COMMON, "initial_options"))
    found.confirm(element, where)
    _options(found, element, where, 10)
    _initial(found, element, where, element.get("options") or [])


def _overflow(found: Findings, element: Json, where: str) -> None:
    found.shape(element, where, ("options",), ("action_id", "confirm"))
    found.confirm(element, where)
    _options(found, element, where, 5)


def _options(found: Findings, thing: Json, where: str, at_most: int) -> None:
    kinds = BOTH if thing.get("type") in {"radio_buttons", "checkboxes"} else PLAIN
    for option, spot in found.items(thing, "options", where, at_most):
        found.option(option, spot, kinds)


def _initial(found: Findings, element: Json, where: str, options: list[object]) -> None:
    if "initial_option" in element and element["initial_option"] not in options:
        found.say("initial_option must exactly match one of the options", f"{where}/initial_option")
    for option, spot in found.items(element, "initial_options", where, 100):
        if option not in options:
            found.say("initial_options must exactly match options", spot)


def _other_select(found: Findings, element: Json, where: str) -> None:
    kind = element["type"].removeprefix("multi_").removesuffix("_select")
    one, many = f"initial_{kind.removesuffix('s')}", f"initial_{kind}"
    own = ("placeholder", "max_selected_items", "min_query_length", "filter", "response_url_enabled", one, many,
           "default_to_current_conversation", "initial_option", "initial_options")  # fmt: skip
    found.shape(element, where, (), (*_COMMON, *own))
    found.text(element, "placeholder", where, 150, PLAIN)
    found.confirm(element, where)


def _plain_text_input(found: Findings, element: Json, where: str) -> None:
    found.shape(element, where, (), (*_FILLED, "initial_value", "multiline", "min_length", "max_length"))
    found.text(element, "placeholder", where, 150, PLAIN)
    found.flag(element, "multiline", where)
    found.number(element, "min_length", where, 0, 3000)
    found.number(element, "max_length", where, 1, 3000)
    found.string(element, "initial_value", where, 3000)


def _typed_input(found: Findings, element: Json, where: str) -> None:
    own = ("initial_value", "is_decimal_allowed", "min_value", "max_value")
    found.shape(element, where, (), (*_FILLED, *own))
    found.text(element, "placeholder", where, 150, PLAIN)


def _picker(found: Findings, element: Json, where: str) -> None:
    kind = element["type"]
    initial = "initial_date" if kind == "datepicker" else "initial_time"
    own = ("placeholder", initial, *(("timezone",) if kind == "timepicker" else ()))
    found.shape(element, where, (), (*_COMMON, *own))
    found.text(element, "placeholder", where, 150, PLAIN)
    found.confirm(element, where)
    given = element.get(initial)
    if given is not None and not (isinstance(given, str) and MOMENTS[kind].fullmatch(given)):
        found.say(f"invalid value for {initial}", f"{where}/{initial}")


def _datetimepicker(found: Findings, element: Json, where: str) -> None:
    found.shape(element, where, (), (*_COMMON, "initial_date_time"))
    found.confirm(element, where)


Check = Callable[[Findings, Json, str], None]

_SELECTS: dict[str, Check] = {
    "static_select": _static_select,
    "multi_static_select": _static_select,
    **{
        f"{many}{kind}_select": _other_select
        for many in ("", "multi_")
        for kind in ("external", "users", "conversations", "channels")
    },
}
_PICKERS: dict[str, Check] = {
    "checkboxes": _checkboxes,
    "datepicker": _picker,
    "datetimepicker": _datetimepicker,
    "radio_buttons": _radio_buttons,
    "timepicker": _picker,
}
IN_ACTIONS: dict[str, Check] = {"button": _button, "overflow": _overflow, **_SELECTS, **_PICKERS}
IN_SECTION: dict[str, Check] = {"image": _image, **IN_ACTIONS}
IN_CONTEXT: dict[str, Check] = {"image": _image}
IN_INPUT: dict[str, Check] = {
    "email_text_input": _typed_input,
    "number_input": _typed_input,
    "plain_text_input": _plain_text_input,
    "url_text_input": _typed_input,
    **_SELECTS,
    **_PICKERS,
}


def element(found: Findings, value: object, where: str, allowed: dict[str, Check]) -> None:
    """Check one element in a place that allows these."""
    if found.is_typed(value, where, allowed):
        allowed[value["type"]](found, value, where)
        found.string(value, "action_id", where, 255, at_least=1)
