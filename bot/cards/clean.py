"""Words as people see them: composed, and without the characters that hide, reorder or break text (Trojan Source)."""

import re
import unicodedata
from collections.abc import Collection
from typing import Final
from urllib.parse import urlsplit

LONGEST_ADDRESS: Final = 3_000
"""Characters: what the platforms take in a button."""
_EMOJI: Final = "\u00a9\u00ae\u203c-\u3299\ufe0f\U0001f000-\U0001faff"
_HIDDEN: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufdd0-\ufdef\ufeff]"
    f"|[\ufff9-\ufffb\ud800-\udfff]|(?<![{_EMOJI}])\u200d|\u200d(?![{_EMOJI}])"
)
"""Controls, bidirectional marks and zero-width characters, except the joiner inside an emoji."""
_SPACE: Final = re.compile(r"\s")


def clean(text: str) -> str:
    """Compose characters and take out those that hide, reorder or break text."""
    if text.isascii() and text.isprintable():
        return text
    return _HIDDEN.sub("", unicodedata.normalize("NFC", text.replace("\u2028", "\n").replace("\u2029", "\n")))


def is_address(url: str, schemes: Collection[str]) -> bool:
    """Tell whether an address may be opened: of a known scheme, with a host, and free of what hides or breaks it."""
    if not 0 < len(url) <= LONGEST_ADDRESS or _HIDDEN.search(url) or _SPACE.search(url):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    where = parts.hostname or (parts.scheme == "mailto" and parts.path + parts.query)
    return parts.scheme in schemes and bool(where)
