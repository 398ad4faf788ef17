"""Whatever an admin's hands do to the files: no crash, the last good book stays, and the message names a line."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.playbook.kinds import KINDS
from bot.playbook.load import Loaded, load
from bot.playbook.watch import Watched
from tests.playbook.desk import ENGLISH, FRENCH, GOOD, STARTERS

SEEDS = 20
OF_THE_STARTER = 14
OF_THE_EXAMPLES = 62
"""Mutated playbooks: of every fourth seed fourteen, of the others sixty-two; a thousand in all."""
ODD = ("\t", "\u00a0", "\u200b", '"', "'", ":", ": ", " #x", "{", "}", "[", "]", "&a ", "*a", "|", "> ", "- ", "-", "!", "%", "@",
       "`", "\\", "\r", "\u2028", "\x00", "\x07", "é", "😀", "\ud7ff", "---\n", "<<: ", "? ", "~", "null", "0x", "12:30", "yes")  # fmt: skip
Mutation = Callable[[random.Random, list[str]], None]


def _delete(chance: random.Random, lines: list[str]) -> None:
    del lines[chance.randrange(len(lines))]


def _double(chance: random.Random, lines: list[str]) -> None:
    lines.insert(chance.randrange(len(lines)), chance.choice(lines))


def _swap(chance: random.Random, lines: list[str]) -> None:
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]


def _indent(chance: random.Random, lines: list[str]) -> None:
    at = chance.randrange(len(lines))
    lines[at] = lines[at][1:] if chance.random() < 0.5 else chance.choice(" \t\u00a0") + lines[at]


def _insert(chance: random.Random, lines: list[str]) -> None:
    at = chance.randrange(len(lines))
    within = chance.randrange(len(lines[at]) + 1)
    lines[at] = lines[at][:within] + chance.choice(ODD) + lines[at][within:]


def _drop(chance: random.Random, lines: list[str]) -> None:
    at = chance.randrange(len(lines))
    within = chance.randrange(len(lines[at]) + 1)
    lines[at] = lines[at][:within] + lines[at][within + chance.randint(1, 4) :]


def _join(chance: random.Random, lines: list[str]) -> None:
    at = chance.randrange(len(lines))
    lines[at] = lines[at].rstrip("\n")


def _repeat(chance: random.Random, lines: list[str]) -> None:
    lines += lines[chance.randrange(len(lines)) :]


MUTATIONS: tuple[Mutation, ...] = (
    _delete,
    _double,
    _swap,
    _indent,
    _insert,
    _insert,
    _insert,
    _drop,
    _drop,
    _join,
    _repeat,
)


def mutated(chance: random.Random, raw: bytes) -> bytes:
    lines = raw.decode().splitlines(keepends=True)
    for _ in range(chance.randint(1, 4)):
        if lines:
            chance.choice(MUTATIONS)(chance, lines)
    changed = "".join(lines)
    ending = chance.random()
    if ending < 0.05:
        return changed.encode("cp1252", "replace")
    if ending < 0.08:
        return changed.encode("utf-16")
    if ending < 0.12:
        return changed.replace("\n", "\r\n").encode()
    if ending < 0.16:
        return bytes(chance.randrange(256) for _ in range(40)) + changed.encode()
    return changed.encode()


def judged(loaded: Loaded, texts: dict[str, bytes]) -> None:
    """A load that blocks names a line of a file, in both languages."""
    if loaded.book is None:
        assert any(problem.blocks for problem in loaded.problems)
    for problem in loaded.problems:
        raw = texts.get(problem.file, b"")
        most = max(raw.count(b"\n"), raw.count(b"\r")) + 2
        assert 1 <= problem.line <= most, problem.where
        assert problem.column >= 1, problem.where
        for words in (ENGLISH, FRENCH):
            assert problem.text(words).startswith(f"{problem.where}: ")


def a_playbook_of_every_kind(into: Path) -> Path:
    """The small good playbook, with an entry of each kind."""
    shutil.copytree(GOOD / "small", into)
    for kind in KINDS:
        file = into / f"{kind.files}.yaml"
        if not file.exists():
            text = (
                kind.example if kind.is_single else "- " + kind.example.replace("\n", "\n  ").rstrip() + "\n"
            )
            file.write_text(text, encoding="utf-8")
    (into / "words.yaml").write_text("scenario:\n  none: Nothing yet.\n", encoding="utf-8")
    assert load(into).book is not None, load(into).problems
    return into


@pytest.mark.parametrize("seed", range(SEEDS))
async def test_a_mutated_playbook_never_crashes_and_the_last_good_one_stays_in_use(
    tmp_path: Path, seed: int, capfd
):
    chance = random.Random(seed)
    folder = (
        a_playbook_of_every_kind(tmp_path / "book")
        if seed % 4
        else shutil.copytree(STARTERS / "starter-en", tmp_path / "book")
    )
    files = sorted(folder.rglob("*.yaml"))
    good = {file: file.read_bytes() for file in files}
    book = load(folder).book
    assert book is not None
    watch = Watched(folder, book)
    for _ in range(OF_THE_EXAMPLES if seed % 4 else OF_THE_STARTER):
        before = watch.current
        file = chance.choice(files)
        file.write_bytes(mutated(chance, good[file]))
        told = await settled(watch)
        texts = {each.relative_to(folder).as_posix(): each.read_bytes() for each in files}
        judged(load(folder), texts)
        if watch.is_broken:
            assert watch.current is before
            assert told
        file.write_bytes(good[file])
        await settled(watch)
        assert not watch.is_broken
    printed = capfd.readouterr()
    assert "Traceback" not in printed.out + printed.err


async def settled(watch: Watched) -> list[str]:
    """Look until the watcher believes what it sees."""
    told: list[str] = []
    for _ in range(3):
        problems = await watch.check()
        told += [problem.text(ENGLISH) for problem in problems or ()]
    return told


CUT = ("playbook.yaml", "tips.yaml", "shares.yaml", "scenarios.yaml", "charter.yaml")


@pytest.mark.slow
@pytest.mark.parametrize("name", CUT)
def test_a_file_cut_off_at_any_byte_never_crashes_and_is_told_of_by_its_line(tmp_path: Path, name: str):
    whole = (a_playbook_of_every_kind(tmp_path / "all") / name).read_bytes()
    assert len(whole) > 200
    folder = shutil.copytree(GOOD / "small", tmp_path / "book")
    texts = {path.name: path.read_bytes() for path in folder.iterdir()} | {name: whole}
    blocked = 0
    for end in range(len(whole)):
        (folder / name).write_bytes(whole[:end])
        loaded = load(folder)
        judged(loaded, texts)
        blocked += loaded.book is None
    # Most cuts are noticed; the rest end after a whole entry.
    assert blocked > len(whole) / 3
