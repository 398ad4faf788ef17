"""Loading: from a folder of YAML to one immutable Book, or to every problem that stands in the way."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Generic, TypeVar

from bot.playbook import lint
from bot.playbook.book import Book, Playbook, Programme
from bot.playbook.fields import Address
from bot.playbook.files import File, content, files
from bot.playbook.guess import nearest
from bot.playbook.item import Item
from bot.playbook.kinds import KINDS, Kind
from bot.playbook.problems import Problem
from bot.playbook.source import Source, decode, source_of
from bot.playbook.tree import Listing, Mapping, Node, Scalar, read
from bot.playbook.validate import node_at, spot_of, validate

FRONT: Final = "playbook.yaml"

Value_co = TypeVar("Value_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a folder holds. Problems that do not block are advice, and the book is there beside them."""

    book: Book | None
    problems: tuple[Problem, ...] = ()


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


def load(folder: Path) -> Loaded:
    """Read a playbook, or a folder of playbooks. Never raises for anything that a folder can hold.

    A playbook is a folder with `playbook.yaml`, and for each kind of item `tips.yaml` or `tips/*.yaml`: a list of
    items, or one item. The book is None when any problem blocks.
    """
    if not folder.is_dir():
        return Loaded(None, (Problem(FRONT, 1, 1, "no_folder", {"word": str(folder)}),))
    found = files(folder)
    desk = _Desk()
    homes = _homes(found)
    playbooks = [
        playbook for home in homes if (playbook := desk.playbook(home, _of(home, found))) is not None
    ]
    desk.tell_unread([file for file in found if not file.name.startswith(tuple(homes))], "")
    desk.refuse_doubles()
    problems = tuple(dict.fromkeys(sorted(desk.problems, key=_order)))
    is_blocked = any(problem.blocks for problem in problems)
    return Loaded(None if is_blocked else Book(tuple(playbooks)), problems)


def _order(problem: Problem) -> tuple[str, int, int, str]:
    return problem.file, problem.line, problem.column, problem.code


def _homes(found: tuple[File, ...]) -> list[str]:
    """Name the playbooks' folders as the beginnings of their files' names: `""`, or `"starter-en/"` and others."""
    if _is_playbook(_of("", found)):
        return [""]
    tops = sorted({file.name.partition("/")[0] + "/" for file in found if "/" in file.name})
    return [top for top in tops if _is_playbook(_of(top, found))] or [""]


def _is_playbook(names: Iterable[str]) -> bool:
    # Items without a front page count: somebody began a playbook there.
    return any(name.lower() in {FRONT, "playbook.yml"} or _kind_of(name) for name in names)


def _of(home: str, found: tuple[File, ...]) -> dict[str, File]:
    return {file.name.removeprefix(home): file for file in found if file.name.startswith(home)}


def _kind_of(name: str) -> Kind | None:
    """Tell which kind of items a file holds, by its name within the playbook."""
    for kind in KINDS:
        if name == f"{kind.files}.yaml" or (name.startswith(f"{kind.files}/") and name.endswith(".yaml")):
            return kind
    return None


class _Desk:
    """Where one reading of a folder gathers what it finds."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._programmes: list[_Placed[Programme]] = []
        self._misread: set[tuple[str, int]] = set()

    def playbook(self, home: str, mine: dict[str, File]) -> Playbook | None:
        """Read the playbook of one folder; None when its front page cannot be used."""
        items: dict[str, list[Item]] = {kind.files: [] for kind in KINDS}
        first: dict[str, str] = {}
        for name, file in mine.items():
            if kind := _kind_of(name):
                for placed in self._items(kind, file):
                    self._examine(placed, first)
                    items[kind.files].append(placed.value)
        self.tell_unread([file for name, file in mine.items() if name != FRONT and not _kind_of(name)], home)
        if FRONT not in mine:
            self.problems.append(Problem(home + FRONT, 1, 1, "no_front_page"))
            return None
        programme = self._programme(mine[FRONT])
        return Playbook.model_validate({**dict(programme), **items}) if programme else None

    def tell_unread(self, unread: list[File], home: str) -> None:
        """Advise on files that nothing reads: a mistyped name would silently lose its items."""
        names = [FRONT, *(f"{kind.files}.yaml" for kind in KINDS)]
        for file in unread:
            name = file.name.removeprefix(home)
            top, slash, rest = name.partition("/")
            folder = nearest(top, (kind.files for kind in KINDS)) if slash else ""
            guess = f"{folder}/{Path(rest).stem}.yaml" if folder else nearest(name, names)
            code = "unreadable" if file.is_closed else "outside_folder" if file.is_outside else "unread_file"
            self.problems.append(Problem(file.name, 1, 1, code, {"guess": guess}, blocks=file.is_closed))

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

    def _programme(self, file: File) -> Programme | None:
        root, source = self._read(file)
        if root is None:
            return None
        programme, problems = validate(Programme, root, source)
        self._tell(problems)
        if programme:
            self._programmes.append(_Placed(programme, root, source))
        return programme

    def _items(self, kind: Kind, file: File) -> Iterator[_Placed[Item]]:
        root, source = self._read(file)
        if root is None:
            return
        if isinstance(root, Scalar) or (isinstance(root, Mapping) and kind.files in root.entries):
            self._tell((source.problem(root.spot, "expects_items"),))
            return
        for node in root.entries if isinstance(root, Listing) else [root]:
            item, problems = validate(kind.model, node, source)
            self._tell(problems)
            if item:
                yield _Placed(item, node, source)

    def _examine(self, placed: _Placed[Item], first: dict[str, str]) -> None:
        """Refuse an id that is taken within the kind, and ask the rules about the item."""
        key = placed.value.key
        if key in first:
            self.problems.append(
                placed.problem(("id",), "duplicate_id", word=placed.value.id, first=first[key])
            )
        first.setdefault(key, placed.where("id"))
        for finding in lint.findings(placed.value):
            node = node_at(placed.node, finding.location)
            spot = node.spot
            if finding.pattern and isinstance(node, Scalar):
                spot = placed.source.find(finding.pattern, node.spot, node.end) or spot
            problem = placed.source.problem(spot, finding.code, **finding.values)
            self._tell((replace(problem, blocks=finding.blocks),))

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
