"""The state of the page: everything one person can see, as JSON."""

from sandbox.desk import Desk
from sandbox.people import BOT_USER, TEAM
from sandbox.presence import name_of
from sandbox.workplace import Channel, Json, Message

_MOST_MESSAGES = 200
_MOST_NOTICES = 3


def state_of(desk: Desk, who: str) -> Json:
    """Describe what a person sees."""
    workplace = desk.workplace
    dm = workplace.dm(who)
    channels = sorted(
        (one for one in workplace.channels.values() if _sees(one, who)), key=lambda one: one.name
    )
    visible = {
        channel.id: _messages(desk, channel, who) for channel in [*channels, dm] if who in channel.members
    }
    return {
        "version": workplace.changes.version,
        "team": {"id": TEAM, "name": workplace.team_name},
        "me": who,
        "presence": name_of(workplace.presence_of(who), workplace.clock.now()),
        "neighbour": desk.neighbour,
        "people": _people(desk),
        "clock": {
            "now": workplace.clock.local().isoformat(timespec="seconds"),
            "zone": workplace.clock.zone.key,
            "running": workplace.clock.running,
        },
        "conversations": [
            *(_channel(desk, channel, who, visible.get(channel.id, ())) for channel in channels),
            {
                "id": dm.id,
                "name": desk.installation.name,
                "kind": "dm",
                "with": BOT_USER,
                "unread": _unread(desk, dm, who, visible[dm.id]),
            },
        ],
        "messages": {
            channel: [_message(desk, message, who) for message in messages]
            for channel, messages in visible.items()
        },
        "home": workplace.homes.get(who),
        "views": [_view(view.shown, view.errors) for view in desk.modals.of(who)],
        "commands": [
            {"command": one.command, "description": one.description, "usage_hint": one.usage_hint}
            for one in desk.installation.commands.values()
        ],
        "shortcuts": [
            {"name": one.name, "type": one.type, "callback_id": one.callback_id}
            for one in desk.installation.shortcuts.values()
        ],
        "notices": [
            {
                "id": notice.id,
                "text": notice.text,
                "at": notice.at.astimezone(workplace.clock.zone).isoformat(timespec="seconds"),
            }
            for notice in workplace.notices.get(who, [])[-_MOST_NOTICES:]
        ],
    }


def _sees(channel: Channel, who: str) -> bool:
    return (
        not channel.is_dm and not channel.is_archived and (who in channel.members or not channel.is_private)
    )


def _people(desk: Desk) -> list[Json]:
    return [
        {
            "id": person.id,
            "name": desk.installation.name if person.is_bot else person.name,
            "title": person.title,
            "part": person.part,
            "locale": person.locale,
            "tz": person.tz,
            "color": person.color,
        }
        for person in desk.workplace.people.values()
        if not person.is_deleted
    ]


def _messages(desk: Desk, channel: Channel, who: str) -> list[Message]:
    mine = [one for one in desk.workplace.ephemerals.get(who, ()) if one.channel == channel.id]
    latest = list(channel.messages.values())[-_MOST_MESSAGES:]
    return sorted([*latest, *mine], key=lambda one: one.ts)[-_MOST_MESSAGES:] if mine else latest


def _unread(desk: Desk, channel: Channel, who: str, messages: list[Message]) -> int:
    until = desk.workplace.read_until.get((who, channel.id), "")
    return sum(message.ts > until and message.user != who for message in messages)


def _channel(desk: Desk, channel: Channel, who: str, messages: list[Message] | tuple[()]) -> Json:
    return {
        "id": channel.id,
        "name": channel.name,
        "kind": "channel",
        "topic": channel.topic,
        "private": channel.is_private,
        "is_member": who in channel.members,
        "bot_is_member": BOT_USER in channel.members,
        "unread": _unread(desk, channel, who, list(messages)),
    }


def _message(desk: Desk, message: Message, who: str) -> Json:
    return {
        "ts": message.ts,
        "user": message.user,
        "text": message.text,
        "blocks": message.blocks,
        "at": desk.workplace.moment(message.ts).isoformat(timespec="seconds"),
        "reactions": [
            {"name": name, "users": list(people), "mine": who in people}
            for name, people in message.reactions.items()
        ],
        "ephemeral": bool(message.addressee),
        # Slack's clients mark an edited text, but not redrawn blocks.
        "edited": bool(message.edited_ts) and message.blocks is None,
        "error": False,
    }


def _view(shown: Json, errors: dict[str, str]) -> Json:
    told = {name: shown[name] for name in ("id", "type", "title", "submit", "close", "blocks")}
    return told | {"errors": errors}
