"""What people see in the small Teams: one team with channels, personal chats with the app, messages and each person's view."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from sandbox.changes import Changes
from sandbox.clock import SandboxClock
from sandbox.log import Log
from sandbox.people import Person
from sandbox.teams.people import CHANNELS, GROUP, TEAM_NAME, WHO_USE_TEAMS, app_id_of, chat_id, directory_id

Json = dict[str, Any]

BOT: str = "bot"
"""The author of the app's messages, beside the ids of people."""

TARGETED_HOURS = 24
"""A targeted message is gone from clients after a day."""

Scope = Literal["channel", "personal", "groupChat"]


@dataclass(slots=True)
class Message:
    """A message as Teams keeps it. `card` is what everybody sees, `views` what an Action.Execute gave to one person."""

    id: str
    """Milliseconds since 1970, as Teams makes them; the id of an activity."""
    conversation: str
    """The id of the channel or chat, without `;messageid=…`."""
    thread: str
    """The id of the message that began the thread; its own for one that began it, or in a chat."""
    sender: str
    """A person's id, or BOT."""
    text: str
    at: datetime
    card: Json | None = None
    summary: str = ""
    edited_at: datetime | None = None
    addressee: str = ""
    """Of a targeted message: the only person who sees it."""
    reactions: dict[str, dict[str, None]] = field(default_factory=dict)
    """Type (`like`, `heart`, `1f64b_raisinghand`) to the people who reacted, in order."""
    views: dict[str, Json] = field(default_factory=dict)

    def card_for(self, person: str) -> Json | None:
        """Give the card as this person sees it."""
        return self.views.get(person, self.card)


@dataclass(slots=True)
class Conversation:
    """A channel of the team, somebody's personal chat with the app, or a group chat."""

    id: str
    """`19:…@thread.tacv2` for a channel, `a:…` for a personal chat, `19:…@thread.v2` for a group chat."""
    scope: Scope
    name: str = ""
    """The General channel of a team has none on the wire."""
    members: dict[str, None] = field(default_factory=dict)
    has_bot: bool = False
    messages: dict[str, Message] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Dialog:
    """A dialog open before a person: what task/fetch answered."""

    id: str
    person: str
    title: str
    card: Json
    conversation: str
    message: str
    """Of the card whose button opened it; empty when none."""
    command: str = ""
    """Of the message extension that opened it; empty when none did."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What Teams itself tells a person: a toast after an action, or that something went wrong."""

    id: int
    person: str
    text: str
    at: datetime


class TeamsWorkplace:
    """Everything that people at Atelier Lumen can see in Teams, and the log of how it came about."""

    def __init__(self, clock: SandboxClock, log: Log) -> None:
        self.clock = clock
        self.log = log
        self.changes = Changes()
        self.team_name = TEAM_NAME
        self.people: dict[str, Person] = {person.id: person for person in WHO_USE_TEAMS}
        self.conversations: dict[str, Conversation] = {}
        self.dialogs: dict[str, Dialog] = {}
        self.notices: list[Notice] = []
        self.blocked: set[str] = set()
        """People who have blocked the app in their chat."""
        self.is_installed = False
        self.was_installed = False
        self._last = 0
        everybody = dict.fromkeys(person.id for person in WHO_USE_TEAMS if not person.is_deleted)
        for identity, name in CHANNELS:
            self.conversations[identity] = Conversation(identity, "channel", name, dict(everybody))
        lunch = dict.fromkeys(("U0CAMILLE", "U0SAM", "U0NADIA"))
        self.conversations[GROUP] = Conversation(GROUP, "groupChat", "Lunch", lunch)

    def install(self, *, is_installed: bool) -> None:
        """Put the app into the team, the group chat and everybody's own chat, or take it out of them."""
        self.was_installed = self.was_installed or self.is_installed
        self.is_installed = is_installed
        for conversation in self.conversations.values():
            conversation.has_bot = is_installed
        self.changes.happened()

    def deactivate(self, person: str) -> None:
        """Close an account; the team and its channels lose a member, and messages sent to them stay unread."""
        self.people[person] = replace(self.people[person], is_deleted=True)
        for conversation in self.conversations.values():
            if conversation.scope != "personal":
                conversation.members.pop(person, None)
        self.changes.happened()

    def next_id(self) -> str:
        """Give an id that nothing has had: milliseconds since 1970, later than all before."""
        self._last = max(int(self.clock.now().timestamp() * 1000), self._last + 1)
        return str(self._last)

    def chat(self, person: str) -> Conversation:
        """Find somebody's own chat with the app; it exists from the first look."""
        identity = chat_id(person)
        if identity not in self.conversations:
            self.conversations[identity] = Conversation(
                identity, "personal", "", {person: None}, has_bot=self.is_installed
            )
        return self.conversations[identity]

    def place(self, wanted: str, person: str) -> Conversation:
        """Find a conversation by id or name; `app` is the person's own chat. Raises KeyError."""
        if wanted == "app":
            return self.chat(person)
        for each in self.conversations.values():
            if wanted in {each.id, each.name}:
                return each
        raise KeyError(wanted)

    def person_of(self, identity: str) -> Person | None:
        """Find a person by any of their ids."""
        for person in self.people.values():
            if identity in {person.id, directory_id(person.id), app_id_of(person.id)}:
                return person
        return None

    def add(self, message: Message, method: str) -> Message:
        """Put a message into its conversation."""
        self.conversations[message.conversation].messages[message.id] = message
        self.record("post", method, message)
        return message

    def redraw(self, message: Message, card: Json | None, text: str, summary: str, method: str) -> None:
        """Draw a message again for everybody; what single people saw in its place is gone."""
        message.card, message.text, message.summary = card, text, summary
        message.edited_at = self.clock.now()
        message.views.clear()
        self.record("update", method, message)

    def find(self, conversation: str, message: str, viewer: str = "") -> Message | None:
        """Find a message that the viewer may see."""
        found = self.conversations.get(conversation)
        there = found.messages.get(message) if found else None
        return there if there and self.is_seen(there, viewer) else None

    def is_seen(self, message: Message, viewer: str) -> bool:
        """Tell whether a person sees a message of a conversation that they are in."""
        if not message.addressee:
            return True
        age = self.clock.now() - message.at
        return message.addressee == viewer and age < timedelta(hours=TARGETED_HOURS)

    def notify(self, person: str, text: str, why: str = "") -> None:
        """Let Teams itself tell a person something; `why` is for the log alone."""
        self.notices.append(Notice(len(self.notices) + 1, person, text, self.clock.now()))
        self.log.append(self.clock.now(), "notice", user=person, payload={"text": text, "why": why})
        self.changes.happened()

    def record(
        self, kind: Literal["post", "update", "delete", "reaction"], method: str, message: Message
    ) -> None:
        """Write an effect down."""
        self.log.append(
            self.clock.now(),
            kind,
            method=method,
            channel=message.conversation,
            user=message.addressee or message.sender,
            ts=message.id,
            payload={"text": message.text, "card": message.card},
        )
        self.changes.happened()
