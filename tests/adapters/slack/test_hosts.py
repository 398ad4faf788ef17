"""An answer to a press goes to Slack alone, whatever address came with it."""

import pytest

from adapters.slack.consent import Consent
from adapters.slack.hosts import is_slacks
from adapters.slack.platform import SlackPlatform
from sandbox.clock import SandboxClock

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
    ("api", "page"),
    [
        (API, "https://slack.com/oauth/v2/authorize"),
        (GOV, "https://slack-gov.com/oauth/v2/authorize"),
        (HERE, "http://127.0.0.1:4000/oauth/v2/authorize"),
    ],
)
def test_consent_is_given_on_the_host_of_the_api(api: str, page: str):
    config = {"client_id": "1.2", "client_secret": "secret", "public_url": "https://bot.example.com"}
    clock = SandboxClock()
    address = Consent(SlackPlatform("", api, clock).client, config, clock).address("the-state")
    assert address.partition("?")[0] == page
    assert "secret" not in address


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
