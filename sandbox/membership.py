"""Comings and goings: who enters and leaves channels, and what the app is told of it."""

from sandbox.desk import Desk
from sandbox.people import APP, BOT_USER, TEAM
from sandbox.workplace import Channel


def enter(desk: Desk, channel: Channel, person: str, inviter: str = "") -> None:
    """Let somebody (or the bot) into a channel; the app hears of it where it is itself a member."""
    if person in channel.members:
        return
    channel.members[person] = None
    desk.workplace.changes.happened()
    event = {"type": "member_joined_channel", "user": person, "channel": channel.id, "team": TEAM}
    event["channel_type"] = "G" if channel.is_private else "C"
    if inviter:
        event["inviter"] = inviter
    desk.events.publish(event, in_channel=channel)


def leave(desk: Desk, channel: Channel, person: str) -> None:
    """Take somebody out of a channel. The bot is not told of its own removal by this event."""
    if person not in channel.members:
        return
    del channel.members[person]
    desk.workplace.changes.happened()
    event = {"type": "member_left_channel", "user": person, "channel": channel.id, "team": TEAM}
    event["channel_type"] = "G" if channel.is_private else "C"
    desk.events.publish(event, in_channel=channel)


def archive(desk: Desk, channel: Channel, by: str) -> None:
    """Close a channel; messages stay, nobody can write."""
    channel.is_archived = True
    desk.workplace.changes.happened()
    kind = "group_archive" if channel.is_private else "channel_archive"
    event = {"type": kind, "channel": channel.id, "user": by, "is_moved": 0}
    desk.events.publish(event, in_channel=channel if channel.is_private else None)


def rename(desk: Desk, channel: Channel, name: str) -> None:
    """Give a public channel another name."""
    channel.name = name
    desk.workplace.changes.happened()
    told = {"id": channel.id, "name": name, "name_normalized": name, "is_channel": True, "is_mpim": False}
    desk.events.publish({"type": "channel_rename", "channel": told})


def uninstall(desk: Desk) -> None:
    """Remove the app: its tokens meet account_inactive, and it is told twice, in no promised order."""
    desk.installation.kill_tokens("account_inactive")
    desk.events.publish({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [BOT_USER]}})
    desk.events.publish({"type": "app_uninstalled", "app_id": APP})
    desk.installation.events = frozenset()
    for channel in desk.workplace.channels.values():
        channel.members.pop(BOT_USER, None)
    desk.workplace.changes.happened()


def revoke_tokens(desk: Desk) -> None:
    """Revoke the bot's tokens; the app stays installed."""
    desk.installation.kill_tokens("token_revoked")
    desk.events.publish({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [BOT_USER]}})
