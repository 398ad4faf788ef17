"""`portevoix new`: what it prints is valid as it stands, explained above each line; a new playbook is a copy of a starter."""

from pathlib import Path

import pytest

from bot.__main__ import main
from bot.playbook.editor_schema import explained
from bot.playbook.kinds import KINDS
from bot.playbook.load import load
from tests.playbook.desk import STARTERS, a_folder, a_text


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_what_is_printed_can_be_put_into_a_playbook_as_it_is(kind, language, tmp_path, capsys):
    assert main(["new", kind.name, "--language", language]) == 0
    text = capsys.readouterr().out
    front = a_text("playbook", "language: en", f"language: {language}")
    empty = {"tips": "[]", "shares": "[]", "playbook": front} if language == "fr" else {}
    folder = a_folder(tmp_path, **{**empty, kind.files: text})
    loaded = load(folder)
    assert loaded.problems == ()
    assert loaded.book is not None
    fields = [written.alias or name for name, written in kind.model.model_fields.items()]
    for name in fields:
        assert f"{name}:" in text, name
    words = explained(language)
    english = [written.description or "" for written in kind.model.model_fields.values()]
    descriptions = [words.get(each, each) for each in english]
    flat = " ".join(line.strip().removeprefix("#").strip() for line in text.splitlines())
    assert all(description and description in flat for description in descriptions)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_new_playbook_is_the_starter_of_the_language(language, tmp_path, capsys):
    folder = tmp_path / "ours"
    assert main(["new", "playbook", str(folder), "--language", language]) == 0
    assert str(folder) in capsys.readouterr().out
    assert load(folder).book == load(STARTERS / f"starter-{language}").book


def test_nothing_that_exists_is_written_over(tmp_path: Path, capsys):
    (tmp_path / "mine.txt").write_text("mine")
    assert main(["new", "playbook", str(tmp_path), "--language", "en"]) == 2
    assert "nothing was changed" in capsys.readouterr().out
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
