"""What journeys share: platforms that wait for an answer as long as it takes, for their patience is not the subject here."""

import pytest

import sandbox.courier


@pytest.fixture(autouse=True)
def _patient_slack(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that stands still for seconds loses no press; `tests/sandbox` is about the three that Slack waits."""
    monkeypatch.setattr(sandbox.courier, "ACKNOWLEDGE_SECONDS", 30.0)
