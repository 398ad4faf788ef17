"""A workspace whose bot no address leads to: the main job over connections that the bot opens."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.demo import Demo, demo
from tests.factories import MONDAY
from tests.journeys.dialogue import enters, some_time_later


@pytest.fixture
async def workplace(database_url: str) -> AsyncIterator[Demo]:
    async with demo(
        today=MONDAY, is_clock_running=False, database_url=database_url, is_in_socket_mode=True
    ) as found:
        await found.sandbox.settled()
        yield found


@pytest.mark.parametrize("user", ["U0CAMILLE", "U0SAM"])
async def test_from_nothing_to_the_first_claimed_post(workplace: Demo, user: str):
    assert workplace.sandbox.sockets.opened == 1
    person = enters(workplace, user)
    share = await person.sees_in_channel("daily.share.intro")
    await person.reacts(share)
    await person.sees_privately("kit.intro")
    await some_time_later(workplace, seconds=2)
    await person.sees_in_channel("daily.share.places", count=4, slots=5)
    await person.types("claims")
    assert not person.is_told_that_something_went_wrong()


async def test_a_hand_raised_while_the_connection_was_lost_claims_once_it_is_back(workplace: Demo):
    sam, sandbox = enters(workplace, "U0SAM"), workplace.sandbox
    share = await sam.sees_in_channel("daily.share.intro")
    # The hand is there and its event is lost for good, as after the last of Slack's retries.
    message = sandbox.workplace.channels[share.channel].messages[share.ts]
    sandbox.workplace.react(message, "U0SAM", "raising_hand", is_on=True)
    await some_time_later(workplace, seconds=2)
    await sam.sees_in_channel("daily.share.places", count=5, slots=5)
    await sandbox.sockets.drop()
    async with asyncio.timeout(30):
        while not workplace.bot.router._missed.told:
            await asyncio.sleep(0)
    await some_time_later(workplace, seconds=2)
    await some_time_later(workplace, seconds=2)
    await sam.sees_in_channel("daily.share.places", count=4, slots=5)
