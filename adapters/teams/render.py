"""Cards and forms as Adaptive Cards 1.5 within Teams' limits; what people wrote stays words and never becomes markup.

https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-reference
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from adapters.teams.markdown import (
    CUT,
    LABEL,
    Block,
    at,
    choice,
    fact,
    is_ours,
    lines_of,
    one_line,
    shortened,
)
from bot.cards.answers import read_day, read_time
from bot.cards.clean import clean, is_address
from bot.cards.elements import (
    Button,
    Buttons,
    Card,
    Choice,
    Choices,
    DateInput,
    Element,
    Facts,
    Field,
    Form,
    FormElement,
    Heading,
    LinkButton,
    Option,
    Paragraph,
    Picture,
    Quote,
    Rule,
    Small,
    Style,
    TextInput,
    TimeInput,
)
from bot.cards.markup import Rich, Span, plain
from bot.domain.people import PersonRef

VERSION: Final = "1.5"
MOST_BYTES: Final = 28 * 1024
"""Of a card as JSON. Bots may send 100 KB today, webhooks and older pages say 28: right everywhere."""
MOST_ACTIONS: Final = 6
"""Buttons that Teams shows in one set; it hides the others (MicrosoftDocs/msteams-docs 5356)."""
SUMMARY: Final = 500
TITLE: Final = 150
VALUE: Final = 2_000
SHORTEST: Final = 80
"""Characters that a text of a card too large keeps at least, before parts of the card go."""
MOST_EXPANDED: Final = 10
"""Answers shown one below the other; more are a list to unfold."""
_STYLES: Final = {Style.PRIMARY: "positive", Style.DANGER: "destructive"}


def adaptive_card(card: Card) -> dict[str, Any]:
    """Paint a card, shortened to at most `MOST_BYTES`. `fallbackText` is its summary, where no card can be drawn."""
    said = one_line(card.summary, SUMMARY)
    whole = _card(card.elements, said)
    if _fits(whole):
        return whole

    def cut(room: int) -> dict[str, Any]:
        return _lean(_card([_shortened(element, room) for element in card.elements], said))

    # The longest texts go first: each text keeps the same number of characters, as many as fit.
    if room := _largest(SHORTEST, MOST_BYTES // 2, lambda room: _fits(cut(room))):
        return cut(room)
    return _thinned([_shortened(element, SHORTEST) for element in card.elements], said)


def message(card: Card) -> dict[str, Any]:
    """Paint a card as a message: alone, for a text beside it would part the two; `summary` is the notification's line."""
    return _enclosed(adaptive_card(card), one_line(card.summary, SUMMARY))


def invitation(form: Form, **asks: str) -> dict[str, Any]:
    """Paint the message from which a form is opened: a dialog comes only of a press, never of a typed command."""
    title = one_line(form.title, TITLE)
    data = {**asks, "msteams": {"type": "task/fetch"}}
    actions = [{"type": "Action.Submit", "title": title, "data": data}]
    return _enclosed(_document([{"type": "ActionSet", "actions": actions}], (), title), title)


def _enclosed(card: dict[str, Any], summary: str) -> dict[str, Any]:
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "content": card}
    return {"type": "message", "summary": summary, "attachments": [attachment]}


def adaptive_form(form: Form, errors: Mapping[str, str] | None = None) -> Block:
    """Paint a form for a dialog, what is to be repaired first; its answers come back by their names.

    Beside them come `form`, `context` and `fields`, the names of all: a client leaves out what is empty.
    """
    fields = [element for element in form.elements if isinstance(element, Field)]
    body = [*_complaints(fields, errors or {}), *_body(form.elements)]
    data = {"form": form.name, "context": form.context, "fields": ",".join(each.name for each in fields)}
    title = one_line(form.submit, LABEL)
    submit = {"type": "Action.Submit", "title": title, "style": "positive", "data": data}
    body.append({"type": "ActionSet", "actions": [submit]})
    return _document(body, _people(form.elements), one_line(form.title, TITLE))


def _card(elements: Sequence[Element], said: str) -> dict[str, Any]:
    return _document(_body(elements), _people(elements), said)


def _document(body: list[Block], people: Sequence[PersonRef], said: str) -> dict[str, Any]:
    teams: Block = {"width": "Full"}
    if people:
        teams["entities"] = [
            {"type": "mention", "text": at(person), "mentioned": {"id": person.user, "name": person.user}}
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


def _body(elements: Iterable[Element | FormElement]) -> list[Block]:
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


def _painted(element: Element | FormElement) -> Iterator[Block]:
    match element:
        case Heading(text):
            # One block, however it was typed: each would be a heading of its own to a screen reader.
            heading = {"size": "medium", "weight": "bolder", "style": "heading"}
            yield from ({**block, **heading} for block in lines_of(plain(one_line(text, TITLE, blank=""))))
        case Paragraph(text):
            yield from lines_of(text)
        case Small(text):
            yield from ({**block, "isSubtle": True, "size": "small"} for block in lines_of(text))
        case Quote(text):
            lines = list(lines_of(plain(text)))
            yield from [{"type": "Container", "style": "emphasis", "items": lines}] if lines else []
        case Facts(rows):
            facts = [{"title": fact(label), "value": fact(value)} for label, value in rows]
            yield from [{"type": "FactSet", "facts": facts}] if facts else []
        case Picture(url, alt):
            image = {"type": "Image", "url": url, "altText": one_line(alt, VALUE)}
            yield from [image] if is_address(url, {"https"}) else []
        case Buttons(items):
            actions = [action for item in items if (action := _action(item))]
            for start in range(0, len(actions), MOST_ACTIONS):
                yield {"type": "ActionSet", "actions": actions[start : start + MOST_ACTIONS]}
        case TextInput() | Choice() | Choices() | DateInput() | TimeInput():
            yield from _field(element)
        case Rule():
            return
        case _:
            raise TypeError(type(element).__name__)


def _people(elements: Iterable[Element | FormElement]) -> list[PersonRef]:
    """Name whom the elements mention, each once: Teams finds a mention by its words."""
    texts = (element.text for element in elements if isinstance(element, Paragraph | Small))
    people = (span.person for text in texts for span in text)
    return list(dict.fromkeys(person for person in people if person and is_ours(person)))


def _action(item: Button | LinkButton) -> Block | None:
    face = {"title": one_line(item.label, LABEL)}
    hint = {"tooltip": one_line(item.hint, LABEL)} if item.hint.strip() else {}
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


def _complaints(fields: Iterable[Field], errors: Mapping[str, str]) -> Iterator[Block]:
    """Say what is to be repaired, each under its field's label, where a screen reader and the eye begin."""
    labels = {each.name: one_line(each.label, TITLE) for each in fields if each.name in errors}
    labels |= {name: "" for name in errors if name not in labels}
    words = [(Span(label, bold=True), Span(f"\n{errors[name]}")) for name, label in labels.items()]
    lines = [{**line, "color": "attention"} for each in words for line in lines_of(each)]
    if lines:
        yield {"type": "Container", "style": "emphasis", "items": lines}


def _field(element: Field) -> Iterator[Block]:
    match element:
        case TextInput(value=value, many_lines=many_lines):
            limit = max(element.limit, 1)
            field = {"type": "Input.Text", "isMultiline": many_lines, "maxLength": limit}
            yield from _input(element, field, clean(value)[:limit])
        case Choice(options=options, value=value):
            known = {each.value for each in options}
            yield from _input(element, _answers(options), value if value in known else "")
        case Choices(options=options, values=values):
            picked = [each.value for each in options if each.value in values]
            yield from _input(element, _answers(options) | {"isMultiSelect": True}, ",".join(picked))
        case DateInput(value=value):
            yield from _input(element, {"type": "Input.Date"}, value if read_day(value) else "")
        case TimeInput(value=value):
            time = read_time(value)
            yield from _input(element, {"type": "Input.Time"}, f"{time:%H:%M}" if time else "")


def _answers(options: Sequence[Option]) -> Block:
    style = "expanded" if len(options) <= MOST_EXPANDED else "compact"
    choices = [{"title": choice(each.label), "value": each.value} for each in options]
    return {"type": "Input.ChoiceSet", "style": style, "wrap": True, "choices": choices}


def _input(element: Field, field: Block, value: str) -> Iterator[Block]:
    """Paint a field, and its hint below: a placeholder is gone as soon as there is a value."""
    label = one_line(element.label, TITLE)
    field |= {"id": element.name, "label": label} | ({"value": value} if value else {})
    yield field if element.optional else field | {"isRequired": True, "errorMessage": label}
    if element.hint.strip():
        yield from ({**block, "spacing": "small"} for block in _painted(Small(plain(element.hint))))


def _lean(document: dict[str, Any]) -> dict[str, Any]:
    """Take the buttons' older twins out, before any word goes: nearly all who draw cards of 1.5 know Action.Execute."""
    body = [
        {**block, "actions": [_without_twin(each) for each in block["actions"]]}
        if "actions" in block
        else block
        for block in document["body"]
    ]
    return {**document, "body": body}


def _without_twin(action: Block) -> Block:
    return {name: value for name, value in action.items() if name != "fallback"}


def _fits(document: dict[str, Any]) -> bool:
    """Tell whether a card is small enough both as Teams counts, UTF-16, and as SDKs write it, ASCII."""
    ascii_bytes = len(json.dumps(document))
    if not MOST_BYTES < 2 * ascii_bytes <= 2 * MOST_BYTES:
        return ascii_bytes <= MOST_BYTES  # no sign takes more than twice its ASCII in UTF-16
    compact = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return len(compact.encode("utf-16-le", "surrogatepass")) <= MOST_BYTES


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
    dearest = sorted(
        range(len(elements)), key=lambda index: (not isinstance(elements[index], Buttons), index)
    )

    def keeping(most: int) -> dict[str, Any]:
        kept, cut = set(dearest[:most]), min(dearest[most:])
        left = [
            each if index in kept else Small(plain(CUT))
            for index, each in enumerate(elements)
            if index in kept or index == cut
        ]
        return _lean(_card(left, said))

    return keeping(_largest(0, len(dearest) - 1, lambda most: _fits(keeping(most))) or 0)


def _largest(low: int, high: int, holds: Callable[[int], bool]) -> int | None:
    """Find the largest number for which something holds, by halving: what holds for one holds for all below. None for none."""
    if not holds(low):
        return None
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if holds(middle) else (low, middle - 1)
    return low
