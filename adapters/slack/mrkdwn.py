"""Words as Slack's mrkdwn, where only our own marks format: what people wrote becomes escapes and look-alikes.

https://docs.slack.dev/messaging/formatting-message-text
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from adapters.slack.inbound import PLATFORM
from bot.cards.clean import clean, is_address
from bot.cards.markup import Rich, Span

PIECE: Final = 1_000
"""Characters of one run."""
_SEAM: Final = "\u200b"
"""Makes the edge of a word, invisibly."""
_LOOK_ALIKE: Final = str.maketrans({"*": "\u2217", "~": "\u223c", "`": "\u02cb"})
_EDGE: Final = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_QUOTING: Final = re.compile(r"^>", re.MULTILINE)
_USER: Final = re.compile(r"[UW][A-Z0-9]{2,30}")


def pieces_of(words: Rich) -> Iterator[Span]:
    """Clean the words, spell out people of other platforms, and cut runs to at most 1,000 characters."""
    for span in words:
        if span.person and span.person.platform == PLATFORM and _USER.fullmatch(span.person.user):
            yield replace(span, text="")
            continue
        text = clean(f"@{span.person.user}" if span.person else span.text)
        for start in range(0, len(text), PIECE):
            yield replace(span, text=text[start : start + PIECE], person=None)


def spelled(piece: Span, mention: str) -> str:
    """Give the words of a piece; `mention` is the form in which a person is named."""
    return mention.format(piece.person.user) if piece.person else piece.text


def mrkdwn(pieces: Iterable[Span]) -> str:
    """Write pieces as mrkdwn."""
    out = ""
    for piece in pieces:
        core = piece.text.strip()
        lead, trail = piece.text.split(core, 1) if core else (piece.text, "")
        painted = f"<@{piece.person.user}>" if piece.person else _linked(piece.link, inert(core))
        for mark, is_on in (("*", piece.bold), ("_", piece.italic)):
            painted = f"{mark}{painted}{mark}" if is_on and painted else painted
        out += lead + (_SEAM if _is_inside((out + lead)[-1:], painted[:1]) else "") + painted + trail
    return out


def _is_inside(before: str, after: str) -> bool:
    """Tell whether a mark stands between letters, where it would not format."""
    return (before.isalnum() and after in {"*", "_"}) or (before in {"*", "_"} and after.isalnum())


def _linked(url: str, label: str) -> str:
    if not label or not is_address(url, {"http", "https", "mailto"}):
        return label
    address = url.replace("|", "%7C").replace("<", "%3C").replace(">", "%3E")
    return f"<{escaped(address)}|{label}>"


def inert(text: str) -> str:
    """Escape text for mrkdwn, with look-alikes for the characters that would format it."""
    plain = _QUOTING.sub("\u203a", _EDGE.sub("\u02cd", text.translate(_LOOK_ALIKE)))
    return escaped(plain)


def escaped(text: str) -> str:
    """Escape the three signs that have a meaning everywhere in Slack's texts."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
