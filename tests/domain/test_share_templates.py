"""Every address that a playbook may describe: what is put in comes out again, whatever its signs, on every network."""

import unicodedata
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.domain.counting import tidy
from bot.domain.share import fits, intent
from bot.playbook.networks import ChosenNetwork, every_network
from tests.domain.test_share import links

KNOWN = [each.network for each in every_network()]
names = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
static = st.text("abzAZ019-._~!$'()*+,;:@/?%20", max_size=12)


@st.composite
def templates(draw: st.DrawFn) -> tuple[str, str, str]:
    """Draw an address with one or both places, and the names of the parameters they stand in."""
    text, url, *others = draw(st.lists(names, min_size=2, max_size=4, unique=True))
    before, after = (
        draw(static.filter(lambda each: "%" not in each)),
        draw(static.filter(lambda each: "%" not in each)),
    )
    pairs = [f"{text}={before}{{text}}{after}", *(f"{name}={draw(static) or 'x'}" for name in others)]
    if draw(st.booleans()):
        pairs.append(f"{url}={{url}}")
    path = draw(st.sampled_from(["", "/", "/share", "/intent/post"]))
    host = draw(st.sampled_from(["social.example.com", "{instance}", "xn--bb-eka.example"]))
    return f"https://{host}{path}?{'&'.join(draw(st.permutations(pairs)))}", text, url


@given(template=templates(), text=st.text(min_size=1), link=links)
def test_a_playbooks_own_address_gives_the_text_back(template: tuple[str, str, str], text: str, link: str):
    address, text_name, url_name = template
    network = ChosenNetwork(id="own", template=address).network
    built = intent(network, text, link, "mastodon.social")
    assert built is not None
    query = built.partition("?")[2]
    fields = {name: unquote(value) for name, _, value in (pair.partition("=") for pair in query.split("&"))}
    described = dict(pair.split("=", 1) for pair in address.partition("?")[2].split("&"))
    assert fields[text_name] == described[text_name].replace("{text}", tidy(text))
    if "{url}" in address:
        assert fields[url_name] == unicodedata.normalize("NFC", link)
    for name in described.keys() - {text_name, url_name}:
        assert f"{name}={described[name]}" in query.split("&"), "what an admin wrote is left as it is"


@pytest.mark.parametrize("network", [each for each in KNOWN if each.template], ids=lambda each: each.id)
@given(text=st.text(min_size=1), link=links)
def test_every_known_network_gives_text_and_link_back(network, text: str, link: str):
    assume(network.id != "email" or fits(text, network))
    built = intent(network, text, link, "mastodon.social") or ""
    parts = urlsplit(built)
    assert parts.scheme == ("mailto" if network.id == "email" else "https")
    if network.id == "email":
        assert unquote(parts.query.removeprefix("body=")).replace("\r\n", "\n") == tidy(text)
        return
    fields = {name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
    if network.takes_text:
        assert fields["text"] == tidy(text)
    if "url" in network.takes:
        assert fields.get("url", fields.get("u")) == unicodedata.normalize("NFC", link)


@pytest.mark.parametrize(
    ("template", "address"),
    [
        (
            "https://a.example/s?t={text}&via=lumen%20team",
            "https://a.example/s?t=100%25%20%7Burl%7D&via=lumen%20team",
        ),
        (
            "https://a.example/s?t=lu:{text}:{url}#top",
            "https://a.example/s?t=lu:100%25%20%7Burl%7D:https%3A%2F%2Fb.example%2F#top",
        ),
        ("https://a.example/s?{text}", "https://a.example/s?100%25%20%7Burl%7D"),
        ("https://a.example/s?next=/x?y&t={text}", "https://a.example/s?next=/x?y&t=100%25%20%7Burl%7D"),
        ("mailto:?subject=lampe%20&body={text}", "mailto:?subject=lampe%20&body=100%25%20%7Burl%7D"),
    ],
)
def test_an_address_is_filled_in_once_and_its_own_signs_are_left_alone(template: str, address: str):
    network = ChosenNetwork(id="own", template=template, limit=2_000, counter="encoded").network
    assert intent(network, "100% {url}", "https://b.example/") == address


def test_a_parameter_without_a_value_is_left_out():
    network = ChosenNetwork(id="own", template="https://a.example/s?t={text}&u=see:{url}&k=v").network
    assert intent(network, "x") == "https://a.example/s?t=x&k=v"
    assert intent(network, "") == "https://a.example/s?k=v"
