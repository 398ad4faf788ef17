"""The state of the Teams page: everything one person can see, as JSON."""

from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.teams.people import APP_NAME
from sandbox.teams.workplace import BOT, Conversation, Json, Message, TeamsWorkplace

KINDS = {"channel": "channel", "personal": "chat", "groupChat": "group"}
"""A conversation's scope, in the page's words."""
_MOST_MESSAGES = 200
_MOST_NOTICES = 3

ReadUntil = Mapping[tuple[str, str], int]
"""Person and conversation, to the last message that was read there."""


def state_of(
    workplace: TeamsWorkplace, who: str, read_until: ReadUntil, manifest: Json, neighbour: str
) -> Json:
    """Describe what a person sees. `manifest`: the app's, for its commands; `neighbour`: the other workplace's page."""
    own = workplace.chat(who)
    mine = [own, *(each for each in workplace.conversations.values() if who in each.members and each != own)]
    visible = {each.id: _messages(workplace, each, who) for each in mine}
    return {
        "version": workplace.changes.version,
        "team": {"name": workplace.team_name},
        "me": who,
        "neighbour": neighbour,
        "people": [*_people(workplace), _app()],
        "clock": {
            "now": workplace.clock.local().isoformat(timespec="seconds"),
            "zone": workplace.clock.zone.key,
            "running": workplace.clock.running,
        },
        "conversations": [
            _conversation(workplace, each, who, _unread(visible[each.id], who, read_until)) for each in mine
        ],
        "messages": {
            conversation: [_message(workplace, message, who) for message in messages]
            for conversation, messages in visible.items()
        },
        "dialogs": [
            {"id": each.id, "title": each.title, "card": each.card}
            for each in workplace.dialogs.values()
            if each.person == who
        ],
        "commands": list(_commands(manifest)),
        "extensions": list(_extensions(manifest)),
        "notices": [
            {
                "id": each.id,
                "text": each.text,
                "at": each.at.astimezone(workplace.clock.zone).isoformat(timespec="seconds"),
            }
            for each in [notice for notice in workplace.notices if notice.person == who][-_MOST_NOTICES:]
        ],
    }


def _people(workplace: TeamsWorkplace) -> Iterator[Json]:
    for person in workplace.people.values():
        if not person.is_deleted:
            yield {
                "id": person.id,
                "name": person.name,
                "title": person.title,
                "part": person.part,
                "locale": person.locale,
                "tz": person.tz,
                "color": person.color,
            }


def _app() -> Json:
    return {"id": BOT, "name": APP_NAME, "title": "", "part": "bot", "locale": "", "tz": "", "color": 0}


def _messages(workplace: TeamsWorkplace, conversation: Conversation, who: str) -> list[Message]:
    return [each for each in conversation.messages.values() if workplace.is_seen(each, who)][-_MOST_MESSAGES:]


def _unread(messages: list[Message], who: str, read_until: ReadUntil) -> int:
    if not messages:
        return 0
    until = read_until.get((who, messages[0].conversation), 0)
    return sum(int(each.id) > until and each.sender != who for each in messages)


def _conversation(workplace: TeamsWorkplace, conversation: Conversation, who: str, unread: int) -> Json:
    others = [workplace.people[each].name for each in conversation.members if each != who]
    return {
        "id": conversation.id,
        "kind": KINDS[conversation.scope],
        "name": conversation.name or APP_NAME,
        "people": others if conversation.scope == "groupChat" else [],
        "is_member": True,
        "bot_is_member": conversation.has_bot,
        "unread": unread,
    }


def _message(workplace: TeamsWorkplace, message: Message, who: str) -> Json:
    return {
        "id": message.id,
        "thread": message.thread,
        "sender": message.sender,
        "text": message.text,
        "card": message.card_for(who),
        "at": message.at.astimezone(workplace.clock.zone).isoformat(timespec="seconds"),
        "reactions": [
            {"type": kind, "users": list(people), "mine": who in people}
            for kind, people in message.reactions.items()
        ],
        "private": bool(message.addressee),
        "own_view": who in message.views,
        # Teams marks what people edit, but not a card that an app drew anew.
        "edited": message.edited_at is not None and message.sender != BOT,
    }


def _commands(manifest: Json) -> Iterator[Json]:
    """Give what the app says one can type to it, with the scopes where each is offered."""
    for bot in manifest.get("bots", ()):
        for offered in bot.get("commandLists", ()):
            for command in offered.get("commands", ()):
                yield _described(command) | {"scopes": list(offered.get("scopes", ()))}


def _extensions(manifest: Json) -> Iterator[Json]:
    """Give what the app offers on a message."""
    for extension in manifest.get("composeExtensions", ()):
        for command in extension.get("commands", ()):
            if "message" in command.get("context", ()):
                yield _described(command) | {"id": command["id"]}


def _described(command: Mapping[str, Any]) -> Json:
    return {"title": command["title"], "description": command.get("description", "")}
