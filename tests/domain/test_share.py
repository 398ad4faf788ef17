"""Share links: what is kept whatever is cut, and addresses from which the same text comes back."""

import re
import unicodedata
from dataclasses import replace
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.domain.counting import tidy
from bot.domain.share import (
    LONGEST_MAILTO,
    NETWORKS,
    Draft,
    LinkError,
    compose,
    fits,
    instance_host,
    intent,
    linkedin_link,
    share_path,
    used,
    with_utm,
)

LINK = "https://example.com/café/a%20b?edition=2&tag=#before-noon"
DRAFT = Draft(
    disclosure="I work for Meuse Valley Pumps.",
    body="What surprised me was … the river. It rose by two metres.",
    question="What would you have moved first?",
    hashtags=("#pumps", "maintenance"),
    link=LINK,
)
networks = st.sampled_from(list(NETWORKS.values()))
networks_with_text = networks.filter(lambda network: network.template and network.takes_text)
words = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=12)
sentences = st.builds(
    lambda each, end: " ".join(each) + end,
    st.lists(words, min_size=1, max_size=14),
    st.sampled_from([".", " ?", "!", "…", "。", ""]),
)
bodies = st.lists(sentences, max_size=8).map(" ".join)
tails = st.text("abz019é-._~!$&'()*+,;=:@/?%20", max_size=60)
links = st.builds(
    "https://{}.example{}{}".format, st.sampled_from(["a", "été"]), st.sampled_from("/?#"), tails
)
drafts = st.builds(
    Draft,
    disclosure=sentences.map(lambda each: each[:60]),
    body=bodies,
    question=sentences,
    hashtags=st.lists(words, max_size=4).map(tuple),
    link=st.one_of(st.just(""), links),
)


def parse(address: str) -> tuple[str, str]:
    """Read an address as the network does: the text and the link."""
    scheme, host, _, query, fragment = urlsplit(address)
    assert not fragment
    if scheme == "mailto":
        return unquote(query.removeprefix("body=")).replace("\r\n", "\n"), ""
    assert scheme == "https"
    assert host
    fields = parse_qs(query, strict_parsing=bool(query))
    return fields.get("text", [""])[0], fields.get("url", fields.get("u", [""]))[0]


def test_the_networks_come_in_one_fixed_order_and_copy_comes_last():
    assert list(NETWORKS) == ["linkedin", "x", "facebook", "bluesky", "threads", "mastodon", "email", "copy"]


@given(network=networks_with_text, text=st.text(), link=links)
def test_the_same_text_and_link_come_out_of_an_address_as_went_in(network, text, link):
    assume(fits(text, network) or network.id != "email")
    address = intent(network, text, link, "mastodon.social")
    assert address is not None
    assert parse(address) == (
        tidy(text),
        unicodedata.normalize("NFC", link) if "url" in network.takes else "",
    )


@given(network=networks_with_text, text=st.text())
def test_an_address_holds_only_unreserved_signs_and_percent_codes(network, text):
    address = intent(network, text, LINK, "mastodon.social") or ""
    _, _, query = address.partition("?")
    values = [pair.partition("=")[2] for pair in query.split("&")]
    assert all(re.fullmatch(r"(?:[A-Za-z0-9._~-]|%[0-9A-F]{2})*", value) for value in values)


def test_an_address_encodes_once_and_in_the_agreed_way():
    x, email = NETWORKS["x"], NETWORKS["email"]
    assert intent(x, "a b+c\n!'()*\u00e9 100%20") == (
        "https://x.com/intent/tweet?text=a%20b%2Bc%0A%21%27%28%29%2A%C3%A9%20100%2520"
    )
    assert intent(x, "e\u0301") == intent(x, "\u00e9")
    assert intent(x, "half \ud800 a pair") == intent(x, "half \ufffd a pair")
    assert intent(x, "") == "https://x.com/intent/tweet"
    assert intent(email, "one\r\ntwo") == "mailto:?body=one%0D%0Atwo"


def test_linkedin_opens_with_the_text_and_in_its_other_form_with_the_link_alone():
    text = compose(DRAFT, NETWORKS["linkedin"])
    address = intent(NETWORKS["linkedin"], text, LINK)
    assert address
    assert address.startswith("https://www.linkedin.com/feed/?shareActive=true&text=I%20work")
    assert parse(address)[0].endswith(LINK)
    assert linkedin_link(LINK).startswith(
        "https://www.linkedin.com/sharing/share-offsite/?url=https%3A%2F%2F"
    )
    assert parse_qs(urlsplit(linkedin_link(LINK)).query) == {"url": [LINK]}


def test_there_is_nothing_to_open_without_what_a_network_needs():
    assert intent(NETWORKS["copy"], "text", LINK) is None
    assert intent(NETWORKS["facebook"], "text") is None
    assert intent(NETWORKS["mastodon"], "text", LINK) is None
    assert intent(NETWORKS["mastodon"], "text", LINK, "not a host") is None


@given(network=networks, draft=drafts)
def test_a_composed_text_fits_its_network_and_never_loses_disclosure_or_link(network, draft):
    text = compose(draft, network)
    lines = text.split("\n")
    disclosure = " ".join(tidy(draft.disclosure).split())
    link = unicodedata.normalize("NFC", draft.link)
    if disclosure:
        assert lines[0] == disclosure
    if network.takes == "text" and link:
        assert lines[-1] == link
    bare = compose(replace(draft, body="", question="", hashtags=()), network)
    assert fits(text, network, link) or text == bare


@given(network=networks, draft=drafts)
def test_nothing_is_cut_from_a_text_that_fits(network, draft):
    whole = compose(draft, NETWORKS["copy"])
    if network.takes != "text":
        whole = compose(replace(draft, link=""), NETWORKS["copy"])
    assume(fits(whole, network, draft.link))
    assert compose(draft, network) == whole


@given(network=networks, draft=drafts)
def test_at_most_two_hashtags_are_added(network, draft):
    text = compose(replace(draft, disclosure="", body="", question="Why", link=""), network)
    assert text.count("#") <= 2


def test_a_text_that_is_too_long_gives_up_hashtags_then_sentences_then_its_question():
    x = NETWORKS["x"]
    first, second, third = (f"{name} " + "word " * 15 + "end." for name in ("First", "Second", "Third"))
    draft = replace(DRAFT, body=f"{first} {second}")
    assert compose(draft, x).endswith("end.\n\nWhat would you have moved first?")
    draft = replace(DRAFT, body=f"{first} {second} {third}")
    assert compose(draft, x) == f"{DRAFT.disclosure}\n\n{first} {second}\n\n{DRAFT.question}"
    draft = replace(DRAFT, body=f"{first} {second}", question="Why? " * 40)
    assert compose(draft, x) == f"{DRAFT.disclosure}\n\n{first} {second}"


def test_one_endless_sentence_is_cut_at_a_word():
    text = compose(replace(DRAFT, body="endless, " * 60), NETWORKS["x"])
    assert re.fullmatch(r"I work for Meuse Valley Pumps\.\n\n(endless, )+endless…", text)
    assert 250 < used(text, NETWORKS["x"], LINK) <= 280


def test_a_sentence_does_not_end_inside_a_name_a_quotation_or_a_blank():
    body = "Un mot de M. Dupont : « Bravo ! » Puis … et rien. " + "Mot " * 60
    text = compose(Draft("", body), NETWORKS["x"])
    assert text == "Un mot de M. Dupont : « Bravo ! » Puis … et rien."
    assert compose(Draft("d" * 253, body), NETWORKS["x"]) == f"{'d' * 253}\n\nUn mot de M. Dupont…"


def test_a_question_alone_is_cut_like_a_body():
    assert compose(Draft("I work here.", "", "why " * 100), NETWORKS["x"]).endswith("why…")


def test_a_disclosure_is_one_line_however_it_was_written():
    assert compose(Draft(" I work\n\nhere. ", "Body"), NETWORKS["copy"]) == "I work here.\n\nBody"


@pytest.mark.parametrize(
    "link",
    [
        "http://example.com",
        "javascript:alert(1)",
        "data:text/html,x",
        "//example.com",
        "https://",
        "https:///path",
        "https://user:secret@example.com/",
        "https://example.com\\@evil.example",
        "https://exam ple.com",
        "https://example.com/a b",
        "https://example.com/\n",
        'https://example.com/"onclick="x',
        "https://example.com/<script>",
        "https://example.com/\u202egpj.exe",
        "https://[::1]/",
        " https://example.com",
        "mailto:a@example.com",
    ],
)
def test_only_a_plain_https_link_is_ever_shared(link):
    for network in NETWORKS.values():
        with pytest.raises(LinkError, match="full https address"):
            compose(Draft("", "", link=link), network)
        with pytest.raises(LinkError):
            intent(network, "text", link)
        with pytest.raises(LinkError):
            with_utm(link, network, "book", "item", 0)
    with pytest.raises(LinkError):
        linkedin_link(link)


@given(text=st.text(max_size=300), link=st.one_of(st.just(""), links))
def test_a_mail_address_stays_within_its_limit_and_keeps_the_link_at_the_end(text, link):
    email = NETWORKS["email"]
    body = f"{text} {'é ' * 400}\n{link}" if link else f"{text} {'é ' * 400}"
    address = intent(email, body, link) or ""
    assert len(address) <= LONGEST_MAILTO
    if link:
        assert parse(address)[0].endswith(unicodedata.normalize("NFC", link))


@given(link=links, book=st.text(), item=st.text(), angle=st.integers(0, 2))
def test_utm_adds_four_plain_values_and_changes_nothing_else(link, book, item, angle):
    network = NETWORKS["linkedin"]
    tagged = with_utm(link, network, book, item, angle)
    whole = unicodedata.normalize("NFC", link)
    address, _, fragment = whole.partition("#")
    assert tagged.startswith(address)
    assert tagged.partition("#")[2] == fragment
    added = tagged.partition("#")[0].removeprefix(address).strip("?&")
    assert re.fullmatch(
        r"utm_source=linkedin&utm_medium=social(&utm_campaign=[a-z0-9-]+)?&utm_content=[a-z0-9-]+", added
    )
    assert with_utm(tagged, network, book, item, angle) == tagged


def test_utm_speaks_plain_ascii():
    tagged = with_utm("https://example.com", NETWORKS["x"], "Métiers & Œuvres", "Fête_nº 2", 1)
    assert tagged == (
        "https://example.com?utm_source=x&utm_medium=social&utm_campaign=metiers-oeuvres&utm_content=fete-no-2-1"
    )
    assert with_utm("", NETWORKS["x"], "book", "item", 1) == ""


@pytest.mark.parametrize("name", ["utm_source", "utm_medium", "utm_campaign", "utm_content", "UTM_Source"])
def test_utm_never_overwrites_what_is_there(name):
    tagged = with_utm(f"https://example.com/?{name}=mine&x=1#end", NETWORKS["x"], "book", "item", 1)
    fields = parse_qs(urlsplit(tagged).query)
    assert fields[name] == ["mine"]
    assert len([each for each in fields if each.lower() == name.lower()]) == 1
    assert len(fields) == 5
    assert tagged.endswith("#end")
    assert with_utm(f"https://example.com/?{name}=", NETWORKS["x"], "b", "i", 1).count(name.lower()) <= 1


@pytest.mark.parametrize(
    ("written", "host"),
    [
        ("mastodon.social", "mastodon.social"),
        (" Mastodon.Social/ ", "mastodon.social"),
        ("https://piaille.fr/@camille", "piaille.fr"),
        ("@camille@piaille.fr", "piaille.fr"),
        ("xn--mlktz-5wa2e.example", "xn--mlktz-5wa2e.example"),
        ("", ""),
        ("camille", ""),
        ("127.0.0.1", ""),
        ("evil.example:8080", ""),
        ("evil.example?x=", ""),
        ("evil.example#x", ""),
        ("javascript:alert(1)", ""),
        ("a..b.fr", ""),
        ("-a.fr", ""),
        (f"{'a.' * 130}fr", ""),
    ],
)
def test_a_mastodon_server_is_read_from_what_people_write(written, host):
    assert instance_host(written) == host


@given(book=words, item=words, angle=st.integers(0, 99))
def test_our_own_page_has_one_address_per_angle_and_network(book, item, angle):
    path, _, query = share_path(book, item, angle, "x", "fr").partition("?")
    assert [unquote(part) for part in path.split("/")] == ["", "s", book, item, str(angle), "x"]
    assert query == "lang=fr"
