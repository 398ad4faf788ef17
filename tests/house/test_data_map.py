"""The data map: every table and column about people is told in both languages, and the documentation says what the tables say."""

import re
from pathlib import Path

import pytest

from bot.screens.privacy import GROUPS, sentence_of
from bot.texts import catalogues
from bot.usecases.export_own import FORMAT
from store.traces import data_map

DOCUMENT = Path(__file__).parents[2] / "docs" / "privacy.md"
TEXTS = catalogues()
ABOUT_PEOPLE = [table for table in data_map() if table.is_about_people]
COLUMNS = [(table.name, column.name, column.comment) for table in ABOUT_PEOPLE for column in table.columns]
LIST = re.compile(r"<!-- data map -->\n(.*)<!-- end of the data map -->", re.DOTALL)


def as_document() -> str:
    """Write the data map as the document has it."""
    lines = []
    for table in data_map():
        whom = "about people" if table.is_about_people else "no persons"
        lines += [
            f"### `{table.name}` ({whom})",
            "",
            f"{table.comment}.",
            "",
            "| Column | What, why, how long |",
            "|---|---|",
        ]
        lines += [f"| `{column.name}` | {column.comment} |" for column in table.columns] + [""]
    return "\n".join(lines)


def test_every_table_about_people_is_in_one_group_of_the_card():
    grouped = [name for names in GROUPS.values() for name in names]
    assert sorted(grouped) == sorted(table.name for table in ABOUT_PEOPLE)


@pytest.mark.parametrize("table", ABOUT_PEOPLE, ids=lambda table: table.name)
def test_a_table_about_people_has_its_sentence_in_both_languages(table):
    assert sentence_of(TEXTS.words["en"], table.name) == table.comment
    french = TEXTS.words["fr"].sentences[f"privacy.tables.{table.name}"]
    assert len(french) > 20
    assert french != table.comment


@pytest.mark.parametrize(("table", "column", "comment"), COLUMNS, ids=lambda value: str(value)[:30])
def test_a_column_of_such_a_table_has_its_sentence_in_both_languages(table: str, column: str, comment: str):
    assert sentence_of(TEXTS.words["en"], table, column) == comment
    french = TEXTS.words["fr"].sentences[f"privacy.columns.{table}.{column}"]
    assert len(french) > 20
    assert french != comment


def test_no_sentence_speaks_of_a_column_that_is_not_there():
    known = {f"privacy.tables.{table.name}" for table in ABOUT_PEOPLE}
    known |= {f"privacy.columns.{table}.{column}" for table, column, _ in COLUMNS}
    told = {
        key for key in TEXTS.words["en"].sentences if key.startswith(("privacy.tables.", "privacy.columns."))
    }
    assert told == known


def test_the_document_for_data_protection_officers_holds_the_data_map_as_it_is():
    found = LIST.search(DOCUMENT.read_text(encoding="utf-8"))
    assert found is not None
    assert found[1] == as_document(), "put what `as_document` writes between the two marks of docs/privacy.md"


def test_the_document_names_the_format_of_the_export():
    assert f"`{FORMAT}`" in DOCUMENT.read_text(encoding="utf-8")
