"""The pages that say how to add something are carried out in a copy of the project, whose own tests then judge what came of it."""

from pathlib import Path

import pytest

from tests.counts import EVERYTHING
from tests.docs.carrying_out import Step, a_copy, carry_out, run, steps_of

PAGES = Path(__file__).parents[2] / "docs" / "add"
JUDGES = {
    "command": "tests/house tests/usecases/test_rights.py tests/golden tests/docs/test_reference.py "
    "tests/adapters/slack/test_manifest.py",
    "kind": "tests/house tests/playbook tests/golden tests/tools tests/docs/test_reference.py",
    "platform": "tests/house tests/contracts tests/playbook tests/journeys/test_hearth.py tests/web/test_metrics.py "
    "tests/usecases/test_linking.py tests/docs/test_reference.py",
}
"""Of each page, who judges what came of it."""
QUICK = {
    "command": "tests/house/test_tables.py tests/house/test_texts.py",
    "kind": "tests/house/test_tables.py tests/house/test_texts.py",
    "platform": "tests/house/test_tables.py tests/contracts tests/journeys/test_hearth.py -k 'hearth or every_platform or every_screen'",
}
"""The quickest of them."""
EASILY_FORGOTTEN = {
    "command": ("bot/commands/rights.py", "tests/usecases/test_rights.py -k every_action", "moon.again"),
    "kind": ("bot/playbook/explained.fr.yaml", "tests/playbook/test_book.py", "The sentence, as it is said."),
    "platform": ("bot/playbook/fields.py", "tests/house/test_tables.py -k ids_that_a_playbook", "hearth"),
}
"""Of each page a step, who misses it, and what they name."""


def steps(name: str) -> list[Step]:
    return list(steps_of((PAGES / f"{name}.md").read_text(encoding="utf-8")))


def judged(folder: Path, tests: str) -> tuple[int, str]:
    """Run tests in a copy, and give how they ended and all they said: where CI is set, pytest shortens nothing.

    The editor's own server, which a test fetches once and keeps, is left out.
    """
    done = run(folder, f"pytest -q -p no:cacheprovider --ignore=tests/playbook/test_editor.py {tests}")
    return done.returncode, done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("name", JUDGES)
def test_what_the_page_says_gives_something_that_holds(name: str, tmp_path: Path):
    """In `make test`, without the pages and pictures that are made from the code, and before the quickest judges alone."""
    folder = a_copy(tmp_path)
    for step in steps(name):
        if EVERYTHING or step.kind != "run":
            carry_out(step, folder)
    for tool in ("ruff check .", "ruff format --check ."):
        done = run(folder, tool)
        assert done.returncode == 0, done.stdout
    code, told = judged(folder, (JUDGES if EVERYTHING else QUICK)[name])
    assert code == 0, told


@pytest.mark.slow
@pytest.mark.parametrize("name", JUDGES)
def test_a_step_that_is_easily_forgotten_is_missed(name: str, tmp_path: Path):
    folder = a_copy(tmp_path)
    forgotten, judge, named = EASILY_FORGOTTEN[name]
    kept = [step for step in steps(name) if step.file != forgotten]
    assert len(kept) == len(steps(name)) - 1
    for step in kept:
        if step.kind != "run":
            carry_out(step, folder)
    code, told = judged(folder, f"-x {judge}")
    assert code == 1, told
    assert named in told
