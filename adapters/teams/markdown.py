"""Words as Teams' Markdown, where only our own marks format; what people wrote reads back as the very same words.

Words in a TextBlock and a fact are Markdown, of which Teams reads bold, italics, lists and links; the rest is plain.
A line is a TextBlock of its own: clients disagree on a line break within one (MicrosoftDocs/msteams-docs 4758).
Signs are escaped only where they would format, for the mobile clients show the backslash (microsoft/AdaptiveCards 5590).
https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-format
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import Any, Final

from adapters.teams.inbound import PLATFORM
from bot.cards.clean import clean, is_address
from bot.cards.markup import Rich, Span
from bot.domain.people import PersonRef

LABEL: Final = 75
"""Characters of a button or an answer."""
CUT: Final = "…"
NOTHING: Final = "\u00a0"
"""The mobile clients refuse a card with an empty fact."""

Block = dict[str, Any]

_SIGNS: Final = re.compile(
    r"(?P<inner>(?<=[^\W_])_+(?=[^\W_]))"  # a snake_case word formats nothing
    r"|\\(?=[!-/:-@\[-`{-~]|\Z)|[`\[\]]|(?<!\s)\*|\*(?!\s)|_|(?<!\s)~|~(?=~)|<(?=[A-Za-z/!?])|&(?=#?\w+;)"
    r"|(?<=\])\("  # the mobile clients see a link in an escaped [label](address), unless these two are parted
    r"|(?<=\{\{DATE\(\d{4})-|(?<=\{\{TIME\(\d{4})-"  # which clients replace by a date of their own
)
_AT_START: Final = re.compile(r"(?:[-+]|#{1,6})(?!\S)|-(?=[-\s]*\Z)|>|(?<=\d)[.)](?!\S)")
_START: Final = re.compile(r"\A\s*\d{0,9}")
_SENTENCE: Final = re.compile(r"[.!?…](?=\s)|\n")
_PERSON: Final = re.compile(r"[\w.:@#+-]{1,256}", re.ASCII)
_ADDRESS_SIGNS: Final = str.maketrans({sign: f"%{ord(sign):02X}" for sign in "()[]<>\\*`"})
_LOOK_ALIKE: Final = str.maketrans("*_`[]", "\u2217\u02cd\u02cb\uff3b\uff3d")


def escaped(line: str) -> str:
    """Write one line so that Markdown reads it back as the very same words."""
    return _started(_inner(line))


def _inner(words: str) -> str:
    return _SIGNS.sub(lambda found: found[0] if found["inner"] else f"\\{found[0]}", words)


def shortened(text: str, limit: int) -> str:
    """Cut text to at most `limit` characters: after a sentence, else a word, else anywhere. An ellipsis tells of it."""
    if len(text) <= limit:
        return text
    kept = text[: max(limit - 2, 0)]
    sentence = max((found.end() for found in _SENTENCE.finditer(kept)), default=0)
    if sentence > limit // 2:
        return f"{kept[:sentence].rstrip()} {CUT}"
    words = kept.rsplit(None, 1)
    return (words[0] if len(words) == 2 and len(words[0]) > limit // 2 else kept).rstrip() + CUT


def _started(line: str) -> str:
    """Take from the beginning of a line what would make it a list, a heading, a quotation, a rule or code."""
    rest = _START.sub("", line)
    lead = re.sub("[ \t]", NOTHING, line[: len(line) - len(rest)])
    return f"{lead}\\{rest}" if _AT_START.match(line, len(lead)) else f"{lead}{rest}"


def lines_of(text: Rich) -> Iterator[Block]:
    """Write each line as a block of its own; an empty one is a wider gap."""
    spacing: dict[str, str] = {}
    for runs in _split(text):
        if not (words := _line(runs)).strip():
            spacing = spacing and {"spacing": "medium"}
            continue
        yield {"type": "TextBlock", "text": words, "wrap": True, **spacing}
        spacing = {"spacing": "none"}


def _split(text: Rich) -> Iterator[list[Span]]:
    """Clean words and links, spell out people of other platforms, and part the lines."""
    line: list[Span] = []
    for span in text:
        if is_ours(span.person):
            line.append(replace(span, text=""))
            continue
        link = span.link if is_address(span.link, {"http", "https", "mailto"}) else ""
        first, *others = clean(f"@{span.person.user}" if span.person else span.text).split("\n")
        _extend(line, replace(span, text=first, link=link, person=None))
        for other in others:
            yield line
            line = [replace(span, text=other, link=link, person=None)]
    yield line


def _extend(line: list[Span], span: Span) -> None:
    """Add a span, in one run with a neighbour of the same style, so that signs are seen in their company."""
    if line and replace(line[-1], text="") == replace(span, text=""):
        line[-1] = replace(span, text=line[-1].text + span.text)
    elif span.text:
        line.append(span)


def _line(runs: Sequence[Span]) -> str:
    written = ""
    for run, following in zip_longest(runs, runs[1:]):
        after = (
            ""
            if not following
            else "<"
            if following.person
            else "["
            if following.link
            else following.text[:1]
        )
        if run.link and written.endswith("!"):
            written = f"{written[:-1]}\\!"  # or the link would be a picture
        written += at(run.person) if run.person else _run(run, written[-1:], after)
    return _started(written)


def _run(run: Span, before: str, after: str) -> str:
    """Write a run of one style. Where marks would not hold or would meet others, the words go without."""
    inner = run.text.strip()
    if not inner or not (run.bold or run.italic or run.link):
        return _inner(run.text)
    start = run.text.index(inner[0])
    lead, rest = run.text[:start], run.text[start + len(inner) :]
    before, after = ("[", "]") if run.link else (lead[-1:] or before, rest[:1] or after)
    words = _inner(inner)
    is_italic = run.italic and before != "_" and _is_edge(before) and _is_edge(after)
    is_held = (_is_edge(before) or inner[0].isalnum()) and (_is_edge(after) or inner[-1].isalnum())
    if run.bold and before != "*" and (is_italic or is_held):
        words = f"**{words}**"
    words = f"_{words}_" if is_italic else words
    words = f"[{words}]({run.link.translate(_ADDRESS_SIGNS)})" if run.link else words
    return f"{lead}{words}{rest}"


def _is_edge(sign: str) -> bool:
    """Tell whether a mark may stand beside: at the end of a line, a space or punctuation."""
    return not sign or sign.isspace() or sign in "*_`~<>|+=$^" or unicodedata.category(sign)[0] == "P"


def is_ours(person: PersonRef | None) -> bool:
    """Tell whether a mention is of somebody whom Teams knows."""
    return person is not None and person.platform == PLATFORM and bool(_PERSON.fullmatch(person.user))


def at(person: PersonRef) -> str:
    """Write the words by which Teams finds a mention."""
    # An underscore might format, and then Teams would not find the mention.
    return f"<at>{person.user.replace('_', '-')}</at>"


def fact(text: str) -> str:
    """Write a label or a value of a fact, its lines as paragraphs."""
    return "\n\n".join(escaped(line) for line in clean(text).split("\n") if line.strip()) or NOTHING


def choice(text: str) -> str:
    """Write an answer. Some clients read Markdown here and others show it, so signs become their look-alikes."""
    words = one_line(text, LABEL).translate(_LOOK_ALIKE)
    return words if _started(words) == words else f"\u200b{words}"


def one_line(text: str, limit: int, blank: str = CUT) -> str:
    """Write plain words on one line of at most `limit` characters; `blank` where there are none."""
    return shortened(clean(text).replace("\n", " ").strip(), limit) or blank
