"""The failpoints: every await of the workflows has one, and whoever writes or sends is among the workflows."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.failpoints import Instrument, instrumented, waits_in
from tests.faults.workflows import WORKFLOWS

ROOT = Path(__file__).parents[2]
SPEAKS = frozenset(
    {"direct", "open_view", "post", "publish_home", "push_view", "redraw", "reply", "request", "respond", "tell",
     "update", "update_view", "whisper", "writing"}
)  # fmt: skip
"""What is called to keep something, or to call a platform."""


def file_of(module: str) -> Path:
    """Find a module's source."""
    stem = ROOT / module.replace(".", "/")
    return stem / "__init__.py" if stem.is_dir() else stem.with_suffix(".py")


def awaited_calls(tree: ast.AST) -> set[str]:
    """Name the methods whose calls are awaited or entered."""
    found = set()
    for node in ast.walk(tree):
        waited = [node.value] if isinstance(node, ast.Await) else []
        waited += [item.context_expr for item in node.items] if isinstance(node, ast.AsyncWith) else []
        waited += [node.body] if isinstance(node, ast.Lambda) else []
        found |= {
            each.func.attr
            for each in waited
            if isinstance(each, ast.Call) and isinstance(each.func, ast.Attribute)
        }
    return found


@pytest.mark.parametrize("module", WORKFLOWS)
def test_every_await_of_a_workflow_has_a_failpoint(module):
    path = file_of(module)
    source = path.read_text(encoding="utf-8")
    instrument, _ = instrumented(module, source, str(path))
    compiled = waits_in(compile(source, str(path), "exec", dont_inherit=True))
    comprehensions = {
        (node.lineno, node.col_offset)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp)
    }
    for kind, places in compiled.items():
        known = instrument.waits[kind]
        assert places.keys() - comprehensions == known.keys(), f"{kind} without a failpoint"
        assert all(places[at] % known[at] == 0 for at in known), kind
    assert len(set(instrument.points)) == len(instrument.points)


@pytest.mark.parametrize(
    "path", [each for room in ("adapters", "bot") for each in sorted((ROOT / room).rglob("*.py"))], ids=str
)
def test_whoever_writes_or_sends_is_among_the_workflows(path):
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    speaks = awaited_calls(ast.parse(path.read_text(encoding="utf-8"))) & SPEAKS
    assert module in WORKFLOWS or not speaks, f"add {module} to WORKFLOWS: it calls {sorted(speaks)}"


def test_points_stand_around_what_is_awaited_in_the_order_of_time():
    source = """
async def work(room, line):
    async with room.open() as door, door.inner():
        found = [await line.next(each) async for each in door]
    return await line
"""
    instrument, code = instrumented("house", source, "house.py")
    assert isinstance(instrument, Instrument)
    compiled = waits_in(compile(source, "house.py", "exec"))
    assert compiled["async with"] == instrument.waits["async with"]
    assert instrument.points == [
        "house:work#1 before entering open",
        "house:work#1 after entering open",
        "house:work#1 before leaving open",
        "house:work#1 after leaving open",
        "house:work#2 before entering inner",
        "house:work#2 after entering inner",
        "house:work#2 before leaving inner",
        "house:work#2 after leaving inner",
        "house:work#3 before next",
        "house:work#3 after next",
        "house:work#4 before the next of door",
        "house:work#4 after the next of door",
        "house:work#5 before line",
        "house:work#5 after line",
    ]
    assert code.co_filename == "house.py"


def test_the_hook_refuses_to_come_late():
    """A module that is imported already would be one without points, and nobody would notice."""
    script = (
        "import bot.engine\n"
        "from tests.faults.failpoints import Failpoints\n"
        "Failpoints(['bot.engine'], print).install()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert "Imported before their failpoints: bot.engine" in done.stderr
