"""`portevoix check`: text for people, lines for machines, and an exit code that a pipeline can act on."""

import json
import re
import shutil
from pathlib import Path

import pytest

from bot.__main__ import main
from tests.playbook.desk import GOOD, STARTERS, a_folder, a_text

Printed = tuple[int, list[str]]
TO_DO = "localisation:\n" + "".join(
    f"  {line}: {'to do' if line == 'tone' else 'done'}\n"
    for line in ("tone", "vocabulary", "examples", "shares", "contacts", "holidays", "charter")
)


def printed(capsys: pytest.CaptureFixture[str], *arguments: object, language: str = "en") -> Printed:
    code = main(["check", *(str(each) for each in arguments), "--language", language])
    return code, capsys.readouterr().out.splitlines()


HURRIED = "'Don't forget' presses, blames or enlists; people who come freely write better, so try other words"


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A playbook with one mistake and one piece of advice, in the folder where the command is typed."""
    monkeypatch.chdir(tmp_path)
    tips = a_text("tips", "minutes: 3", "minutes: thirty").replace("Follow two", "Don't forget two")
    return a_folder(tmp_path / "book", tips=tips).relative_to(tmp_path)


def test_text_has_the_place_the_repair_the_line_and_the_caret(broken, capsys):
    code, lines = printed(capsys, broken)
    assert code == 1
    assert lines == [
        "book/tips.yaml:7:12: 'thirty' is not a whole number; write it in digits",
        "   7 |   minutes: thirty",
        "     |            ^",
        f"book/tips.yaml:11:9: {HURRIED}",
        "  11 |   text: Don't forget two peers, a customer, a critic and a beginner.",
        "     |         ^",
        "",
        "1 mistake stands in the way, 1 piece of advice.",
    ]


def test_a_good_playbook_is_told_with_its_next_three_runs_in_words(capsys):
    for language, pattern in (
        ("en", r"Small and good · channel C0SMALL \(Europe/Paris\): (\w+day \d+ \w+ at 09:30( · )?){3}"),
        ("fr", r"Small and good · canal C0SMALL \(Europe/Paris\)\u00a0: (\w+di \w+ \w+ à 09:30( · )?){3}"),
    ):
        code, lines = printed(capsys, GOOD / "small", language=language)
        assert code == 0
        assert re.fullmatch(pattern, lines[-1]), lines


def test_json_is_for_programs(broken, capsys):
    code, lines = printed(capsys, broken, "--format", "json")
    found = json.loads("\n".join(lines))
    assert code == 1
    assert found == {
        "problems": [
            {
                "file": "book/tips.yaml",
                "line": 7,
                "column": 12,
                "code": "expects_number",
                "message": "'thirty' is not a whole number; write it in digits",
                "severity": "error",
            },
            {
                "file": "book/tips.yaml",
                "line": 11,
                "column": 9,
                "code": "heavy_word",
                "message": HURRIED,
                "severity": "advice",
            },
        ],
        "is_usable": False,
    }


def test_github_shows_mistakes_as_errors_and_advice_as_notices(broken, capsys):
    assert printed(capsys, broken, "--format", "github") == (
        1,
        [
            "::error file=book/tips.yaml,line=7,col=12::'thirty' is not a whole number; write it in digits",
            f"::notice file=book/tips.yaml,line=11,col=9::{HURRIED}",
        ],
    )


def test_github_shows_problems_beside_the_lines_of_a_pull_request(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    tips = a_text("tips", "Write down the first surprise.", "Last chance; 100% of you must write.")
    a_folder(tmp_path / "a,b", tips=tips)
    code, lines = printed(capsys, "a,b", "--format", "github")
    assert code == 0
    assert lines[0] == (
        "::notice file=a%2Cb/tips.yaml,line=6,col=9::'Last chance' presses, blames or enlists; "
        "people who come freely write better, so try other words"
    )
    assert any("'100%25'" in line for line in lines)


def test_an_unsettled_localisation_is_advice_until_the_bot_goes_live(tmp_path, capsys):
    folder = a_folder(tmp_path, playbook=a_text("playbook") + TO_DO)
    assert printed(capsys, folder)[0] == 0
    assert printed(capsys, folder, "--live")[0] == 1


def test_a_folder_that_is_not_there_is_a_misuse(tmp_path, capsys):
    missing = tmp_path / "none"
    assert printed(capsys, missing) == (2, [f"There is no folder {missing}."])
    with pytest.raises(SystemExit) as wrong:
        main(["check", "--format", "xml"])
    assert wrong.value.code == 2


def test_several_playbooks_are_checked_at_once(broken, capsys):
    code, lines = printed(capsys, GOOD / "small", broken)
    assert code == 1
    assert "No mistakes, no advice." in lines
    assert any(line.startswith("book/tips.yaml:7:12:") for line in lines)


def test_the_starters_are_silent_but_for_their_localisation(capsys):
    code, lines = printed(capsys, STARTERS)
    assert code == 0
    problems = [line for line in lines if re.match(r".*\.yaml:\d+:\d+: ", line)]
    assert len(problems) == 14
    assert all("is still to do" in line for line in problems)


def test_without_a_path_the_folder_one_is_in_is_checked(tmp_path, capsys, monkeypatch):
    shutil.copytree(GOOD / "small", tmp_path / "here")
    monkeypatch.chdir(tmp_path / "here")
    assert printed(capsys)[0] == 0
