"""Write the list of parts: every package of the run lock, with its hashes, as CycloneDX 1.6. `make sbom` runs it."""

import json
import re
import sys
from pathlib import Path
from typing import Any

from bot import __version__

ROOT = Path(__file__).parents[2]
PIN = re.compile(r"^([a-z0-9][\w.-]*)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def bill(lock: str, version: str) -> dict[str, Any]:
    """Read a lock. It has no time and no chance in it, so that the same lock gives the same list."""
    pins = list(PIN.finditer(lock))
    ends = [*(pin.start() for pin in pins[1:]), len(lock)]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": "portevoix",
                "name": "portevoix",
                "version": version,
                "licenses": [{"license": {"id": "Apache-2.0"}}],
            }
        },
        "components": [
            _part(pin[1], pin[2], HASH.findall(lock[pin.start() : end]))
            for pin, end in zip(pins, ends, strict=True)
        ],
    }


def _part(name: str, version: str, hashes: list[str]) -> dict[str, Any]:
    address = f"pkg:pypi/{name.replace('_', '-').lower()}@{version}"
    # One for each file that the package may be installed from; the format has one list for the package as such.
    known = [{"name": "portevoix:lock:sha256", "value": each} for each in hashes]
    return {
        "type": "library",
        "bom-ref": address,
        "name": name,
        "version": version,
        "purl": address,
        "properties": known,
    }


def main(target: str) -> None:
    """Write the file."""
    made = bill((ROOT / "locks" / "run.txt").read_text(), __version__)
    Path(target).parent.mkdir(parents=True, exist_ok=True)
    Path(target).write_text(json.dumps(made, indent=2) + "\n")
    print(f"{target}: {len(made['components'])} packages")


if __name__ == "__main__":
    main(sys.argv[1])
