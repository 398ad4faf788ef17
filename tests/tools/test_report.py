"""The documents on privacy: what they say is what the settings and the database say, in both languages, and stays plain words."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import main
from bot.commands import find_command
from bot.playbook.book import Playbook
from bot.texts import LANGUAGES, catalogues
from bot.tools.report import DOCUMENTS, draw, facts_of, tables
from store.traces import data_map
from tests.bots import PLAYBOOKS, the_starters

ON = date(2026, 11, 27)


def document(name: str, language: str, playbook: Playbook) -> str:
    words = catalogues().for_locale(language)
    return draw(words, name, {**facts_of(playbook, words, ON), "tables": tables(words)})


def everything(language: str, **changes: Any) -> str:
    playbook = the_starters().playbooks[0].model_copy(update=changes)
    return "\n".join(document(name, language, playbook) for name in DOCUMENTS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("setting", "part", "value"),
    [
        ("retention", "acts_months", 6),
        ("retention", "claims_days", 31),
        ("retention", "nudges_days", 17),
        ("retention", "admin_months", 9),
        ("thresholds", "smallest_group", 23),
        ("nudges", "most_a_week", 2),
    ],
)
def test_what_is_set_is_what_is_said(language: str, setting: str, part: str, value: int):
    old = getattr(the_starters().playbooks[0], setting)
    changed = everything(language, **{setting: old.model_copy(update={part: value})})
    assert re.search(rf"\b{value}\b", changed)
    before, after = everything(language).splitlines(), changed.splitlines()
    differing = [line for line, other in zip(after, before, strict=True) if line != other]
    assert differing
    assert all(str(value) in line for line in differing)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_table_and_column_is_there(language: str):
    text = document("4-data-map.md", language, the_starters().playbooks[0])
    for table in data_map():
        assert f"## `{table.name}`" in text
        for column in table.columns:
            assert f"| `{column.name}` |" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_that_is_named_exists(language: str):
    named = set(re.findall(r"/advocacy (\w+)", everything(language)))
    assert len(named) > 4
    for name in named:
        assert find_command(name)[0] is not None, name


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_playbook_says_formats_nothing(language: str):
    hostile = "[x](javascript:alert(1)) <b>*A*</b> | `c`\n# head"
    text = everything(language, company=hostile, owner=hostile, sponsor=hostile, purpose=hostile)
    plain = everything(language)
    assert not re.search(r"(?<!\\)\]\(", text)
    for sign in "*|`<>[]":
        assert len(re.findall(rf"(?<!\\){re.escape(sign)}", text)) == len(
            re.findall(rf"(?<!\\){re.escape(sign)}", plain)
        )
    assert text.count("\n") == plain.count("\n")


def test_the_files_are_written_once_and_never_over_others(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    command = ["report", "privacy", str(PLAYBOOKS), "--to", str(tmp_path), "--language", "fr"]
    assert main(command) == 0
    found = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.md"))
    assert found == sorted(f"{each.id}/{name}" for each in the_starters().playbooks for name in DOCUMENTS)
    assert "{" not in "".join(path.read_text(encoding="utf-8") for path in tmp_path.rglob("*.md"))
    capsys.readouterr()
    assert main(command) == 2
    assert "1-impact-assessment.md" in capsys.readouterr().out


def test_mistakes_in_the_playbooks_are_said_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "playbook.yaml").write_text("id: one\n", encoding="utf-8")
    assert main(["report", "privacy", str(tmp_path), "--to", str(tmp_path / "out"), "--language", "en"]) == 1
    assert "portevoix check" in capsys.readouterr().out
