"""The gate of the Teams door: only the Bot Framework's own requests run the bot, and none is answered by a failure of ours."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import adapters.teams
from bot.ports import Door
from sandbox.clock import SandboxClock
from tests.adapters.slack.rig import Notebook
from tests.adapters.teams.issuer import APP, SERVICE, TENANT, Issuer, a_key, an_activity, an_issuer
from tests.adapters.teams.tokens import BAD, GOOD


@dataclass
class Gate:
    """The door on a real server, with an issuer whose keys it believes."""

    issuer: Issuer
    notebook: Notebook
    url: str
    session: aiohttp.ClientSession
    door: Door

    async def bring(self, body: Any, token: str | None = "", **headers: str | None) -> int:
        """Bring a body; None as token or header leaves it out, an empty token is a good one."""
        raw_body = body if isinstance(body, bytes) else json.dumps(body).encode()
        given = {
            "Content-Type": "application/json",
            "Authorization": None if token is None else f"Bearer {token or self.issuer.token()}",
        } | {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {name: value for name, value in given.items() if value is not None}
        async with self.session.post(self.url, data=raw_body, headers=sent) as answer:
            await answer.read()
            return answer.status

    @property
    def heard(self) -> int:
        return len([event for event in self.notebook.events if event.kind != "installed"])


@asynccontextmanager
async def a_gate(**config: str) -> AsyncIterator[Gate]:
    clock, notebook = SandboxClock(), Notebook()
    async with an_issuer(clock) as issuer, aiohttp.ClientSession() as session:
        given = {
            "app_id": APP,
            "tenant": TENANT,
            "password": "secret",
            "openid_url": f"{issuer.address}/openid",
        } | config
        door = adapters.teams.build(given, notebook, clock)
        application = web.Application()
        application.add_routes([web.route(each.method, each.path, each.handler) for each in door.routes()])
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        try:
            yield Gate(
                issuer, notebook, f"http://127.0.0.1:{runner.addresses[0][1]}/api/messages", session, door
            )
        finally:
            await door.close()
            await runner.cleanup()


@pytest.fixture
async def gate() -> AsyncIterator[Gate]:
    async with a_gate() as gate:
        yield gate


def test_there_are_at_least_forty_kinds_of_token():
    assert len(GOOD) + len(BAD) >= 40


@pytest.mark.parametrize("name", GOOD)
async def test_a_good_token_runs_the_bot(gate: Gate, name: str):
    assert await gate.bring(an_activity(), GOOD[name](gate.issuer)) == 202
    assert gate.heard == 1


@pytest.mark.parametrize("name", BAD)
async def test_a_bad_token_is_refused_and_runs_nothing(gate: Gate, name: str):
    assert await gate.bring(an_activity(), BAD[name](gate.issuer)) == 401
    assert gate.heard == 0


async def test_a_token_is_judged_by_the_bots_clock_each_time_although_it_is_known(gate: Gate):
    token = gate.issuer.token()
    assert await gate.bring(an_activity(), token) == 202
    gate.issuer.clock.advance(timedelta(hours=2))
    assert await gate.bring(an_activity(id="2"), token) == 401
    assert gate.heard == 1


@pytest.mark.parametrize(
    ("written", "status"),
    [
        (None, 401),
        ("", 401),
        ("Bearer", 401),
        ("Bearer ", 401),
        ("Basic dTpw", 401),
        ("bearer TOKEN", 401),
        ("Bearer  TOKEN", 401),
        ("Bearer TOKEN TOKEN", 401),
        ("Bearer TOKEN,Bearer TOKEN", 401),
        ("TOKEN", 401),
    ],
)
async def test_the_header_has_one_form(gate: Gate, written: str | None, status: int):
    sent = written and written.replace("TOKEN", gate.issuer.token())
    assert await gate.bring(an_activity(), None, Authorization=sent) == status
    assert gate.heard == 0


NESTED = b'{"type":' * 5_000
MALFORMED: dict[str, bytes] = {
    "nothing": b"",
    "a space": b" ",
    "half an object": b'{"type": "message"',
    "a list": b"[]",
    "a word": b'"message"',
    "a number": b"1",
    "null": b"null",
    "not JSON": b"type=message",
    "two objects": b"{}{}",
    "not UTF-8": b'{"type": "\xff"}',
    "UTF-16": '{"type": "message"}'.encode("utf-16"),
    "a mark before it": b'\xef\xbb\xbf{"type": "message"}',
    "nested without end": NESTED,
    "a number of thousands of digits": b'{"id": ' + b"9" * 6_000 + b"}",
    "NaN in the place of an activity": b"NaN",
    "an empty object": b"{}",
}
WRONG: list[Any] = [
    None,
    0,
    1.5,
    True,
    "",
    "x",
    [],
    ["x"],
    {},
    {"id": None},
    {"id": 7},
    {"id": ["x"]},
    "\u0000",
    "\ud800",
    "x" * 20_000,
]
FIELDS = ("id", "from", "conversation", "recipient", "text", "channelData", "entities", "value", "timestamp", "replyToId",
          "locale", "localTimezone", "name", "attachments", "reactionsAdded")  # fmt: skip
KINDS = (
    "message",
    "invoke",
    "messageReaction",
    "conversationUpdate",
    "installationUpdate",
    "messageUpdate",
    "typing",
    "unheard-of",
)


@pytest.mark.parametrize("name", MALFORMED)
async def test_a_body_that_is_no_activity_is_refused(gate: Gate, name: str):
    assert 400 <= await gate.bring(MALFORMED[name]) < 500
    assert gate.heard == 0


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("field", FIELDS)
async def test_no_field_of_the_wrong_shape_is_a_failure_of_ours(gate: Gate, kind: str, field: str):
    base = an_activity(type=kind, name="adaptiveCard/action", replyToId="1", reactionsAdded=[{"type": "like"}], action="add",
                       value={"action": {"type": "Action.Execute", "verb": "claims.take", "data": {"action": "claims.take"}}})  # fmt: skip
    for number, wrong in enumerate(WRONG):
        body = json.dumps(base | {"id": f"{number}"} | {field: wrong}).encode()
        assert await gate.bring(body) < 500, (kind, field, wrong)


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"serviceUrl": None}, 401),
        ({"serviceUrl": ""}, 401),
        ({"serviceUrl": "https://evil.example/"}, 401),
        ({"serviceUrl": "http://smba.trafficmanager.net/emea/"}, 401),
        ({"serviceUrl": "https://smba.trafficmanager.net@evil.example/"}, 401),
        ({"serviceUrl": "https://smba.trafficmanager.net.evil.example/"}, 401),
        ({"serviceUrl": "https://smba.trafficmanager.net:8443/emea/"}, 401),
        ({"serviceUrl": "file:///etc/passwd"}, 401),
        ({"serviceUrl": "https://[::1"}, 401),
        ({"channelId": None}, 403),
        ({"channelId": "emulator"}, 403),
        ({"channelId": "webchat"}, 403),
        ({"conversation": {"id": "a:1", "tenantId": "another"}, "channelData": {}}, 403),
        ({"channelData": {"tenant": {"id": "another"}}}, 403),
        ({"conversation": {"id": "a:1"}, "channelData": {}}, 403),
        ({"type": ""}, 400),
        ({"type": None}, 400),
        ({"type": 5}, 400),
    ],
)
async def test_an_activity_of_elsewhere_is_refused(gate: Gate, changes: dict[str, Any], status: int):
    service = changes.get("serviceUrl", SERVICE)
    token = gate.issuer.token(serviceurl=service) if service else gate.issuer.token()
    assert await gate.bring(an_activity(**changes), token) == status
    assert gate.heard == 0


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Content_Type": "text/plain"}, 400),
        ({"Content_Type": "application/x-www-form-urlencoded"}, 400),
        ({"Content_Type": "application/json; charset=utf-16"}, 400),
        ({"Content_Encoding": "gzip"}, 400),
        ({"Content_Type": "application/json; charset=UTF-8"}, 202),
    ],
)
async def test_the_body_comes_as_plain_json(gate: Gate, headers: dict[str, str], status: int):
    assert await gate.bring(an_activity(), **headers) == status


async def test_a_body_of_more_than_a_quarter_megabyte_is_refused(gate: Gate):
    assert await gate.bring(an_activity(text="x" * 300_000)) == 413
    assert gate.heard == 0


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=8), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(("type", "id", "from", "value", "data", "action", "conversation", "name", "text", "form", "entities")), inner, max_size=5), max_leaves=12))  # fmt: skip
def test_no_activity_whatever_is_a_failure_of_ours(body: Any):
    async def bring() -> None:
        async with a_gate() as gate:
            for kind in ("message", "invoke", "messageReaction"):
                changed = body if isinstance(body, dict) else {"value": body}
                assert await gate.bring(an_activity(type=kind) | changed | {"serviceUrl": SERVICE}) < 500

    asyncio.run(bring())


async def test_the_loop_goes_on_while_slow_keys_are_fetched(gate: Gate):
    gate.issuer.is_slow = True
    longest = 0.0

    async def measure() -> None:
        # In time of this thread's own, so that a busy machine does not count. Waiting for the issuer in one piece would
        # hold this test for ever, for it is served by the same loop.
        nonlocal longest
        while not gate.issuer.go_on.is_set():
            before = time.thread_time()
            await asyncio.sleep(0.001)
            longest = max(longest, time.thread_time() - before)

    # Keys are made and tokens signed before, for that takes time that is not the gate's.
    for name in (*gate.issuer.endorsements, "stranger"):
        a_key(name)
    tokens = [gate.issuer.token(key=("one", "stranger")[number % 2]) for number in range(20)]
    watch = asyncio.create_task(measure())
    asked = [
        asyncio.create_task(gate.bring(an_activity(id=str(number)), token))
        for number, token in enumerate(tokens)
    ]
    while not gate.issuer.looks:
        await asyncio.sleep(0.001)
    gate.issuer.go_on.set()
    await watch
    assert sorted(await asyncio.gather(*asked)) == [202] * 10 + [401] * 10
    assert gate.issuer.looks == 1
    assert longest < 0.05


async def test_without_any_key_it_is_our_trouble_and_said_so_and_the_next_look_comes_later(gate: Gate):
    gate.issuer.is_broken = True
    assert gate.door.worries() == []
    assert [await gate.bring(an_activity()) for _ in range(3)] == [503] * 3
    assert gate.door.worries() == ["Microsoft's keys could not be fetched; its requests are refused"]
    assert (gate.issuer.looks, gate.heard) == (1, 0)
    gate.issuer.is_broken = False
    gate.issuer.clock.advance(timedelta(minutes=1))
    assert await gate.bring(an_activity()) == 202


async def test_an_unknown_key_makes_us_look_once_an_hour(gate: Gate):
    assert await gate.bring(an_activity()) == 202
    for _ in range(5):
        assert await gate.bring(an_activity(), gate.issuer.token(key="new", kid="new")) == 401
    assert gate.issuer.looks == 2
    gate.issuer.endorsements["new"] = ["msteams"]
    assert await gate.bring(an_activity(), gate.issuer.token(key="new", kid="new")) == 401
    gate.issuer.clock.advance(timedelta(hours=1, minutes=1))
    assert await gate.bring(an_activity(id="9"), gate.issuer.token(key="new", kid="new")) == 202
    assert gate.issuer.looks == 3


async def test_old_keys_serve_on_while_new_ones_cannot_be_had(gate: Gate):
    assert await gate.bring(an_activity()) == 202
    gate.issuer.is_broken = True
    gate.issuer.clock.advance(timedelta(days=3))
    assert await gate.bring(an_activity(id="2")) == 202


@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")
async def test_a_short_key_is_no_key(gate: Gate):
    gate.issuer.endorsements["short"] = ["msteams"]
    assert await gate.bring(an_activity(), gate.issuer.token(key="short", kid="short")) == 401


async def test_the_open_mode_takes_requests_without_a_token_of_this_machine_alone():
    async with a_gate(is_open="yes", app_id="", password="") as gate:
        assert await gate.bring(an_activity(), None) == 202
        assert await gate.bring(an_activity(serviceUrl="https://evil.example/"), None) == 401
        assert await gate.bring(an_activity(), "not.a.token") == 401


@pytest.mark.parametrize(
    ("config", "told"),
    [
        ({"tenant": ""}, "tenant"),
        ({"password": ""}, "secret"),
        ({"app_id": ""}, "app_id"),
        ({"service_url": "https://evil.example/"}, "service_hosts"),
    ],
)
def test_a_door_that_could_not_be_safe_is_not_built(config: dict[str, str], told: str):
    given = {"app_id": APP, "tenant": TENANT, "password": "secret"} | config
    with pytest.raises(ValueError, match=told):
        adapters.teams.build(given, Notebook(), SandboxClock())
