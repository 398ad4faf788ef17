"""reactions.*: put one on, read them, take one off."""

import re

from sandbox.api.call import ApiError, Call
from sandbox.gestures import react
from sandbox.people import BOT_USER
from sandbox.workplace import Json, Message

EMOJI = re.compile(r"[a-z0-9_+'-]{1,100}(::skin-tone-[2-6])?")


def add(call: Call) -> Json:
    """Let the bot react."""
    message = _message(call)
    if not react(call.desk, message, BOT_USER, _name(call), is_on=True, method=call.method):
        raise ApiError("already_reacted")
    return {"ok": True}


def remove(call: Call) -> Json:
    """Take the bot's reaction off."""
    message = _message(call)
    if not react(call.desk, message, BOT_USER, _name(call), is_on=False, method=call.method):
        raise ApiError("no_reaction")
    return {"ok": True}


def get(call: Call) -> Json:
    """Read a message's reactions; without `full` Slack may leave people out (here: after 50), counts stay right."""
    message = _message(call)
    shown = message.as_json(users_shown=len(call.workplace.people) if call.flag("full") else 50)
    return {"ok": True, "type": "message", "channel": message.channel, "message": shown}


def _message(call: Call) -> Message:
    if not call.text("channel") and not call.text("timestamp"):
        raise ApiError("no_item_specified")
    channel = call.channel()
    if BOT_USER not in channel.members:
        raise ApiError("not_in_channel")
    timestamp = call.required("timestamp")
    if not re.fullmatch(r"\d+\.\d{6}", timestamp):
        raise ApiError("bad_timestamp")
    message = channel.messages.get(timestamp)
    if message is None:
        raise ApiError("message_not_found")
    if channel.is_archived and call.method != "reactions.get":
        raise ApiError("is_archived")
    return message


def _name(call: Call) -> str:
    name = call.text("name").strip(":")
    if not EMOJI.fullmatch(name):
        raise ApiError("invalid_name")
    return name
