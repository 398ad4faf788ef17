"""The pace: no window ever sees more calls than its lane allows, and none is let wait without need."""

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.pace import Lane, LaneKey, believed, book, free_at, held_until, hold_of

KEY = LaneKey("slack", "T0", "", "post")
OTHER = LaneKey("slack", "T0", "C0SHARES", "channel")

arrivals = st.lists(st.floats(0, 5, allow_nan=False), min_size=1, max_size=60)
lanes = st.builds(Lane, st.just("post"), st.floats(0.05, 3), st.integers(1, 10))


@given(arrivals, lanes)
def test_no_window_sees_more_than_the_burst_and_one_for_each_interval(gaps: list[float], lane: Lane):
    booked: dict[LaneKey, float] = {}
    now, times = 0.0, []
    for gap in gaps:
        now += gap
        times.append(book(booked, [(KEY, lane)], now))
    for first, start in enumerate(times):
        for count, end in enumerate(times[first:], 1):
            assert count <= lane.burst + (end - start) / lane.every + 1e-6


@given(arrivals, lanes)
def test_nobody_waits_when_the_lane_has_room(gaps: list[float], lane: Lane):
    booked: dict[LaneKey, float] = {}
    now, times = 0.0, []
    for gap in gaps:
        now += gap
        at = book(booked, [(KEY, lane)], now)
        recent = [each for each in times if each > now - lane.every * lane.burst - 1e-6]
        assert at <= now + 1e-6 or len(recent) >= lane.burst
        assert at >= max([now, *times[-1:]])
        times.append(at)
    assert times[-1] <= now + max(0, len(times) - lane.burst) * lane.every + 1e-6


@given(arrivals, lanes, lanes)
def test_a_call_with_two_lanes_keeps_to_both(gaps: list[float], one: Lane, two: Lane):
    booked: dict[LaneKey, float] = {}
    now, times = 0.0, []
    for gap in gaps:
        now += gap
        times.append(book(booked, [(KEY, one), (OTHER, two)], now))
    for lane in (one, two):
        for first, start in enumerate(times):
            for count, end in enumerate(times[first:], 1):
                assert count <= lane.burst + (end - start) / lane.every + 1e-6


def test_a_lane_booked_by_a_clock_that_was_set_back_is_not_believed():
    booked = {KEY: 100_000.0, OTHER: 1_000.0}
    assert believed(booked, 900.0) == {OTHER: 1_000.0}
    assert free_at(believed(booked, 900.0), [(KEY, Lane("post", 1.0))], 900.0) == 900.0


def test_what_the_platform_holds_back_is_held_in_any_of_its_lanes():
    booking = [(KEY, Lane("post", 1.0)), (OTHER, Lane("channel", 1.0))]
    assert held_until({}, booking) == 0.0
    assert held_until({hold_of(OTHER): 7.0, hold_of(KEY): 5.0}, booking) == 7.0
