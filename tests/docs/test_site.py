"""The documentation as a site: it builds without a warning, loads nothing from elsewhere, and says its language."""

import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOADED = re.compile(r"<(?:script|img|link|iframe|source)\b[^>]*?\b(?:src|href)=\"((?:https?:)?//[^\"]*)\"")
SPHINX = ("--quiet", "--fail-on-warning", "--keep-going", "-b", "html")
PAGES = sorted(path.relative_to(ROOT / "docs").with_suffix(".html") for path in (ROOT / "docs").rglob("*.md"))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site; a warning, and so a link or an anchor that leads nowhere, fails here."""
    if not find_spec("sphinx"):
        if os.environ.get("REQUIRE_DOCS") == "1":
            pytest.fail("sphinx is required here: `make docs` installs it")
        pytest.skip("needs what `make docs` installs")
    built = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", *SPHINX, "-d", str(built / "trees"), "docs", str(built / "html")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return built / "html"


def test_every_page_is_built_and_loads_nothing_from_elsewhere(site: Path):
    for name in PAGES:
        assert not LOADED.findall((site / name).read_text(encoding="utf-8")), name
    for style in site.glob("_static/**/*.css"):
        assert not re.search(r"(?:url\(|@import )['\"]?(?:https?:)?//", style.read_text(encoding="utf-8")), (
            style
        )


def test_a_french_page_says_that_it_is_french_and_the_others_that_they_are_english(site: Path):
    for name in PAGES:
        language = "fr" if name.name.endswith(".fr.html") else "en"
        assert f'lang="{language}"' in (site / name).read_text(encoding="utf-8")[:300], name
