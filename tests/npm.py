"""Programs from the npm registry for tests: installed once into a cache, or skipped; REQUIRE_NPM=1 turns the skip into a failure."""

import fcntl
import os
import shutil
import subprocess
from pathlib import Path

import pytest


def program(cache: Path, package: str, version: str, name: str) -> Path:
    """Give the path of a program of a package, installing that very version on first use."""
    folder = cache / f"{package}-{version}"
    path = folder / "node_modules" / ".bin" / name
    if path.exists():
        return path
    reason = "npm is not installed" if shutil.which("npm") is None else ""
    if not reason:
        folder.mkdir(parents=True, exist_ok=True)
        command = ["npm", "install", "--silent", "--no-save", "--prefix", str(folder), f"{package}@{version}"]
        # Several workers come here at once; the first one installs.
        with (folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not path.exists():
                done = subprocess.run(command, capture_output=True, text=True, check=False)
                reason = f"npm cannot install {package}: {done.stderr.strip()[-200:]}"
        reason = "" if path.exists() else reason
    if not reason:
        return path
    if os.environ.get("REQUIRE_NPM") == "1":
        pytest.fail(f"npm is required here: {reason}")
    pytest.skip(f"{reason}: no editor is started")
