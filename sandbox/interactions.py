"""Interactions: slash commands, pressed buttons, submitted dialogs and shortcuts, told to the app once, without retries.

The app has three seconds; when it fails, the person sees what Slack would tell them.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from sandbox.api.call import ApiError
from sandbox.api.views import check_given
from sandbox.courier import Answer
from sandbox.desk import Desk
from sandbox.hooks import say
from sandbox.installation import Shortcut
from sandbox.modals import MOST_ON_A_STACK, View
from sandbox.people import TEAM, TEAM_DOMAIN, Person
from sandbox.tickets import ResponseUrl
from sandbox.workplace import Channel, Json, Message

TROUBLE = "We had some trouble connecting. Try again?"


class Interactions:
    """What people do with the app, as requests to it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def command(self, person: Person, command: str, text: str, channel: Channel) -> None:
        """Send a slash command and show the answer in its body."""
        desk = self._desk
        known = desk.installation.commands[command]
        path = desk.tickets.response_path("commands", person.id, channel.id)
        fields = {
            "token": desk.installation.config.verification_token,
            "team_id": TEAM,
            "team_domain": TEAM_DOMAIN,
            "channel_id": channel.id,
            "channel_name": "privategroup" if channel.is_private else channel.name,
            "user_id": person.id,
            "user_name": person.handle,
            "command": command,
            "text": self._escaped(text) if known.should_escape else text,
            "api_app_id": desk.installation.app_id,
            "is_enterprise_install": "false",
            "response_url": f"{desk.base_url}/hooks/{path}",
            "trigger_id": desk.tickets.trigger(person.id),
        }
        answer = await desk.courier.bring_form(fields)
        self._log("command", command, person, answer, fields, channel=channel.id)
        if answer.failure is not None:
            self._complain(person, command, _command_error(answer))
            return
        if not answer.body:
            return
        try:
            if said := _said(answer):
                url = ResponseUrl(person.id, channel.id, None, desk.workplace.clock.now())
                say(desk, url, said, "command")
        except (ApiError, ValueError):
            self._complain(person, command, "invalid_command_response")

    async def press_in_message(self, person: Person, message: Message, action: Json) -> None:
        """Tell the app about a press in a message. An ephemeral one is not sent along: Slack does not keep it."""
        desk = self._desk
        channel = desk.workplace.channels[message.channel]
        path = desk.tickets.response_path("actions", person.id, channel.id, message)
        payload = {
            **self._common("block_actions", person),
            "container": {
                "type": "message",
                "message_ts": message.ts,
                "channel_id": channel.id,
                "is_ephemeral": bool(message.addressee),
            },
            "trigger_id": desk.tickets.trigger(person.id),
            "channel": {"id": channel.id, "name": channel.name},
            "state": {"values": _acted_state(action)},
            "response_url": f"{desk.base_url}/hooks/{path}",
            "actions": [action],
        }
        if not message.addressee:
            has_metadata = "metadata.message:read" in desk.installation.scopes
            payload["message"] = message.as_json(with_metadata=has_metadata)
        await self._press(person, action, payload, channel=channel.id, ts=message.ts)

    async def press_in_view(self, person: Person, view: Json, action: Json) -> None:
        """Tell the app about a press in a dialog or in Home."""
        is_modal = view["type"] == "modal"
        if is_modal:
            view["state"]["values"] |= _acted_state(action)
        payload = {
            **self._common("block_actions", person),
            "container": {"type": "view", "view_id": view["id"]},
            "trigger_id": self._desk.tickets.trigger(person.id, view["id"] if is_modal else ""),
            "view": view,
            "actions": [action],
        }
        await self._press(person, action, payload)

    async def submit(self, person: Person, view: View, values: Json) -> None:
        """Submit a dialog, unless a field is wrong already; then do what the app answers."""
        state = view.shown["state"]["values"]
        for block_id, given in values.items():
            state[block_id] = {**state.get(block_id, {}), **given}
        if errors := _unfilled(view.shown["blocks"], state):
            self._desk.modals.say_errors(view, errors)
            return
        payload = {
            **self._common("view_submission", person),
            "trigger_id": self._desk.tickets.trigger(person.id, view.id),
            "view": view.shown,
            "response_urls": [],
        }
        answer = await self._desk.courier.bring_payload(payload)
        self._log("submission", view.shown["callback_id"], person, answer, payload)
        if answer.failure is not None or not self._follow(view, answer.body):
            self._desk.workplace.notify(person.id, TROUBLE)

    async def close(self, person: Person, view: View) -> None:
        """Close a dialog (all of them, if it says clear_on_close); the app hears of those that asked."""
        is_cleared = bool(view.shown["clear_on_close"])
        modals = self._desk.modals
        for one in modals.clear(person.id) if is_cleared else modals.close(view):
            if one.shown["notify_on_close"]:
                payload = {
                    **self._common("view_closed", person),
                    "view": one.shown,
                    "is_cleared": is_cleared,
                }
                answer = await self._desk.courier.bring_payload(payload)
                self._log("closed", one.shown["callback_id"], person, answer, payload)

    async def shortcut(self, person: Person, shortcut: Shortcut, message: Message | None) -> None:
        """Use a shortcut, global or on a message."""
        desk = self._desk
        payload = {
            **self._common("message_action" if message else "shortcut", person),
            "callback_id": shortcut.callback_id,
            "trigger_id": desk.tickets.trigger(person.id),
            "action_ts": desk.workplace.next_ts(),
        }
        if message:
            channel = desk.workplace.channels[message.channel]
            path = desk.tickets.response_path("app", person.id, channel.id, None)
            payload |= {
                "message_ts": message.ts,
                "channel": {"id": channel.id, "name": channel.name},
                "message": message.as_json(),
                "response_url": f"{desk.base_url}/hooks/{path}",
            }
        answer = await desk.courier.bring_payload(payload)
        self._log("shortcut", shortcut.callback_id, person, answer, payload)
        if answer.failure is not None:
            desk.workplace.notify(person.id, TROUBLE)

    async def _press(self, person: Person, action: Json, payload: Json, **facts: str) -> None:
        answer = await self._desk.courier.bring_payload(payload)
        self._log("action", action["action_id"], person, answer, payload, **facts)
        if answer.failure == "http_error":
            text = f"This app responded with Status Code {answer.status}."
            self._desk.workplace.notify(person.id, text)
        elif answer.failure is not None:
            self._desk.workplace.notify(person.id, TROUBLE)

    def _follow(self, view: View, body: bytes) -> bool:
        """Do what the answer to a submission says. False: it makes no sense to Slack."""
        modals = self._desk.modals
        try:
            said = json.loads(body) if body.strip() else {}
            match said:
                case {"response_action": "errors", "errors": {**errors}} if errors:
                    known = {block["block_id"] for block in view.shown["blocks"] if block["type"] == "input"}
                    if not known.issuperset(errors):
                        return False
                    modals.say_errors(view, {str(name): str(text) for name, text in errors.items()})
                case {"response_action": "update", "view": given}:
                    modals.update(view, check_given(given, "modal"), "response_action.update")
                case {"response_action": "push", "view": given}:
                    if len(modals.of(view.person)) >= MOST_ON_A_STACK:
                        return False
                    modals.push(view.person, check_given(given, "modal"), "response_action.push")
                case {"response_action": "clear"}:
                    modals.clear(view.person)
                case dict() if "response_action" not in said:
                    modals.close(view)
                case _:
                    return False
        except (ValueError, ApiError):
            return False
        return True

    def _common(self, kind: str, person: Person) -> Json:
        return {
            "type": kind,
            "user": {"id": person.id, "username": person.handle, "name": person.handle, "team_id": TEAM},
            "api_app_id": self._desk.installation.app_id,
            "token": self._desk.installation.config.verification_token,
            "team": {"id": TEAM, "domain": TEAM_DOMAIN},
            "enterprise": None,
            "is_enterprise_install": False,
        }

    def _escaped(self, text: str) -> str:
        """Write mentions of people and channels as ids, as should_escape asks."""
        people = {person.handle: person.id for person in self._desk.workplace.people.values()}
        channels = {one.name: one.id for one in self._desk.workplace.channels.values() if not one.is_dm}
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

        def mention(found: re.Match[str]) -> str:
            sign, name = found[1], found[2]
            known = people if sign == "@" else channels
            return f"<{sign}{known[name]}|{name}>" if name in known else found[0]

        return re.sub(r"(?<!\w)([@#])([\w.-]*\w)", mention, text)

    def _complain(self, person: Person, command: str, error: str) -> None:
        self._desk.workplace.notify(person.id, f'{command} failed with the error "{error}"')

    def _log(
        self, kind: Any, method: str, person: Person, answer: Answer, payload: Mapping[str, Any], **facts: str
    ) -> None:
        workplace = self._desk.workplace
        workplace.log.append(
            workplace.clock.now(),
            kind,
            method=method,
            user=person.id,
            payload=payload,
            outcome=answer.outcome,
            **facts,
        )
        workplace.changes.happened()


def _command_error(answer: Answer) -> str:
    if answer.failure == "http_timeout":
        return "operation_timeout"
    is_client_error = answer.failure == "http_error" and 400 <= answer.status < 500
    return "http_client_error" if is_client_error else "dispatch_failed"


def _said(answer: Answer) -> Json:
    """Read the body of an answer to a command: JSON, or plain text. Raises ValueError."""
    if "json" not in answer.says("Content-Type"):
        return {"text": answer.body.decode()}
    said = json.loads(answer.body)
    if not isinstance(said, dict):
        return {"text": answer.body.decode()}
    return said if "text" in said or "blocks" in said else {}


def _acted_state(action: Json) -> Json:
    if action["type"] == "button":
        return {}
    state = {name: value for name, value in action.items() if name.startswith("selected_") or name == "value"}
    return {action["block_id"]: {action["action_id"]: {"type": action["type"], **state}}}


def _unfilled(blocks: list[Json], state: Json) -> dict[str, str]:
    """Find what Slack's own client does not let pass."""
    errors: dict[str, str] = {}
    for block in blocks:
        if block["type"] != "input":
            continue
        element = block["element"]
        given = state.get(block["block_id"], {}).get(element["action_id"], {})
        content = next((value for name, value in given.items() if name != "type"), None)
        if not content:
            if not block.get("optional"):
                errors[block["block_id"]] = "Please complete this required field."
        elif isinstance(content, str):
            least, most = element.get("min_length", 0), element.get("max_length", 3000)
            if not least <= len(content) <= most:
                errors[block["block_id"]] = f"Please write between {least} and {most} characters."
    return errors
