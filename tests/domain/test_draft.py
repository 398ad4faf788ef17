"""Drafts in a person's own words: what is kept whatever is long, and when a text is near the suggestion."""

import base64
import re
import unicodedata
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.counting import tidy
from bot.domain.draft import (
    LONGEST_ANSWER,
    MOST_CARRIED,
    NEAR,
    Answers,
    carried,
    in_own_words,
    is_near,
    nearness,
    read_carried,
    without_link,
    written,
)
from bot.domain.share import NETWORKS, Draft, fits, intent, packed
from tests.domain.test_share import links, networks, parse, sentences, words

SUGGESTED = Draft(
    disclosure="I work for Meuse Valley Pumps.",
    body="What surprised me was … the river.",
    question="What would you have moved first?",
    hashtags=("#pumps", "maintenance"),
    link="https://example.com/flood",
)
HASHTAG = re.compile(r"(?<!\w)#\w+")
texts = st.lists(sentences, max_size=6).map(" ".join)
answers = st.builds(
    Answers, struck=sentences, example=st.one_of(st.just(""), texts), question=st.one_of(st.just(""), texts)
)
suggestions = st.builds(
    Draft,
    disclosure=sentences.map(lambda each: each[:60]),
    body=texts,
    question=sentences,
    hashtags=st.lists(words, max_size=4).map(tuple),
    link=st.one_of(st.just(""), links),
)


def in_one_line(text: str) -> str:
    return " ".join(tidy(text).split())


@given(network=networks, suggested=suggestions, answers=answers)
def test_a_draft_begins_with_the_disclosure_and_keeps_every_word_and_the_link(network, suggested, answers):
    draft = in_own_words(answers, suggested)
    text = written(draft, network)
    disclosure = in_one_line(suggested.disclosure)
    assert in_one_line("\n".join(text.split("\n")[:2])).startswith(disclosure)
    for each in (answers.struck, answers.example, answers.question):
        assert tidy(each).strip() in text
    if suggested.link and network.takes == "text":
        assert text.split("\n")[-1] == unicodedata.normalize("NFC", suggested.link)


@given(suggested=suggestions, answers=answers)
def test_nothing_of_the_suggested_words_gets_into_a_draft(suggested, answers):
    draft = in_own_words(answers, suggested)
    assert draft.body == answers.body
    assert draft.question == answers.question.strip()
    assert (draft.disclosure, draft.link) == (suggested.disclosure, suggested.link)


@given(network=networks, suggested=suggestions, answers=answers)
def test_what_is_too_long_gives_up_the_hashtags_and_nothing_else(network, suggested, answers):
    draft = in_own_words(answers, suggested)
    text = written(draft, network)
    bare = written(in_own_words(answers, Draft(suggested.disclosure, "", link=suggested.link)), network)
    if not fits(text, network, suggested.link):
        assert text == bare
    assert len(text) >= len(bare)


@given(answers=answers, tags=st.lists(words, max_size=4).map(tuple))
def test_there_are_at_most_two_hashtags_unless_the_person_wrote_more(answers, tags):
    mine, ours = (
        len(HASHTAG.findall(written(in_own_words(answers, Draft("", "", hashtags=each)), NETWORKS["copy"])))
        for each in ((), tags)
    )
    assert mine <= ours <= max(2, mine)


def test_the_persons_own_hashtags_come_first():
    draft = in_own_words(Answers("A lamp came back. #repair"), SUGGESTED)
    assert written(draft, NETWORKS["copy"]) == (
        "I work for Meuse Valley Pumps.\n\nA lamp came back. #repair\n\n#pumps\nhttps://example.com/flood"
    )
    assert in_own_words(Answers("#one #two #three"), SUGGESTED).hashtags == ()


def test_an_answer_after_the_other_and_the_question_last():
    draft = in_own_words(Answers(" It rose. ", "\nSam laughed.\n", " And you? "), SUGGESTED)
    assert written(draft, NETWORKS["x"]) == (
        "I work for Meuse Valley Pumps.\n\nIt rose.\n\nSam laughed.\n\nAnd you?\n\n#pumps #maintenance"
    )


@given(network=networks, suggested=suggestions, answers=answers)
def test_a_networks_own_page_opens_with_the_whole_draft_or_the_draft_is_too_long_for_it(
    network, suggested, answers
):
    text = written(in_own_words(answers, suggested), network)
    address = intent(network, text, suggested.link, "mastodon.social")
    if address and network.takes_text and fits(text, network, suggested.link):
        assert parse(address)[0] == tidy(text)


@given(text=st.text())
def test_what_is_packed_comes_out_again_and_stands_safely_in_a_fragment(text):
    value = packed(text)
    assert value.replace("-", "").replace("_", "").isalnum()
    data = base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))
    assert zlib.decompress(data, -zlib.MAX_WBITS).decode() == tidy(text)


def test_a_long_french_draft_fits_into_a_button_once_packed():
    french = (
        "Mardi, à l’établi, une cliente m’a tendu une lampe de 2015 ; l’interrupteur ne répondait plus. Je l’ai "
        "ouverte devant elle : trois vis, un fil dessoudé, vingt minutes. Elle est repartie avec, et j’ai repensé à "
        "la collègue qui l’avait montée. Ce qui m’étonne encore, c’est qu’on nous demande si « ça vaut le coup ». "
    )
    answers = Answers(*(french * 2 for _ in range(3)))
    assert len(without_link(in_own_words(answers, SUGGESTED))) > 1_800
    assert len(packed(without_link(in_own_words(answers, SUGGESTED)))) < 2_000


@given(answers=answers)
def test_the_page_gets_the_draft_without_its_link(answers):
    draft = in_own_words(answers, SUGGESTED)
    assert written(draft, NETWORKS["copy"]).split() == [*without_link(draft).split(), SUGGESTED.link]


@given(
    where=st.sampled_from(["0f" * 10 + "/2", ""]),
    answers=st.builds(
        Answers, *[st.text(max_size=LONGEST_ANSWER).filter(lambda each: "\x1f" not in each)] * 3
    ),
)
def test_answers_come_back_from_a_button_as_they_went_or_do_not_go_at_all(where, answers):
    value = carried(where, answers)
    assert len(value) <= MOST_CARRIED
    if value:
        tidied = Answers(tidy(answers.struck), tidy(answers.example), tidy(answers.question))
        assert read_carried(value) == (where, tidied)
    else:
        assert len("".join((answers.struck, answers.example, answers.question))) > 300


def test_three_french_answers_of_full_length_fit_into_a_button():
    # Of the densest French at hand: little words repeat less than in a draft.
    said = (Path(__file__).parents[2] / "playbooks" / "starter-fr" / "charter.yaml").read_text(
        encoding="utf-8"
    )
    assert carried(
        "0f" * 10 + "/2", Answers(*(said[start : start + LONGEST_ANSWER] for start in (600, 1_200, 1_800)))
    )


@pytest.mark.parametrize(
    "pack", ["", "é", "====", "AAAA", packed("a" * 10_000), packed("x")[:-1], "\x1f" * 7]
)
def test_a_forged_button_is_read_without_answers(pack):
    assert read_carried(f"p/9.{pack}") == ("p/9", Answers(""))


@given(st.text())
def test_any_value_of_a_button_can_be_read(value):
    where, answers = read_carried(value)
    assert where == value.partition(".")[0]
    assert isinstance(answers.struck, str)


STARTERS = (
    "I used to think that repair was … . Then a lamp came back and …",
    "On Tuesday somebody put a lamp on my bench and said “…”. I looked at the hinge first, because …",
    "A customer brought back a desk lamp from 2015.",
)


def test_a_suggestion_sent_back_as_it_is_is_near_and_ones_own_story_is_not():
    assert nearness(STARTERS[1], STARTERS) == 1.0
    assert is_near(
        Answers("I USED to think that repair was hard. Then a lamp came back, and I laughed!"), STARTERS
    )
    assert not is_near(
        Answers(
            "My grandmother’s reading light stopped on Sunday, so Tom and I opened it on the kitchen table."
        ),
        STARTERS,
    )
    assert not is_near(Answers("I used to think that."), STARTERS), "two people may well begin alike"


@given(text=st.text(), stored=st.lists(st.text(), max_size=4))
def test_nearness_is_a_part_of_the_whole_and_the_same_each_time(text, stored):
    near = nearness(text, stored)
    assert 0.0 <= near <= 1.0
    assert near == nearness(text, list(reversed(stored)))
    assert nearness(text, []) == 0.0


@given(
    stored=st.lists(st.sampled_from(["lamp", "bench", "hinge", "switch", "cable"]), min_size=3, max_size=30)
)
def test_a_copy_is_as_near_as_can_be_whatever_its_case_and_punctuation(stored):
    copy = " … ".join(each.upper() for each in stored) + " !"
    assert nearness(copy, [", ".join(stored)]) == 1.0 > NEAR


def test_accents_do_not_hide_a_copy():
    assert nearness("La première fois, à l’établi", ["la premiere fois a l'etabli"]) == 1.0
