"""Did you mean: French keys and file names lead to those that exist, and to nothing where there is none."""

import pytest

from bot.playbook.editor_schema import editor_schema
from bot.playbook.guess import FRENCH, nearest
from bot.playbook.kinds import KINDS

FILES = {"playbook", "words", *(kind.files for kind in KINDS)}
KEYS = {
    key
    for name, part in editor_schema()["$defs"].items()
    if name[0].isupper()
    for shape in (part, *part.get("anyOf", ()))
    for key in shape.get("properties", {})
}


@pytest.mark.parametrize("word", FRENCH)
def test_every_french_word_leads_to_keys_or_files_that_exist(word):
    meant = FRENCH[word].split()
    assert meant
    assert set(meant) <= KEYS | FILES
    assert word.isascii()


@pytest.mark.parametrize(
    ("typed", "known", "meant"),
    [
        ("Réponse", ["text", "answer"], "answer"),
        ("jours fériés", ["days", "skip_holidays"], "skip_holidays"),
        ("ordre-du-jour", ["bring", "agenda"], "agenda"),
        ("coup d'envoi", ["call", "kick_off"], "kick_off"),
        ("pourquoi", ["text", "why_for_you"], "why_for_you"),
        ("pourquoi", ["text", "why"], "why"),
        ("fin", ["starts", "ends"], "ends"),
        ("fin", ["from", "to"], "to"),
        ("fin", ["title", "text"], ""),
        ("TITEL", ["title", "text"], "title"),
        ("ateliers", FILES, "workshops"),
    ],
)
def test_a_word_is_understood_by_what_is_possible_in_its_place(typed, known, meant):
    assert nearest(typed, known) == meant
