"""`portevoix import`: what a spreadsheet holds becomes entries that say the same, or is named by its row."""

import csv
import io
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.playbook.kinds import KINDS, Kind
from bot.playbook.source import source_of
from bot.playbook.tree import plain, read
from bot.tools.import_table import form
from bot.tools.new import example_of

LISTS = [kind for kind in KINDS if not kind.is_single]
FILLED_IN = {kind.name: form(kind, "fr") for kind in LISTS}


def entries_in(text: str) -> object:
    tree = read(source_of("x", text))
    assert tree.root is not None
    assert not tree.problems
    return plain(tree.root)


def stripped(value: object) -> object:
    """Leave out what a cell cannot tell: blanks around a text."""
    match value:
        case dict():
            return {key: stripped(each) for key, each in value.items()}
        case list():
            return [stripped(each) for each in value]
        case _:
            return str(value).strip()


def saved(folder: Path, content: bytes) -> str:
    path = folder / "table.csv"
    path.write_bytes(content)
    return str(path)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("kind", LISTS, ids=lambda kind: kind.name)
def test_the_table_to_fill_in_gives_back_the_example_it_holds(
    kind: Kind, language: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    table = saved(tmp_path, form(kind, language))
    assert main(["import", kind.name, table, "--language", language]) == 0
    [imported] = entries_in(capsys.readouterr().out)  # type: ignore[misc]
    assert stripped(imported) == stripped(entries_in(example_of(kind, language)))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_whatever_spreadsheet_saved_it_the_entries_are_the_same(
    separator: str, encoding: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    table = saved(tmp_path, FILLED_IN["share"].replace("\u202f".encode(), "\xa0".encode()))
    main(["import", "share", table])
    plainly = capsys.readouterr().out
    written = io.StringIO()
    lines = csv.reader(io.StringIO(FILLED_IN["share"].decode("utf-8-sig").replace("\u202f", "\xa0")))
    csv.writer(written, delimiter=separator).writerows(lines)
    table = saved(tmp_path, written.getvalue().encode(encoding))
    assert main(["import", "share", table]) == 0
    assert capsys.readouterr().out == plainly


def test_a_text_that_looks_like_a_formula_comes_back_as_it_was(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    table = saved(tmp_path, b"id,title,says\r\nx,'=1+1,\r\n")
    assert main(["import", "prompt", table, "--language", "en"]) == 1
    assert "row 2" in capsys.readouterr().out
    head, row = FILLED_IN["share"].decode().split("\r\n")[:2]
    table = saved(
        tmp_path, f"{head}\r\n{row.replace('Une place à l’établi', chr(39) + '=SUM(A1)')}\r\n".encode()
    )
    assert main(["import", "share", table]) == 0
    assert entries_in(capsys.readouterr().out)[0]["title"] == "=SUM(A1)"  # type: ignore[index]


def test_what_is_wrong_is_named_by_its_row_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    head, row = FILLED_IN["share"].decode().split("\r\n")[:2]
    wrong = row.replace("https://www.example.com/fr/emplois/monteuse-monteur", "ftp://example.com")
    table = saved(tmp_path, f"{head}\r\n{row}\r\n,,,\r\n{wrong}\r\n{row}\r\n".encode())
    to = tmp_path / "shares.yaml"
    assert main(["import", "share", table, "--to", str(to), "--language", "en"]) == 1
    said = capsys.readouterr().out
    assert f"{table}: row 4: " in said
    assert f"{table}: row 5: the id une-offre-dans-mon-equipe is row 2's already" in said
    assert "row 2: " not in said
    assert not to.exists()


def test_entries_are_written_where_nothing_was(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    table, to = saved(tmp_path, FILLED_IN["tip"]), tmp_path / "tips.yaml"
    assert main(["import", "tip", table, "--to", str(to), "--language", "en"]) == 0
    assert "1 entry written" in capsys.readouterr().out
    before = to.read_text()
    assert main(["import", "tip", table, "--to", str(to), "--language", "en"]) == 2
    assert "there already" in capsys.readouterr().out
    assert to.read_text() == before


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b'id,title\r\nx,"never closed', "no table"),
        (b"id,title,title\r\nx,a,b\r\n", "column title stands there twice"),
        (b"id,facts,facts 1\r\nx,a,b\r\n", "column facts stands there twice"),
        (b"id,angles,angles 1 title\r\nx,a,b\r\n", "column angles stands there twice"),
        (b"id,title\r\nx,a\r\ny,b,left over\r\n", "Row 3 says something in a column without a name"),
        (b"id,,title\r\nx,left over,a\r\n", "Row 2 says something in a column without a name"),
        (b"x" * (1024**2 + 1), "larger than 1 MiB"),
        (b"", "no row"),
        (b"id,title\r\n,\r\n", "no row"),
        (b"id,titel\r\nx,a\r\n", "title"),
    ],
)
def test_a_table_that_cannot_be_understood_is_told_how_to_be_repaired(
    content: bytes, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    assert main(["import", "share", saved(tmp_path, content), "--language", "en"]) != 0
    assert says in capsys.readouterr().out


def test_a_table_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["import", "share", str(tmp_path / "none.csv"), "--language", "en"]) == 2
    assert "none.csv cannot be read" in capsys.readouterr().out
