"""rules.js counts and addresses as bot/domain does: the same texts through both, with Node where there is one."""

import json
import random
import subprocess
from dataclasses import asdict
from pathlib import Path

import pytest

from bot.domain.counting import COUNTERS, clusters, tidy
from bot.domain.share import NETWORKS, instance_host, intent, used
from tests.npm import node

RULES = Path(__file__).parents[2] / "bot" / "web" / "static" / "rules.js"
LINK = "https://example.com/caf%C3%A9?edition=2&tag=#before-noon"
HOSTS = [
    "mastodon.social",
    " @Camille@Piaille.fr ",
    "https://piaille.fr/@camille",
    "camille",
    "127.0.0.1",
    "a..b",
    "",
]
WRITTEN = [
    "",
    "Plain words, 100 % (yes!) 'quoted' *starred* ~ _ . - & = + # ?",
    "« L’été », dit-elle… “œuvre” — cœur\u00a0! e\u0301\u0323 Ž\u0301",
    "one\r\ntwo\rthree\n\nfour",
    "half \ud800 a pair \udc00",
    "👩🏽\u200d💻 👨\u200d👩\u200d👧\u200d👦 🇫🇷🇧🇪🇫 ❤️ 1️⃣ ✅ → ™ 🏳️\u200d🌈 🏴\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f",
    "日本語の文章。終わり！ العربية עברית हिन्दी नि ไทย",
    "See https://example.com/a/very/long/path?with=query#and-fragment. And (https://example.com), http://a.fr!",
    "https://example.com?x=1 « https://exemple.fr/été » https://e.fr/",
    "mot, " * 700 + "\nhttps://example.com/fin",
    "é" * 900,
    "phrase sans fin et sans lien " * 120,
]


def corpus() -> list[str]:
    chance = random.Random(20261123)
    pieces = [
        *"aZ09 .,;:!?'()*-~%&=+#/\n\r\té",
        "\u0301",
        "\u200d",
        "\ufe0f",
        "\u20e3",
        "🏽",
        "👋",
        "👩",
        "❤",
        "🇫",
        "日",
    ]
    pieces += [
        "https://example.com/a",
        "http://b.fr",
        "…",
        "«",
        "»",
        "\u00a0",
        "\u202f",
        "ℹ",
        "‼",
        "\u2028",
        "\x00",
    ]
    made = ["".join(chance.choices(pieces, k=chance.randint(1, 60))) for _ in range(400)]
    return WRITTEN + made


@pytest.fixture(scope="module")
def answers() -> dict[str, list[dict[str, object]]]:
    """What rules.js says of the corpus."""
    program = node()
    script = (
        f"import * as rules from {json.dumps(RULES.as_uri())};"
        "let input = ''; for await (const part of process.stdin) input += part;"
        "const {texts, networks, link, hosts} = JSON.parse(input);"
        "const segments = new Intl.Segmenter('en', {granularity: 'grapheme'});"
        "const about = (text) => ({"
        "  tidy: rules.tidy(text), clusters: rules.clusters(rules.tidy(text)),"
        "  segments: [...segments.segment(rules.tidy(text))].length,"
        "  used: networks.map((each) => rules.used(text, each, link)),"
        "  intents: networks.map((each) => rules.intent(each, text, link, 'mastodon.social')),"
        "});"
        "const said = {texts: texts.map(about), hosts: hosts.map(rules.instanceHost)};"
        "console.log(JSON.stringify(said));"
    )
    networks = [{**asdict(each), "linkCost": each.link_cost} for each in NETWORKS.values()]
    given = {"texts": corpus(), "networks": networks, "link": LINK, "hosts": HOSTS}
    done = subprocess.run(
        [program, "--input-type=module", "-e", script],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    found: dict[str, list[dict[str, object]]] = json.loads(done.stdout)
    return found


def test_both_split_a_text_into_the_same_characters(answers):
    for text, said in zip(corpus(), answers["texts"], strict=True):
        assert said["tidy"] == tidy(text)
        assert said["clusters"] == list(clusters(tidy(text))), repr(text)


def test_both_count_alike_on_every_network(answers):
    for text, said in zip(corpus(), answers["texts"], strict=True):
        assert said["used"] == [used(text, each, LINK) for each in NETWORKS.values()], repr(text)
    assert {each.counter for each in NETWORKS.values()} == set(COUNTERS)


def test_both_build_the_same_addresses(answers):
    for text, said in zip(corpus(), answers["texts"], strict=True):
        built = [intent(each, text, LINK, "mastodon.social") for each in NETWORKS.values()]
        assert said["intents"] == built, repr(text)


def test_both_read_the_same_mastodon_servers(answers):
    assert answers["hosts"] == [instance_host(each) for each in HOSTS]


def test_what_people_write_is_counted_as_unicode_itself_counts(answers):
    """The browser's own segmentation (UAX 29 in full) finds as many characters in all but the invented texts."""
    for text, said in zip(WRITTEN, answers["texts"], strict=False):
        if "हिन्दी" not in text:  # Indic conjuncts are the approximation's known gap.
            assert said["segments"] == len(list(clusters(tidy(text)))), repr(text)
