"""The rig, for every test of the Slack door."""

from collections.abc import AsyncIterator

import pytest

from tests.adapters.slack.rig import Rig, a_rig


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    async with a_rig() as rig:
        yield rig
