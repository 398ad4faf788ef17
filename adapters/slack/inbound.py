"""Slack's payloads as the house's events: pure functions that read what is there and answer None for the rest."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any, Final

from adapters.slack.guard import Letter
from bot.domain.people import MessageRef, PersonRef, Place
from bot.events import ButtonPressed, CommandTyped, Event, FormSubmitted, Gestured, Installed

PLATFORM: Final = "slack"
LINK_ACTION: Final = "open:"
"""How the action ids of link buttons begin. Slack reports their presses too; we neither count nor keep them."""

ALIASES: Final[Mapping[str, str]] = {
    "hand": "raised_hand",
    "man-raising-hand": "raising_hand",
    "woman-raising-hand": "raising_hand",
    "thumbsup": "+1",
    "thumbsdown": "-1",
    "punch": "facepunch",
    "hand_with_index_and_middle_fingers_crossed": "crossed_fingers",
    "sign_of_the_horns": "the_horns",
    "heavy_heart_exclamation_mark_ornament": "heavy_heart_exclamation",
}
"""Slack's other names of the same picture, and the gendered forms of one gesture."""

_TONE: Final = re.compile(r"[:_-]+skin-tone-[1-6](?:-[1-6])?$")


@dataclass(frozen=True, slots=True)
class Identity:
    """Who we are in the one workspace this door serves, as auth.test tells it."""

    team: str
    user: str
    """The bot's user id, which signs our messages."""
    app: str = ""
    """The app's id, when known; then requests meant for another app are refused."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an interaction came from, which decides how it can be answered."""

    trigger: str
    """Opens one dialog, within three seconds."""
    response_url: str
    """Answers a message's button: five times within thirty minutes."""
    view: str
    """The id of the Home page or dialog that holds the button."""
    is_home: bool
    is_private: bool
    """Only the person sees the message: ephemeral, or in their direct messages."""


def is_ours(letter: Letter, us: Identity) -> bool:
    """Tell whether a verified request is meant for this app in this workspace."""
    body = letter.body
    if us.app and body.get("api_app_id") != us.app:
        return False
    match letter.kind:
        case "interaction":
            teams = [_at(body, "team", "id")]
        case "event":
            # In shared channels `team_id` may name the other company; its people are not our volunteers.
            listed = body.get("authorizations")
            teams = [_at(body, "team_id")]
            teams += [_at(each, "team_id") for each in listed[:1]] if isinstance(listed, list) else []
        case _:
            teams = [_at(body, "team_id")]
    return all(team == us.team for team in teams)


def event_of(letter: Letter, us: Identity, now: datetime) -> Event | None:
    """Read one verified request as an event; None when it says nothing to us. `now` serves where Slack gives no time."""
    body = letter.body
    match letter.kind:
        case "event":
            return _happening(body, us, now)
        case "command":
            return _typed(body, us, now)
        case "interaction" if body.get("type") == "block_actions":
            return _pressed(body, us, now)
        case "interaction" if body.get("type") == "view_submission":
            return _submitted(body, us, now)
    return None


def origin_of(letter: Letter) -> Origin:
    """Read where an interaction or a command came from."""
    body = letter.body
    channel = _at(body, "container", "channel_id") or _at(body, "channel", "id")
    container = body.get("container")
    is_ephemeral = isinstance(container, dict) and container.get("is_ephemeral") is True
    return Origin(
        trigger=_at(body, "trigger_id"),
        response_url=_at(body, "response_url"),
        view=_at(body, "view", "id"),
        is_home=_at(body, "view", "type") == "home",
        is_private=is_ephemeral or channel.startswith("D"),
    )


def emoji_of(name: str) -> str:
    """Give the base name of a reaction: no skin tone, no alias, lower case."""
    base = _TONE.sub("", name.lower().strip(":"))
    return ALIASES.get(base, base)


def at_of(stamp: str, otherwise: datetime) -> datetime:
    """Read Slack's `seconds.micros` to the microsecond, aware, in UTC."""
    seconds, _, fraction = stamp.partition(".")
    digits = (fraction + "000000")[:6]
    if not (stamp.isascii() and seconds.isdigit() and digits.isdigit() and len(seconds) <= 11):
        return otherwise
    return datetime.fromtimestamp(int(seconds), UTC).replace(microsecond=int(digits))


def _happening(body: dict[str, Any], us: Identity, now: datetime) -> Event | None:
    inner = body.get("event")
    key = _at(body, "event_id")
    if body.get("type") != "event_callback" or not isinstance(inner, dict) or not key:
        return None
    at = at_of(_at(inner, "event_ts"), now)
    user, channel = _at(inner, "user"), _at(inner, "channel")
    match _at(inner, "type"):
        case "reaction_added" | "reaction_removed" as kind:
            return _gesture(inner, us, key, at, is_added=kind == "reaction_added")
        case "app_home_opened" if user and _at(inner, "tab") == "home":
            return CommandTyped(id=key, at=at, person=_person(us, user), text="home")
        case "member_joined_channel" if user == us.user and channel:
            return _installed(us, key, at, is_present=True, channel=channel)
        case "channel_archive" if channel:
            return _installed(us, key, at, is_present=False, channel=channel)
        case "app_uninstalled":
            return _installed(us, key, at, is_present=False)
        case "tokens_revoked" if isinstance(inner.get("tokens"), dict) and inner["tokens"].get("bot"):
            return _installed(us, key, at, is_present=False)
    return None


def _gesture(
    inner: dict[str, Any], us: Identity, key: str, at: datetime, *, is_added: bool
) -> Gestured | None:
    user, emoji = _at(inner, "user"), emoji_of(_at(inner, "reaction"))
    channel, stamp = _at(inner, "item", "channel"), _at(inner, "item", "ts")
    is_about_us = _at(inner, "item", "type") == "message" and _at(inner, "item_user") == us.user
    if not is_about_us or user == us.user or not (user and emoji and channel and stamp):
        return None
    return Gestured(
        id=key,
        at=at,
        person=_person(us, user),
        message=message_ref(us.team, channel, stamp),
        emoji=emoji,
        added=is_added,
        place=Place(PLATFORM, us.team, channel),
    )


def _typed(body: dict[str, Any], us: Identity, now: datetime) -> CommandTyped | None:
    user, channel = _at(body, "user_id"), _at(body, "channel_id")
    if not user:
        return None
    return CommandTyped(
        id=_key(body, user, _at(body, "command"), _at(body, "text"), _at(body, "response_url")),
        at=now,
        person=_person(us, user),
        text=_typed_text(_at(body, "text")),
        place=Place(PLATFORM, us.team, channel) if channel else None,
    )


def _pressed(body: dict[str, Any], us: Identity, now: datetime) -> ButtonPressed | None:
    actions = body.get("actions")
    first = actions[0] if isinstance(actions, list) and actions else None
    user, action = _at(body, "user", "id"), _at(first, "action_id")
    if not (user and action) or action.startswith(LINK_ACTION):
        return None
    channel = _at(body, "container", "channel_id") or _at(body, "channel", "id")
    stamp = _at(body, "container", "message_ts") or _at(body, "message", "ts")
    pressed_at = _at(first, "action_ts")
    return ButtonPressed(
        id=_key(body, user, action, pressed_at, channel, stamp),
        at=at_of(pressed_at, now),
        person=_person(us, user),
        action=action.partition("#")[0],
        value=_at(first, "value"),
        place=Place(PLATFORM, us.team, channel) if channel else None,
        message=message_ref(us.team, channel, stamp) if channel and stamp else None,
    )


def _submitted(body: dict[str, Any], us: Identity, now: datetime) -> FormSubmitted | None:
    user, form = _at(body, "user", "id"), _at(body, "view", "callback_id")
    if not (user and form):
        return None
    view = body["view"]
    state = view.get("state")
    values = state.get("values") if isinstance(state, dict) else None
    fields = [each for each in values.values() if isinstance(each, dict)] if isinstance(values, dict) else []
    answers = {
        name: _at(field, "value") or _at(field, "selected_option", "value")
        for block in fields
        for name, field in block.items()
    }
    return FormSubmitted(
        id=_key(body, user, _at(view, "id"), _at(view, "hash"), json.dumps(answers, sort_keys=True)),
        at=now,
        person=_person(us, user),
        form=form,
        answers=answers,
        context=_at(view, "private_metadata"),
    )


def _typed_text(escaped: str) -> str:
    """Undo what Slack does to the three characters it escapes in a command."""
    return escaped.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").strip()


def message_ref(team: str, channel: str, stamp: str) -> MessageRef:
    """Name a message: the channel and the time stamp that is its id there."""
    return MessageRef(PLATFORM, team, f"{channel}/{stamp}")


def _person(us: Identity, user: str) -> PersonRef:
    return PersonRef(PLATFORM, us.team, user)


def _installed(us: Identity, key: str, at: datetime, *, is_present: bool, channel: str = "") -> Installed:
    place = Place(PLATFORM, us.team, channel) if channel else None
    return Installed(id=key, at=at, platform=PLATFORM, workspace=us.team, present=is_present, place=place)


def _key(body: dict[str, Any], *stable: str) -> str:
    """Name a click or a command: its trigger, which is made anew each time, or a hash of what tells it apart."""
    return _at(body, "trigger_id") or blake2b("\x1f".join(stable).encode(), digest_size=16).hexdigest()


def _at(tree: Any, *path: str) -> str:
    """Follow the path down; whatever is not a string at its end reads as empty."""
    for step in path:
        if not isinstance(tree, dict):
            return ""
        tree = tree.get(step)
    return _storable(tree) if isinstance(tree, str) else ""


def _storable(text: str) -> str:
    """Make text fit for any database: half characters, as a client cuts them inside an emoji, and NULs go."""
    if text.isascii() and "\0" not in text:
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "")
