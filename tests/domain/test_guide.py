"""Words by their stems, and how well an entry fits a question: the rules behind the guide's answers."""

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.guide import ENOUGH, SURE, WORTH_OFFERING, Entry, matches, resembling
from bot.domain.stems import LONGEST, stems

FAMILIES = {
    "fr": (
        "publier publie publiez publié publiées publication PUBLICATIONS",
        "réseau réseaux RESEAU",
        "journal journaux journaliste journalistes",
        "critique critiquer critiques critiquez",
        "aide aider aidez aides",
        "nom nommer nommé",
        "privé privée privés",
        "travail travaille travailler",
        "cœur coeur cœurs",
    ),
    "en": (
        "criticise criticize criticism critics criticising",
        "salary salaries",
        "harassed harassment harassing",
        "competitor competitors competition",
        "manage manager managers managing",
        "tag tags tagging tagged",
        "leave leaves leaving",
        "mistake mistakes",
        "boss bosses",
    ),
}
LANGUAGES = st.sampled_from(["fr", "en"])
WORDS = st.lists(st.text(string.ascii_lowercase, min_size=2, max_size=6), min_size=1, max_size=6)


def an_entry(id_: str = "one", *, title: str = "", words: str = "", text: str = "") -> Entry:
    return Entry("starter", "question", id_, title, words, text)


@pytest.mark.parametrize(
    ("language", "family"), [(language, family) for language, all_ in FAMILIES.items() for family in all_]
)
def test_words_of_one_family_have_one_stem(language: str, family: str):
    assert len(set(stems(family, language))) == 1, stems(family, language)


@pytest.mark.parametrize(
    ("language", "text", "left"),
    [
        ("fr", "Est-ce que je peux nommer un client ?", ("nom", "client")),
        ("fr", "Qu’est-ce qu’il faut que je fasse ?", ()),
        ("fr", "L'entreprise, d'abord", ("entrepris", "abord")),
        ("en", "May I post a photo of the workshop?", ("post", "photo", "workshop")),
        ("en", "What should I do?", ()),
    ],
)
def test_little_words_are_left_out(language: str, text: str, left: tuple[str, ...]):
    assert stems(text, language) == left


@given(st.text(), LANGUAGES)
def test_a_stem_has_letters_and_digits_alone_whatever_is_typed(text: str, language: str):
    for stem in stems(text, language):
        assert re.fullmatch(rf"[a-z0-9]{{2,{LONGEST}}}", stem)


@given(st.text(string.ascii_letters + " éèàçêœ’-", max_size=80), LANGUAGES)
def test_case_changes_nothing(text: str, language: str):
    assert stems(text.upper(), language) == stems(text.lower(), language)


def test_a_title_says_more_than_a_text():
    entries = [
        an_entry("text", text="photo"),
        an_entry("title", title="photo"),
        an_entry("words", words="photo"),
    ]
    assert [each.entry.id for each in matches(["photo"], {}, entries, 30)] == ["title", "words", "text"]


def test_a_rare_word_says_more_than_a_frequent_one():
    entries = [an_entry("frequent", title="post"), an_entry("rare", title="badge")]
    entries += [an_entry(f"other-{n}", title="post") for n in range(10)]
    assert matches(["post", "badge"], {}, entries, 30)[0].entry.id == "rare"


def test_one_telling_word_is_not_an_answer_to_a_long_question_about_something_else():
    [found] = matches(["annual", "leave", "day"], {}, [an_entry(title="leave", text="day")], 3)
    assert found.fit >= SURE
    assert found.share < ENOUGH
    assert not found.is_sure


def test_what_was_meant_counts_a_little_less_than_what_was_typed():
    typed = matches(["client"], {}, [an_entry(title="client")], 30)
    meant = matches(["cleint"], {"cleint": "client"}, [an_entry(title="client")], 30)
    assert WORTH_OFFERING < meant[0].fit < typed[0].fit


def test_equals_keep_the_order_of_the_playbook():
    entries = [an_entry(id_, title="photo") for id_ in ("third", "first", "second")]
    assert [each.entry.id for each in matches(["photo"], {}, entries, 30)] == ["third", "first", "second"]


@given(WORDS, st.lists(st.tuples(WORDS, WORDS, WORDS), max_size=8), st.integers(0, 50))
def test_a_fit_is_a_share_of_what_was_asked(
    asked: list[str], written: list[tuple[list[str], ...]], more: int
):
    entries = [
        an_entry(str(n), title=" ".join(title), words=" ".join(words), text=" ".join(text))
        for n, (title, words, text) in enumerate(written)
    ]
    found = matches(asked, {}, entries, len(entries) + more)
    assert all(WORTH_OFFERING <= each.fit <= 1.1 + 1e-9 and 0 <= each.share <= 1 for each in found)
    assert [each.fit for each in found] == sorted((each.fit for each in found), reverse=True)


@given(WORDS)
def test_who_says_all_that_was_asked_in_the_title_is_an_answer(asked: list[str]):
    [found] = matches(asked, {}, [an_entry(title=" ".join(asked))], 1)
    assert found.fit == pytest.approx(1.1)
    assert found.is_sure


def test_nothing_asked_matches_nothing():
    assert matches([], {}, [an_entry(title="photo")], 30) == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("jounal", "journal"),
        ("cleint", "client"),
        ("desinscrir", "desinscription"),  # one family
        ("pomm", None),  # too short to tell
        ("recet", None),
        ("keyboard", None),
    ],
)
def test_a_slip_is_taken_for_the_word_it_resembles(typed: str, meant: str | None):
    known = {"journal", "client", "desinscription", "photo", "recrut", "travail", "keep"}
    assert resembling(typed, known) == meant
