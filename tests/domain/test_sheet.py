"""A sheet is CSV that no spreadsheet takes for a formula."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.sheet import sheet


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@given(
    st.lists(
        st.lists(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0")), min_size=1)
    )
)
def test_no_cell_begins_a_formula_and_nothing_else_changes(lines: list[list[str]]):
    back = read(sheet(lines))
    for line, written in zip(
        [each for each in lines if each != [""]], [each for each in back if each != [""]], strict=True
    ):
        for cell, found in zip(line, written, strict=True):
            assert found in {cell, f"'{cell}"}
            assert found[:1] not in {"=", "+", "-", "@", "\t", "\r"}
            assert (found != cell) == (cell[:1] in {"=", "+", "-", "@", "\t", "\r"} and cell != "")


@pytest.mark.parametrize("cell", ["=1+1", "+33", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_what_a_spreadsheet_would_reckon_with_gets_an_apostrophe(cell: str):
    assert read(sheet([[cell]])) == [[f"'{cell}"]]


def test_numbers_stay_numbers_and_the_mark_of_utf_8_comes_first():
    assert sheet([(-1, 2, None)]) == "\ufeff-1,2,\r\n".encode()
