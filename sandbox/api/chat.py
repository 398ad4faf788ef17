"""chat.*: post, update, delete, and show to one person only."""

from sandbox.api.call import ApiError, Call
from sandbox.api.content import content_of
from sandbox.people import BOT_USER, TEAM
from sandbox.workplace import Channel, Json, Message

METADATA_SCOPE = "metadata.message:read"


def post_message(call: Call) -> Json:
    """Post to a channel, or to a person by their user id (the bot's direct messages with them)."""
    channel = _destination(call)
    content = content_of(call)
    workplace = call.workplace
    message = workplace.post(
        Message(
            workplace.next_ts(),
            channel.id,
            BOT_USER,
            content.text,
            content.blocks,
            content.metadata,
            call.text("thread_ts"),
        ),
        call.method,
    )
    if message.metadata and message.metadata["event_type"] in call.desk.installation.metadata_types:
        _tell_of_metadata(call, channel, message)
    return {"ok": True, "channel": channel.id, "ts": message.ts, "message": shown(call, message)}


def _tell_of_metadata(call: Call, channel: Channel, message: Message) -> None:
    """Tell the app of a message that carries metadata of a type it has subscribed to, its own among them.

    Whether Slack tells an app of its own messages is not documented.
    """
    told = {
        "type": "message_metadata_posted",
        "app_id": call.desk.installation.app_id,
        "user_id": message.user,
        "team_id": TEAM,
        "channel_id": channel.id,
        "metadata": message.metadata,
        "message_ts": message.ts,
    }
    call.desk.events.publish(told, in_channel=channel)


def update(call: Call) -> Json:
    """Redraw a message of the bot. Text without blocks takes the blocks away; blocks stay if neither is given."""
    message = _own_message(call, "cant_update_message")
    content = content_of(call, is_update=True)
    if content.metadata is not None:
        message.metadata = content.metadata
    text = content.text or message.text
    call.workplace.rewrite(message, text, content.blocks or None, call.method)
    return {
        "ok": True,
        "channel": message.channel,
        "ts": message.ts,
        "text": message.text,
        "message": shown(call, message),
    }


def delete(call: Call) -> Json:
    """Take a message of the bot away."""
    message = _own_message(call, "cant_delete_message")
    call.workplace.delete(message, call.method)
    return {"ok": True, "channel": message.channel, "ts": message.ts}


def post_ephemeral(call: Call) -> Json:
    """Show a message to one member of a channel."""
    channel = _destination(call)
    person = call.person()
    if person.id not in channel.members:
        raise ApiError("user_not_in_channel")
    content = content_of(call)
    workplace = call.workplace
    message = Message(
        workplace.next_ts(), channel.id, BOT_USER, content.text, content.blocks, addressee=person.id
    )
    workplace.whisper(message, call.method)
    return {"ok": True, "message_ts": message.ts}


def shown(call: Call, message: Message) -> Json:
    """Write a message as the app may see it."""
    return message.as_json(with_metadata=METADATA_SCOPE in call.desk.installation.scopes)


def _destination(call: Call) -> Channel:
    name = call.required("channel")
    workplace = call.workplace
    if name in workplace.people and name != BOT_USER:
        if not call.desk.installation.has_messages_tab:
            raise ApiError("messages_tab_disabled")
        return workplace.dm(name)
    channel = workplace.channels.get(name) or next(
        (one for one in workplace.channels.values() if one.name == name.lstrip("#") and not one.is_dm), None
    )
    if channel is None or (channel.is_private and BOT_USER not in channel.members):
        raise ApiError("channel_not_found")
    if channel.is_archived:
        raise ApiError("is_archived")
    is_public = not channel.is_private and "chat:write.public" in call.desk.installation.scopes
    if BOT_USER not in channel.members and not is_public:
        raise ApiError("not_in_channel")
    return channel


def _own_message(call: Call, refusal: str) -> Message:
    channel = call.channel()
    message = channel.messages.get(call.required("ts"))
    if message is None:
        raise ApiError("message_not_found")
    if message.user != BOT_USER:
        raise ApiError(refusal)
    if channel.is_archived:
        raise ApiError("is_archived")
    return message
