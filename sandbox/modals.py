"""Views: the stack of dialogs each person has open, and the shape in which Slack shows a view to the app."""

import secrets
from dataclasses import dataclass, field

from sandbox.blockkit.ids import elements_of, with_ids
from sandbox.people import APP, BOT, TEAM
from sandbox.workplace import Json, Workplace

MOST_ON_A_STACK = 3


@dataclass(slots=True)
class View:
    """One dialog in front of a person. `shown` is the view as Slack gives it to the app."""

    person: str
    shown: Json
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return str(self.shown["id"])


def shown_view(given: Json, *, previous: Json | None = None, replaces: Json | None = None) -> Json:
    """Write a view as Slack does: new, on top of `previous`, or in the place of `replaces`."""
    identity = replaces["id"] if replaces else f"V{secrets.token_hex(5).upper()}"
    shown: Json = {
        "id": identity,
        "team_id": TEAM,
        "type": given["type"],
        "blocks": with_ids(given["blocks"]),
        "private_metadata": given.get("private_metadata", ""),
        "callback_id": given.get("callback_id", ""),
        "state": {"values": {}},
        "hash": f"{secrets.randbelow(10**10):010d}.{secrets.token_hex(4)}",
        "title": given.get("title"),
        "clear_on_close": bool(given.get("clear_on_close", False)),
        "notify_on_close": bool(given.get("notify_on_close", False)),
        "close": given.get("close"),
        "submit": given.get("submit"),
        "previous_view_id": previous["id"] if previous else None,
        "root_view_id": previous["root_view_id"] if previous else identity,
        "app_id": APP,
        "external_id": given.get("external_id", ""),
        "app_installed_team_id": TEAM,
        "bot_id": BOT,
    }
    if replaces:
        shown |= {name: replaces[name] for name in ("previous_view_id", "root_view_id")}
    shown["state"]["values"] = _filled_in(shown["blocks"], replaces)
    return shown


def _filled_in(blocks: list[Json], replaces: Json | None) -> Json:
    """Begin a view's state; what was typed stays where block_id and action_id stay."""
    before = replaces["state"]["values"] if replaces else {}
    values: Json = {}
    for block in blocks:
        for element in elements_of(block) if block["type"] == "input" else ():
            kept = before.get(block["block_id"], {}).get(element["action_id"])
            values[block["block_id"]] = {element["action_id"]: kept or _initial(element)}
    return values


def _initial(element: Json) -> Json:
    state: Json = {"type": element["type"]}
    match element["type"]:
        case "checkboxes" | "multi_static_select":
            state["selected_options"] = element.get("initial_options", [])
        case "static_select" | "radio_buttons":
            state["selected_option"] = element.get("initial_option")
        case "datepicker":
            state["selected_date"] = element.get("initial_date")
        case "timepicker":
            state["selected_time"] = element.get("initial_time")
        case _:
            state["value"] = element.get("initial_value")
    return state


class Modals:
    """Who has which dialogs open, the topmost last."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace
        self._stacks: dict[str, list[View]] = {}

    def of(self, person: str) -> list[View]:
        """List a person's open dialogs, the topmost last."""
        return list(self._stacks.get(person, ()))

    def find(self, *, view_id: str = "", external_id: str = "") -> View | None:
        """Find an open dialog by one of its ids."""
        for stack in self._stacks.values():
            for view in stack:
                if view_id == view.id or (external_id and external_id == view.shown["external_id"]):
                    return view
        return None

    def open(self, person: str, given: Json, method: str) -> View:
        """Open a dialog; it takes the place of a stack that was there."""
        self._stacks[person] = []
        return self.push(person, given, method)

    def push(self, person: str, given: Json, method: str) -> View:
        """Put a dialog on top. The caller has made sure that there is room."""
        stack = self._stacks.setdefault(person, [])
        view = View(person, shown_view(given, previous=stack[-1].shown if stack else None))
        stack.append(view)
        self._record(view, method)
        return view

    def update(self, view: View, given: Json, method: str) -> None:
        """Redraw an open dialog."""
        view.shown = shown_view(given, replaces=view.shown)
        view.errors = {}
        self._record(view, method)

    def say_errors(self, view: View, errors: dict[str, str]) -> None:
        """Show errors at their fields."""
        view.errors = errors
        self._workplace.changes.happened()

    def close(self, view: View) -> list[View]:
        """Close a dialog with all that lie on it. Returns what was closed, the topmost first."""
        stack = self._stacks.get(view.person, [])
        if view not in stack:
            return []
        place = stack.index(view)
        closed = stack[place:]
        del stack[place:]
        self._workplace.changes.happened()
        return closed[::-1]

    def clear(self, person: str) -> list[View]:
        """Close all of a person's dialogs. Returns them, the topmost first."""
        closed = self._stacks.pop(person, [])
        self._workplace.changes.happened()
        return closed[::-1]

    def _record(self, view: View, method: str) -> None:
        self._workplace.log.append(
            self._workplace.clock.now(), "view", method=method, user=view.person, payload=view.shown
        )
        self._workplace.changes.happened()
