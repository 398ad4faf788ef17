"""The list of parts says what the lock says, the same each time."""

import json
import re
from pathlib import Path

from tests.house import sbom

LOCK = (sbom.ROOT / "locks" / "run.txt").read_text(encoding="utf-8")


def test_every_locked_package_is_listed_with_its_hashes():
    made = sbom.bill(LOCK, "0.1.0")
    assert (made["bomFormat"], made["specVersion"]) == ("CycloneDX", "1.6")
    assert len(made["components"]) == len(re.findall(r"^[a-z0-9][^\s]*==", LOCK, re.MULTILINE)) > 40
    hashes = [each["value"] for part in made["components"] for each in part["properties"]]
    assert sorted(hashes) == sorted(sbom.HASH.findall(LOCK))
    assert all(part["purl"] == part["bom-ref"] and part["properties"] for part in made["components"])
    assert len({part["bom-ref"] for part in made["components"]}) == len(made["components"])


def test_the_same_lock_gives_the_same_list(tmp_path: Path):
    sbom.main(str(tmp_path / "one" / "sbom.json"))
    sbom.main(str(tmp_path / "two.json"))
    one, two = ((tmp_path / name).read_text() for name in ("one/sbom.json", "two.json"))
    assert one == two
    assert "aiohttp" in {part["name"] for part in json.loads(one)["components"]}
