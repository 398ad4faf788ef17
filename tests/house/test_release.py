"""A release says what changed in it, and the workflows ask for what there is."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from tests.house.release import notes

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yaml"))
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
READY = "# Changelog\n\n## [Unreleased]\n\n## [1.2.0] - 2026-11-27\n\n### For IT\n- A wheel.\n\n## [1.1.0] - 2026-10-01\n- Old.\n"


def read(workflow: Path):
    return YAML(typ="safe", pure=True).load(workflow.read_text(encoding="utf-8"))


def steps(workflow: Path):
    return [step for job in read(workflow)["jobs"].values() for step in job["steps"]]


def test_a_release_carries_what_changed_in_it_and_nothing_older():
    assert notes(READY, "1.2.0", "v1.2.0") == "### For IT\n- A wheel."


@pytest.mark.parametrize(
    ("changelog", "tag", "message"),
    [
        (READY, "v1.3.0", "tag v1.2.0"),
        (READY.replace("[Unreleased]\n", "[Unreleased]\n- More.\n"), "", r"lines under \[Unreleased\]"),
        (READY.replace(" - 2026-11-27", ""), "", "says nothing of 1.2.0"),
        (READY.replace("### For IT\n- A wheel.\n", ""), "", "says nothing of 1.2.0"),
    ],
)
def test_no_release_whose_changelog_or_tag_says_something_else(changelog: str, tag: str, message: str):
    with pytest.raises(ValueError, match=message):
        notes(changelog, "1.2.0", tag)


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_runs_what_there_is_and_pins_each_action_by_its_major(workflow: Path):
    jobs = read(workflow)["jobs"].values()
    assert jobs
    assert all(job["timeout-minutes"] for job in jobs)
    for step in steps(workflow):
        if "uses" in step:
            assert re.fullmatch(r"[\w-]+/[\w-]+@v\d+", step["uses"])
            continue
        for target in re.findall(r"\bmake ([a-z-]+)", step["run"]):
            assert target in TARGETS, target
        for script in re.findall(r"\bbash (\S+)", step["run"]):
            assert (ROOT / script).is_file(), script


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_only_the_release_may_write_anything(workflow: Path):
    found = read(workflow)
    assert found["permissions"] == {"contents": "read"}
    wider = [name for name, job in found["jobs"].items() if "permissions" in job]
    assert wider == (["release"] if workflow.stem == "release" else [])


def test_the_classifiers_name_only_pythons_that_the_workflow_tries():
    checked = read(ROOT / ".github" / "workflows" / "check.yaml")["jobs"]["check"]["strategy"]["matrix"][
        "python"
    ]
    named = [line.rpartition(" ")[2] for line in PROJECT["classifiers"] if re.search(r":: 3\.\d+$", line)]
    assert named
    assert set(named) <= set(checked)
    assert PROJECT["requires-python"] == f">={checked[0]}"


def test_make_knows_how_to_release():
    said = subprocess.run(
        ["make", "-n", "release", "TAG=v9"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert (
        said.index("tests.house.release v9") < said.index("hatchling build") < said.index("tests.house.sbom")
    )
