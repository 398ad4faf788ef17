"""Teams' activities as the house's events: pure functions that read what is there and answer nothing for the rest.

https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/subscribe-to-conversation-events
"""

import html
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from adapters.gate import storable, text_at
from bot.domain.people import MessageRef, PersonRef, Place
from bot.events import ButtonPressed, CommandTyped, Event, FormSubmitted, Gestured, Installed

PLATFORM: Final = "teams"
EXECUTE: Final = "adaptiveCard/action"
FETCH: Final = "task/fetch"
SUBMIT: Final = "task/submit"
EXTENSION: Final = "composeExtension/fetchTask"
EXTENSION_SENT: Final = "composeExtension/submitAction"
MOST_SHARED: Final = 1_500
"""Characters of the message that travel along."""
SUGGEST: Final = "suggest"
"""What the message extension asks for, as if it had been typed."""

NAMES: Final[Mapping[str, str]] = {
    "like": "+1",
    "heart": "heart",
    "laugh": "laughing",
    "surprised": "open_mouth",
    "sad": "cry",
    "angry": "angry",
    "1f44d": "+1",
    "1f44e": "-1",
    "1f44b": "wave",
    "1f44f": "clap",
    "1f64b": "raising_hand",
    "1f64c": "raised_hands",
    "1f64f": "pray",
    "1f4aa": "muscle",
    "1f389": "tada",
    "1f680": "rocket",
    "1f440": "eyes",
    "1f4a1": "bulb",
    "1f44c": "ok_hand",
    "1f600": "grinning",
    "1f642": "slightly_smiling_face",
    "1f970": "smiling_face_with_3_hearts",
    "270b": "raised_hand",
    "270d": "writing_hand",
    "2705": "white_check_mark",
    "2764": "heart",
    "2728": "sparkles",
    "2b50": "star",
    "launch": "rocket",
}
"""Teams' reactions by the short names that playbooks use: the six old words, and code points of newer ones."""

_HEX: Final = re.compile(r"([0-9a-f]{4,5})(?:-[0-9a-f]{4,5})*_[\w-]+", re.ASCII)
_TAG: Final = re.compile(r"</?(?:at|p|div|span|br|b|i|em|strong|a|attachment)\b[^>]{0,300}>", re.IGNORECASE)
_LINE: Final = re.compile(r"<br\b[^>]{0,300}>|</(?:p|div)>", re.IGNORECASE)
_SLASH: Final = re.compile(r"/?advocacy\b\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an activity came from, which decides how it can be answered."""

    conversation: str
    """The channel's or chat's id, without the message that a thread hangs on."""
    thread: str
    """The id of the thread's first message; empty in a chat."""
    scope: str
    """`personal`, `groupChat` or `channel`."""
    message: str
    """The message whose button was pressed, or which was typed."""
    service: str
    invoke: str
    """The name of an invoke, which waits for its answer; empty for all else."""

    is_typed: bool = False
    """A message with words, which Teams brings once: asked again, it is answered again."""

    @property
    def is_personal(self) -> bool:
        return self.scope == "personal"


@dataclass(frozen=True, slots=True)
class Seen:
    """What an activity tells of its author in passing."""

    user: str
    mri: str
    name: str
    locale: str
    timezone: str


def origin_of(body: dict[str, Any]) -> Origin:
    """Read where an activity came from."""
    conversation, _, thread = text_at(body, "conversation", "id").partition(";messageid=")
    return Origin(
        conversation=conversation,
        thread=thread,
        scope=text_at(body, "conversation", "conversationType") or "personal",
        message=text_at(body, "replyToId") or text_at(body, "id"),
        service=text_at(body, "serviceUrl"),
        invoke=text_at(body, "name") if text_at(body, "type") == "invoke" else "",
        is_typed=text_at(body, "type") in {"message", "messageUpdate"}
        and not isinstance(body.get("value"), dict),
    )


def seen_of(body: dict[str, Any]) -> Seen | None:
    """Read who wrote it, with the language and the time zone of the client they wrote from."""
    mri = text_at(body, "from", "id")
    user = text_at(body, "from", "aadObjectId") or mri
    if not user:
        return None
    listed = body.get("entities")
    client = next(
        (each for each in listed if text_at(each, "type") == "clientInfo")
        if isinstance(listed, list)
        else iter(()),
        None,
    )
    zone = text_at(client, "timezone") or text_at(body, "localTimezone")
    return Seen(
        user=user,
        mri=mri,
        name=text_at(body, "from", "name"),
        locale=text_at(client, "locale") or text_at(body, "locale"),
        timezone=zone if _is_zone(zone) else "",
    )


def events_of(body: dict[str, Any], tenant: str, bot: str, now: datetime, secret: bytes = b"") -> list[Event]:
    """Read one verified activity. Several reactions may come in one; `bot` is our own id, as `28:…`.

    `secret`, at most 64 bytes, keeps what was typed from being guessed from an event's id, which is written down.
    """
    key, seen = text_at(body, "id"), seen_of(body)
    if text_at(body, "type") == "installationUpdate":
        return [*_installed(body, tenant, key, at_of(body, now))]
    if seen is None or text_at(body, "from", "id") == bot or text_at(body, "from", "role") == "bot":
        return []
    author = _Author(body, PersonRef(PLATFORM, tenant, seen.user), bot, at_of(body, now), key, secret)
    match text_at(body, "type"):
        case "message":
            return [*author.written()]
        case "messageUpdate" if text_at(body, "channelData", "eventType") == "editMessage":
            return [*author.written()]
        case "messageReaction":
            return [
                *author.gestures("reactionsAdded", is_added=True),
                *author.gestures("reactionsRemoved", is_added=False),
            ]
        case "invoke":
            return [*author.invoked()]
    return []


def at_of(body: dict[str, Any], otherwise: datetime) -> datetime:
    """Read when it happened, by Teams' clock, in UTC."""
    try:
        at = datetime.fromisoformat(text_at(body, "timestamp"))
    except ValueError:
        return otherwise
    return at.astimezone(UTC) if at.tzinfo else otherwise


def command_of(body: dict[str, Any], bot: str) -> str:
    """Read what was typed: without the mention of us, whatever the bot is called, and without markup; lines stay lines."""
    text = text_at(body, "text")
    listed = body.get("entities")
    for entity in listed if isinstance(listed, list) else ():
        if text_at(entity, "type") == "mention" and text_at(entity, "mentioned", "id") == bot:
            text = text.replace(text_at(entity, "text"), " ", 1)
    words = plain_words(text)
    return _SLASH.sub("", words, count=1) if _SLASH.match(words) else words


def plain_words(text: str) -> str:
    """Read what somebody wrote, without its markup; lines stay lines."""
    words = html.unescape(_TAG.sub(" ", _LINE.sub("\n", text)))
    lines = unicodedata.normalize("NFKC", storable(words)).splitlines()
    return "\n".join(" ".join(line.split()) for line in lines).strip()


def emoji_of(reaction: str) -> str:
    """Give a reaction the short name that playbooks use; an unknown one keeps its own."""
    base = reaction.strip().lower()
    found = _HEX.fullmatch(base)
    return NAMES.get(found[1] if found else base, base)


def message_ref(tenant: str, conversation: str, message: str) -> MessageRef:
    """Name a message: its channel or chat, and its id there."""
    return MessageRef(PLATFORM, tenant, f"{conversation}/{message}")


class _Author:
    """Somebody who did something, and the activity that says what."""

    def __init__(
        self, body: dict[str, Any], person: PersonRef, bot: str, at: datetime, key: str, secret: bytes
    ) -> None:
        self._body = body
        self._bot = bot
        self._key = key
        self._secret = secret
        self._origin = origin_of(body)
        self._place = (
            Place(PLATFORM, person.workspace, self._origin.conversation)
            if self._origin.conversation
            else None
        )
        self._facts: dict[str, Any] = {"at": at, "person": person}

    def written(self) -> Iterator[Event]:
        """Read a message: a command, or a button of a client that knows no Action.Execute."""
        value = self._body.get("value")
        if isinstance(value, dict) and text_at(self._body, "type") == "message":
            yield from self._acted(value, self._name())
            return
        is_for_us = self._origin.is_personal or self._is_mentioned()
        if is_for_us and self._key:
            text = command_of(self._body, self._bot)
            # An edit comes under the message's own id: with the same words it is the same command.
            digest = blake2b(text.encode(), digest_size=8, key=self._secret).hexdigest()
            yield CommandTyped(id=f"{self._name()}/{digest}", text=text, place=self._place, **self._facts)

    def gestures(self, which: str, *, is_added: bool) -> Iterator[Event]:
        """Read reactions. Teams tells of those on our own messages alone."""
        target = text_at(self._body, "replyToId")
        listed = self._body.get(which)
        for number, each in enumerate(listed if isinstance(listed, list) else ()):
            emoji = emoji_of(text_at(each, "type"))
            if not (emoji and target and self._key and self._origin.conversation):
                continue
            yield Gestured(
                id=f"{self._name()}/{which}/{number}",
                message=message_ref(self._facts["person"].workspace, self._origin.conversation, target),
                emoji=emoji,
                added=is_added,
                place=self._place,
                **self._facts,
            )

    def invoked(self) -> Iterator[Event]:
        """Read an invoke: a pressed button, a dialog asked for or sent, or the message extension."""
        value = self._body.get("value")
        value = value if isinstance(value, dict) else {}
        data = value.get("data")
        match self._origin.invoke:
            case "adaptiveCard/action":
                action = value.get("action")
                action = action if isinstance(action, dict) else {}
                given = action.get("data")
                yield from self._acted(given if isinstance(given, dict) else {}, self._name())
            case "task/fetch" | "task/submit" | "composeExtension/submitAction":
                yield from self._acted(data if isinstance(data, dict) else {}, self._name())
            case "composeExtension/fetchTask":
                shared = text_at(value, "messagePayload", "linkToMessage")
                said = plain_words(text_at(value, "messagePayload", "body", "content"))[:MOST_SHARED]
                text = f"{SUGGEST} {shared}\n{said}".strip()
                yield CommandTyped(id=self._name(), text=text, place=self._place, **self._facts)

    def _acted(self, data: dict[str, Any], key: str) -> Iterator[Event]:
        """Read what a button or a dialog of ours carries."""
        action, form, command = text_at(data, "action"), text_at(data, "form"), text_at(data, "command")
        if not self._key:
            return
        if form:
            # A client leaves out what is empty. Dialogs opened before we named the fields bring theirs alone.
            named = [name for name in text_at(data, "fields").split(",") if name]
            names = named or data.keys() - {"form", "context", "msteams", "action", "value", "fields"}
            answers = {name: text_at(data, name) for name in names}
            yield FormSubmitted(
                id=key, form=form, answers=answers, context=text_at(data, "context"), **self._facts
            )
        elif action:
            message = self._origin.message if text_at(self._body, "replyToId") else ""
            yield ButtonPressed(
                id=key,
                action=action,
                value=text_at(data, "value"),
                place=self._place,
                message=message_ref(self._facts["person"].workspace, self._origin.conversation, message)
                if message
                else None,
                **self._facts,
            )
        elif command:
            yield CommandTyped(id=key, text=command, place=self._place, **self._facts)

    def _name(self) -> str:
        """Name what happened, in the order in which it did. A chat's own id would say whose it was, and the name is kept."""
        where = f"{self._origin.conversation}/{self._key}"
        return f"{self._key}/{blake2b(where.encode(), digest_size=16).hexdigest()}"

    def _is_mentioned(self) -> bool:
        listed = self._body.get("entities")
        return isinstance(listed, list) and any(
            text_at(each, "type") == "mention" and text_at(each, "mentioned", "id") == self._bot
            for each in listed
        )


def _is_zone(name: str) -> bool:
    try:
        return bool(name) and ZoneInfo(name).key == name
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False


def _installed(body: dict[str, Any], tenant: str, key: str, at: datetime) -> Iterator[Event]:
    """Read that we came or had to go: into a team or chat; somebody's own installation says nothing of a place."""
    action, origin = text_at(body, "action"), origin_of(body)
    if not key or origin.is_personal or action.partition("-")[0] not in {"add", "remove"}:
        return
    yield Installed(
        id=f"{origin.conversation}/{key}",
        at=at,
        platform=PLATFORM,
        workspace=tenant,
        present=action.startswith("add"),
        place=Place(PLATFORM, tenant, origin.conversation),
    )
