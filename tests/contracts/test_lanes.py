"""The lanes of each door, held against the limits as the workplaces count them."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from adapters.slack.platform import LANES as IN_SLACK
from adapters.teams.platform import LANES as IN_TEAMS
from bot.domain.delivery import DeliveryKind
from bot.domain.pace import LaneKey, book
from sandbox.limits import Limits
from sandbox.teams.limits import TeamsLimits
from tests.factories import NOON

MANY = 300


def in_slack() -> Callable[[float], int]:
    seconds = 0.0
    limits = Limits(lambda: seconds)

    def write(at: float) -> int:
        nonlocal seconds
        seconds = at
        return limits.retry_after("users.info") + limits.retry_after("chat.postMessage", "D0ALEX")

    return write


def in_teams() -> Callable[[float], int]:
    limits = TeamsLimits()

    def write(at: float) -> int:
        now: datetime = NOON + timedelta(seconds=at)
        return limits.retry_after(now) + limits.retry_after(now, "a:alex")

    return write


@pytest.mark.parametrize(
    ("lanes", "door"),
    [pytest.param(IN_SLACK, in_slack, id="slack"), pytest.param(IN_TEAMS, in_teams, id="teams")],
)
def test_one_admin_may_be_asked_of_many_posts_and_no_chat_is_overrun(lanes, door):
    lanes_of_a_notice = lanes[DeliveryKind.NOTICE]
    booking = [(LaneKey("any", "T0", "", lane.name), lane) for lane in lanes_of_a_notice]
    write, booked = door(), {}
    assert [write(book(booked, booking, 0.0)) for _ in range(MANY)] == [0] * MANY
