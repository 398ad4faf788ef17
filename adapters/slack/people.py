"""What Slack tells of a person, read from users.info and dnd.info."""

from datetime import datetime
from typing import Any, Final

from bot.domain.people import Profile

_LEAVE: Final = frozenset(
    {"palm_tree", "face_with_thermometer", "desert_island", "beach_with_umbrella", "mask", "thermometer"}
)
"""Emoji of a status that says on leave or ill: the two that Slack offers ready-made, and those that people take for them."""


def profile_of(user: dict[str, Any]) -> Profile:
    """Read name, language and zone, and whether they are a colleague who may be written to."""
    details = user.get("profile")
    named = details if isinstance(details, dict) else {}
    return Profile(
        name=named.get("display_name")
        or user.get("real_name")
        or named.get("real_name")
        or user.get("name")
        or "",
        locale=user.get("locale") or "en-US",
        timezone=user.get("tz") or "UTC",
        is_guest=any(user.get(flag) for flag in ("is_restricted", "is_ultra_restricted", "is_stranger")),
        is_bot=bool(user.get("is_bot")) or user.get("id") == "USLACKBOT",
        is_gone=bool(user.get("deleted")),
    )


def is_on_leave(user: dict[str, Any], now: datetime) -> bool:
    """Tell whether the status beside a name says on leave or ill, and is not over."""
    details = user.get("profile")
    status = details if isinstance(details, dict) else {}
    emoji, until = status.get("status_emoji"), status.get("status_expiration")
    is_over = isinstance(until, int) and 0 < until <= now.timestamp()
    return isinstance(emoji, str) and emoji.strip(":") in _LEAVE and not is_over


def is_quiet(answer: dict[str, Any], now: datetime) -> bool:
    """Tell whether do-not-disturb is on: `dnd_enabled` says only that a window is set, which may begin tonight.

    Of others a snooze is not named; it is the window, which has begun then (obelisk/plaid 175).
    https://docs.slack.dev/reference/methods/dnd.info
    """
    start, end = answer.get("next_dnd_start_ts"), answer.get("next_dnd_end_ts")
    if not (answer.get("dnd_enabled") is True and isinstance(start, int) and isinstance(end, int)):
        return False
    return start <= now.timestamp() < end
