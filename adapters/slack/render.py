"""Cards and forms as Block Kit, within Slack's limits; what people wrote stays words and never becomes markup.

Running text is painted as `rich_text`, where words are values. Only the margin (`context`) and facts (`fields`)
know nothing but mrkdwn; there the characters that would format become their look-alikes.
Limits: https://docs.slack.dev/reference/block-kit/blocks, and for the whole https://github.com/slackapi/bolt-js/issues/2509.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final

from adapters.slack.inbound import LINK_ACTION
from adapters.slack.mrkdwn import escaped, inert, mrkdwn, pieces_of, spelled
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
from bot.cards.markup import Rich, Span

MESSAGE_BLOCKS: Final = 50
NAME: Final = "Portevoix"  # the title of a dialog whose summary would have to be cut
REMEMBERED: Final = 2_048  # parts of cards whose paint is kept
MESSAGE_CHARACTERS: Final = 13_000
"""Of the blocks as JSON: chat.postMessage refuses somewhat above that with `msg_blocks_too_long`, undocumented."""
VIEW_BLOCKS: Final = 100
VIEW_CHARACTERS: Final = 60_000
"""A view has 250 kB, whatever its characters weigh."""
FALLBACK_BYTES: Final = 4_000
"""chat.update counts bytes of UTF-8 where the documentation says characters."""
TEXT: Final = 3_000
FIELD: Final = 2_000
MOST_IN_SIGHT: Final = 10
"""Answers that radio buttons and checkboxes may have; more are a list to unfold."""
MOST_OPTIONS: Final = 100
CUT: Final = "…"

Block = dict[str, Any]

_MENTION: Final = re.compile("\ufdd0([UW][A-Z0-9]+)\ufdd1")
_TORN: Final = re.compile(r"(?:&[a-z]*|<[^>]*)$")


def message(card: Card) -> dict[str, Any]:
    """Paint a card as a message: `blocks`, and `text` that says all of it to screen readers and notifications."""
    blocks = _fitted(_painted(card), MESSAGE_BLOCKS, MESSAGE_CHARACTERS)
    return {"text": _spoken(card), "blocks": blocks}


def home(card: Card) -> dict[str, Any]:
    """Paint a card as somebody's Home page."""
    return {"type": "home", "blocks": _on_view(_painted(card))}


def modal(card: Card) -> dict[str, Any]:
    """Paint a card as a dialog that can only be closed."""
    return {
        "type": "modal",
        "title": _plain(card.summary if len(card.summary) <= 24 else NAME, 24),
        "blocks": _on_view(_painted(card)),
    }


def dialog(form: Form) -> dict[str, Any]:
    """Paint a form as a dialog; fields come back under their names."""
    painted = (block for element in form.elements for block in _field(element))
    view = {
        "type": "modal",
        "callback_id": form.name[:255],
        "title": _plain(form.title, 24),
        "submit": _plain(form.submit, 24),
        "private_metadata": form.context[:3_000],
        "blocks": _on_view(painted),
    }
    return view | {"close": _plain(form.cancel, 24)} if form.cancel else view


def _spoken(card: Card) -> str:
    """Write the card as escaped text, its summary first, mentions alive, cut where Slack would refuse."""
    said = replace(card, elements=tuple(_sayable(element) for element in card.elements)).plain()
    summary = clean(card.summary)
    whole = said if said.startswith(summary) else f"{summary}\n{said}"
    spoken = _MENTION.sub(r"<@\1>", escaped(whole)).strip() or CUT
    if len(spoken.encode()) <= FALLBACK_BYTES:
        return spoken
    return _TORN.sub("", spoken.encode()[: FALLBACK_BYTES - 3].decode(errors="ignore")) + CUT


@lru_cache(maxsize=REMEMBERED)
def _sayable(element: Element) -> Element:
    match element:
        case Paragraph(text) | Small(text):
            # Noncharacters carry mentions through `plain()`; clean() takes them out of what people wrote.
            return replace(
                element, text=tuple(Span(spelled(piece, "\ufdd0{}\ufdd1")) for piece in pieces_of(text))
            )
        case Heading(text) | Quote(text):
            return replace(element, text=clean(text))
        case Facts(rows):
            return Facts(tuple((clean(label), clean(value)) for label, value in rows))
        case Picture(alt=alt):
            return replace(element, alt=clean(alt))
        case Buttons(items):
            return Buttons(
                tuple(replace(item, label=clean(item.label), hint=clean(item.hint)) for item in items)
            )
    return element


def _painted(card: Card) -> Iterator[Block]:
    actions: Counter[str] = Counter()
    for element in card.elements:
        if isinstance(element, Buttons):
            yield from _rows([button for item in element.items if (button := _button(item, actions))])
        else:
            yield from _still(element)


@lru_cache(maxsize=REMEMBERED)
def _still(element: Element) -> tuple[Block, ...]:
    """Paint what has no buttons. The same idea is shown to many people, so its paint is kept; nobody changes a block."""
    match element:
        case Heading(text) if clean(text).strip():
            return ({"type": "header", "text": _plain(text, 150)},)
        case Paragraph(text):
            return tuple(_running("rich_text_section", text))
        case Quote(text):
            return tuple(_running("rich_text_quote", (Span(text),)))
        case Small(text):
            return tuple(_margin(text))
        case Facts(rows):
            return tuple(_facts(rows))
        case Rule():
            return ({"type": "divider"},)
        case Picture(url, alt) if is_address(url, {"http", "https"}):
            return ({"type": "image", "image_url": url, "alt_text": _cut(clean(alt), 2_000) or CUT},)
    return ()


def _running(kind: str, words: Rich) -> Iterator[Block]:
    part: list[Span] = []
    for piece in (*pieces_of(words), None):
        is_full = piece is not None and sum(len(spelled(each, "@{}")) for each in (*part, piece)) > TEXT
        if piece is None or is_full:
            if "".join(spelled(each, "@{}") for each in part).strip():
                yield _rich_text(kind, part)
            part = []
        if piece:
            part.append(piece)


def _rich_text(kind: str, pieces: Sequence[Span]) -> Block:
    return {"type": "rich_text", "elements": [{"type": kind, "elements": [_run(piece) for piece in pieces]}]}


def _run(piece: Span) -> Block:
    run: Block = {"type": "text", "text": piece.text}
    if piece.person:
        run = {"type": "user", "user_id": piece.person.user}
    elif is_address(piece.link, {"http", "https", "mailto"}):
        run = {"type": "link", "url": piece.link, "text": piece.text}
    style = {name: True for name, is_on in (("bold", piece.bold), ("italic", piece.italic)) if is_on}
    return run | {"style": style} if style else run


def _margin(words: Rich) -> Iterator[Block]:
    pieces = list(pieces_of(words))
    said = "".join(spelled(piece, "@{}") for piece in pieces)
    marked = mrkdwn(pieces)
    if any(piece != Span(piece.text) for piece in pieces) and len(marked) <= TEXT and said.strip():
        yield {"type": "context", "elements": [{"type": "mrkdwn", "text": marked, "verbatim": True}]}
        return
    for start in range(0, len(said), TEXT):
        if said[start : start + TEXT].strip():
            text = {"type": "plain_text", "text": said[start : start + TEXT], "emoji": False}
            yield {"type": "context", "elements": [text]}


def _facts(rows: Sequence[tuple[str, str]]) -> Iterator[Block]:
    fields = [_fact(clean(label).replace("\n", " ").strip(), clean(value).strip()) for label, value in rows]
    for start in range(0, len(fields), 10):
        yield {"type": "section", "fields": fields[start : start + 10]}


def _fact(label: str, value: str) -> Block:
    marked = f"*{inert(label)}*\n{inert(value)}" if label else inert(value)
    if 0 < len(marked) <= FIELD:
        return {"type": "mrkdwn", "text": marked, "verbatim": True}
    return {"type": "plain_text", "text": _cut(f"{label}\n{value}".strip(), FIELD) or CUT, "emoji": False}


def _rows(buttons: Sequence[Block]) -> Iterator[Block]:
    for start in range(0, len(buttons), 25):
        yield {"type": "actions", "elements": list(buttons[start : start + 25])}


def _button(item: Button | LinkButton, actions: Counter[str]) -> Block | None:
    """Paint a button; where an action repeats in a card, `#2`, `#3` keep its ids apart."""
    painted = dict(_face(item.label, item.hint))
    action = LINK_ACTION if isinstance(item, LinkButton) else item.action[:240]
    actions[action] += 1
    number = actions[action]
    match item:
        case LinkButton(url=url) if not is_address(url, {"http", "https", "mailto"}):
            return None
        case LinkButton(url=url):
            return painted | {"action_id": f"{action}{number}", "url": url}
        case Button(value=value, style=style):
            painted["action_id"] = action if number == 1 else f"{action}#{number}"
            painted |= {"value": value[:FIELD]} if value else {}
            return painted if style is Style.NORMAL else painted | {"style": style.value}


@lru_cache(maxsize=REMEMBERED)
def _face(label: str, hint: str) -> tuple[tuple[str, Any], ...]:
    """Paint what a button shows and says."""
    face: Block = {"type": "button", "text": _plain(label, 75)}
    if spoken := clean(hint).strip():
        face["accessibility_label"] = _cut(spoken, 75)
    return tuple(face.items())


def _field(element: FormElement) -> Iterator[Block]:
    match element:
        case TextInput(value=value, many_lines=many_lines):
            limit = min(max(element.limit, 1), TEXT)
            field: Block = {"type": "plain_text_input", "multiline": many_lines, "max_length": limit}
            yield _input(element, field, initial_value=clean(value)[:limit])
        case Choice(options=options, value=value) if options:
            field = {"type": "radio_buttons" if len(options) <= MOST_IN_SIGHT else "static_select"}
            offered = _options(options)
            chosen = next((each for each in offered if each["value"] == value), None)
            yield _input(element, field, options=offered, initial_option=chosen)
        case Choices(options=options, values=values) if options:
            field = {"type": "checkboxes" if len(options) <= MOST_IN_SIGHT else "multi_static_select"}
            offered = _options(options)
            picked = [each for each in offered if each["value"] in values]
            yield _input(element, field, options=offered, initial_options=picked)
        case DateInput(value=value):
            yield _input(element, {"type": "datepicker"}, initial_date=read_day(value) and value)
        case TimeInput(value=value):
            time = read_time(value)
            yield _input(element, {"type": "timepicker"}, initial_time=time and f"{time:%H:%M}")
        case Heading() | Paragraph() | Small() | Rule():
            yield from _still(element)


def _options(options: Sequence[Option]) -> list[Block]:
    return [{"text": _plain(each.label, 75), "value": each.value[:150]} for each in options[:MOST_OPTIONS]]


def _input(element: Field, field: Block, **more: Any) -> Block:
    """Paint a field with its label; what is empty among `more` is left out, as Slack asks."""
    painted: Block = {
        "type": "input",
        "block_id": element.name,
        "label": _plain(element.label, 2_000),
        "element": field | {"action_id": element.name} | {name: each for name, each in more.items() if each},
        "optional": element.optional,
    }
    if element.hint:
        painted["hint"] = _plain(element.hint, 2_000)
    return painted


def _plain(text: str, limit: int) -> Block:
    """Paint one line of plain text."""
    return {
        "type": "plain_text",
        "text": _cut(clean(text).replace("\n", " ").strip(), limit) or CUT,
        "emoji": False,
    }


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + CUT


def _on_view(blocks: Iterable[Block]) -> list[Block]:
    # A dialog without blocks is refused.
    return _fitted(blocks, VIEW_BLOCKS, VIEW_CHARACTERS) or [_ellipsis()]


def _ellipsis() -> Block:
    return {"type": "context", "elements": [_plain(CUT, 1)]}


def _fitted(blocks: Iterable[Block], most: int, room: int) -> list[Block]:
    """Keep what fits: text goes first, from the end, then buttons; an ellipsis stands where it stopped."""
    kept = list(blocks)
    if len(kept) <= most and len(json.dumps(kept, ensure_ascii=False)) <= room:
        return kept
    sizes = [len(json.dumps(block, ensure_ascii=False)) + 2 for block in kept]
    total = sum(sizes)
    cut = _ellipsis()
    room -= len(json.dumps(cut, ensure_ascii=False)) + 2
    gone: set[int] = set()
    for index in sorted(range(len(kept)), key=lambda i: (kept[i]["type"] in {"actions", "input"}, -i)):
        if len(kept) - len(gone) < most and total <= room:
            break
        gone.add(index)
        total -= sizes[index]
    fitted = [block for index, block in enumerate(kept) if index not in gone]
    fitted.insert(min(gone), cut)
    return fitted
