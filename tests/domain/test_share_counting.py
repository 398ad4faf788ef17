"""How the networks count: their own published examples, and what any text obeys."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.counting import (
    COUNTERS,
    clusters,
    emoji_bytes,
    encoded,
    graphemes,
    placeholders,
    shortened,
    tidy,
    utf16,
    weighted,
)

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
CODER = "\U0001f469\U0001f3fd\u200d\U0001f4bb"
FRANCE, BELGIUM = "\U0001f1eb\U0001f1f7", "\U0001f1e7\U0001f1ea"
WALES = "\U0001f3f4\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f"
RAINBOW = "\U0001f3f3\ufe0f\u200d\U0001f308"
HEART, KEYCAP = "\u2764\ufe0f", "1\ufe0f\u20e3"


@pytest.mark.parametrize(
    "one", [FAMILY, CODER, FRANCE, WALES, RAINBOW, HEART, KEYCAP, "e\u0301\u0323", "नि", "é"]
)
def test_what_a_reader_sees_as_one_character_is_one(one):
    assert graphemes(one) == 1
    assert graphemes(one + "a" + one) == 3


def test_neighbours_stay_apart():
    assert list(clusters(FRANCE + BELGIUM + FRANCE[0])) == [FRANCE, BELGIUM, FRANCE[0]]
    assert list(clusters("\n\u0301a")) == ["\n", "\u0301", "a"]
    assert list(clusters("a\u200db")) == ["a\u200d", "b"]


@given(st.text())
def test_splitting_loses_nothing(text):
    assert "".join(clusters(text)) == text
    assert graphemes(text) <= len(tidy(text)) <= utf16(text)


# docs.x.com/fundamentals/counting-characters
@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("\U0001f47e", 2),
        ("\U0001f64b\U0001f3fd", 2),
        ("\U0001f468\u200d\U0001f3a4", 2),
        (FAMILY, 2),
        (FRANCE, 2),
        (KEYCAP, 2),
        ("Hello, world! \U0001f44b", 16),
        ("cafe\u0301", 4),
        ("日本", 4),
        ("« “quoted” – … »", 17),
        ("https://example.com", 23),
        ("https://example.com/very/long/path", 23),
        ("(See https://example.com/a.)", 5 + 23 + 2),
    ],
)
def test_x_counts_as_it_says(text, count):
    assert weighted(text) == count


def test_mastodon_counts_clusters_and_23_for_an_address():
    assert placeholders(f"{FAMILY} https://example.com/a/very/long/path/indeed") == 2 + 23


def test_bluesky_counts_clusters_and_a_shortened_address():
    assert shortened(f"{FAMILY} https://example.com") == 2 + len("example.com")
    assert shortened("https://example.com/short") == len("example.com/short")
    assert shortened("https://example.com/much/longer/than/that") == len("example.com") + 16
    assert shortened("https://example.com?much=longer&than=that") == len("example.com") + 16


def test_threads_counts_emoji_as_bytes_and_all_else_as_characters():
    assert emoji_bytes("été") == 3
    assert emoji_bytes("\U0001f44b") == 4
    assert emoji_bytes(FAMILY) == len(FAMILY.encode())


def test_linkedin_counts_utf_16_units():
    assert utf16("aé\U0001f44b") == 4


def test_a_mail_address_counts_what_is_really_in_it():
    assert encoded("é \n'") == len("%C3%A9%20%0D%0A%27")


@given(st.text())
def test_every_counter_counts_the_tidy_text(text):
    for count in COUNTERS.values():
        assert count(text) == count(tidy(text)) >= 0


def test_tidy_text_is_nfc_with_plain_line_ends_and_whole_characters():
    assert tidy("e\u0301\r\n\r\ud800") == "é\n\n\ufffd"
