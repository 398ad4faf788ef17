"""An answer to a press goes to Slack alone, whatever address came with it."""

import pytest

from adapters.slack.hosts import is_slacks

API, GOV, HERE = "https://slack.com/api/", "https://slack-gov.com/api/", "http://127.0.0.1:4000/api/"


@pytest.mark.parametrize(
    ("url", "api"),
    [
        ("https://hooks.slack.com/actions/T0/1/x", API),
        ("https://slack.com/x", API),
        ("https://hooks.slack-gov.com/actions/T0/1/x", GOV),
        ("http://127.0.0.1:4000/hooks/x", HERE),
    ],
)
def test_slacks_own_hosts_are_answered(url: str, api: str):
    assert is_slacks(url, api)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://hooks.slack.com/x",
        "https://hooks.slack.com:8443/x",
        "https://hooks.slack.com@evil.example/x",
        "https://user:word@hooks.slack.com/x",
        "https://hooks.slack.com.evil.example/x",
        "https://evilslack.com/x",
        "https://hooks.slack-gov.com/x",
        "https://169.254.169.254/latest",
        "https://127.0.0.1/x",
        "https://[::1/x",
        "https://hooks.slack.com:port/x",
        "file:///etc/passwd",
        "//hooks.slack.com/x",
    ],
)
def test_any_other_address_is_not(url: str):
    assert not is_slacks(url, API)
    assert not is_slacks(url, HERE)
