"""Files of others are as they were published, with their licence beside them, and our pages load from nowhere else."""

import hashlib
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
VENDOR = ROOT / "sandbox" / "static" / "vendor"
FOLDERS = ("bot/web", "sandbox/static", "sandbox/templates")
PAGES = sorted(
    path
    for folder in FOLDERS
    for path in (ROOT / folder).rglob("*")
    if path.suffix in {".html", ".js", ".css", ".svg"} and VENDOR not in path.parents
)
LOADING = re.compile(
    r"""(?:\b(?:src|srcset|action|data)\s*=|<(?:link|use|image)\b[^>]*\bhref\s*=|\bimport\b[^;"'`]*|\bfrom\b|\burl\s*\("""
    r"""|\b(?:fetch|import|importScripts|open|EventSource|WebSocket|Worker|URL)\s*\()\s*["'`]?\s*(?:[a-z]+:)?//\w""",
    re.IGNORECASE,
)
KNOWN = tomllib.loads((VENDOR / "VENDOR.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", KNOWN)
def test_a_vendored_file_is_the_published_one_and_has_its_licence(name: str):
    known = KNOWN[name]
    raw = (VENDOR / known["file"]).read_bytes()
    assert hashlib.sha256(raw).hexdigest() == known["sha256"]
    licence = (VENDOR / known["file"]).with_name("LICENSE").read_text(encoding="utf-8")
    assert known["licence"] in licence


def test_nothing_is_vendored_without_being_named():
    files = {path.relative_to(VENDOR).as_posix() for path in VENDOR.rglob("*") if path.is_file()}
    named = {known["file"] for known in KNOWN.values()}
    assert files == {"VENDOR.toml", *named, *(f"{name}/LICENSE" for name in KNOWN)}


def test_every_page_that_draws_adaptive_cards_loads_the_published_renderer():
    for page in ("sandbox/templates/teams.html", "bot/web/templates/preview.html"):
        loaded = re.findall(r'<script src="([^"]+)" defer>', (ROOT / page).read_text(encoding="utf-8"))
        assert [address.partition("/vendor/")[2] for address in loaded] == [KNOWN["adaptivecards"]["file"]], (
            page
        )


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_page_loads_nothing_from_an_outside_host(path: Path):
    assert not LOADING.findall(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "line",
    [
        '<script src="https://cdn.example/x.js"></script>', "<img src=//cdn.example/x.png>", "@import 'https://a.example/x.css';",
        '<link rel="stylesheet" href="//a.example/x.css">', 'import x from "https://a.example/x.js"', "url(http://a.example/x.woff)",
        'import "https://a.example/x.js"', "await fetch(`https://a.example/`)", 'import("https://a.example/x.js")',
        'new EventSource("https://a.example/")', 'new WebSocket("wss://a.example/")',
    ],
)  # fmt: skip
def test_what_loads_is_known_when_it_is_seen(line: str):
    assert LOADING.search(line)


def test_a_link_that_is_only_followed_loads_nothing():
    assert PAGES
    for line in ('<a href="https://a.example/">', "https://a.example/ in words", '<img src="/static/x.png">'):
        assert not LOADING.search(line)
