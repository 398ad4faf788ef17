"""Carrying out a page that says how to add something: its files are written, its edits made, its commands run."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

ROOT: Final = Path(__file__).parents[2]
LONGEST_SECONDS: Final = 600
COMMANDS: Final[Mapping[str, Sequence[str]]] = MappingProxyType(
    {
        "make reference": ("tests.docs.reference",),
        "make schema": (
            "bot schema playbooks/starter-en --language en",
            "bot schema playbooks/starter-fr --language fr",
        ),
        "make golden": ("pytest -q -p no:cacheprovider tests/golden --snapshot-update",),
    }
)
"""What the console lines of these pages stand for; make itself would install an environment."""
_STEP: Final = re.compile(
    r"^`(?P<file>[^`\n]+)`(?P<new>, new)?:\n\n|^```(?P<language>\w+)\n(?P<body>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that a page asks for: a new file, an edit of one, or commands."""

    file: str
    kind: str
    """`new`, `edit` or `run`."""
    body: str


def steps_of(page: str) -> Iterator[Step]:
    """Read a page: a file's name stands in a line of its own before its text, or before its edits."""
    file, is_new = "", False
    for found in _STEP.finditer(page):
        if found["file"]:
            file, is_new = found["file"], bool(found["new"])
        elif found["language"] == "console":
            yield Step("", "run", found["body"])
        elif found["language"] == "diff":
            yield Step(file, "edit", found["body"])
        elif is_new:
            yield Step(file, "new", found["body"])


def a_copy(folder: Path) -> Path:
    """Copy the project as git knows it, with what is not committed yet."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, check=True, text=True,
    ).stdout  # fmt: skip
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, folder / name)
    subprocess.run(["git", "init", "--quiet"], cwd=folder, check=True)
    return folder


def carry_out(step: Step, folder: Path) -> None:
    """Do what a step asks for. Raises AssertionError where it does not fit the project."""
    path = folder / step.file
    match step.kind:
        case "new":
            assert not path.exists(), f"{step.file} is there already"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(step.body, encoding="utf-8")
        case "edit":
            text = path.read_text(encoding="utf-8")
            before, after = _sides(step.body)
            assert text.count(before) == 1, f"{step.file} has {text.count(before)} times:\n{before}"
            path.write_text(text.replace(before, after), encoding="utf-8")
        case _:
            for line in step.body.splitlines():
                for command in COMMANDS[line.removeprefix("$ ")]:
                    done = run(folder, command)
                    assert done.returncode == 0, done.stdout[-2_000:]


def run(folder: Path, module: str) -> subprocess.CompletedProcess[str]:
    """Run a module of Python, with its arguments, in a copy of the project; tests live a part of their histories there."""
    environment = {name: value for name, value in os.environ.items() if name != "EVERY_HISTORY"}
    return subprocess.run(
        [sys.executable, "-m", *shlex.split(module)], cwd=folder, env=environment,
        capture_output=True, text=True, check=False, timeout=LONGEST_SECONDS,
    )  # fmt: skip


def _sides(edit: str) -> tuple[str, str]:
    """Give what an edit finds and what it leaves; its lines may be parts of longer ones."""
    lines = [(line[:1], line[1:]) for line in edit.splitlines()]
    before = "\n".join(text for mark, text in lines if mark != "+")
    return before, "\n".join(text for mark, text in lines if mark != "-")
