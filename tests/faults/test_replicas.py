"""Replicas of which one dies each second lose nothing and say nothing twice. `python -m tests.faults.replicas` is the long form."""

from pathlib import Path

import pytest

from tests.databases import Cluster
from tests.faults.replicas import MOST_REFUSALS, one_round


@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.parametrize("replicas", [2])
async def test_replicas_that_are_killed_each_second_post_everything_once(
    postgres_cluster: Cluster, tmp_path: Path, replicas: int
):
    database = postgres_cluster.copy("migrated")
    url = postgres_cluster.url(database)
    result = await one_round(url, tmp_path, rooms=20, replicas=replicas, kills=60, seed=1)
    postgres_cluster.drop(database)
    assert result.lost == []
    assert result.duplicates == []
    assert result.due == 120
    assert result.kills >= 1
    assert result.amid >= 1, "nothing was being sent while replicas died"
    assert result.seen >= 0.7 * result.due
    # Evenly sent, calls may still arrive in crowds where a busy machine stands still for a moment.
    assert result.refused <= MOST_REFUSALS + result.due // 20
