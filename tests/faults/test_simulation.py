"""Workplaces under faults: nothing lost, nothing twice, and every rhythm as in fair weather. `make simulate` is the long form."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from adapters.slack import errors as in_slack
from adapters.teams import errors as in_teams
from bot.ports import PlatformError, RateLimited, Refused, Unknown
from tests.faults.simulation import Outcome, plan_for, simulate
from tests.faults.town import Plan

SEEDS = range(1, 21)
DAYS = 3
SATURDAY = 5


def holds(outcome: Outcome) -> None:
    """Let a test fail with the command that repeats it."""
    told = "\n".join(outcome.failures[:10])
    assert not outcome.failures, f"{told}\nRepeat it with: {outcome.command}"
    verdict = outcome.verdict
    assert verdict.seen >= 0.8 * verdict.due, "doubts and refusals are few"
    assert verdict.skipped <= 0.1 * verdict.due
    assert outcome.fair_letters or has_weekend(outcome.plan), "reminders are a part of it"


def has_weekend(plan: Plan) -> bool:
    """Tell whether a short plan may be without reminders, which come on working days."""
    return any((plan.starts + timedelta(days=day)).weekday() >= SATURDAY for day in range(plan.days))


@pytest.mark.parametrize("seed", SEEDS)
def test_three_days_under_faults_lose_nothing_and_say_nothing_twice(seed: int):
    outcome = simulate(plan_for(seed, DAYS, rooms=2, people=3, posts=2, visits=4))
    holds(outcome)
    assert outcome.fallen.total() > 0.2 * outcome.calls


REGRESSIONS = (
    # The last card of a campaign takes the place of the day's tip; in Teams the judge knew posts by their buttons alone.
    plan_for(4, 2, rooms=4, people=1, posts=3, visits=0),
)


@pytest.mark.parametrize("plan", REGRESSIONS, ids=str)
def test_what_went_wrong_once_goes_right(plan: Plan):
    outcome = simulate(plan)
    assert not outcome.failures, outcome.failures[:10]


@pytest.mark.parametrize(
    ("mistake", "seen_as"),
    [
        pytest.param(lambda doubt: RateLimited(3, str(doubt)), "was shown", id="blind retries"),
        pytest.param(lambda doubt: Refused(str(doubt)), "to be seen, but", id="doubts taken for refusals"),
    ],
)
def test_the_judge_sees_a_bot_that_makes_nothing_of_doubts(
    monkeypatch: pytest.MonkeyPatch, mistake: Callable[[Unknown], PlatformError], seen_as: str
):
    for errors in (in_slack, in_teams):
        for name in ("from_answer", "from_failure"):
            right: Callable[..., PlatformError] = getattr(errors, name)

            def wrong(*facts: object, named: Callable[..., PlatformError] = right) -> PlatformError:
                error = named(*facts)
                return mistake(error) if isinstance(error, Unknown) else error

            monkeypatch.setattr(errors, name, wrong)
    failures = simulate(plan_for(1, 2, rooms=4, people=1, posts=3, visits=0, busy=0)).failures
    assert any(seen_as in failure for failure in failures)
