"""Planted bugs: each patch in `planted/` puts one into a copy of the sources, and the tests that it names must turn red."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]
PATCHES: Final = sorted((Path(__file__).parent / "planted").glob("*.patch"))
COPIED: Final = (
    "bot",
    "adapters",
    "store",
    "sandbox",
    "tests",
    "playbooks",
    "pyproject.toml",
    "manifest.yaml",
)
NEEDS_POSTGRES: Final = frozenset({"check-then-insert"})
_NAMED = re.compile(r"^# Turns red: (\S+)$", re.MULTILINE)


def copy_sources(to: Path) -> None:
    """Copy what tests need, with the times of the files, so that nothing is compiled again."""
    for name in COPIED:
        found = ROOT / name
        if found.is_dir():
            shutil.copytree(found, to / name, ignore=shutil.ignore_patterns("__snapshots__", "planted"))
        else:
            shutil.copy2(found, to / name)


def plant(patch: Path, copy: Path) -> None:
    """Apply a patch, which must fit exactly: one that does not has outlived the code it spoils."""
    command = ["git", "apply", "--whitespace=nowarn", str(patch)]
    # In a folder of a repository, git would look for the files from its top.
    outside = os.environ | {"GIT_CEILING_DIRECTORIES": str(copy.parent)}
    done = subprocess.run(command, check=False, cwd=copy, env=outside, capture_output=True, text=True)
    assert done.returncode == 0, f"{patch.name} does not apply:\n{done.stderr}"


@pytest.mark.parametrize(
    "patch",
    [
        pytest.param(
            patch, id=patch.stem, marks=[pytest.mark.postgres] if patch.stem in NEEDS_POSTGRES else []
        )
        for patch in PATCHES
    ],
)
def test_a_planted_bug_turns_the_suite_red(patch: Path, tmp_path: Path):
    named = _NAMED.findall(patch.read_text(encoding="utf-8"))
    assert named, f"{patch.name} names no test."
    copy_sources(tmp_path)
    plant(patch, tmp_path)
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-n", "0", "-q", "-rfEs", *named]
    # The tests in the copy are no part of the run that they are started from.
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV_"))}
    done = subprocess.run(
        command, check=False, cwd=tmp_path, env=clean, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == pytest.ExitCode.TESTS_FAILED, f"{patch.name}:\n{done.stdout}{done.stderr}"
    failed = {line.split()[1] for line in done.stdout.splitlines() if line.startswith("FAILED ")}
    assert failed == set(named), f"{patch.name}:\n{done.stdout}"
