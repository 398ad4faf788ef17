"""conversations.*: channels, direct messages, members, and (only with its scope) history."""

from sandbox.api.call import ApiError, Call
from sandbox.membership import enter
from sandbox.people import BOT_USER
from sandbox.workplace import Channel, Json

_KINDS = {
    "public_channel": "channels",
    "private_channel": "groups",
    "mpim": "mpim",
    "im": "im",
}
"""Type to the family of its scopes."""


def _kind(channel: Channel) -> str:
    if channel.is_dm:
        return "im"
    return "private_channel" if channel.is_private else "public_channel"


def _need(call: Call, channel: Channel, verb: str = "read") -> None:
    call.need(f"{_KINDS[_kind(channel)]}:{verb}")


def described(call: Call, channel: Channel) -> Json:
    """Write a channel as Slack does."""
    created = 1_750_000_000
    if channel.is_dm:
        return {
            "id": channel.id,
            "created": created,
            "is_im": True,
            "is_org_shared": False,
            "is_archived": False,
            "user": channel.owner,
            "is_user_deleted": call.workplace.people[channel.owner].is_deleted,
            "priority": 0,
        }
    return {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": not channel.is_private,
        "is_group": False,
        "is_im": False,
        "is_mpim": False,
        "is_private": channel.is_private,
        "created": created,
        "is_archived": channel.is_archived,
        "is_general": channel.name == "general",
        "is_shared": False,
        "is_ext_shared": False,
        "is_org_shared": False,
        "is_member": BOT_USER in channel.members,
        "creator": "U0ALEX",
        "topic": {"value": channel.topic, "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
        "previous_names": [],
    }


def list_channels(call: Call) -> Json:
    """List the channels of some types that the bot may know of."""
    types = [one.strip() for one in (call.text("types") or "public_channel").split(",")]
    if any(one not in _KINDS for one in types):
        raise ApiError("invalid_types")
    for one in types:
        call.need(f"{_KINDS[one]}:read")
    found = [
        channel
        for channel in sorted(call.workplace.channels.values(), key=lambda one: one.id)
        if _kind(channel) in types
        and (not channel.is_private or BOT_USER in channel.members)
        and not (call.flag("exclude_archived") and channel.is_archived)
    ]
    page, metadata = call.page(found, default=100)
    channels = [described(call, channel) | _count(channel) for channel in page]
    return {"ok": True, "channels": channels, "response_metadata": metadata}


def _count(channel: Channel) -> Json:
    return {} if channel.is_dm else {"num_members": len(channel.members)}


def info(call: Call) -> Json:
    """Describe one channel."""
    channel = call.channel()
    _need(call, channel)
    counted = _count(channel) if call.flag("include_num_members") else {}
    return {"ok": True, "channel": described(call, channel) | counted}


def open_dm(call: Call) -> Json:
    """Open direct messages with one person."""
    if identity := call.text("channel"):
        channel = call.workplace.channels.get(identity)
        if channel is None or not channel.is_dm:
            raise ApiError("channel_not_found")
    else:
        users = [one for one in call.text("users").split(",") if one]
        if not users:
            raise ApiError("users_list_not_supplied")
        if len(users) > 1:
            call.need("mpim:write")
            raise ApiError("method_not_supported_for_channel_type")
        person = call.workplace.people.get(users[0])
        if person is None:
            raise ApiError("user_not_found")
        if person.is_bot:
            raise ApiError("cannot_dm_bot")
        if person.is_deleted:
            raise ApiError("user_disabled")
        was_open = call.workplace.dms_open(person.id)
        channel = call.workplace.dm(person.id)
        if was_open:
            return {"ok": True, "no_op": True, "already_open": True, "channel": _opened(call, channel)}
    return {"ok": True, "channel": _opened(call, channel)}


def _opened(call: Call, channel: Channel) -> Json:
    return described(call, channel) if call.flag("return_im") else {"id": channel.id}


def join(call: Call) -> Json:
    """Let the bot join a public channel."""
    channel = call.channel()
    if channel.is_private or channel.is_dm:
        raise ApiError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise ApiError("is_archived")
    if BOT_USER in channel.members:
        warning = "already_in_channel"
        return {
            "ok": True,
            "channel": described(call, channel),
            "warning": warning,
            "response_metadata": {"warnings": [warning]},
        }
    enter(call.desk, channel, BOT_USER)
    return {"ok": True, "channel": described(call, channel)}


def members(call: Call) -> Json:
    """List who is in a channel."""
    channel = call.channel()
    _need(call, channel)
    page, metadata = call.page(list(channel.members), default=100)
    return {"ok": True, "members": page, "response_metadata": metadata}


def history(call: Call) -> Json:
    """Read messages, newest first; metadata comes only with include_all_metadata."""
    channel = call.channel()
    _need(call, channel, "history")
    if BOT_USER not in channel.members:
        raise ApiError("not_in_channel")
    oldest, latest = call.text("oldest") or "0", call.text("latest") or "9999999999.999999"
    is_inclusive = call.flag("inclusive")
    found = [
        message
        for message in reversed(channel.messages.values())
        if float(oldest) < float(message.ts) < float(latest)
        or (is_inclusive and message.ts in (oldest, latest))
    ]
    page, metadata = call.page(found, default=100, at_most=999)
    shown = [message.as_json(with_metadata=call.flag("include_all_metadata")) for message in page]
    has_more = bool(metadata["next_cursor"])
    tail = {"response_metadata": metadata} if has_more else {}
    return {"ok": True, "messages": shown, "has_more": has_more, "pin_count": 0, **tail}
