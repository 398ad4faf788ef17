"""An answer to a press goes to Slack alone, whatever address came with it."""

import pytest

from adapters.slack.consent import Consent
from adapters.slack.hosts import is_slacks, is_slacks_line
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


@pytest.mark.parametrize(
    ("url", "api"),
    [
        ("wss://wss-primary.slack.com/link/?ticket=x", API),
        ("wss://slack.com:443/link", API),
        ("wss://wss-primary.slack-gov.com/link/?ticket=x", GOV),
        ("ws://127.0.0.1:4000/link/?ticket=x", HERE),
    ],
)
def test_connections_are_opened_to_slacks_own_hosts(url: str, api: str):
    assert is_slacks_line(url, api)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ws://wss-primary.slack.com/link",
        "https://wss-primary.slack.com/link",
        "wss://wss-primary.slack.com:8443/link",
        "wss://wss-primary.slack.com@evil.example/link",
        "wss://evilslack.com/link",
        "wss://wss-primary.slack.com.evil.example/link",
        "wss://wss-primary.slack-gov.com/link",
        "wss://[half/link",
        "ws://127.0.0.1:4000/link",
    ],
)
def test_no_connection_is_opened_to_anybody_else(url: str):
    assert not is_slacks_line(url, API)


def test_on_this_machine_it_is_the_port_of_the_api():
    assert not is_slacks_line("ws://127.0.0.1:4001/link", HERE)
