"""Reactions, whoever puts them on or takes them off: the state and the event that tells of it."""

from sandbox.desk import Desk
from sandbox.workplace import Message


def react(desk: Desk, message: Message, person: str, name: str, *, is_on: bool, method: str = "") -> bool:
    """Put a reaction on or take it off, and tell the app. False: it was so already."""
    if not desk.workplace.react(message, person, name, is_on=is_on, method=method):
        return False
    event = {
        "type": "reaction_added" if is_on else "reaction_removed",
        "user": person,
        "reaction": name,
        "item_user": message.user,
        "item": {"type": "message", "channel": message.channel, "ts": message.ts},
    }
    desk.events.publish(event, in_channel=desk.workplace.channels[message.channel])
    return True
