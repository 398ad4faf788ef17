"""The benchmark runs; its figures are for reading, never for a test."""

import asyncio
import json
import os
import sys
from pathlib import Path

import pytest

from tests.counts import EVERYTHING

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
async def test_the_benchmark_runs_and_every_claim_it_sent_is_kept_and_got_its_kit(tmp_path: Path):
    figures = tmp_path / "figures.json"
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bench", "--quick", "--json", str(figures)),
        cwd=ROOT,
        env={**os.environ, "PYTHONWARNINGS": "default"},
        stdout=asyncio.subprocess.PIPE,
    )
    printed, _ = await process.communicate()
    assert process.returncode == 0
    found = json.loads(figures.read_text(encoding="utf-8"))
    claims = found["claims"]
    assert claims["sent"] == claims["kept"] > 0
    assert claims["kits after clicks"] == claims["pressed"] > 0
    assert claims["kits after reactions"] == claims["sent"] - claims["pressed"] > 0
    lines = printed.decode()
    assert set(found["costs"]) == {"event", "claim by click", "claim by reaction", "command"}
    assert all(
        f"| CPU of one {kind} |" in lines and cost["ratio"] > 0 for kind, cost in found["costs"].items()
    )
    assert found["steady"]["p99"] > 0
    assert "| 99 of 100 of these answered within |" in lines
    assert "| ready to serve after |" in lines
    assert "| memory |" in lines


async def test_the_playbook_benchmark_runs_and_prints_a_ratio_for_each_size(tmp_path: Path):
    figures = tmp_path / "figures.json"
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bench.playbook", "--sizes", "30", "60", "--rounds", "1", "--json", str(figures)),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    printed, _ = await process.communicate()
    assert process.returncode == 0
    found = json.loads(figures.read_text(encoding="utf-8"))
    assert [each["items"] for each in found] == [30, 60]
    assert all(each["time_ratios"][0] > 0 and each["memory_ratios"][0] > 0 for each in found)
    assert "| 60 |" in printed.decode()


async def test_the_rhythm_benchmark_runs_and_prints_time_memory_and_growth(tmp_path: Path):
    figures = tmp_path / "figures.json"
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bench.rhythm", "--sizes", "20", "60", "--json", str(figures)),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    printed, _ = await process.communicate()
    assert process.returncode == 0
    found = json.loads(figures.read_text(encoding="utf-8"))
    assert [each["members"] for each in found] == [20, 60]
    assert all(each["ratio"] > 0 and each["mib"] > 0 for each in found)
    assert 0 < found[1]["reminded"] < 60
    assert "From 20 to 60 members the time grows" in printed.decode()


async def test_the_teams_benchmark_runs_and_every_turn_ended_in_a_message(tmp_path: Path):
    figures = tmp_path / "figures.json"
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bench.teams", "--quick", "--json", str(figures)),
        cwd=ROOT,
        env={**os.environ, "PYTHONWARNINGS": "default"},
        stdout=asyncio.subprocess.PIPE,
    )
    printed, _ = await process.communicate()
    assert process.returncode == 0
    found = json.loads(figures.read_text(encoding="utf-8"))
    # 12 turns and 12 messages of the door in each of two rounds, 3 turns of the stock echo, and a chat opened for each of 24.
    assert found["heard"]["POST"] == 2 * (12 + 12 + 3) + 24
    assert all(found["turn"][kind] > 0 for kind in ("bare", "stock", "door"))
    assert "Messages written to people" in printed.decode()


@pytest.mark.slow
async def test_the_delivery_benchmark_runs_and_everything_it_sent_is_received_once(tmp_path: Path):
    figures = tmp_path / "figures.json"
    parts = () if EVERYTHING else ("--only", "outbox", "reminders")
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bench.delivery", "--quick", "--no-postgres", "--json", str(figures), *parts),
        cwd=ROOT,
        env={**os.environ, "PYTHONWARNINGS": "default"},
        stdout=asyncio.subprocess.PIPE,
    )
    printed, _ = await process.communicate()
    assert process.returncode == 0
    found = json.loads(figures.read_text(encoding="utf-8"))
    # One round that warms and one that counts; the bench itself stops where one came twice or not at all.
    assert found["SQLite"]["received once"] == 2 * 40
    if EVERYTHING:
        assert [each["what"].split()[0] for each in found["limits"]] == [
            "posts",
            "letters",
            "posts",
            "letters",
        ]
        assert all(each["sent"] > 0 and each["twice"] == 0 for each in found["limits"])
    assert (found["reminders"]["received"], found["reminders"]["twice"]) == (20, 0)
    assert "| the outbox on SQLite |" in printed.decode()
