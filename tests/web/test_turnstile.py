"""The pages have a limit for each address, in memory alone; a forged header changes nothing unless a proxy is set."""

from dataclasses import dataclass, field

import pytest
from aiohttp.test_utils import make_mocked_request
from multidict import CIMultiDict

from bot.web import turnstile as module
from bot.web.turnstile import MINUTE, RATES, Turnstile


@dataclass
class Asking:
    """Somebody who asks for pages, on a clock that is moved by hand."""

    header: str = ""
    at: float = 1_000.0
    turnstile: Turnstile = field(init=False)

    def __post_init__(self) -> None:
        self.turnstile = Turnstile(lambda: self.at, self.header)

    def waits(self, path: str = "/own/ticket.json", *, told: str = "", remote: str = "192.0.2.1") -> float:
        headers = CIMultiDict({"X-Forwarded-For": told} if told else {})
        request = make_mocked_request("GET", path, headers=headers).clone(remote=remote)
        return self.turnstile.wait(request)


@pytest.mark.parametrize(("page", "most"), RATES)
def test_as_many_as_the_rate_pass_in_a_minute_and_no_more(page: str, most: int):
    asking = Asking()
    assert [asking.waits(page) for _ in range(most)] == [0.0] * most
    wait = asking.waits(page)
    assert 0 < wait <= MINUTE / most
    asking.at += wait
    assert asking.waits(page) == 0.0
    asking.at += MINUTE
    assert [asking.waits(page) for _ in range(most)] == [0.0] * most


def test_one_address_holds_up_no_other_and_one_page_no_other():
    asking = Asking()
    while not asking.waits():
        pass
    assert asking.waits(remote="192.0.2.2") == 0.0
    assert asking.waits("/s/starter/idea/0/copy") == 0.0
    assert asking.waits("/slack/events") == 0.0, "platforms have limits of their own"


def test_a_whole_block_of_the_newer_addresses_counts_as_one():
    asking = Asking()
    while not asking.waits(remote="2001:db8::1"):
        pass
    assert asking.waits(remote="2001:db8::2") > 0
    assert asking.waits(remote="2001:db8:0:1::1") == 0.0


def test_what_a_stranger_says_of_themselves_counts_for_nothing():
    asking = Asking()
    for number in range(100):
        asking.waits(told=f"198.51.100.{number}")
    assert asking.waits(told="198.51.100.200") > 0


def test_of_what_a_trusted_proxy_tells_only_its_own_word_counts():
    asking = Asking(header="X-Forwarded-For")
    for number in range(100):
        asking.waits(told=f"198.51.100.{number}, 192.0.2.77")
    assert asking.waits(told="203.0.113.9, 192.0.2.77") > 0
    assert asking.waits(told="192.0.2.77, 192.0.2.78") == 0.0


def test_the_memory_has_an_end_and_keeps_no_address(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "MOST_ADDRESSES", 50)
    asking = Asking()
    for number in range(500):
        asking.waits(remote=f"192.0.{number // 250}.{number % 250}")
    assert len(asking.turnstile._free_at) == 50
    asking.at += 2 * MINUTE
    asking.waits(remote="192.0.2.9")
    assert len(asking.turnstile._free_at) == 1, "what is over is forgotten"
    assert "192.0" not in repr(vars(asking.turnstile))
