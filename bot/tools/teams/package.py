"""The zip that Teams takes: everything at its root, and the same bytes for the same app."""

import io
import json
import zipfile
from collections.abc import Mapping
from importlib import resources
from typing import Any, Final

from bot.tools.teams.draw import COLOR, OUTLINE
from bot.tools.teams.manifest import file_of, language_file

MANIFEST: Final = "manifest.json"
_LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)
_UNIX: Final = 3
_READABLE: Final = 0o644 << 16


def packed(manifest: Mapping[str, Any], said: Mapping[str, Mapping[str, str]]) -> bytes:
    """Pack the manifest, the icons and the sentences of each language."""
    icons = resources.files("bot.tools.teams")
    files = {MANIFEST: _json(manifest)}
    files |= {name: (icons / name).read_bytes() for name in (COLOR, OUTLINE)}
    files |= {file_of(language): _json(language_file(each)) for language, each in sorted(said.items())}
    written = io.BytesIO()
    # Nothing is compressed: what zlib makes of the same bytes is not the same everywhere.
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _LONG_AGO)
            entry.create_system, entry.external_attr = _UNIX, _READABLE
            archive.writestr(entry, content)
    return written.getvalue()


def _json(value: Mapping[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
