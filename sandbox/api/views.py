"""views.*: dialogs and the Home page."""

import json
from typing import Literal

from sandbox.api.call import ApiError, Call
from sandbox.blockkit.blocks import MAX_VIEW_BYTES, check_view
from sandbox.modals import MOST_ON_A_STACK, shown_view
from sandbox.tickets import Trigger
from sandbox.workplace import Json


def open_view(call: Call) -> Json:
    """Open a dialog for the person whose interaction gave the trigger_id."""
    given, trigger = _view(call, "modal"), _redeem(call)
    return {"ok": True, "view": call.desk.modals.open(trigger.person, given, call.method).shown}


def push(call: Call) -> Json:
    """Put a dialog on top of the one in which the interaction happened."""
    given, trigger = _view(call, "modal"), _redeem(call)
    stack = call.desk.modals.of(trigger.person)
    if not trigger.view or not stack:
        raise ApiError("not_found")
    if len(stack) >= MOST_ON_A_STACK:
        raise ApiError("push_limit_reached")
    return {"ok": True, "view": call.desk.modals.push(trigger.person, given, call.method).shown}


def update(call: Call) -> Json:
    """Redraw an open dialog, by view_id or external_id."""
    given = _view(call, "modal")
    view_id, external_id = call.text("view_id"), call.text("external_id")
    if not (view_id or external_id):
        raise ApiError("invalid_arguments", "[ERROR] missing required field: view_id")
    view = call.desk.modals.find(view_id=view_id, external_id=external_id)
    if view is None:
        raise ApiError("not_found")
    _same_hash(call, view.shown)
    call.desk.modals.update(view, given, call.method)
    return {"ok": True, "view": view.shown}


def publish(call: Call) -> Json:
    """Hang a person's Home page."""
    person = call.workplace.people.get(call.required("user_id"))
    if person is None:
        raise ApiError("user_not_found")
    if not call.desk.installation.has_home:
        raise ApiError("not_enabled")
    given = _view(call, "home")
    before = call.workplace.homes.get(person.id)
    if before:
        _same_hash(call, before)
    shown = shown_view(given, replaces=before)
    call.workplace.publish_home(person.id, shown)
    return {"ok": True, "view": shown}


def check_given(given: object, kind: Literal["modal", "home"]) -> Json:
    """Check a view that the app gave, in a call or in an answer. Raises ApiError."""
    if not isinstance(given, dict):
        raise ApiError("invalid_arguments", "[ERROR] must provide an object [json-pointer:/view]")
    if len(json.dumps(given).encode()) > MAX_VIEW_BYTES:
        raise ApiError("view_too_large")
    if messages := check_view(given, kind):
        raise ApiError("invalid_arguments", *messages)
    return given


def _view(call: Call, kind: Literal["modal", "home"]) -> Json:
    given = call.structure("view", "invalid_arguments")
    if given is None:
        raise ApiError("invalid_arguments", "[ERROR] missing required field: view")
    return check_given(given, kind)


def _redeem(call: Call) -> Trigger:
    trigger, error = call.desk.tickets.redeem(call.required("trigger_id"))
    if trigger is None:
        if error == "invalid_trigger_id":
            raise ApiError("invalid_arguments", "[ERROR] invalid `trigger_id` [json-pointer:/trigger_id]")
        raise ApiError(error)
    return trigger


def _same_hash(call: Call, shown: Json) -> None:
    if (given := call.text("hash")) and given != shown["hash"]:
        raise ApiError("hash_conflict")
