"""Our own pace: no limit of Teams is passed, and no call waits longer than it must."""

from collections import deque
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.teams.pace import TENANT, THREAD, Pace
from bot.ports import RateLimited

START = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)


def is_kept(calls: list[datetime], limits: tuple[tuple[int, float], ...]) -> bool:
    """Count in every window, as Teams would."""
    return all(
        sum(timedelta(0) <= call - first < timedelta(seconds=seconds) for call in calls) <= most
        for most, seconds in limits
        for first in calls
    )


@given(
    gaps=st.lists(st.sampled_from([0.0, 0.0, 0.0, 0.02, 0.3]), min_size=60, max_size=120)
    | st.lists(st.floats(0, 3), min_size=1, max_size=120),
    threads=st.integers(1, 12),
)
def test_no_window_of_a_thread_or_the_tenant_is_passed(gaps: list[float], threads: int):
    pace, now, sent = Pace(), START, [list[datetime]() for _ in range(threads)]
    for number, gap in enumerate(gaps):
        now += timedelta(seconds=gap)
        try:
            pace.reserve(now, f"thread-{number % threads}")
        except RateLimited:
            continue
        sent[number % threads].append(now)
    assert all(is_kept(calls, THREAD) for calls in sent)
    assert is_kept([call for calls in sent for call in calls], TENANT)


def test_after_the_told_wait_a_call_goes_through_and_before_it_does_not():
    pace, now, waits = Pace(), START, deque[float]()
    for _ in range(200):
        try:
            pace.reserve(now, "thread")
        except RateLimited as limit:
            waits.append(limit.retry_after)
            with pytest.raises(RateLimited):
                pace.reserve(now + timedelta(seconds=limit.retry_after * 0.99), "thread")
            now += timedelta(seconds=limit.retry_after)
            pace.reserve(now, "thread")
    assert waits


def test_one_busy_thread_does_not_hold_up_another():
    pace = Pace()
    for _ in range(THREAD[0][0]):
        pace.reserve(START, "busy")
    with pytest.raises(RateLimited):
        pace.reserve(START, "busy")
    pace.reserve(START, "quiet")
