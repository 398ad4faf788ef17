"""How the documentation is built: `make docs`. Every page also reads well in the repository."""

import os
import re
from pathlib import Path
from typing import Any

DOCS = Path(__file__).parent
ROOT = DOCS.parent
LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s#:]+)(#[^)\s]*)?\)")

project = "Portevoix"
author = "The Portevoix contributors"
extensions = ["myst_parser"]
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 4
exclude_patterns = ["examples"]
html_theme = "furo"
html_title = project
html_show_copyright = False
html_copy_source = False
html_show_sourcelink = False


def _shown_by(page: Path) -> Path | None:
    """Give the file of the repository that a page shows: the page is nothing but a link to it."""
    lone = LINK.fullmatch(page.read_text(encoding="utf-8").strip())
    return (page.parent / lone[3]).resolve() if lone and not lone[1] else None


PAGES = {file: page for page in DOCS.glob("*.md") if (file := _shown_by(page))}


def _settle_in(_app: Any, name: str, source: list[str]) -> None:
    """Put a file of the repository into its page, and turn links: what has no page here keeps its words alone."""
    page = DOCS / f"{name}.md"
    file = _shown_by(page) or page
    source[0] = LINK.sub(
        lambda link: _turned(link, file.parent, page.parent), file.read_text(encoding="utf-8")
    )


def _turned(link: re.Match[str], here: Path, there: Path) -> str:
    mark, words, path, anchor = link.groups("")
    target = (here / path).resolve()
    target = PAGES.get(target, target)
    if DOCS not in target.parents:
        return words
    return f"{mark}[{words}]({os.path.relpath(target, there)}{anchor})"


def _speak_its_language(_app: Any, page: str, _template: str, context: dict[str, Any], _tree: Any) -> None:
    """Tell browsers and screen readers which pages are French."""
    if page.endswith(".fr"):
        context["language"] = "fr"


def setup(app: Any) -> None:
    """Let the repository's files and the pages' languages in."""
    app.connect("source-read", _settle_in)
    app.connect("html-page-context", _speak_its_language)
