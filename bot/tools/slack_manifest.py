"""What the Slack app's manifest asks for, read from the file that admins paste."""

from pathlib import Path
from typing import Final

from ruamel.yaml import YAML

MANIFEST: Final = Path(__file__).resolve().parents[2] / "manifest.yaml"


def scopes_of(manifest: Path = MANIFEST) -> frozenset[str]:
    """List the rights that the manifest asks for, each with its reason beside it there."""
    read = YAML(typ="safe", pure=True).load(manifest.read_text(encoding="utf-8"))
    return frozenset(read["oauth_config"]["scopes"]["bot"])
