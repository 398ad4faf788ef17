"""The page on the architecture: every name in its drawings is in the code, and the rooms are those of the import contract."""

import re
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

from bot.domain.delivery import DeliveryState

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "explanations" / "architecture.md").read_text(encoding="utf-8")
JOURNEYS = re.findall(r"<!-- journey -->\n(.*?)<!-- end journey -->", PAGE, re.DOTALL)
NAME = re.compile(r"\b((?:bot|adapters|store)(?:\.\w+)+|bot)(?::([\w.]+))?")
NAMES = sorted({found.groups() for journey in JOURNEYS for found in NAME.finditer(journey)}, key=str)


def test_there_are_four_journeys_and_each_goes_through_several_rooms():
    assert len(JOURNEYS) == 4
    assert all(len(NAME.findall(journey)) >= 8 for journey in JOURNEYS)


@pytest.mark.parametrize(("module", "name"), NAMES)
def test_a_name_in_a_journey_is_in_the_code(module: str, name: str | None):
    found = import_module(module)
    for part in name.split(".") if name else ():
        assert hasattr(found, part), f"{module}:{name}"
        found = getattr(found, part)


def test_the_rooms_are_those_of_the_import_contract():
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    (layers,) = [each["layers"] for each in contract["contracts"] if each["type"] == "layers"]
    drawn = re.search(r"<!-- rooms -->\n```text\n(.*?)```", PAGE, re.DOTALL)
    assert drawn is not None
    lines = [re.split(r" {2,}", line)[0].replace("bot.", "") for line in drawn[1].splitlines()]
    assert lines == layers


def test_the_states_of_a_delivery_are_those_of_the_domain():
    page = (ROOT / "docs" / "explanations" / "exactly-once.md").read_text(encoding="utf-8")
    (drawn,) = re.findall(r"```text\n(.*?)```", page, re.DOTALL)
    assert set(re.findall(r"\b[a-z]+\b", drawn)) >= {state.value for state in DeliveryState}
