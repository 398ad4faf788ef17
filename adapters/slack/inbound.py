"""Slack's payloads as the house's events: pure functions that read what is there and answer None for the rest."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any, Final

from adapters.gate import text_at
from adapters.slack.guard import Letter
from bot.domain.people import MessageRef, PersonRef, Place
from bot.events import Appeared, ButtonPressed, CommandTyped, Event, FormSubmitted, Gestured, Installed

PLATFORM: Final = "slack"
EVENT_TYPE: Final = "portevoix_post"
"""The metadata type of our posts; anyone in the workspace can read it, so it carries an opaque id only."""
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

SUGGEST: Final = "suggest"
"""What the shortcut on a message asks for, as if it had been typed; also its callback id in the manifest."""
MOST_SHARED: Final = 1_500
"""Characters of the message that travel along."""
_DOMAIN: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_TONE: Final = re.compile(r"[:_-]+skin-tone-[1-6](?:-[1-6])?$")


@dataclass(frozen=True, slots=True)
class Identity:
    """Who we are in a workspace that this door serves."""

    team: str
    user: str
    """The bot's user id, which signs our messages."""
    app: str = ""
    """The app's id, when known; then requests meant for another app are refused."""
    organisation: str = ""
    """The Enterprise organisation through whose consent we are in this workspace; empty: through its own."""


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
    teams = [team_of(letter)]
    if letter.kind == "event":
        # In shared channels `team_id` may name the other company; its people are not our volunteers.
        listed = body.get("authorizations")
        first = listed[0] if isinstance(listed, list) and listed else None
        is_for_all = us.organisation and text_at(first, "enterprise_id") == us.organisation
        if first is not None and not (is_for_all and not text_at(first, "team_id")):
            teams.append(text_at(first, "team_id"))
    return all(team == us.team for team in teams)


def team_of(letter: Letter) -> str:
    """Read the workspace a request is about. Where an organisation let us in, a view may belong to none: then the person's."""
    body = letter.body
    if letter.kind == "interaction":
        return text_at(body, "team", "id") or text_at(body, "user", "team_id")
    return text_at(body, "team_id")


def organisation_of(letter: Letter) -> str:
    """Read the Enterprise organisation of a request; empty where there is none."""
    body = letter.body
    return (
        text_at(body, "enterprise", "id") if letter.kind == "interaction" else text_at(body, "enterprise_id")
    )


def is_for_organisation(letter: Letter) -> bool:
    """Tell whether an event comes by an organisation's consent, not by that of the workspace alone."""
    listed = letter.body.get("authorizations")
    first = listed[0] if isinstance(listed, list) and listed else None
    return isinstance(first, dict) and first.get("is_enterprise_install") is True


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
        case "interaction" if body.get("type") == "message_action":
            return _chosen(body, us, now)
    return None


def origin_of(letter: Letter) -> Origin:
    """Read where an interaction or a command came from."""
    body = letter.body
    channel = text_at(body, "container", "channel_id") or text_at(body, "channel", "id")
    is_ephemeral = _is_ephemeral(body)
    return Origin(
        trigger=text_at(body, "trigger_id"),
        response_url=text_at(body, "response_url"),
        view=text_at(body, "view", "id"),
        is_home=text_at(body, "view", "type") == "home",
        is_private=is_ephemeral or channel.startswith("D"),
    )


def _is_ephemeral(body: dict[str, Any]) -> bool:
    container = body.get("container")
    return isinstance(container, dict) and container.get("is_ephemeral") is True


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
    key = text_at(body, "event_id")
    if body.get("type") != "event_callback" or not isinstance(inner, dict) or not key:
        return None
    at = at_of(text_at(inner, "event_ts"), now)
    user, channel = text_at(inner, "user"), text_at(inner, "channel")
    match text_at(inner, "type"):
        case "reaction_added" | "reaction_removed" as kind:
            return _gesture(inner, us, key, at, is_added=kind == "reaction_added")
        case "app_home_opened" if user and text_at(inner, "tab") == "home":
            return CommandTyped(id=key, at=at, person=_person(us, user), text="home")
        case "message_metadata_posted":
            return _appeared(inner, us, key, at)
        case "member_joined_channel" if user == us.user and channel:
            return _installed(us, key, at, is_present=True, channel=channel)
        case "channel_archive" if channel:
            return _installed(us, key, at, is_present=False, channel=channel)
        case "app_uninstalled":
            return _installed(us, key, at, is_present=False)
        case "tokens_revoked" if isinstance(inner.get("tokens"), dict) and inner["tokens"].get("bot"):
            return _installed(us, key, at, is_present=False)
    return None


def _appeared(inner: dict[str, Any], us: Identity, key: str, at: datetime) -> Appeared | None:
    """Read that a message of ours is there; somebody else's may carry the same words.

    Sent only to apps with the scope metadata.message:read, for which we do not ask:
    https://docs.slack.dev/reference/events/message_metadata_posted
    """
    channel, stamp = text_at(inner, "channel_id"), text_at(inner, "message_ts")
    marker = text_at(inner, "metadata", "event_payload", "id")
    is_ours = text_at(inner, "user_id") == us.user and text_at(inner, "metadata", "event_type") == EVENT_TYPE
    if not (is_ours and channel and stamp and marker):
        return None
    place = Place(PLATFORM, us.team, channel)
    return Appeared(id=key, at=at, place=place, message=message_ref(us.team, channel, stamp), marker=marker)


def _gesture(
    inner: dict[str, Any], us: Identity, key: str, at: datetime, *, is_added: bool
) -> Gestured | None:
    user, emoji = text_at(inner, "user"), emoji_of(text_at(inner, "reaction"))
    channel, stamp = text_at(inner, "item", "channel"), text_at(inner, "item", "ts")
    is_about_us = text_at(inner, "item", "type") == "message" and text_at(inner, "item_user") == us.user
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
    user, channel = text_at(body, "user_id"), text_at(body, "channel_id")
    if not user:
        return None
    return CommandTyped(
        id=_key(body, user, text_at(body, "command"), text_at(body, "text"), text_at(body, "response_url")),
        at=now,
        person=_person(us, user),
        text=_typed_text(text_at(body, "text")),
        place=Place(PLATFORM, us.team, channel) if channel else None,
    )


def _chosen(body: dict[str, Any], us: Identity, now: datetime) -> CommandTyped | None:
    """Read the shortcut on a message as if its address and words had been typed. Slack tells no address, so it is made.

    https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload
    """
    user, channel = text_at(body, "user", "id"), text_at(body, "channel", "id")
    stamp, domain = text_at(body, "message_ts"), text_at(body, "team", "domain")
    if not user or text_at(body, "callback_id") != SUGGEST:
        return None
    is_whole = bool(channel and stamp and _DOMAIN.fullmatch(domain))
    address = f"https://{domain}.slack.com/archives/{channel}/p{stamp.replace('.', '')}" if is_whole else ""
    words = _typed_text(text_at(body, "message", "text"))[:MOST_SHARED]
    return CommandTyped(
        id=_key(body, user, SUGGEST, channel, stamp, text_at(body, "action_ts")),
        at=at_of(text_at(body, "action_ts"), now),
        person=_person(us, user),
        text=f"{SUGGEST} {address}\n{words}".strip(),
        place=Place(PLATFORM, us.team, channel) if channel else None,
    )


def _pressed(body: dict[str, Any], us: Identity, now: datetime) -> ButtonPressed | None:
    actions = body.get("actions")
    first = actions[0] if isinstance(actions, list) and actions else None
    user, action = text_at(body, "user", "id"), text_at(first, "action_id")
    if not (user and action) or action.startswith(LINK_ACTION):
        return None
    channel = text_at(body, "container", "channel_id") or text_at(body, "channel", "id")
    stamp = text_at(body, "container", "message_ts") or text_at(body, "message", "ts")
    pressed_at = text_at(first, "action_ts")
    is_ephemeral = _is_ephemeral(body)
    return ButtonPressed(
        id=_key(body, user, action, pressed_at, channel, stamp),
        at=at_of(pressed_at, now),
        person=_person(us, user),
        action=action.partition("#")[0],
        value=text_at(first, "value"),
        place=Place(PLATFORM, us.team, channel) if channel else None,
        # What one person alone sees is no message of the channel.
        message=message_ref(us.team, channel, stamp) if channel and stamp and not is_ephemeral else None,
    )


def _submitted(body: dict[str, Any], us: Identity, now: datetime) -> FormSubmitted | None:
    user, form = text_at(body, "user", "id"), text_at(body, "view", "callback_id")
    if not (user and form):
        return None
    view = body["view"]
    state = view.get("state")
    values = state.get("values") if isinstance(state, dict) else None
    fields = [each for each in values.values() if isinstance(each, dict)] if isinstance(values, dict) else []
    answers = {name: _answer(field) for block in fields for name, field in block.items()}
    return FormSubmitted(
        id=_key(body, user, text_at(view, "id"), text_at(view, "hash"), json.dumps(answers, sort_keys=True)),
        at=now,
        person=_person(us, user),
        form=form,
        answers=answers,
        context=text_at(view, "private_metadata"),
    )


def _answer(field: Any) -> str:
    """Read what was filled in; Slack names each kind otherwise, and gives null for what is empty."""
    picked = field.get("selected_options") if isinstance(field, dict) else None
    return (
        text_at(field, "value")
        or text_at(field, "selected_option", "value")
        or text_at(field, "selected_date")
        or text_at(field, "selected_time")
        or ",".join(text_at(each, "value") for each in (picked if isinstance(picked, list) else ()))
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


def left(team: str, key: str, at: datetime) -> Installed:
    """Tell that we are no longer in a workspace, or an organisation."""
    return Installed(id=f"{key}/{team}", at=at, platform=PLATFORM, workspace=team, present=False)


def _key(body: dict[str, Any], *stable: str) -> str:
    """Name a click or a command: its trigger, which is made anew each time, or a hash of what tells it apart."""
    return text_at(body, "trigger_id") or blake2b("\x1f".join(stable).encode(), digest_size=16).hexdigest()
