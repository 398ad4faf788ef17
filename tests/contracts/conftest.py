"""The harness of every platform in turn."""

from collections.abc import AsyncIterator

import pytest

from adapters import PLATFORMS
from tests.contracts.harness import Harness
from tests.contracts.platforms import HARNESSES


@pytest.fixture(params=sorted(PLATFORMS))
async def at(request: pytest.FixtureRequest) -> AsyncIterator[Harness]:
    """A door at work. A platform without a harness fails here."""
    async with HARNESSES[request.param]() as harness:
        yield harness
