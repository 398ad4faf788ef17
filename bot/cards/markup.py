"""Words with bold, italic, links and mentions, as values: what a person wrote can never become markup."""

import re
from dataclasses import dataclass, replace
from typing import Final

from bot.domain.people import PersonRef


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text in one style. A mention has `person` and no text."""

    text: str
    bold: bool = False
    italic: bool = False
    link: str = ""
    person: PersonRef | None = None


Rich = tuple[Span, ...]

_MARK: Final = re.compile(
    r"\*\*(?P<bold>.+?)\*\*|_(?P<italic>[^_\s](?:[^_]*[^_\s])?)_|\[(?P<label>[^\]]+)\]\((?P<link>[^)\s]+)\)"
)
_SLOT: Final = re.compile(r"\{(\w+)\}")


def plain(text: str) -> Rich:
    """Wrap text as it is; nothing in it is read as markup."""
    return (Span(text),)


def mention(person: PersonRef) -> Rich:
    """Name a person in the platform's own way."""
    return (Span("", person=person),)


def rich(template: str, **values: "str | int | Rich") -> Rich:
    """Read `**bold**`, `_italic_` and `[label](link)` in our own sentence, then put the values in as plain text.

    Values are never read as markup, so a title that holds asterisks or brackets stays what its author wrote.
    Raises KeyError for a placeholder without a value.
    """
    spans: list[Span] = []
    end = 0
    for match in _MARK.finditer(template):
        spans += _filled(Span(template[end : match.start()]), values)
        inner = Span(
            match["bold"] or match["italic"] or match["label"],
            bold=match["bold"] is not None,
            italic=match["italic"] is not None,
            link=match["link"] or "",
        )
        if inner.link:
            inner = replace(inner, link=_SLOT.sub(lambda slot: str(values[slot[1]]), inner.link))
        spans += _filled(inner, values)
        end = match.end()
    spans += _filled(Span(template[end:]), values)
    return tuple(spans)


def _filled(span: Span, values: "dict[str, str | int | Rich]") -> list[Span]:
    found: list[Span] = []
    end = 0
    for match in _SLOT.finditer(span.text):
        found.append(replace(span, text=span.text[end : match.start()]))
        value = values[match[1]]
        if isinstance(value, tuple):
            found += value
        else:
            found.append(replace(span, text=str(value)))
        end = match.end()
    found.append(replace(span, text=span.text[end:]))
    return [each for each in found if each.text or each.person]


def text_of(words: Rich) -> str:
    """Flatten to the plain words; a mention becomes its user id, for logs and tests only."""
    return "".join(span.text or (f"@{span.person.user}" if span.person else "") for span in words)
