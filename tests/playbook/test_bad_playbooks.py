"""Every typical mistake has a file here; its last lines hold the messages it must give, word for word."""

import re
import shutil
from pathlib import Path

import pytest

from bot.playbook.load import load
from tests.playbook.desk import BAD, ENGLISH, FRENCH, a_folder, told

FOLDERS = BAD / "folders"
CASES = sorted([*(case for case in BAD.glob("*/*.yaml") if case.parent != FOLDERS), *FOLDERS.iterdir()])
ELSEWHERE = [Path(__file__).parent / name for name in ("test_loading.py", "test_overlay.py")]
TRAPS = {
    "1, a hashtag lost after #": "tips/lost-hashtag",
    "2, a time of day read as a number": "playbook/no-such-hour",
    "3, a no-break space in a key": "playbook/no-break-spaces-as-indent",
    "4, an alias bomb": "playbook/alias-bomb",
    "7, plural forms that differ": "words/plural-form-missing",
    "8, a placeholder that nobody fills": "words/unknown-place",
    "8, a placeholder that is lost": "words/lost-place",
}
"""The traps of YAML and of wording that an admin can step into, by their number in the design, each with its case.

Those that are no file: 2, a good `12:30` (test_loading, values are what was written); 5, a last good book kept in silence
(test_watching); 6, `format: time` in the schema (test_book); 7, French counts nought as one (house/test_texts).
"""


def laid_out(case: Path, into: Path) -> Path:
    """A case is a whole folder, or one file to put into a good playbook under its folder's name."""
    if case.is_dir():
        return shutil.copytree(case, into / "case")
    return a_folder(into, **{case.parent.name: case.read_bytes()})


def expected(case: Path, word: str) -> list[str]:
    paths = [case] if case.is_file() else sorted(case.rglob("*.y*ml"))
    texts = [path.read_text(encoding="utf-8") for path in paths]
    return [line for text in texts for line in re.findall(rf"^# (?:{word}): (.*)$", text, re.MULTILINE)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.stem}")
def test_a_mistake_is_told_with_its_place_and_its_repair(case, tmp_path):
    loaded = load(laid_out(case, tmp_path))
    assert told(loaded) == expected(case, "expect|advice")
    assert [problem.blocks for problem in loaded.problems].count(True) == len(expected(case, "expect"))
    assert (loaded.book is None) == bool(expected(case, "expect"))


@pytest.mark.parametrize(
    "case",
    [case for case in CASES if expected(case, "attendu")],
    ids=lambda case: f"{case.parent.name}/{case.stem}",
)
def test_the_same_mistakes_are_told_in_french(case, tmp_path):
    loaded = load(laid_out(case, tmp_path))
    french = [problem.text(FRENCH).partition("\n")[0] for problem in loaded.problems]
    assert french == expected(case, "attendu")


def test_there_are_many_of_them():
    assert len(CASES) >= 100


@pytest.mark.parametrize("key", [key for key in ENGLISH.sentences if key.startswith("problems.")])
def test_every_message_of_the_catalogue_is_met_by_a_case_or_by_a_test_of_loading(key):
    parts = re.split(r"\{\w+\}", ENGLISH.template(key))
    pattern = ".*".join(re.escape(part) for part in parts)
    code = key.removeprefix("problems.")
    lines = [line for case in CASES for line in expected(case, "expect|advice")]
    is_met = any(re.search(pattern, line) for line in lines)
    assert is_met or any(f'"{code}"' in path.read_text(encoding="utf-8") for path in ELSEWHERE)


@pytest.mark.parametrize("case", TRAPS.values())
def test_every_trap_has_its_case(case):
    assert (BAD / f"{case}.yaml").exists()
