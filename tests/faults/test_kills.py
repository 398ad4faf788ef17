"""Kill -9 at the failpoints of every scenario, on each platform and database, then again during recovery: a slice.

`make torture` runs thousands. A failure names the case, and the command that repeats it.
"""

from collections.abc import Iterator
from random import Random

import pytest

from tests.faults.cellars import Cellars, PostgresCellars, sqlite_cellars
from tests.faults.lives import WentWrong, Zygote, a_zygote
from tests.faults.regressions import REGRESSIONS
from tests.faults.rig import Case, a_stage, by_rarity, run
from tests.faults.scenarios import SCENARIOS

SEED = 20261123
DEATHS = 9
"""In each of the twenty-four; with them every run kills the bot more than two hundred times."""


@pytest.fixture(scope="session")
def zygote() -> Iterator[Zygote]:
    """The fork server of this process."""
    with a_zygote() as found:
        yield found


@pytest.fixture(scope="session", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def cellars(request: pytest.FixtureRequest) -> Iterator[Cellars]:
    """Where databases come from."""
    if request.param == "postgres":
        yield PostgresCellars(request.getfixturevalue("postgres_cluster"))
        return
    with sqlite_cellars(request.getfixturevalue("sqlite_template")) as found:
        yield found


@pytest.mark.parametrize("platform", ["slack", "teams"])
@pytest.mark.parametrize("scenario", SCENARIOS)
async def test_nothing_is_lost_and_nothing_twice_wherever_the_bot_is_killed(
    scenario: str, platform: str, cellars: Cellars, zygote: Zygote
):
    database = "sqlite" if not isinstance(cellars, PostgresCellars) else "postgres"
    stage = await a_stage(scenario, platform, zygote, cellars)
    cases = by_rarity(stage.cases(database, Random(f"{SEED}/{scenario}/{platform}/{database}")))
    deaths = 0
    while deaths < DEATHS:
        case = cases.pop(0)
        try:
            verdict = await run(stage, case, zygote)
        except WentWrong as error:
            pytest.fail(f"{error}\n{_again(case)}")
        deaths += verdict.deaths
        assert verdict.is_clean, f"{verdict}\n{_again(case)}"


@pytest.mark.parametrize(
    ("written", "cellars"), [(each, Case.read(each).database) for each in REGRESSIONS], indirect=["cellars"]
)
async def test_what_went_wrong_once_goes_well(written: str, cellars: Cellars, zygote: Zygote):
    case = Case.read(written)
    stage = await a_stage(case.scenario, case.platform, zygote, cellars)
    verdict = await run(stage, case, zygote)
    assert verdict.is_clean, f"{verdict}\n{_again(case)}"


def _again(case: Case) -> str:
    return f"seed {SEED}; once more: make torture CASE={str(case)!r}"
