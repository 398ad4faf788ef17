"""Rate limits, and faults on demand before and after the effect."""

import asyncio
import math
from typing import Any, get_args

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Sandbox
from sandbox.faults import What
from sandbox.limits import Limits


class Hand:
    """A clock that the test turns."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def passes(limits: Limits, method: str, channel: str = "", most: int = 1000) -> int:
    """Count the calls that pass at once."""
    for count in range(most):
        if limits.retry_after(method, channel):
            return count
    return most


@pytest.mark.parametrize(
    ("method", "calls"),
    [("users.list", 20), ("chat.update", 50), ("views.publish", 100), ("auth.test", 600)],
)
def test_a_tier_allows_its_calls_at_once_and_then_evenly_over_the_minute(method: str, calls: int) -> None:
    hand = Hand()
    limits = Limits(hand)
    assert passes(limits, method) == calls
    assert limits.retry_after(method) == math.ceil(60 / calls)
    hand.seconds += 60
    assert passes(limits, method) == calls


@given(
    st.lists(st.sampled_from([0.0, 0.0, 0.5, 3.0]), min_size=60, max_size=120)
    | st.lists(st.floats(0, 30), max_size=200)
)
def test_who_waits_as_told_is_never_refused_and_nobody_passes_more_often(pauses: list[float]) -> None:
    hand = Hand()
    limits = Limits(hand)
    passed: list[float] = []
    for pause in pauses:
        hand.seconds += pause
        if wait := limits.retry_after("users.list"):
            hand.seconds += wait
            assert limits.retry_after("users.list") == 0
        passed.append(hand.seconds)
    for first in range(len(passed) - 40):
        assert passed[first + 40] - passed[first] >= 60 - 1e-3


def test_posts_come_one_a_second_in_a_channel_after_a_small_burst() -> None:
    hand = Hand()
    limits = Limits(hand)
    assert passes(limits, "chat.postMessage", "C1") == 5
    assert passes(limits, "chat.postMessage", "C2") == 5
    hand.seconds += limits.retry_after("chat.postMessage", "C1")
    assert passes(limits, "chat.postMessage", "C1") == 1


def test_posts_of_a_whole_workspace_have_a_limit_over_all_channels() -> None:
    limits = Limits(Hand())
    posted = sum(limits.retry_after("chat.postMessage", f"D{number}") == 0 for number in range(1000))
    assert posted == 300


def test_one_methods_limit_does_not_touch_another() -> None:
    limits = Limits(Hand())
    passes(limits, "users.list")
    assert limits.retry_after("users.info") == 0


def test_limits_can_be_turned_off_and_on() -> None:
    limits = Limits(Hand())
    limits.off()
    assert passes(limits, "users.list") == 1000
    limits.on()
    assert passes(limits, "users.list") == 20


async def test_too_many_calls_meet_429_with_retry_after(sandbox: Sandbox, client: AsyncWebClient) -> None:
    for _ in range(5):
        await client.chat_postMessage(channel="C0SHARES", text="x")
    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(channel="C0SHARES", text="x")
    told = refused.value.response
    assert (told.status_code, told["error"], told.headers["Retry-After"]) == (429, "ratelimited", "1")
    assert sandbox.log[-1].outcome == "ratelimited"
    sandbox.limits.off()
    await client.chat_postMessage(channel="C0SHARES", text="x")


async def spoiled(sandbox: Sandbox, patience: float = 10) -> str:
    """Post once by hand and say what came back within some seconds."""
    bearer = {"Authorization": f"Bearer {sandbox.bot_token}"}
    timeout = aiohttp.ClientTimeout(total=patience)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        try:
            async with session.post(
                f"{sandbox.api_url}chat.postMessage",
                data={"channel": "C0SHARES", "text": "x"},
                headers=bearer,
            ) as response:
                text = await response.text()
                return f"{response.status} {response.content_type} {text[:20]}"
        except (aiohttp.ClientError, TimeoutError) as error:
            return type(error).__name__


SEEN: dict[str, Any] = {
    "reset": {"ServerDisconnectedError", "ClientOSError"},
    "timeout": {"TimeoutError"},
    "500": {"500 text/plain server error"},
    "503": {"503 text/plain server error"},
    "html": {"200 text/html <!DOCTYPE html><titl"},
    "429": {'429 application/json {"ok": false, "error'},
    "half": {"ClientPayloadError"},
}


@pytest.mark.parametrize("what", get_args(What))
@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_fault_spoils_the_answer_before_or_after_the_effect(
    sandbox: Sandbox, when: Any, what: What
) -> None:
    sandbox.faults.add("chat.postMessage", when, what)
    assert await spoiled(sandbox, 0.3 if what == "timeout" else 10) in SEEN[what]
    assert len(sandbox.log.of("post")) == (when == "after")
    assert sandbox.log.of("call")[-1].outcome == f"{when}:{what}"
    assert await spoiled(sandbox) == '200 application/json {"ok":true,"channel"'


async def test_a_fault_lasts_as_often_as_it_is_asked_for_and_meets_its_method_only(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    sandbox.faults.add("chat.postMessage", what="503", times=2)
    assert (await client.auth_test())["ok"]
    answers = [await spoiled(sandbox) for _ in range(3)]
    assert [answer[:3] for answer in answers] == ["503", "503", "200"]
    sandbox.faults.add("*", what="500", times=5)
    sandbox.faults.clear()
    assert (await client.auth_test())["ok"]


async def test_a_fault_after_the_effect_waits_for_a_call_that_has_one(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    sandbox.faults.add("chat.postMessage", "after", "500")
    with pytest.raises(SlackApiError, match="not_in_channel"):
        await client.chat_postMessage(channel="C0GENERAL", text="x")
    assert (await spoiled(sandbox)).startswith("500")


def test_an_unknown_fault_is_refused() -> None:
    with pytest.raises(ValueError, match="before flood"):
        Sandbox().faults.add("*", "before", "flood")  # type: ignore[arg-type]


async def test_a_held_answer_does_not_hold_up_the_end() -> None:
    async with Sandbox.started() as sandbox:
        sandbox.faults.add("auth.test", what="timeout")
        async with aiohttp.ClientSession() as session:
            waiting = asyncio.create_task(session.get(f"{sandbox.api_url}auth.test"))
            await sandbox.until(lambda: len(sandbox.log) == 1)
            async with asyncio.timeout(1.5):
                await sandbox.close()
            with pytest.raises(aiohttp.ClientError):
                await waiting
