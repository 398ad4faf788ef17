"""The house's habits: what a file, a function, a name and a table look like."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PRODUCT = ("adapters", "bot", "sandbox", "store")
TRACKED = subprocess.run(
    ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
    cwd=ROOT,
    capture_output=True,
    text=True,
    check=True,
).stdout.splitlines()
MODULES = sorted(name for name in TRACKED if name.endswith(".py") and (ROOT / name).exists())
BANNED_NAMES = re.compile(r"(Manager|Helper|Util|Service|Base|Impl|Abstract)(?![a-z])")
FORBIDDEN_WORDS = re.compile(r"\b(TODO|FIXME|XXX|raise NotImplementedError)\b")


def statements(node: ast.AST) -> int:
    return sum(isinstance(child, ast.stmt) for child in ast.walk(node)) - 1


@pytest.mark.parametrize("name", MODULES)
def test_a_file_has_at_most_400_lines(name):
    lines = (ROOT / name).read_text(encoding="utf-8").count("\n")
    assert lines <= 400, f"{name} has {lines} lines"


@pytest.mark.parametrize("name", [name for name in MODULES if name.split("/")[0] in PRODUCT])
def test_a_product_module_keeps_the_habits(name):
    source = (ROOT / name).read_text(encoding="utf-8")
    tree = ast.parse(source)
    assert ast.get_docstring(tree) or not source.strip(), f"{name} does not say what lives there"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert statements(node) <= 40, (
                f"{name}:{node.lineno} {node.name} has {statements(node)} statements"
            )
        if isinstance(node, ast.ClassDef) and node.name != "Services":
            assert not BANNED_NAMES.search(node.name), f"{name}:{node.lineno} {node.name}"
    assert not FORBIDDEN_WORDS.search(source), name


@pytest.mark.parametrize("name", [name for name in MODULES if name.startswith(("tests/", "bench/"))])
def test_tests_use_no_mock_and_never_hold_the_thread_up(name):
    source = (ROOT / name).read_text(encoding="utf-8")
    if not name.endswith("house/test_shape.py"):
        assert not re.search(r"unittest\.mock|from unittest import|from mock\b|import mock\b", source), name
        assert not re.search(r"\btime\.sleep\(|from time import .*\bsleep\b", source), name


def test_the_locks_name_no_address():
    for lock in (ROOT / "locks").iterdir():
        text = lock.read_text(encoding="utf-8")
        assert not re.search(r"https?://|--index-url|--find-links", text), lock.name
        assert "--hash=sha256:" in text


def test_no_file_names_a_path_of_one_machine():
    for name in TRACKED:
        path = ROOT / name
        if path.suffix in {".py", ".md", ".yaml", ".toml", ".js", ".html"} and path.exists():
            text = path.read_text(encoding="utf-8")
            assert str(ROOT) not in text, name
            assert not re.search(r"/(home|Users)/[a-z]\w*/", text), name


def test_nothing_happens_at_import():
    """Importing the whole product opens no file for writing, no socket and no loop."""
    modules = [
        name.removesuffix(".py").replace("/", ".").removesuffix(".__init__")
        for name in MODULES
        if name.split("/")[0] in PRODUCT and not name.endswith("__main__.py") and "migrations" not in name
    ]
    script = (
        "import sys, importlib\n"
        "def no(event, args):\n"
        "    if event in {'socket.bind', 'socket.connect', 'subprocess.Popen'}: raise RuntimeError(event)\n"
        "sys.addaudithook(no)\n"
        f"for name in {modules!r}: importlib.import_module(name)\n"
        "import asyncio, threading\n"
        "assert threading.active_count() == 1, threading.enumerate()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
