"""The wheel, put into a clean environment far from the sources, does the main job: it brings all that it reads."""

import asyncio
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import aiohttp
import pytest

from bot import __version__

ROOT = Path(__file__).parents[2]
UV = Path(sys.executable).parent / "uv"
ADDRESS = re.compile(rb"http://127\.0\.0\.1:\d+\S*")
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment that holds the wheel and what runs it needs, and nothing else."""
    folder = tmp_path_factory.mktemp("elsewhere")
    _done(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=ROOT)
    [wheel] = folder.glob("*.whl")
    programs = folder / "venv" / "bin"
    _done(sys.executable, "-m", "venv", folder / "venv", *(["--without-pip"] if UV.exists() else []))
    python = programs / "python"
    pip = [UV, "pip", "install", "--python", python] if UV.exists() else [python, "-m", "pip", "install"]
    _done(*pip, "--quiet", "--require-hashes", "-r", ROOT / "locks" / "run.txt")
    _done(*pip, "--quiet", "--no-deps", wheel)
    return programs


@pytest.fixture
def portevoix(installed: Path, tmp_path: Path) -> Run:
    """Runs the installed command in an empty folder."""

    def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [installed / "portevoix", *arguments],
            check=False,
            cwd=tmp_path,
            env=_outside(),
            capture_output=True,
            text=True,
            timeout=120,
        )

    return run


@pytest.mark.slow
def test_the_wheel_says_its_version_and_checks_each_starter_that_it_writes(portevoix: Run):
    assert portevoix("--version").stdout == f"portevoix {__version__}\n"
    for language in ("en", "fr"):
        assert portevoix("new", "playbook", language, "--language", language).returncode == 0
        checked = portevoix("check", language, "--language", language)
        assert checked.returncode == 0, checked.stdout


@pytest.mark.slow
async def test_the_wheel_runs_the_demo_with_both_workplaces(installed: Path, tmp_path: Path):
    process = await asyncio.create_subprocess_exec(
        installed / "portevoix", "demo", cwd=tmp_path, env=_outside(), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    found: list[str] = []
    try:
        async with asyncio.timeout(120), aiohttp.ClientSession() as session:
            while len(found) < 2 and (line := await process.stdout.readline()):
                found += [each.decode() for each in ADDRESS.findall(line)]
            for page in found:
                async with session.get(page) as answer:
                    assert answer.status == 200
                    assert "<title>" in await answer.text()
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGINT)
        await process.communicate()
    assert len(found) == 2
    assert process.returncode == 0


def _outside() -> dict[str, str]:
    """Leave out whatever would lead back to the sources."""
    return {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "VIRTUAL_ENV"}}


def _done(*command: str | Path, cwd: Path | None = None) -> None:
    ended = subprocess.run(
        command, check=False, cwd=cwd, env=_outside(), capture_output=True, text=True, timeout=300
    )
    assert ended.returncode == 0, ended.stderr
