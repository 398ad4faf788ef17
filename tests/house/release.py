"""Say whether this tree may be released as a version, and write what changed into dist/. `make release` runs it."""

import re
import sys
from pathlib import Path

from bot import __version__

ROOT = Path(__file__).parents[2]
SECTION = re.compile(
    r"^## \[([^\]]+)\](?: - (\d{4}-\d{2}-\d{2}))?[ ]*\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL
)


def notes(changelog: str, version: str, tag: str = "") -> str:
    """Give what changed in a version, as Markdown.

    Raises ValueError with the repair where the tag is another version's, or the changelog has no dated section of it, or
    still has lines under [Unreleased] that nobody would find in the release.
    """
    if tag and tag != f"v{version}":
        raise ValueError(
            f"The tag is {tag} and bot/__init__.py says {version}: tag v{version}, or change it there."
        )
    sections = {name: (day, text.strip()) for name, day, text in SECTION.findall(changelog)}
    if sections.get("Unreleased", ("", ""))[1]:
        raise ValueError(
            f"CHANGELOG.md has lines under [Unreleased]: move them below `## [{version}] - <date>`."
        )
    day, text = sections.get(version, ("", ""))
    if not (day and text):
        raise ValueError(
            f"CHANGELOG.md says nothing of {version}: write `## [{version}] - <date>` and what changed."
        )
    return text


if __name__ == "__main__":
    try:
        found = notes((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), __version__, *sys.argv[1:])
    except ValueError as refused:
        sys.exit(str(refused))
    (ROOT / "dist").mkdir(exist_ok=True)
    (ROOT / "dist" / "notes.md").write_text(f"{found}\n", encoding="utf-8")
