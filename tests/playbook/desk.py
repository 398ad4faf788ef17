"""Folders of playbooks for the tests of this room, and the mistakes kept beside this file."""

import shutil
from pathlib import Path

from bot.playbook.load import Loaded, load
from bot.texts import catalogues

HERE = Path(__file__).parent
GOOD = HERE / "good"
BAD = HERE / "bad"
STARTERS = HERE.parents[1] / "playbooks"
TEXTS = catalogues()
ENGLISH = TEXTS.words["en"]
FRENCH = TEXTS.words["fr"]


def a_folder(into: Path, *, like: str = "small", **contents: str | bytes) -> Path:
    """Copy a good playbook and write other files over it: `tips="- id: …"` writes `tips.yaml`."""
    shutil.copytree(GOOD / like, into, dirs_exist_ok=True)
    for name, content in contents.items():
        raw = content.encode() if isinstance(content, str) else content
        (into / f"{name}.yaml").write_bytes(raw)
    return into


def a_text(name: str, old: str = "", new: str = "") -> str:
    """Give a file of the small good playbook with one thing written otherwise."""
    text = (GOOD / "small" / f"{name}.yaml").read_text(encoding="utf-8")
    assert old in text
    return text.replace(old, new, 1)


def told(loaded: Loaded) -> list[str]:
    """List the problems in English, each on its first line."""
    return [problem.text(ENGLISH).partition("\n")[0] for problem in loaded.problems]


def said(folder: Path) -> list[str]:
    """Load a folder and list its problems."""
    return told(load(folder))
