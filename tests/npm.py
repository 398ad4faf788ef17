"""Node, and packages from the npm registry, for tests: installed once into a cache, or skipped; REQUIRE_NPM=1 turns the skip into a failure."""

import fcntl
import os
import shutil
import subprocess
from pathlib import Path
from typing import NoReturn

import pytest


def node() -> str:
    """Give the path of Node, which comes with npm."""
    return shutil.which("node") or missing(
        "Node is not installed", "rules.js is not compared with bot/domain"
    )


def missing(reason: str, otherwise: str) -> NoReturn:
    """Skip the test, saying why and what that leaves out; fail where npm is required."""
    if os.environ.get("REQUIRE_NPM") == "1":
        pytest.fail(f"npm is required here: {reason}")
    pytest.skip(f"{reason}: {otherwise}")


def program(cache: Path, package: str, version: str, name: str) -> Path:
    """Give the path of a program of a package, installing that very version on first use."""
    inside = Path("node_modules", ".bin", name)
    return _installed(cache, package, version, inside, "no editor is started")


def a_file(cache: Path, package: str, version: str, name: str) -> Path:
    """Give the path of a file of a package, installing that very version on first use."""
    inside = Path("node_modules", package, name)
    return _installed(cache, package, version, inside, f"nothing is looked at with {package}")


def _installed(cache: Path, package: str, version: str, inside: Path, otherwise: str) -> Path:
    folder = cache / f"{package}-{version}"
    path = folder / inside
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
    return missing(reason, otherwise) if reason else path
