"""What a message says: text, blocks and metadata, checked as Slack checks them."""

import json
import re
from dataclasses import dataclass

from sandbox.api.call import ApiError, Call
from sandbox.blockkit.blocks import MAX_CHARACTERS, characters, check_blocks
from sandbox.blockkit.ids import with_ids
from sandbox.workplace import Json

TRUNCATED_AT = 40_000
"""Characters of text that chat.postMessage keeps: https://docs.slack.dev/changelog/2018-truncating-really-long-messages"""
UPDATE_TEXT_BYTES = 4_000
"""chat.update refuses more, counted in UTF-8 after escaping."""
MAX_METADATA_BYTES = 16_384


@dataclass(frozen=True, slots=True)
class Content:
    """The checked content of a message. `blocks` None: not given."""

    text: str
    blocks: list[Json] | None
    metadata: Json | None


def content_of(call: Call, *, is_update: bool = False) -> Content:
    """Read and check what a chat method says. Raises ApiError with Slack's code."""
    blocks = checked_blocks(call.structure("blocks", "invalid_blocks_format"))
    text = call.text("text")
    if call.structure("attachments", "invalid_attachments") and not (text or blocks):
        raise ApiError("invalid_attachments", "[ERROR] the sandbox shows blocks and text only")
    if not text and not blocks and not (is_update and blocks is not None):
        raise ApiError("no_text")
    if is_update and len(escaped(text).encode()) > UPDATE_TEXT_BYTES:
        raise ApiError("msg_too_long")
    return Content(text[:TRUNCATED_AT], blocks, _metadata(call))


def checked_blocks(blocks: object, max_characters: int | None = MAX_CHARACTERS) -> list[Json] | None:
    """Check a message's blocks and fill in their ids. Raises ApiError."""
    if blocks is None:
        return None
    if not isinstance(blocks, list):
        raise ApiError("invalid_blocks_format")
    if messages := check_blocks(blocks, "message"):
        plain = [message.removeprefix("[ERROR] ") for message in messages]
        raise ApiError("invalid_blocks", *messages, errors=plain)
    if max_characters is not None and characters(blocks) > max_characters:
        raise ApiError("msg_blocks_too_long")
    return with_ids(blocks)


def escaped(text: str) -> str:
    """Escape what has a meaning in Slack's markup, but not what is escaped already."""
    text = re.sub(r"&(?!amp;|lt;|gt;)", "&amp;", text)
    # Control sequences such as <@U1> and <https://…|label> are markup and stay.
    return re.sub(r"<(?![@#!]|\w+:)", "&lt;", text)


def _metadata(call: Call) -> Json | None:
    metadata = call.structure("metadata", "invalid_metadata_format")
    if metadata is None:
        return None
    if not isinstance(metadata, dict):
        raise ApiError("invalid_metadata_format")
    if not (isinstance(metadata.get("event_type"), str) and isinstance(metadata.get("event_payload"), dict)):
        raise ApiError("invalid_metadata_schema")
    if len(json.dumps(metadata).encode()) > MAX_METADATA_BYTES:
        raise ApiError("metadata_too_large")
    return metadata
