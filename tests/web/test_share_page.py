"""The share page as it is sent: complete without scripts, the same for everybody, and only ever text."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from structlog.testing import capture_logs

from bot.domain.share import NETWORKS, Draft, compose, intent, linkedin_link, share_path, with_utm
from bot.texts import LANGUAGES, catalogues
from tests.web.conftest import ANGLES, DRAFT, TITLE, a_share_page

STATIC = Path(__file__).parents[2] / "bot" / "web" / "static"
OWN_HOSTS = {urlsplit(each.template).netloc for each in NETWORKS.values()} - {"", "{instance}"}
HOSTILE = [
    "<script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "</title><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "' autofocus onfocus='alert(1)",
    "<!-- --><svg/onload=alert(1)>",
    "{{ 7*7 }}{% raw %}${7*7}",
    "&lt;b&gt; &amp; &#x3c;script&#x3e;",
    "]]><![CDATA[<x>",
    "javascript:alert(1)",
    "\u202eevil\u2066\u2069\ufeff",
    "\x00\x0b\x1b[31m",
    "<a href='https://evil.example'>win</a>",
]


class Page(HTMLParser):
    """What a browser would find in a page."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.words: dict[str, str] = {}
        self._open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        self._open.append(tag)
        # A browser reads these two as plain text up to their end tag.
        if tag in {"textarea", "title"}:
            self.set_cdata_mode(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self._open:
            self.words[self._open[-1]] = self.words.get(self._open[-1], "") + data

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def by_id(self, name: str) -> dict[str, str]:
        return next(attributes for _, attributes in self.elements if attributes.get("id") == name)


async def read(client, path: str, **headers: str) -> tuple[Page, str]:
    async with client.get(path, headers=headers) as answer:
        assert answer.status == 200, path
        assert answer.content_type == "text/html"
        html = await answer.text()
    return Page(html), html


def text_in(html: str) -> str:
    """Read the textarea as a browser does: the first line break goes, references are characters."""
    match = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", html, re.DOTALL)
    assert match
    reader = HTMLParser(convert_charrefs=True)
    found: list[str] = []
    reader.handle_data = found.append  # type: ignore[method-assign]
    reader.feed(match[1])
    reader.close()
    return "".join(found)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("network", NETWORKS.values(), ids=list(NETWORKS))
async def test_the_page_works_without_scripts(browse, network, language):
    client = await browse()
    page, html = await read(client, share_path("starter", "flood", 1, network.id, language))
    link = with_utm(DRAFT.link, network, "starter", "flood", 1)
    text = compose(replace(DRAFT, link=link), network)
    assert text_in(html) == text
    assert page.all("html")[0]["lang"] == language
    assert page.by_id("text")["lang"] == "en"
    opens = page.by_id("open")
    assert opens.get("href") == intent(network, text, link)
    assert ("hidden" in opens) == (network.id in {"mastodon", "copy"})
    assert opens["target"] == "_blank"
    assert opens["rel"] == "noopener noreferrer"
    assert "hidden" in page.by_id("copy")
    assert page.by_id("status")["role"] == "status"


async def test_the_page_leads_to_every_network_and_angle_in_the_same_language(browse):
    client = await browse()
    page, html = await read(client, "/s/starter/flood/2/bluesky?lang=fr")
    paths = [each["href"] for each in page.all("a") if each["href"].startswith("/")]
    assert paths == [
        *(share_path("starter", "flood", number, "bluesky", "fr") for number in range(3)),
        *(share_path("starter", "flood", 2, network, "fr") for network in NETWORKS),
    ]
    current = [each["href"] for each in page.all("a") if each.get("aria-current") == "page"]
    assert current == ["/s/starter/flood/2/bluesky?lang=fr"] * 2
    assert all(angle in html for angle in (*ANGLES, TITLE))
    for path in paths:
        await read(client, path)


async def test_linkedin_has_a_second_way_for_when_the_text_does_not_arrive(browse):
    client = await browse()
    page, _ = await read(client, "/s/starter/flood/0/linkedin")
    link = with_utm(DRAFT.link, NETWORKS["linkedin"], "starter", "flood", 0)
    assert linkedin_link(link) in [each["href"] for each in page.all("a")]
    page, _ = await read(client, "/s/starter/flood/0/x")
    assert not any("linkedin.com" in each.get("href", "") for each in page.all("a"))


async def test_the_link_says_network_playbook_item_and_angle_and_nothing_more(browse):
    client = await browse()
    page, _ = await read(client, "/s/starter/flood/1/x")
    link = parse_qs(urlsplit(page.by_id("open")["href"]).query)["url"][0]
    assert link.endswith("#before-noon")
    assert parse_qs(urlsplit(link).query) == {
        "edition": ["2"],
        "utm_source": ["x"],
        "utm_medium": ["social"],
        "utm_campaign": ["starter"],
        "utm_content": ["flood-1"],
    }


async def test_an_item_without_link_or_disclosure_has_a_page_too(browse):
    client = await browse(a_share_page(draft=Draft("", "A thought.")))
    for network in NETWORKS.values():
        page, html = await read(client, share_path("starter", "flood", 0, network.id, "en"))
        assert text_in(html) == "A thought."
        assert "where you work" not in html
        assert ("hidden" in page.by_id("open")) == (network.id in {"facebook", "mastodon", "copy"})
        assert page.all("main")[0]["data-link"] == ""


async def test_the_page_is_the_same_for_everybody_and_notes_nobody(browse):
    client = await browse()
    path = "/s/starter/flood/0/linkedin?lang=en"
    with capture_logs() as logged:
        _, plain = await read(client, path)
        _, known = await read(
            client,
            path + "&member=U0CAMILLE",
            Cookie="session=U0CAMILLE",
            Authorization="Bearer U0CAMILLE",
            Referer="https://acme.slack.com/U0CAMILLE",
            **{"User-Agent": "U0CAMILLE", "X-Forwarded-For": "203.0.113.7"},
        )
    assert plain == known
    assert "U0CAMILLE" not in plain
    assert not logged


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
async def test_nothing_in_a_playbook_becomes_markup(browse, hostile):
    calm = await browse()
    draft = Draft(hostile, f"{hostile} body {hostile}", hostile, (hostile, hostile), DRAFT.link)
    storm = await browse(a_share_page(title=hostile, angles=(hostile,) * 3, draft=draft, language=hostile))
    for network in NETWORKS.values():
        path = share_path("starter", "flood", 0, network.id, "en")
        expected, _ = await read(calm, path)
        found, html = await read(storm, path)
        assert [tag for tag, _ in found.elements] == [tag for tag, _ in expected.elements]
        assert [set(each) for _, each in found.elements] == [set(each) for _, each in expected.elements]
        for anchor in found.all("a"):
            assert re.match(r"https://|mailto:\?|/s/", anchor.get("href", "/s/"))
        link = with_utm(DRAFT.link, network, "starter", "flood", 0)
        assert text_in(html) == compose(replace(draft, link=link), network)


async def test_names_in_an_address_never_reach_the_page_as_markup(browse):
    client = await browse()
    async with client.get("/s/%3Cscript%3Ealert(1)%3C%2Fscript%3E/x/0/x") as answer:
        assert answer.status == 404
        assert "alert" not in await answer.text()


async def test_the_page_names_no_outside_host_but_the_networks_and_the_item_s_own_link(browse):
    client = await browse()
    for network in NETWORKS:
        page, html = await read(client, f"/s/starter/flood/0/{network}")
        hosts = {urlsplit(each).netloc for each in re.findall(r"https?://[^\s\"'<>&]+", html)}
        assert hosts <= OWN_HOSTS | {"example.com", "{instance}"}
        loaded = [each["src"] for each in page.all("script") + page.all("img")]
        loaded += [each["href"] for each in page.all("link")]
        assert all(re.match(r"/static/[a-z]+\.[a-z]+$", each) for each in loaded)
        assert not page.all("style")
        assert not page.all("form")
        assert all("style" not in each for _, each in page.elements)
    assert '<script type="module" src="/static/share.js"></script>' in html


def test_our_scripts_and_styles_reach_nowhere_and_keep_nothing():
    files = [path for path in STATIC.iterdir() if path.suffix in {".js", ".css", ".svg"}]
    names = {"mark.svg", "pages.css", "report.css", "report.js", "rules.js", "share.js"}
    assert {path.name for path in files} == names
    for path in files:
        source = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?://\w|url\(|@import", source), path.name
        assert not re.search(
            r"fetch|XMLHttp|sendBeacon|WebSocket|EventSource|localStorage|sessionStorage|indexedDB|cookie|innerHTML|eval",
            source,
        ), path.name


async def test_scripts_and_styles_are_served_as_what_they_are(browse):
    client = await browse()
    for name, kind in (("share.js", "javascript"), ("rules.js", "javascript"), ("pages.css", "text/css")):
        async with client.get(f"/static/{name}") as answer:
            assert kind in answer.content_type
            assert "ETag" in answer.headers


def test_every_sentence_of_the_pages_is_used_and_exists():
    templates = "\n".join(
        path.read_text(encoding="utf-8") for path in (STATIC.parent / "templates").iterdir()
    )
    source = templates + (STATIC.parent / "share_page.py").read_text(encoding="utf-8")
    for words in catalogues().words.values():
        keys = {key for key in words.sentences if key.startswith(("web.share.", "web.error."))}
        errors = {
            f"web.error.{kind}"
            for kind in ("not_found", "not_allowed", "too_large", "too_often", "refused", "broken")
        }
        used = (
            set(re.findall(r"\"(web\.share\.[a-z_]+)\"", source))
            | errors
            | {f"{each}_title" for each in errors}
        )
        assert keys == used


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Follow WCAG 2.2, contrast ratio."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_colours_keep_their_contrast_in_light_and_dark():
    css = (STATIC / "pages.css").read_text(encoding="utf-8")
    schemes = [
        dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block))
        for block in re.findall(r":root \{(.*?)\}", css, re.DOTALL)
    ]
    assert [len(scheme) for scheme in schemes] == [8, 8]
    for scheme in schemes:
        for ground in ("ground", "sheet"):
            for ink in ("ink", "quiet", "accent", "alarm"):
                assert contrast(scheme[ink], scheme[ground]) >= 4.5, (ink, ground)
            assert contrast(scheme["line"], scheme[ground]) >= 3
        assert contrast(scheme["on-accent"], scheme["accent"]) >= 4.5
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b", re.sub(r":root \{.*?\}", "", css, flags=re.DOTALL))
