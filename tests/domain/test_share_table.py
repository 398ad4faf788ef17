"""How long a text is, network by network, by the network's own published rule: a table to be checked by hand.

Sources, each read in 2026:
- X: https://docs.x.com/fundamentals/counting-characters and twitter-text's config/v3.json (280; weight 1 for U+0000-10FF,
  2000-200D, 2010-201F, 2032-2037, else 2; an emoji 2; an address 23; NFC).
- Mastodon: https://docs.joinmastodon.org/user/posting and StatusLengthValidator of v4.6 (500
  grapheme clusters; an address 23; of a mention only `@name`).
- Bluesky: https://github.com/bluesky-social/social-app `shortenLinks` and `toShortUrl` (300 grapheme clusters; an address is
  its host and, of what follows, at most 13 signs and three full stops).
- Threads: https://developers.facebook.com/documentation/threads/posts (500 characters; an emoji as its UTF-8 bytes).
- LinkedIn and Facebook: https://developers.buffer.com/guides/character-limits.md (3,000; UTF-16 units).
- E-mail: RFC 6068 and RFC 3986 (what stands in the address, percent-encoded, lines ending in CR LF).
"""

import pytest

from bot.domain.share import NETWORKS, fits, used

LINK = "https://example.com/atelier/une-longue-adresse?edition=2"
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
FLAG, WAVE, HEART = "\U0001f1eb\U0001f1f7", "\U0001f44b", "\u2764\ufe0f"

TABLE = [
    # X
    ("x", "", 0),
    ("x", "Bonjour", 7),
    ("x", "é", 1),
    ("x", "e\u0301", 1),
    ("x", "« Où ? »", 8),
    ("x", "l’œuvre", 7),
    ("x", "a – b — c", 9),
    ("x", "…", 2),
    ("x", "10 €", 5),
    ("x", "Привет", 6),
    ("x", "修理", 4),
    ("x", WAVE, 2),
    ("x", WAVE + "\U0001f3fd", 2),
    ("x", FAMILY, 2),
    ("x", FLAG, 2),
    ("x", HEART, 2),
    ("x", LINK, 23),
    ("x", f"Lire {LINK}.", 5 + 23 + 1),
    ("x", "http://a.fr et https://b.fr", 23 + 4 + 23),
    ("x", "@camille #lampe", 15),
    ("x", "un\ndeux", 7),
    # Mastodon
    ("mastodon", "Bonjour", 7),
    ("mastodon", "e\u0301", 1),
    ("mastodon", "修理", 2),
    ("mastodon", FAMILY, 1),
    ("mastodon", FLAG * 2, 2),
    ("mastodon", LINK, 23),
    ("mastodon", f"({LINK})", 25),
    ("mastodon", "@camille", 8),
    ("mastodon", "@camille@piaille.fr", 8),
    ("mastodon", "Merci @camille@piaille.fr !", 5 + 1 + 8 + 2),
    ("mastodon", "camille@example.com", 19),
    ("mastodon", "https://piaille.fr/@camille@example.com", 23),
    # Bluesky
    ("bluesky", "Bonjour", 7),
    ("bluesky", FAMILY, 1),
    ("bluesky", "修理…", 3),
    ("bluesky", "https://example.com", 11),
    ("bluesky", "https://example.com/", 11),
    ("bluesky", "https://example.com/?a=b", 15),
    ("bluesky", "https://example.com/123456789012345", 11 + 16),
    ("bluesky", "https://example.com/12345678901234", 11 + 15),
    ("bluesky", LINK, 11 + 16),
    ("bluesky", f"Lire {LINK} !", 5 + 27 + 2),
    # Threads
    ("threads", "Été", 3),
    ("threads", "修理", 2),
    ("threads", WAVE, 4),
    ("threads", HEART, 6),
    ("threads", FAMILY, 25),
    ("threads", f"Salut {WAVE}", 10),
    # LinkedIn and Facebook
    ("linkedin", "Été", 3),
    ("linkedin", WAVE, 2),
    ("linkedin", FAMILY, 11),
    ("linkedin", "𝗴𝗿𝗮𝘀", 8),
    ("linkedin", LINK, len(LINK)),
    ("facebook", WAVE, 2),
    # E-mail
    ("email", "a b", 5),
    ("email", "é", 6),
    ("email", "un\ndeux", 2 + 6 + 4),
    ("email", "l’été", 1 + 9 + 6 + 1 + 6),
]


@pytest.mark.parametrize(("network", "text", "count"), TABLE)
def test_a_text_counts_as_its_network_says(network: str, text: str, count: int):
    assert used(text, NETWORKS[network]) == count


@pytest.mark.parametrize(
    ("network", "with_link"),
    [("x", 24), ("mastodon", 24), ("threads", 0), ("facebook", 0), ("linkedin", 0), ("bluesky", 0)],
)
def test_a_link_that_the_network_adds_by_itself_takes_its_place(network: str, with_link: int):
    assert used("", NETWORKS[network], LINK) == with_link


@pytest.mark.parametrize(
    ("network", "sign", "most"),
    [
        ("x", "a", 280),
        ("x", "修", 140),
        ("mastodon", FAMILY, 500),
        ("bluesky", FAMILY, 300),
        ("threads", "é", 500),
        ("threads", WAVE, 125),
        ("linkedin", "a", 3000),
        ("linkedin", WAVE, 1500),
        ("facebook", "a", 63206),
    ],
)
def test_the_limit_is_the_last_length_that_fits(network: str, sign: str, most: int):
    assert fits(sign * most, NETWORKS[network])
    assert not fits(sign * (most + 1), NETWORKS[network])


def test_the_table_covers_every_network_that_has_a_limit():
    assert len(TABLE) >= 40
    assert {network for network, _, _ in TABLE} == {each.id for each in NETWORKS.values() if each.limit}
