"""Whatever an admin's hands do to the files: no crash, the last good book stays, and the message names a line."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.playbook.kinds import KINDS
from bot.playbook.load import load
from bot.playbook.problems import Problem
from bot.playbook.watch import Watched
from bot.tools.preview import PAINTERS
from bot.web.preview import picture_of
from tests.counts import EVERYTHING, histories_of
from tests.playbook.desk import ENGLISH, FRENCH, GOOD, STARTERS, TEXTS

SEEDS = 20
OF_A_STARTER = 20
OF_THE_EXAMPLES = 64
"""Mutated playbooks: twenty of a starter for every fourth seed, of the others sixty-four of a small one; 1,060 in all,
and a tenth of the seeds in `make test`."""
ODD = ("\t", "\u00a0", "\u200b", "\ufeff", '"', "'", ":", ": ", " #x", "{", "}", "[", "]", "&a ", "*a", "|", "> ", "- ", "-", "!", "%", "@",
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


def mutated(chance: random.Random, raw: bytes, other: bytes) -> bytes:
    """Change a file as hands and editors do; `other` is a file that may be pasted behind it."""
    lines = raw.decode().splitlines(keepends=True)
    for _ in range(chance.randint(1, 4)):
        if lines:
            chance.choice(MUTATIONS)(chance, lines)
    changed = "".join(lines)
    match chance.randrange(30):
        case 0:
            return changed.encode("cp1252", "replace")
        case 1:
            return changed.encode("utf-16")
        case 2:
            return changed.encode("utf-8-sig")
        case 3:
            return changed.replace("\n", chance.choice(("\r\n", "\r"))).encode()
        case 4 | 5:
            return changed.encode() + other
        case 6 | 7:
            return _with_stray_bytes(chance, changed.encode())
        case 8:
            return changed.encode()[: chance.randrange(3)]
    return changed.encode()


def _with_stray_bytes(chance: random.Random, raw: bytes) -> bytes:
    stray = bytearray(raw)
    for _ in range(chance.randint(1, 3)):
        stray.insert(chance.randrange(len(stray) + 1), chance.randrange(256))
    return bytes(stray)


def judged(problems: tuple[Problem, ...], texts: dict[str, bytes]) -> None:
    """Every problem has its place in the file, and is worded in both languages."""
    for problem in problems:
        raw = texts.get(problem.file, b"")
        most = max(raw.count(b"\n"), raw.count(b"\r")) + 2
        assert 1 <= problem.line <= most, problem.where
        assert 1 <= problem.column <= len(problem.source_line) + 1, problem
        for words in (ENGLISH, FRENCH):
            assert problem.text(words).startswith(f"{problem.where}: ")


OWN_WORDS = """\
scenario:
  none: Nothing yet.
kinds:
  scenario:
    summary: "A case: {title}"
  session:
    assistant: "Before you, somebody could bring: {assistant}"
    intro:
      one: "{count} minute"
      other: "{count} minutes"
"""


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
    (into / "words.yaml").write_text(OWN_WORDS, encoding="utf-8")
    assert load(into).book is not None, load(into).problems
    return into


@pytest.mark.parametrize("seed", range(histories_of(SEEDS)))
async def test_a_mutated_playbook_never_crashes_and_the_last_good_one_stays_in_use(
    tmp_path: Path, seed: int, capfd
):
    chance = random.Random(seed)
    folder = (
        a_playbook_of_every_kind(tmp_path / "book")
        if seed % 4
        else shutil.copytree(STARTERS / ("starter-fr" if seed % 8 else "starter-en"), tmp_path / "book")
    )
    files = sorted(folder.rglob("*.yaml"))
    good = {file: file.read_bytes() for file in files}
    watch = watched(folder)
    before = watch.current
    for _ in range(OF_THE_EXAMPLES if seed % 4 else OF_A_STARTER):
        file = chance.choice(files)
        file.write_bytes(mutated(chance, good[file], good[chance.choice(files)]))
        told = await settled(watch)
        texts = {each.relative_to(folder).as_posix(): each.read_bytes() for each in files}
        judged(watch.problems, texts)
        # A book that can be used is taken up; otherwise the last one that could be stays, and it is said why.
        assert watch.is_broken == any(problem.blocks for problem in watch.problems)
        if watch.is_broken:
            assert watch.current is before
            assert told
        before = watch.current
        if seed % 4:
            # What can be read is drawn as well, with the playbook's own words.
            assert picture_of(load(folder), PAINTERS, TEXTS)["playbooks"]
        # The next change comes together with the repair of this one.
        file.write_bytes(good[file])
    await settled(watch)
    assert (watch.is_broken, watch.current) == (False, load(folder).book)
    printed = capfd.readouterr()
    assert "Traceback" not in printed.out + printed.err


def watched(folder: Path) -> Watched:
    book = load(folder).book
    assert book is not None, load(folder).problems
    return Watched(folder, book)


async def settled(watch: Watched) -> list[str]:
    """Look until the watcher believes what it sees."""
    told: list[str] = []
    for _ in range(3):
        problems = await watch.check()
        told += [problem.text(ENGLISH) for problem in problems or ()]
    return told


CUT = ("playbook.yaml", "tips.yaml", "shares.yaml", "scenarios.yaml", "charter.yaml")


@pytest.mark.parametrize("name", CUT)
def test_a_file_cut_off_at_any_byte_never_crashes_and_is_told_of_by_its_line(tmp_path: Path, name: str):
    whole = (a_playbook_of_every_kind(tmp_path / "all") / name).read_bytes()
    assert len(whole) > 200
    folder = shutil.copytree(GOOD / "small", tmp_path / "book")
    texts = {path.name: path.read_bytes() for path in folder.iterdir()} | {name: whole}
    blocked = 0
    ends = range(0, len(whole), 1 if EVERYTHING else 5)
    for end in ends:
        (folder / name).write_bytes(whole[:end])
        loaded = load(folder)
        judged(loaded.problems, texts)
        assert (loaded.book is None) == any(problem.blocks for problem in loaded.problems)
        blocked += loaded.book is None
    # Most cuts are noticed; the rest end after a whole entry.
    assert blocked > len(ends) / 3
