"""YAML as a tree of texts with places: the only module that knows the YAML library.

YAML's own types are not used: every scalar stays the text that was written, and the schema says what it means.
So `country: NO` stays NO, and `at: 12:30` never becomes 750.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from bot.playbook.problems import Problem
from bot.playbook.source import ODD_SPACE, ODD_SPACES, Source, Spot
from bot.playbook.syntax import Complaint, Explained, evened, explain

MOST_NODES: Final = 20_000
"""Aliases counted as often as they are used: ten lines of them can stand for a billion entries."""
MOST_DEPTH: Final = 30
MOST_REPAIRS: Final = 20
"""A file with many mistakes of one sort shows this many of them at once."""

_LOST: Final = re.compile(r"[ \t]+(#\w+)")
_LOST_VALUE: Final = re.compile(r"[ \t]*:[ \t]+(#\w+)")
_EMPTY: Final = frozenset({"", "~", "null", "Null", "NULL"})


@dataclass(slots=True)
class Scalar:
    """One text. `is_empty`: nothing was written after the key."""

    spot: Spot
    end: Spot
    text: str
    is_empty: bool = False
    size: int = 1


@dataclass(slots=True)
class Listing:
    """Entries in order. `is_flow`: written in brackets."""

    spot: Spot
    is_flow: bool
    entries: list["Node"] = field(default_factory=list)
    size: int = 1


@dataclass(slots=True)
class Entry:
    """One `key: value`."""

    spot: Spot
    value: "Node"


@dataclass(slots=True)
class Mapping:
    """Keys with values. `is_flow`: written in braces."""

    spot: Spot
    is_flow: bool
    entries: dict[str, Entry] = field(default_factory=dict)
    size: int = 1


Node = Scalar | Listing | Mapping


@dataclass(frozen=True, slots=True)
class Tree:
    """A file as read. `root` is None for an empty file and for one that could not be read to its end."""

    root: Node | None
    problems: tuple[Problem, ...]


def plain(node: Node) -> Any:
    """Give the bare lists, dictionaries and texts; keys with nothing written after them are left out."""
    match node:
        case Scalar():
            return node.text
        case Listing():
            return [plain(entry) for entry in node.entries]
        case Mapping():
            return {
                key: plain(entry.value)
                for key, entry in node.entries.items()
                if not (isinstance(entry.value, Scalar) and entry.value.is_empty)
            }


def read(source: Source) -> Tree:
    """Read one file. Every mistake that can be stepped over is stepped over, so that one reading tells them all."""
    problems: list[Problem] = []
    lines = re.split(r"(?<=\n)|(?<=\r)(?!\n)", source.text)
    repaired: set[int] = set()
    while True:
        builder = _Builder(source, "".join(lines))
        explained = builder.run()
        # Columns of a line that was mended on the way are no longer the author's, nor perhaps what is amiss there.
        found = (problem for problem in builder.problems if problem.line not in repaired)
        if explained is None:
            return Tree(builder.root, (*problems, *found))
        line = explained.problem.line
        if line in repaired:
            return Tree(None, (*problems, *found))
        problems.append(explained.problem)
        if explained.repaired is None or len(repaired) == MOST_REPAIRS:
            return Tree(None, (*problems, *found))
        repaired.add(line)
        old = lines[line - 1]
        lines[line - 1] = explained.repaired + old[len(old.rstrip("\r\n")) :]


class _Stop(Exception):
    """The tree cannot be built any further."""

    def __init__(self, problem: Problem, repaired: str | None = None) -> None:
        super().__init__(problem.code)
        self.explained = Explained(problem, repaired)


class _Builder:
    """Turns the parser's events into nodes."""

    def __init__(self, source: Source, text: str) -> None:
        self.source = source
        self.text = text
        self.root: Node | None = None
        self.problems: list[Problem] = []
        self.last: Scalar | None = None
        """The scalar read last, where a quote that was never closed shows itself."""
        self._anchors: dict[str, Node | None] = {}
        self._unused: dict[str, Event] = {}
        self._open: list[Spot] = []
        """Where the brackets begin that the reader is within."""
        self._nodes = 0
        self._line = 1

    def run(self) -> Explained | None:
        """Build the tree. Returns what stopped it, None when everything is read."""
        try:
            self._stream(iter(YAML(typ="safe", pure=True).parse(self.text)))
        except MarkedYAMLError as error:
            return explain(_complaint(error, self._open), self.source, self.last)
        except _Stop as stop:
            return stop.explained
        except Exception:  # noqa: BLE001  (whatever bytes an admin saves, the bot goes on)
            return Explained(self.source.problem(Spot(self._line, 1), "not_yaml"))
        # "&nbsp; and more" is a text to its author and an anchor to YAML, which would swallow the first word.
        for event in self._unused.values():
            self._tell(event, "starts_with", sign="&")
        return None

    def _stream(self, events: Iterator[Event]) -> None:
        documents = 0
        for event in events:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._tell(event, "second_document")
                    return
                root = self._node(next(events), events, 1)
                self.root = None if isinstance(root, Scalar) and root.is_empty else root

    def _node(self, event: Event, events: Iterator[Event], depth: int) -> Node:
        spot = _spot(event)
        self._line = spot.line
        if isinstance(event, AliasEvent):
            return self._alias(event, spot)
        if depth > MOST_DEPTH:
            raise _Stop(self.source.problem(spot, "too_deep", most=MOST_DEPTH))
        self._count(1, spot)
        anchor = getattr(event, "anchor", None)
        if anchor:
            self._anchors[anchor] = None
            self._unused[anchor] = event
        if getattr(event, "tag", None) not in {None, "!"}:
            self._tell(event, "starts_with", sign="!")
        before = self._nodes
        is_flow = bool(getattr(event, "flow_style", False))
        if is_flow:
            self._open.append(spot)
        node: Node
        match event:
            case MappingStartEvent():
                node = self._mapping(event, events, depth)
            case SequenceStartEvent():
                node = self._listing(event, events, depth)
            case _:
                node = self._scalar(event)
        if is_flow:
            self._open.pop()
        node.size = 1 + self._nodes - before
        if anchor:
            self._anchors[anchor] = node
        return node

    def _alias(self, event: AliasEvent, spot: Spot) -> Node:
        node = self._anchors.get(str(event.anchor))
        self._unused.pop(str(event.anchor), None)
        if node is None:
            self._tell(event, "starts_with", sign="*")
            return Scalar(spot, spot, "")
        self._count(node.size, spot)
        return node

    def _count(self, nodes: int, spot: Spot) -> None:
        self._nodes += nodes
        if self._nodes > MOST_NODES:
            raise _Stop(self.source.problem(spot, "too_many_nodes", most=MOST_NODES))

    def _listing(self, event: SequenceStartEvent, events: Iterator[Event], depth: int) -> Listing:
        node = Listing(_spot(event), bool(event.flow_style))
        while not isinstance(each := next(events), SequenceEndEvent):
            node.entries.append(self._node(each, events, depth + 1))
        return node

    def _mapping(self, event: MappingStartEvent, events: Iterator[Event], depth: int) -> Mapping:
        node = Mapping(_spot(event), bool(event.flow_style))
        while not isinstance(each := next(events), MappingEndEvent):
            written = self._node(each, events, depth + 1)
            value = self._node(next(events), events, depth + 1)
            key = str(each.value) if isinstance(each, ScalarEvent) else None
            if key is None:
                self._tell(each, "key_not_text")
            elif key == "<<":
                self._tell(each, "merge_key")
            elif odd := ODD_SPACE.search(key):
                raise self._odd(Spot(written.spot.line, written.spot.column + odd.start()))
            elif key in node.entries:
                self._tell(each, "duplicate_key", word=key, first=node.entries[key].spot.line)
            else:
                node.entries[key] = Entry(written.spot, value)
            if isinstance(value, Scalar) and value.is_empty:
                self._tell_lost(_LOST_VALUE, each)
        return node

    def _scalar(self, event: Event) -> Scalar:
        if not isinstance(event, ScalarEvent):
            raise TypeError(type(event).__name__)
        spot, end = _spot(event), event.end_mark
        text, is_plain = str(event.value), event.style is None
        if is_plain and ODD_SPACE.match(text) and text.lstrip(ODD_SPACES).startswith("- "):
            raise self._odd(spot)
        if event.style not in {"|", ">"}:
            self._tell_lost(_LOST, event)
        if is_plain:
            text = text.strip(ODD_SPACES)
        self.last = Scalar(spot, Spot(end.line + 1, end.column + 1), text, is_plain and text in _EMPTY)
        return self.last

    def _tell_lost(self, pattern: re.Pattern[str], event: Event) -> None:
        """Tell of a hashtag after a text, which YAML takes for a comment."""
        end = event.end_mark
        if lost := pattern.match(self.text, end.index):
            at = Spot(end.line + 1, end.column + 1 + lost.start(1) - end.index)
            self.problems.append(self.source.problem(at, "lost_hashtag", word=lost[1]))

    def _odd(self, spot: Spot) -> _Stop:
        return _Stop(self.source.problem(spot, "odd_space"), evened(self.source.line(spot.line)))

    def _tell(self, event: Event, code: str, **values: str | int) -> None:
        self.problems.append(self.source.problem(_spot(event), code, **values))


def _spot(event: Event) -> Spot:
    mark = event.start_mark
    return Spot(mark.line + 1, mark.column + 1)


def _complaint(error: MarkedYAMLError, brackets: list[Spot]) -> Complaint:
    mark, context_mark = error.problem_mark, error.context_mark
    words, context = str(error.problem or ""), str(error.context or "")
    here = Spot(mark.line + 1, mark.column + 1) if mark else Spot(1, 1)
    began = Spot(context_mark.line + 1, context_mark.column + 1) if context_mark else None
    if brackets and "<stream end>" in words:
        # After a comma the library complains of the end of the file; the author has forgotten a bracket further up.
        began = brackets[-1]
    return Complaint(words, here, began, context)
