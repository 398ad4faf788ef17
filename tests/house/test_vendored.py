"""Files of others are as they were published, with their licence beside them."""

import hashlib
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
VENDOR = ROOT / "bot" / "web" / "static" / "vendor"
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
