"""The clock: stands still or runs, moves, and wakes who sleeps on it."""

import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sandbox import Sandbox, SandboxClock

PARIS = ZoneInfo("Europe/Paris")


def test_a_clock_that_stands_tells_the_same_time_until_it_is_moved() -> None:
    clock = SandboxClock()
    assert clock.now() == clock.now() == datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
    clock.advance(timedelta(hours=1))
    assert clock.now() == datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def test_a_running_clock_goes_on_from_its_start() -> None:
    start = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
    clock = SandboxClock(start, running=True)
    first = clock.now()
    assert first >= start
    assert clock.now() > first


def test_a_start_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no zone"):
        SandboxClock(datetime.fromisoformat("2026-11-23T09:30"))


@pytest.mark.parametrize(
    ("today", "next_day"),
    [("2026-11-23", "2026-11-24"), ("2026-11-27", "2026-11-30"), ("2026-11-28", "2026-11-30")],
)
def test_the_next_working_day_leaves_the_weekend_out(today: str, next_day: str) -> None:
    clock = SandboxClock()
    clock.set(datetime.fromisoformat(f"{today}T20:00"))
    clock.next_working_day("09:30")
    assert clock.local().isoformat() == f"{next_day}T09:30:00+01:00"


def test_a_naive_time_is_wall_time_in_the_clocks_zone_on_both_sides_of_summer_time() -> None:
    clock = SandboxClock()
    clock.set(datetime.fromisoformat("2026-07-01T09:30"))
    assert clock.now() == datetime(2026, 7, 1, 7, 30, tzinfo=UTC)
    assert clock.local().tzinfo == PARIS


async def test_a_sleep_ends_when_the_clock_is_moved_past_it_and_not_before() -> None:
    clock = SandboxClock()
    sleeping = asyncio.create_task(clock.sleep(60))
    await asyncio.sleep(0)
    clock.advance(timedelta(seconds=59))
    done, _ = await asyncio.wait([sleeping], timeout=0.05)
    assert not done
    clock.advance(timedelta(seconds=1))
    await asyncio.wait_for(sleeping, 1)


async def test_a_sleep_on_a_running_clock_ends_by_itself_and_earlier_when_moved() -> None:
    clock = SandboxClock(running=True)
    await asyncio.wait_for(clock.sleep(0.02), 1)
    sleeping = asyncio.create_task(clock.sleep(3600))
    done, _ = await asyncio.wait([sleeping], timeout=0.05)
    assert not done
    clock.advance(timedelta(hours=2))
    await asyncio.wait_for(sleeping, 1)


async def test_a_cancelled_sleep_leaves_nothing_behind() -> None:
    clock = SandboxClock()
    sleeping = asyncio.create_task(clock.sleep(60))
    await asyncio.sleep(0)
    sleeping.cancel()
    await asyncio.gather(sleeping, return_exceptions=True)
    assert not clock._waiters


def test_listeners_hear_of_moves_until_they_are_taken_off() -> None:
    clock, heard = SandboxClock(), []
    forget = clock.on_move(lambda: heard.append(clock.now()))
    clock.advance(timedelta(minutes=1))
    forget()
    clock.advance(timedelta(minutes=1))
    assert heard == [datetime(2026, 11, 23, 8, 31, tzinfo=UTC)]


def test_timestamps_grow_while_the_clock_stands_and_when_it_goes_back() -> None:
    sandbox = Sandbox()
    given = [sandbox.workplace.next_ts() for _ in range(1000)]
    sandbox.clock.advance(timedelta(days=-1))
    given += [sandbox.workplace.next_ts() for _ in range(1000)]
    assert given == sorted(set(given))
    assert given[0].startswith("1795422600.")
