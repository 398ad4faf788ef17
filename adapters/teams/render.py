"""Cards and forms as Adaptive Cards 1.5 within Teams' limits; what people wrote stays words and never becomes markup.

Words in a TextBlock and a fact are Markdown, of which Teams reads bold, italics, lists and links; the rest is plain.
A line is a TextBlock of its own: clients disagree on a line break within one (MicrosoftDocs/msteams-docs 4758).
Signs are escaped only where they would format, for the mobile clients show the backslash (microsoft/AdaptiveCards 5590).
https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-format
"""

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import Any, Final

from bot.cards.clean import clean, is_address
from bot.cards.elements import (
    Button,
    Buttons,
    Card,
    Choice,
    Element,
    Facts,
    Form,
    Heading,
    LinkButton,
    Paragraph,
    Picture,
    Quote,
    Rule,
    Small,
    Style,
    TextInput,
)
from bot.cards.markup import Rich, Span, plain
from bot.domain.people import PersonRef

PLATFORM: Final = "teams"
VERSION: Final = "1.5"
MOST_BYTES: Final = 28 * 1024
"""Of a card as JSON. Bots may send 100 KB today, webhooks and older pages say 28: right everywhere."""
MOST_ACTIONS: Final = 6
"""Buttons that Teams shows in one set; it hides the others (MicrosoftDocs/msteams-docs 5356)."""
SUMMARY: Final = 500
TITLE: Final = 150
LABEL: Final = 75
VALUE: Final = 2_000
SHORTEST: Final = 80
"""Characters that a text of a card too large keeps at least, before parts of the card go."""
MOST_EXPANDED: Final = 10
"""Answers shown one below the other; more are a list to unfold."""
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
_STYLES: Final = {Style.PRIMARY: "positive", Style.DANGER: "destructive"}


def adaptive_card(card: Card) -> dict[str, Any]:
    """Paint a card, shortened to at most `MOST_BYTES`. `fallbackText` is its summary, where no card can be drawn."""
    said = _one_line(card.summary, SUMMARY)
    whole = _card(card.elements, said)
    if _fits(whole):
        return whole
    # The longest texts go first: each text keeps the same number of characters, as many as fit.
    low, high, best = SHORTEST, MOST_BYTES // 2, None
    while low <= high:
        room = (low + high) // 2
        shorter = _card([_shortened(element, room) for element in card.elements], said)
        low, high, best = (room + 1, high, shorter) if _fits(shorter) else (low, room - 1, best)
    return best or _thinned([_shortened(element, SHORTEST) for element in card.elements], said)


def message(card: Card) -> dict[str, Any]:
    """Paint a card as a message: alone, for a text beside it would part the two; `summary` is the notification's line."""
    return _enclosed(adaptive_card(card), _one_line(card.summary, SUMMARY))


def invitation(form: Form, **asks: str) -> dict[str, Any]:
    """Paint the message from which a form is opened: a dialog comes only of a press, never of a typed command."""
    title = _one_line(form.title, TITLE)
    data = {**asks, "msteams": {"type": "task/fetch"}}
    actions = [{"type": "Action.Submit", "title": title, "data": data}]
    return _enclosed(_document([{"type": "ActionSet", "actions": actions}], (), title), title)


def _enclosed(card: dict[str, Any], summary: str) -> dict[str, Any]:
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "content": card}
    return {"type": "message", "summary": summary, "attachments": [attachment]}


def adaptive_form(form: Form) -> dict[str, Any]:
    """Paint a form for a dialog; its answers come back by their names, beside `form` and `context`."""
    body = [block for element in form.elements for block in _field(element)]
    title, data = _one_line(form.submit, LABEL), {"form": form.name, "context": form.context}
    submit = {"type": "Action.Submit", "title": title, "style": "positive", "data": data}
    body.append({"type": "ActionSet", "actions": [submit]})
    texts = [element for element in form.elements if isinstance(element, Paragraph | Small)]
    return _document(body, _people(texts), _one_line(form.title, TITLE))


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


def _card(elements: Sequence[Element], said: str) -> dict[str, Any]:
    return _document(_body(elements), _people(elements), said)


def _document(body: list[Block], people: Sequence[PersonRef], said: str) -> dict[str, Any]:
    teams: Block = {"width": "Full"}
    if people:
        teams["entities"] = [
            {"type": "mention", "text": _at(person), "mentioned": {"id": person.user, "name": person.user}}
            for person in people
        ]
    return {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": VERSION,
        "fallbackText": said,
        "msteams": teams,
        "body": body,
    }


def _body(elements: Sequence[Element]) -> list[Block]:
    """Paint the elements. A rule is a line above what follows, as Adaptive Cards have it."""
    blocks: list[Block] = []
    is_ruled = False
    for element in elements:
        painted = list(_painted(element))
        if painted and is_ruled:
            painted[0] = {**painted[0], "separator": True, "spacing": "medium"}
        is_ruled = isinstance(element, Rule) or (is_ruled and not painted)
        blocks += painted
    return blocks


def _painted(element: Element) -> Iterator[Block]:
    match element:
        case Heading(text):
            # One block, however it was typed: each would be a heading of its own to a screen reader.
            heading = {"size": "medium", "weight": "bolder", "style": "heading"}
            yield from ({**block, **heading} for block in _lines(plain(_one_line(text, TITLE, blank=""))))
        case Paragraph(text):
            yield from _lines(text)
        case Small(text):
            yield from ({**block, "isSubtle": True, "size": "small"} for block in _lines(text))
        case Quote(text):
            lines = list(_lines(plain(text)))
            yield from [{"type": "Container", "style": "emphasis", "items": lines}] if lines else []
        case Facts(rows):
            facts = [{"title": _fact(label), "value": _fact(value)} for label, value in rows]
            yield from [{"type": "FactSet", "facts": facts}] if facts else []
        case Picture(url, alt):
            image = {"type": "Image", "url": url, "altText": _one_line(alt, VALUE)}
            yield from [image] if is_address(url, {"https"}) else []
        case Buttons(items):
            actions = [action for item in items if (action := _action(item))]
            for start in range(0, len(actions), MOST_ACTIONS):
                yield {"type": "ActionSet", "actions": actions[start : start + MOST_ACTIONS]}
        case Rule():
            return
        case _:
            raise TypeError(type(element).__name__)


def _lines(text: Rich) -> Iterator[Block]:
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
        if _is_ours(span.person):
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
        written += _at(run.person) if run.person else _run(run, written[-1:], after)
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


def _is_ours(person: PersonRef | None) -> bool:
    return person is not None and person.platform == PLATFORM and bool(_PERSON.fullmatch(person.user))


def _at(person: PersonRef) -> str:
    # An underscore might format, and then Teams would not find the mention.
    return f"<at>{person.user.replace('_', '-')}</at>"


def _people(elements: Sequence[Element]) -> list[PersonRef]:
    """Name whom the elements mention, each once: Teams finds a mention by its words."""
    texts = (element.text for element in elements if isinstance(element, Paragraph | Small))
    people = (span.person for text in texts for span in text)
    return list(dict.fromkeys(person for person in people if person and _is_ours(person)))


def _fact(text: str) -> str:
    return "\n\n".join(escaped(line) for line in clean(text).split("\n") if line.strip()) or NOTHING


def _action(item: Button | LinkButton) -> Block | None:
    face = {"title": _one_line(item.label, LABEL)}
    hint = {"tooltip": _one_line(item.hint, LABEL)} if item.hint.strip() else {}
    match item:
        case LinkButton(url=url) if not is_address(url, {"http", "https", "mailto"}):
            return None
        case LinkButton(url=url):
            return {"type": "Action.OpenUrl", **face, "url": url, **hint}
        case Button(action=action, value=value, style=style):
            data: Block = {"action": action, "value": value}
            colour = {"style": _STYLES[style]} if style in _STYLES else {}
            # Clients without Action.Execute send the same words the older way.
            if item.opens_form:  # which must be known before the press
                data |= {"msteams": {"type": "task/fetch"}}
                return {"type": "Action.Submit", **face, "data": data, **colour, **hint}
            older = {"type": "Action.Submit", **face, "data": data}
            new = {"type": "Action.Execute", **face, "verb": action, "data": data}
            return {**new, **colour, **hint, "fallback": older}


def _field(element: Paragraph | Small | TextInput | Choice) -> Iterator[Block]:
    match element:
        case Paragraph() | Small():
            yield from _painted(element)
        case TextInput(name, _, value, hint, many_lines):
            limit = max(element.limit, 1)
            field = {"type": "Input.Text", "id": name, "isMultiline": many_lines, "maxLength": limit}
            yield _input(element, field, clean(value)[:limit])
            if hint.strip():  # a placeholder is gone as soon as there is a value
                yield from ({**block, "spacing": "small"} for block in _painted(Small(plain(hint))))
        case Choice(name, _, options, value):
            style = "expanded" if len(options) <= MOST_EXPANDED else "compact"
            choices = [{"title": _choice(each.label), "value": each.value} for each in options]
            field = {"type": "Input.ChoiceSet", "id": name, "style": style, "wrap": True, "choices": choices}
            yield _input(element, field, value if value in {each.value for each in options} else "")
        case _:
            raise TypeError(type(element).__name__)


def _input(element: TextInput | Choice, field: Block, value: str) -> Block:
    label = _one_line(element.label, TITLE)
    field |= {"label": label} | ({"value": value} if value else {})
    return field if element.optional else field | {"isRequired": True, "errorMessage": label}


def _choice(text: str) -> str:
    """Write an answer. Some clients read Markdown here and others show it, so signs become their look-alikes."""
    words = _one_line(text, LABEL).translate(_LOOK_ALIKE)
    return words if _started(words) == words else f"\u200b{words}"


def _one_line(text: str, limit: int, blank: str = CUT) -> str:
    return shortened(clean(text).replace("\n", " ").strip(), limit) or blank


def _fits(document: dict[str, Any]) -> bool:
    """Tell whether a card is small enough both as Teams counts, UTF-16, and as SDKs write it, ASCII."""
    compact = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return max(len(compact.encode("utf-16-le", "surrogatepass")), len(json.dumps(document))) <= MOST_BYTES


def _shortened(element: Element, room: int) -> Element:
    """Cut a text to at most `room` characters; headings and buttons have limits of their own."""
    match element:
        case Paragraph(text) | Small(text):
            return replace(element, text=tuple(_cut(text, room)))
        case Quote(text):
            return Quote(shortened(text, room))
        case Picture(alt=alt):
            return replace(element, alt=shortened(alt, room))
        case Facts(rows):
            return Facts(tuple((shortened(label, room), shortened(value, room)) for label, value in rows))
    return element


def _cut(text: Rich, room: int) -> Iterator[Span]:
    for span in text:
        if len(span.text) > room:
            yield replace(span, text=shortened(span.text, room) if room > 1 else CUT)
            return
        yield span
        room -= len(span.text)


def _thinned(elements: Sequence[Element], said: str) -> dict[str, Any]:
    """Leave elements out from the end, buttons last of all; an ellipsis stands where the first one was."""
    order = sorted(range(len(elements)), key=lambda index: (isinstance(elements[index], Buttons), -index))
    for most in range(1, len(order)):
        gone = set(order[:most])
        left = [element for index, element in enumerate(elements) if index not in gone]
        left.insert(min(gone), Small(plain(CUT)))
        if _fits(thinner := _card(left, said)):
            return thinner
    return _card([Small(plain(CUT))], said)
