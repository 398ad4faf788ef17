"""The overlay: entries that were accepted in chat, laid over the admin's files, and written down for them on demand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.domain.edits import MARKS, SILENCE, Edit
from bot.playbook import lint
from bot.playbook.book import Book, Playbook
from bot.playbook.item import Item
from bot.playbook.kinds import KINDS
from bot.playbook.problems import Problem
from bot.playbook.programme import Silence
from bot.playbook.source import source_of
from bot.playbook.tree import read
from bot.playbook.validate import validate

_LISTS = {kind.name: kind for kind in KINDS if not kind.is_single}


@dataclass(frozen=True, slots=True)
class Overlaid:
    """The book with the edits in it, and why some edits are not."""

    book: Book
    problems: tuple[Problem, ...] = ()


def overlay(book: Book, edits: Iterable[Edit]) -> Overlaid:
    """Lay edits over a book, in the order they were made.

    What is in a file wins over an edit of the same id. An edit that no longer fits the schema or breaks a rule is left
    out and told of; its file is called `chat/share/ID`.
    """
    playbooks = {playbook.id: playbook for playbook in book.playbooks}
    problems: list[Problem] = []
    for edit in sorted(edits, key=lambda each: each.edited_at):
        playbook = playbooks.get(edit.playbook)
        if playbook is None or (edit.kind in _LISTS and playbook.item(edit.kind, edit.id)):
            continue
        changed, found = _with(playbook, edit)
        problems += found
        playbooks[edit.playbook] = changed
    return Overlaid(Book(tuple(playbooks.values())), tuple(problems))


def _with(playbook: Playbook, edit: Edit) -> tuple[Playbook, Sequence[Problem]]:
    if edit.kind in MARKS:
        marked = getattr(playbook, edit.kind) | {edit.id}
        return playbook.model_copy(update={edit.kind: marked}), ()
    source = source_of(f"chat/{edit.kind}/{edit.id}".rstrip("/"), edit.text)
    tree = read(source)
    if tree.root is None or tree.problems:
        return playbook, tree.problems
    if edit.kind == SILENCE:
        silence, problems = validate(Silence, tree.root, source)
        return (playbook.model_copy(update={"silence": silence}) if silence else playbook), problems
    kind = _LISTS[edit.kind]
    item, problems = validate(kind.model, tree.root, source)
    if not isinstance(item, Item):
        return playbook, problems
    if any(finding.blocks for finding in lint.about(item, lint.Setting.of(playbook))):
        return playbook, (source.problem(tree.root.spot, "edit_breaks_rule", word=edit.id),)
    return playbook.model_copy(update={kind.files: (*getattr(playbook, kind.files), item)}), ()


def as_files(edits: Iterable[Edit]) -> dict[str, str]:
    """Write edits as files that can be put into the folder: `starter-en/shares/from-chat.yaml` -> its text.

    A silence becomes `starter-en/silence.txt`, with the lines to put into `playbook.yaml`; `withdrawn.txt` and
    `expired.txt` name the entries to take out.
    """
    found: dict[str, str] = {}
    for edit in sorted(edits, key=lambda each: (each.kind, each.edited_at)):
        if edit.kind in MARKS:
            name = f"{edit.playbook}/{edit.kind}.txt"
            found[name] = found.get(name, "") + f"{edit.id}\n"
            continue
        body = edit.text.strip("\n").split("\n")
        if edit.kind == SILENCE:
            found[f"{edit.playbook}/silence.txt"] = "\n".join(("silence:", *_indented(body))) + "\n"
            continue
        name = f"{edit.playbook}/{_LISTS[edit.kind].files}/from-chat.yaml"
        first, *rest = body
        found[name] = found.get(name, "") + "\n".join((f"- {first}", *_indented(rest))) + "\n"
    return found


def _indented(lines: Iterable[str]) -> Iterable[str]:
    return (f"  {line}" if line else "" for line in lines)
