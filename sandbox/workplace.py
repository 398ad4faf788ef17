"""The state of the workplace: people, conversations, messages, Home pages, and what was done to them."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from sandbox.changes import Changes
from sandbox.clock import SandboxClock
from sandbox.log import Log
from sandbox.people import APP, BOT, BOT_USER, CAST, CHANNELS, TEAM, TEAM_NAME, Person
from sandbox.presence import Presence

Json = dict[str, Any]


@dataclass(slots=True)
class Message:
    """A message, ephemeral when it has an addressee."""

    ts: str
    channel: str
    user: str
    text: str
    blocks: list[Json] | None = None
    metadata: Json | None = None
    thread_ts: str = ""
    edited_ts: str = ""
    addressee: str = ""
    reactions: dict[str, dict[str, None]] = field(default_factory=dict)
    """Name to the people who reacted, in order."""

    @property
    def marker(self) -> str:
        payload = (self.metadata or {}).get("event_payload", {})
        return str(payload.get("id", ""))

    def as_json(self, *, with_metadata: bool = False, users_shown: int = 50) -> Json:
        """Write the message as Slack does; reactions name at most `users_shown` people each."""
        told: Json = {"user": self.user, "type": "message", "ts": self.ts, "text": self.text, "team": TEAM}
        if self.user == BOT_USER:
            told |= {"bot_id": BOT, "app_id": APP}
        if self.blocks is not None:
            told["blocks"] = self.blocks
        if self.thread_ts:
            told["thread_ts"] = self.thread_ts
        if self.edited_ts:
            told["edited"] = {"user": BOT if self.user == BOT_USER else self.user, "ts": self.edited_ts}
        if self.metadata is not None and with_metadata:
            told["metadata"] = self.metadata
        if self.reactions:
            told["reactions"] = [
                {"name": name, "users": list(users)[:users_shown], "count": len(users)}
                for name, users in self.reactions.items()
            ]
        return told


@dataclass(slots=True)
class Channel:
    """A channel, or somebody's direct messages with the app (then `owner` is that person)."""

    id: str
    name: str
    topic: str = ""
    owner: str = ""
    is_private: bool = False
    is_archived: bool = False
    members: dict[str, None] = field(default_factory=dict)
    messages: dict[str, Message] = field(default_factory=dict)

    @property
    def is_dm(self) -> bool:
        return bool(self.owner)


@dataclass(frozen=True, slots=True)
class Notice:
    """What Slack itself tells a person when the app fails."""

    id: int
    text: str
    at: datetime


class Workplace:
    """Everything that people at Atelier Lumen can see, and the log of how it came about."""

    def __init__(self, clock: SandboxClock, log: Log) -> None:
        self.clock = clock
        self.log = log
        self.changes = Changes()
        self.team_name = TEAM_NAME
        self.people: dict[str, Person] = {person.id: person for person in CAST}
        self.people[BOT_USER] = Person(BOT_USER, "Portevoix", "App", "bot")
        self.groups: dict[str, set[str]] = {}
        """User groups by id, with their members."""
        self.presences: dict[str, Presence] = {}
        self.channels: dict[str, Channel] = {}
        self.ephemerals: dict[str, list[Message]] = {}
        self.homes: dict[str, Json] = {}
        self.notices: dict[str, list[Notice]] = {}
        self.read_until: dict[tuple[str, str], str] = {}
        self._last_micros = 0
        self._last_notice = 0
        for identity, name, topic, has_bot in CHANNELS:
            here = (
                each for each in CAST if not (each.is_deleted or (each.is_restricted and name == "general"))
            )
            members = [*(each.id for each in here), *([BOT_USER] * has_bot)]
            self.add_channel(name, id=identity, topic=topic, members=members)

    def next_ts(self) -> str:
        """Give a timestamp that nobody has had, later than all before it, even while the clock stands still."""
        now = self.clock.now()
        self._last_micros = max(int(now.timestamp()) * 1_000_000 + now.microsecond, self._last_micros) + 1
        return f"{self._last_micros // 1_000_000}.{self._last_micros % 1_000_000:06d}"

    def add_person(self, person: Person, channels: Iterable[str] = ()) -> Person:
        """Let somebody into the workspace and into these channels, without telling the app."""
        self.people[person.id] = person
        for channel in channels:
            self.channels[channel].members[person.id] = None
        self.changes.happened()
        return person

    def deactivate(self, person: str) -> None:
        """Close an account; the channels lose a member."""
        self.people[person] = replace(self.people[person], is_deleted=True)
        for channel in self.channels.values():
            if not channel.is_dm:
                channel.members.pop(person, None)
        self.changes.happened()

    def presence_of(self, person: str) -> Presence:
        """Tell what a person wishes; active and to be disturbed, unless they said otherwise."""
        return self.presences.get(person, Presence())

    def be(self, person: str, presence: Presence) -> None:
        """Let a person be present in another way. The app is told of it when it asks."""
        self.presences[person] = presence
        self.changes.happened()

    def add_channel(
        self,
        name: str,
        *,
        id: str = "",  # noqa: A002 - the field is called so everywhere
        topic: str = "",
        is_private: bool = False,
        members: Iterable[str] = (),
    ) -> Channel:
        """Open a channel, without telling the app."""
        identity = id or f"C{len(self.channels):03d}{name.upper().replace('-', '')}"
        channel = Channel(identity, name, topic, is_private=is_private, members=dict.fromkeys(members))
        self.channels[channel.id] = channel
        self.changes.happened()
        return channel

    def dm(self, person: str) -> Channel:
        """Find somebody's direct messages with the app; they exist from the first look."""
        identity = f"D{person[1:]}"
        if identity not in self.channels:
            members = {person: None, BOT_USER: None}
            self.channels[identity] = Channel(identity, "directmessage", owner=person, members=members)
        return self.channels[identity]

    def dms_open(self, person: str) -> bool:
        return f"D{person[1:]}" in self.channels

    def post(self, message: Message, method: str = "") -> Message:
        """Put a message into its channel."""
        self.channels[message.channel].messages[message.ts] = message
        self._record("post", method, message)
        return message

    def rewrite(self, message: Message, text: str, blocks: list[Json] | None, method: str) -> None:
        """Redraw a message in place."""
        message.text, message.blocks = text, blocks
        message.edited_ts = self.next_ts()
        self._record("update", method, message)

    def delete(self, message: Message, method: str) -> None:
        """Take a message away."""
        if message.addressee:
            self.ephemerals[message.addressee].remove(message)
        else:
            del self.channels[message.channel].messages[message.ts]
        self._record("delete", method, message)

    def whisper(self, message: Message, method: str = "") -> Message:
        """Show a message to its addressee alone."""
        self.ephemerals.setdefault(message.addressee, []).append(message)
        self._record("ephemeral", method, message)
        return message

    def find(self, channel: str, ts: str, viewer: str = "") -> Message | None:
        """Find a message in a channel, or one of the viewer's ephemeral ones."""
        if channel in self.channels and (message := self.channels[channel].messages.get(ts)):
            return message
        mine = self.ephemerals.get(viewer, ())
        return next((one for one in mine if (one.channel, one.ts) == (channel, ts)), None)

    def react(self, message: Message, person: str, name: str, *, is_on: bool, method: str = "") -> bool:
        """Put a reaction on or take it off. False: it was so already."""
        people = message.reactions.get(name, {})
        if (person in people) == is_on:
            return False
        if is_on:
            message.reactions.setdefault(name, {})[person] = None
        else:
            del people[person]
            if not people:
                del message.reactions[name]
        self.log.append(
            self.clock.now(),
            "reaction",
            method=method,
            channel=message.channel,
            user=person,
            ts=message.ts,
            payload={"reaction": name, "on": is_on},
            marker=message.marker,
        )
        self.changes.happened()
        return True

    def publish_home(self, person: str, view: Json) -> None:
        """Hang a new Home page."""
        self.homes[person] = view
        self.log.append(self.clock.now(), "home", method="views.publish", user=person, payload=view)
        self.changes.happened()

    def notify(self, person: str, text: str) -> None:
        """Let Slack itself tell a person something."""
        self._last_notice += 1
        self.notices.setdefault(person, []).append(Notice(self._last_notice, text, self.clock.now()))
        self.log.append(self.clock.now(), "notice", user=person, payload={"text": text})
        self.changes.happened()

    def moment(self, ts: str) -> datetime:
        """Tell when a timestamp was, in the clock's zone."""
        return datetime.fromtimestamp(int(ts.partition(".")[0]), UTC).astimezone(self.clock.zone)

    def _record(self, kind: Any, method: str, message: Message) -> None:
        self.log.append(
            self.clock.now(),
            kind,
            method=method,
            channel=message.channel,
            user=message.addressee or message.user,
            ts=message.ts,
            payload={"text": message.text, "blocks": message.blocks, "metadata": message.metadata},
            marker=message.marker,
        )
        self.changes.happened()
