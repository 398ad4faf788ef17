"""Teams' limits on what one bot sends, and faults on demand before and after the effect."""

import asyncio
from bisect import bisect_left
from datetime import UTC, datetime, timedelta
from typing import get_args

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.teams.faults import What
from sandbox.teams.limits import THREAD, TeamsLimits
from sandbox.teams.people import PARTAGES, SHARES, TENANT
from sandbox.teams.server import SmallTeams
from tests.sandbox.teams.cards import a_message
from tests.sandbox.teams.conftest import Client

START = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)


def passes(limits: TeamsLimits, now: datetime, thread: str = "t", most: int = 5000) -> int:
    """Count the calls that pass at once."""
    for count in range(most):
        if limits.retry_after(now, thread):
            return count
    return most


def test_a_thread_takes_seven_at_once_and_eight_in_two_seconds() -> None:
    limits = TeamsLimits()
    assert passes(limits, START) == 7
    assert limits.retry_after(START, "t") == 1
    assert passes(limits, START + timedelta(seconds=1)) == 1
    assert passes(limits, START + timedelta(seconds=2)) == 7


def test_a_thread_takes_sixty_in_half_a_minute_and_1800_an_hour() -> None:
    limits, passed, now = TeamsLimits(), [], START
    while now < START + timedelta(hours=2):
        passed += [now] * passes(limits, now)
        now += timedelta(seconds=2)
    busiest = {
        seconds: max(
            bisect_left(passed, start + timedelta(seconds=seconds)) - bisect_left(passed, start)
            for start in passed
        )
        for _, seconds in THREAD
    }
    # Seven at once every two seconds leave no room for an eighth.
    assert busiest == {1: 7, 2: 7, 30: 60, 3600: 1800}


@given(
    st.lists(st.sampled_from([0.0, 0.0, 0.1, 0.4]), min_size=70, max_size=120)
    | st.lists(st.floats(0, 3), max_size=150)
)
def test_who_waits_as_told_is_let_through(pauses: list[float]) -> None:
    limits, now = TeamsLimits(), START
    for pause in pauses:
        now += timedelta(seconds=pause)
        if wait := limits.retry_after(now, "t"):
            assert limits.retry_after(now + timedelta(seconds=wait), "t") == 0
            now += timedelta(seconds=wait)


def test_a_tenant_takes_fifty_a_second_over_all_threads() -> None:
    limits = TeamsLimits()
    passed = sum(limits.retry_after(START, f"t{number}") == 0 for number in range(60))
    assert passed == 50
    assert limits.refused == [""] * 10


def test_a_clock_that_is_moved_back_owes_nothing() -> None:
    limits = TeamsLimits()
    passes(limits, START)
    assert passes(limits, START - timedelta(hours=1)) == 7


async def test_too_much_in_one_thread_is_answered_429_kept_for_tests_and_not_shown(
    teams: SmallTeams, client: Client
) -> None:
    answers = [await client.send(SHARES, a_message()) for _ in range(8)]
    assert [each.status for each in answers] == [201] * 7 + [429]
    assert (answers[-1].code, answers[-1].headers["Retry-After"]) == ("Throttled", "1")
    assert len(teams.as_person("U0SAM").messages("shares")) == 7
    assert (await client.send(PARTAGES, a_message())).status == 201
    assert teams.limits.refused == [SHARES]
    teams.clock.advance(timedelta(seconds=1))
    assert (await client.send(SHARES, a_message())).status == 201


async def test_beginning_and_drawing_anew_count_as_well_and_reading_does_not(
    teams: SmallTeams, client: Client
) -> None:
    thread = {
        "tenantId": TENANT,
        "channelData": {"channel": {"id": SHARES}},
        "activity": a_message(),
    }
    name = (await client.call("POST", "conversations", thread)).body["activityId"]
    for _ in range(6):
        assert (
            await client.call("PUT", f"conversations/{SHARES}/activities/{name}", a_message())
        ).status == 200
    assert (await client.call("GET", f"conversations/{SHARES}/members")).status == 200
    assert (await client.call("POST", "conversations", thread)).status == 429
    teams.limits.enforced = False
    assert (await client.call("POST", "conversations", thread)).status == 201


@pytest.mark.parametrize("what", ["429", "412", "500", "502", "503", "504"])
@pytest.mark.parametrize(("when", "shown"), [("before", 0), ("after", 1)])
async def test_a_status_spoils_the_answer_and_after_not_the_effect(
    teams: SmallTeams, client: Client, what: What, when: str, shown: int
) -> None:
    teams.faults.add("send", when, what, retry_after=9)  # type: ignore[arg-type]
    answer = await client.send(SHARES, a_message())
    assert answer.status == int(what)
    assert answer.code
    assert answer.headers.get("Retry-After") == ("9" if what == "429" else None)
    assert len(teams.as_person("U0SAM").messages("shares")) == shown
    assert teams.log.of("call", method="send")[-1].outcome == f"{when}:{what}"
    assert (await client.send(SHARES, a_message())).status == 201


@pytest.mark.parametrize("what", ["reset", "half", "html"])
async def test_a_broken_answer_comes_after_its_effect(teams: SmallTeams, client: Client, what: What) -> None:
    teams.faults.add("send", "after", what)
    with pytest.raises(aiohttp.ClientError):
        await client.send(SHARES, a_message())
    assert len(teams.as_person("U0SAM").messages("shares")) == 1


async def test_silence_lasts_until_the_server_ends(teams: SmallTeams, client: Client) -> None:
    teams.faults.add("send", "after", "timeout")
    waiting = asyncio.create_task(client.send(SHARES, a_message()))
    await teams.until(lambda: teams.as_person("U0SAM").messages("shares"))
    assert not waiting.done()
    await teams.close()
    with pytest.raises(aiohttp.ClientError):
        await waiting


async def test_a_fault_waits_for_its_method_as_often_as_wanted(teams: SmallTeams, client: Client) -> None:
    teams.faults.add("update", times=2)
    name = (await client.send(SHARES, a_message())).body["id"]
    path = f"conversations/{SHARES}/activities/{name}"
    assert [(await client.call("PUT", path, a_message())).status for _ in range(3)] == [500, 500, 200]


async def test_signing_in_can_fail_as_well(teams: SmallTeams, client: Client) -> None:
    teams.faults.add("login", "before", "503")
    assert (await client.sign_in()).status == 503
    assert (await client.sign_in()).status == 200


@pytest.mark.parametrize(
    "fault", [("sned", "before", "500"), ("send", "then", "500"), ("send", "after", "418")]
)
def test_a_fault_that_does_not_exist_is_refused(fault: tuple[str, str, str]) -> None:
    assert "418" not in get_args(What)
    with pytest.raises(ValueError, match="No such fault"):
        SmallTeams().faults.add(*fault)  # type: ignore[arg-type]


async def test_a_fault_for_any_method_waits_for_whatever_comes_and_can_be_cleared(
    teams: SmallTeams, client: Client
) -> None:
    teams.faults.add("*", times=2)
    assert (await client.sign_in()).status == 500
    teams.faults.clear()
    assert (await client.send(SHARES, a_message())).status == 201
