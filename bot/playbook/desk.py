"""The desk at which the files of a folder are read: it gathers every problem, each at its place."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

from bot.playbook import lint
from bot.playbook.book import Playbook, Programme
from bot.playbook.fields import Address
from bot.playbook.files import File, content
from bot.playbook.guess import nearest
from bot.playbook.item import Drawn, Item
from bot.playbook.kinds import KINDS, Kind
from bot.playbook.own_words import FILE as WORDS
from bot.playbook.own_words import own_words
from bot.playbook.problems import Problem
from bot.playbook.source import Source, decode, source_of
from bot.playbook.tree import Listing, Mapping, Node, Scalar, read
from bot.playbook.validate import node_at, spot_of, validate
from bot.texts import OwnSentences, catalogues

FRONT: Final = "playbook.yaml"
MOST_NAMED: Final = 3
GATE: Final = "not_localised"
"""The problem that refuses a playbook only to a bot that goes live."""

Value_co = TypeVar("Value_co", covariant=True)


@dataclass(frozen=True, slots=True)
class _Placed(Generic[Value_co]):
    """A value with the node and the file it was read from."""

    value: Value_co
    node: Node
    source: Source

    def where(self, *location: int | str) -> str:
        """Name a place in it as sentences do: `tips.yaml:3`."""
        return f"{self.source.file}:{spot_of(self.node, location).line}"

    def problem(self, location: tuple[int | str, ...], code: str, **values: str | int) -> Problem:
        """Make the Problem of a place in it."""
        return self.source.problem(spot_of(self.node, location), code, **values)

    def found(self, finding: lint.Finding) -> Problem:
        """Make the Problem of what a rule found."""
        node = node_at(self.node, finding.location)
        spot = node.spot
        if finding.pattern and isinstance(node, Scalar):
            spot = self.source.find(finding.pattern, node.spot, node.end) or spot
        return replace(self.source.problem(spot, finding.code, **finding.values), blocks=finding.blocks)


@dataclass(frozen=True, slots=True)
class Located:
    """Where an entry is written. `part` is None for one that cannot be used."""

    kind: Kind
    file: str
    line: int
    title: str
    """As it is written, whether or not it can be used."""
    part: Drawn | None


@dataclass(frozen=True, slots=True)
class Reading:
    """What could be read of a playbook, whatever stands in the way of using it."""

    home: str
    """The beginning of its files' names, for example `starter-en/`."""
    programme: Programme | None
    sentences: OwnSentences
    located: tuple[Located, ...]


def kind_of(name: str) -> Kind | None:
    """Tell which kind of part a file holds, by its name within the playbook."""
    for kind in KINDS:
        if name == f"{kind.files}.yaml":
            return kind
        if not kind.is_single and name.startswith(f"{kind.files}/") and name.endswith(".yaml"):
            return kind
    return None


class Desk:
    """Where one reading of a folder gathers what it finds."""

    def __init__(self, *, is_live: bool = False) -> None:
        self.problems: list[Problem] = []
        self.readings: list[Reading] = []
        self._located: list[Located] = []
        self._is_live = is_live
        self._programmes: list[_Placed[Programme]] = []
        self._misread: set[tuple[str, int]] = set()

    def playbook(self, home: str, mine: dict[str, File]) -> Playbook | None:
        """Read the playbook of one folder; None when its front page cannot be used."""
        programme = self._programme(mine[FRONT]) if FRONT in mine else None
        self._located = []
        setting = lint.Setting.of(programme.value if programme else None)
        parts: dict[str, Any] = {kind.files: [] for kind in KINDS if not kind.is_single}
        places: dict[int, _Placed[Drawn]] = {}
        first: dict[str, str] = {}
        for name, file in mine.items():
            if kind := kind_of(name):
                for placed in self._parts(kind, file):
                    self._examine(placed, first, setting)
                    places[id(placed.value)] = placed
                    if kind.is_single:
                        parts[kind.files] = placed.value
                    else:
                        parts[kind.files].append(placed.value)
        sentences = self._own_words(mine[WORDS], setting.language) if WORDS in mine else ()
        front = programme.value if programme else None
        self.readings.append(Reading(home, front, sentences, tuple(self._located)))
        self.tell_unread([file for name, file in mine.items() if not _is_read(name)], home)
        if FRONT not in mine:
            self.problems.append(Problem(home + FRONT, 1, 1, "no_front_page"))
        if programme is None:
            return None
        playbook = Playbook.model_validate({**dict(programme.value), **parts, "sentences": sentences})
        broken = {problem.file for problem in self.problems if problem.blocks}
        unsure = {
            f"{kind.files}.yaml"
            for name, file in mine.items()
            if (kind := kind_of(name)) and file.name in broken
        }
        for finding in lint.about_whole(playbook):
            # What is named may well be in an entry that cannot be read yet.
            if finding.values.get("target") in unsure:
                continue
            part = finding.part
            problem = programme.found(finding) if part is None else places[id(part)].found(finding)
            is_gate = finding.code == GATE and self._is_live
            self._tell((replace(problem, blocks=True) if is_gate else problem,))
        return playbook

    def tell_unread(self, unread: list[File], home: str) -> None:
        """Advise on files that nothing reads: a mistyped name would silently lose its items."""
        # Without their endings, which are alike in all of them.
        names = [Path(FRONT).stem, Path(WORDS).stem, *(kind.files for kind in KINDS)]
        folders = [kind.files for kind in KINDS if not kind.is_single]
        for file in unread:
            top, slash, rest = file.name.removeprefix(home).partition("/")
            close = nearest(Path(top).stem, names)
            is_in_folder = slash and close in folders
            guess = f"{close}/{Path(rest).stem}.yaml" if is_in_folder else f"{close}.yaml" if close else ""
            code = "unreadable" if file.is_closed else "outside_folder" if file.is_outside else "unread_file"
            values = {"guess": guess, "single": _named(is_single=True), "lists": _named(is_single=False)}
            self.problems.append(Problem(file.name, 1, 1, code, values, blocks=file.is_closed))

    def refuse_doubles(self) -> None:
        """Tell of playbooks with the same id, and of channels that are posted to twice."""
        ids: dict[str, str] = {}
        channels: list[tuple[Address, str]] = []
        for placed in self._programmes:
            id_ = placed.value.id
            if id_ in ids:
                self.problems.append(placed.problem(("id",), "duplicate_id", word=id_, first=ids[id_]))
            ids.setdefault(id_, placed.where("id"))
            for number, channel in enumerate(placed.value.channels):
                at = ("channels", number, "channel")
                first = next(
                    (where for address, where in channels if address.overlaps(channel.address)), None
                )
                if first:
                    word = channel.address.id
                    self.problems.append(placed.problem(at, "duplicate_channel", word=word, first=first))
                channels.append((channel.address, placed.where(*at)))

    def _programme(self, file: File) -> _Placed[Programme] | None:
        root, source = self._read(file)
        if root is None:
            return None
        programme, problems = validate(Programme, root, source)
        self._tell(problems)
        if programme is None:
            return None
        self._programmes.append(_Placed(programme, root, source))
        return self._programmes[-1]

    def _parts(self, kind: Kind, file: File) -> Iterator[_Placed[Drawn]]:
        root, source = self._read(file)
        if root is None:
            return
        if kind.is_single:
            nodes = [root]
        elif isinstance(root, Scalar) or (isinstance(root, Mapping) and kind.files in root.entries):
            self._tell((source.problem(root.spot, "expects_items"),))
            return
        else:
            nodes = root.entries if isinstance(root, Listing) else [root]
        for node in nodes:
            part, problems = validate(kind.model, node, source)
            self._tell(problems)
            self._located.append(Located(kind, source.file, node.spot.line, _title(node), part))
            if part:
                yield _Placed(part, node, source)

    def _own_words(self, file: File, language: str) -> OwnSentences:
        root, source = self._read(file)
        if root is None:
            return ()
        sentences, problems = own_words(root, source, catalogues().for_locale(language))
        self._tell(problems)
        return sentences

    def _examine(self, placed: _Placed[Drawn], first: dict[str, str], setting: lint.Setting) -> None:
        """Refuse an id that is taken within the kind, and ask the rules about the part."""
        part = placed.value
        if isinstance(part, Item):
            if part.key in first:
                known = first[part.key]
                self.problems.append(placed.problem(("id",), "duplicate_id", word=part.id, first=known))
            first.setdefault(part.key, placed.where("id"))
        self._tell(tuple(placed.found(finding) for finding in lint.about(part, setting)))

    def _read(self, file: File) -> tuple[Node | None, Source]:
        nothing = source_of(file.name, "")
        if file.is_outside:
            self.tell_unread([file], "")
            return None, nothing
        try:
            raw = content(file)
        except OSError:
            self.problems.append(Problem(file.name, 1, 1, "unreadable"))
            return None, nothing
        source, problems = decode(file.name, raw)
        self.problems += problems
        if problems and not source.text:
            return None, nothing
        tree = read(source)
        self.problems += tree.problems
        self._misread |= {(problem.file, problem.line) for problem in tree.problems}
        if tree.root is None and not tree.problems:
            self.problems.append(Problem(file.name, 1, 1, "empty_file", blocks=file.name.endswith(FRONT)))
        return tree.root, source

    def _tell(self, problems: tuple[Problem, ...]) -> None:
        """Add what the schema and the rules say, except on a line that is not even read as it was meant."""
        self.problems += [
            problem for problem in problems if (problem.file, problem.line) not in self._misread
        ]


def _title(node: Node) -> str:
    for key in ("title", "id"):
        entry = node.entries.get(key) if isinstance(node, Mapping) else None
        if entry and isinstance(entry.value, Scalar):
            return entry.value.text.strip()
    return ""


def _is_read(name: str) -> bool:
    return name in {FRONT, WORDS} or kind_of(name) is not None


def _named(*, is_single: bool) -> str:
    names = [f"{kind.files}.yaml" for kind in KINDS if kind.is_single is is_single]
    return ", ".join(names[:MOST_NAMED])
