"""Loading: from a folder of YAML to one immutable Book, or to every problem that stands in the way."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bot.playbook.book import Book, Playbook
from bot.playbook.desk import FRONT, Desk, Reading, kind_of
from bot.playbook.files import File, files
from bot.playbook.problems import Problem


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a folder holds. Problems that do not block are advice, and the book is there beside them."""

    book: Book | None
    problems: tuple[Problem, ...] = ()
    readings: tuple[Reading, ...] = ()
    """What could be read all the same, for whoever shows it."""


def load(folder: Path, *, is_live: bool = False) -> Loaded:
    """Read a playbook, or a folder of playbooks. Never raises for anything that a folder can hold.

    A playbook is a folder with `playbook.yaml` and the files of its KINDS: `tips.yaml` or `tips/*.yaml`, a list of
    items, or one item; `charter.yaml`, one page; and `words.yaml`. The book is None when any problem blocks. For a bot
    that goes live, an unsettled line of the localisation checklist blocks as well.
    """
    if not folder.is_dir():
        return Loaded(None, (Problem(FRONT, 1, 1, "no_folder", {"word": str(folder)}),))
    return load_files(files(folder), is_live=is_live)


def load_files(found: tuple[File, ...], *, is_live: bool = False) -> Loaded:
    """Read files that were listed before, or that were kept."""
    desk = Desk(is_live=is_live)
    homes = _homes(found)
    read = [desk.playbook(home, _of(home, found)) for home in homes]
    playbooks: list[Playbook] = [playbook for playbook in read if playbook is not None]
    desk.tell_unread([file for file in found if not file.name.startswith(tuple(homes))], "")
    desk.refuse_doubles()
    problems = tuple(dict.fromkeys(sorted(desk.problems, key=_order)))
    is_blocked = any(problem.blocks for problem in problems)
    return Loaded(None if is_blocked else Book(tuple(playbooks)), problems, tuple(desk.readings))


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
    return any(name.lower() in {FRONT, "playbook.yml"} or kind_of(name) for name in names)


def _of(home: str, found: tuple[File, ...]) -> dict[str, File]:
    return {file.name.removeprefix(home): file for file in found if file.name.startswith(home)}
