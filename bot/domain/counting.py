"""How each network counts the length of a text, without a library and close enough to start from.

The browser counts by the same rules in `bot/web/static/rules.js`; a test compares the two. Only addresses
written out with `https://` are known as such; networks also see one in a bare `example.com`.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Final
from urllib.parse import quote

URL_LENGTH: Final = 23
"""What any address counts on X (docs.x.com/fundamentals/counting-characters) and Mastodon."""

_URL: Final = re.compile(r"https?://[^\s<>\"«»“”]*[^\s<>\"«»“”.,;:!?)\]’'…]")
# Mastodon's MENTION_RE with a domain, of which only `@name` counts.
_MENTION: Final = re.compile(r"(?<![=/\w])(@[A-Za-z0-9_]+(?:[.-]+[A-Za-z0-9_]+)*)@\w+(?:[.-]+\w+)*")
_BARE_ROOT: Final = re.compile(r"^/(?=[?#]|$)")
_JOINER: Final = "\u200d"
# Unicode's Extended_Pictographic in whole runs, without the lone signs that are text by default (© ® ™ ‼).
_PICTURES: Final = (
    "\u2194-\u21aa\u231a-\u23ff\u25aa-\u25fe\u2600-\u27bf\u2934\u2935\u2b05-\u2b55"
    "\U0001f000-\U0001f1e5\U0001f200-\U0001f3fa\U0001f400-\U0001faff"
)
_FLAG_LETTERS: Final = "\U0001f1e6-\U0001f1ff"
_PICTURE: Final = re.compile(f"[{_PICTURES}]")
_FLAG_LETTER: Final = re.compile(f"[{_FLAG_LETTERS}]")
# Also anything before the emoji variation selector, and the keycap's frame.
_EMOJI: Final = re.compile(f"[{_PICTURES}{_FLAG_LETTERS}\ufe0f\u20e3]")
# Emoji skin tones and tag characters extend what precedes them, as marks do, but have other categories.
_EXTEND: Final = re.compile("[\u200c\u200d\uff9e\uff9f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")
_LIGHT: Final = re.compile("[\u0000-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037]")


def tidy(text: str) -> str:
    r"""Bring text to the form that is counted, shown and sent: NFC, `\n` at line ends, whole characters."""
    whole = re.sub("[\ud800-\udfff]", "\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    return unicodedata.normalize("NFC", whole)


def clusters(text: str) -> Iterator[str]:
    """Split tidy text into what a reader calls characters.

    An approximation of Unicode's extended grapheme clusters (UAX 29): combining marks, variation selectors,
    skin tones, joined emoji, tags and flags stay with their base. Left out, so that they count more than they
    should: conjoining Hangul that NFC does not compose, Indic conjuncts, and prepended signs.
    """
    start = 0
    for end in range(1, len(text)):
        if not _belongs(text, start, end):
            yield text[start:end]
            start = end
    if text:
        yield text[start:]


def _belongs(text: str, start: int, end: int) -> bool:
    before, this = text[end - 1], text[end]
    if this.isascii() or unicodedata.category(before) in {"Cc", "Zl", "Zp"}:
        return False
    if unicodedata.category(this)[0] == "M" or _EXTEND.match(this):
        return True
    if before == _JOINER:
        return bool(_PICTURE.match(text[start]) and _PICTURE.match(this))
    return end - start == 1 and bool(_FLAG_LETTER.match(before) and _FLAG_LETTER.match(this))


def is_emoji(cluster: str) -> bool:
    """Tell whether a cluster is drawn as an emoji."""
    return _EMOJI.search(cluster) is not None


def graphemes(text: str) -> int:
    """Count what a reader calls characters."""
    return sum(1 for _ in clusters(tidy(text)))


def utf16(text: str) -> int:
    """Count UTF-16 units, as browsers and LinkedIn do: 2 for most emoji."""
    return len(tidy(text).encode("utf-16-le")) // 2


def weighted(text: str) -> int:
    """Count as X does (twitter-text 3): 23 for an address, 2 for an emoji, else 1 or 2 by range."""
    return _around_addresses(text, lambda words: sum(map(_weight, clusters(words))), lambda _: URL_LENGTH)


def _weight(cluster: str) -> int:
    return 2 if is_emoji(cluster) else sum(1 if _LIGHT.match(sign) else 2 for sign in cluster)


def shortened(text: str) -> int:
    """Count as Bluesky's composer does (`toShortUrl`): clusters, an address cut to its host and 16 signs."""
    return _around_addresses(text, graphemes, _short_address)


def _short_address(address: str) -> int:
    host, rest = re.split(r"(?=[/?#]|$)", address.partition("://")[2], maxsplit=1)
    return len(host) + min(len(_BARE_ROOT.sub("", rest)), 16)


def placeholders(text: str) -> int:
    """Count as Mastodon does (StatusLengthValidator): clusters, 23 for an address, a mention without its server."""
    return _around_addresses(text, lambda words: graphemes(_MENTION.sub(r"\1", words)), lambda _: URL_LENGTH)


def emoji_bytes(text: str) -> int:
    """Count as Threads does (developers.facebook.com/docs/threads/posts): characters, or bytes for emoji."""
    return sum(len(each.encode()) if is_emoji(each) else len(each) for each in clusters(tidy(text)))


def encoded(text: str) -> int:
    """Count the characters that the text takes in a `mailto:` address, its line ends CR LF (RFC 6068)."""
    return len(quote(tidy(text).replace("\n", "\r\n"), safe=""))


def _around_addresses(text: str, words: Callable[[str], int], address: Callable[[str], int]) -> int:
    whole = tidy(text)
    return sum(map(words, _URL.split(whole))) + sum(map(address, _URL.findall(whole)))


COUNTERS: Final[Mapping[str, Callable[[str], int]]] = MappingProxyType(
    {
        "utf16": utf16,
        "weighted": weighted,
        "shortened": shortened,
        "placeholders": placeholders,
        "emoji_bytes": emoji_bytes,
        "encoded": encoded,
    }
)
