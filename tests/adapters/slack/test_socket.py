"""Socket Mode: the same letters over connections of our own, which follow one another without a gap, or with one that is told."""

import asyncio
import logging
from collections.abc import AsyncIterator

import pytest

from adapters.slack import socket
from bot.events import Reply
from bot.ports import Gone, Overloaded, Refused, Unknown
from tests.adapters.slack.rig import SHARES, Rig, a_card, a_rig


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    async with a_rig(is_in_socket_mode=True) as rig:
        await rig.door.listen()
        yield rig


async def connected(rig: Rig, opened: int) -> None:
    """Wait for so many connections to have been opened in all; a real network needs a moment, the clock does not move."""
    async with asyncio.timeout(20):
        while rig.sandbox.sockets.opened < opened or len(rig.door._socket._open) != len(
            rig.sandbox.sockets.connections
        ):
            await asyncio.sleep(0)


async def test_a_command_is_answered_in_the_envelopes_own_answer(rig: Rig):
    rig.notebook.replies["help"] = Reply(a_card("Here is help"))
    sam = rig.sandbox.as_person("U0SAM")
    await sam.command("/advocacy help", channel=SHARES)
    assert "Here is help" in sam.ephemerals()[-1].all_text
    assert sam.notices() == []
    assert rig.door.routes() == (), "nothing is served over HTTP"


async def test_a_happening_is_acknowledged_once_it_is_durable(rig: Rig):
    await rig.sandbox.as_person("U0SAM").open_home()
    await rig.sandbox.settled()
    assert [event.text for event in rig.notebook.of("command")] == ["home"]
    assert rig.sandbox.log.of("event")[-1].outcome == "200"


async def test_what_could_not_be_kept_is_not_acknowledged_and_comes_again(rig: Rig):
    rig.notebook.accept_error = Overloaded()
    await rig.sandbox.as_person("U0SAM").open_home()
    await rig.sandbox.until(lambda: rig.sandbox.log.of("event"))
    assert rig.sandbox.log.of("event")[-1].outcome == "http_timeout"
    rig.notebook.accept_error = None
    await rig.sandbox.settled()
    assert len(rig.notebook.of("command")) == 1


async def test_a_warned_connection_stays_until_its_successor_is_there_and_no_gap_is_told(rig: Rig):
    await rig.sandbox.sockets.disconnect("warning", is_closed=False)
    await connected(rig, 2)
    assert len(rig.sandbox.sockets.connections) == 2
    for _ in range(4):
        await rig.sandbox.as_person("U0SAM").command("/advocacy help", channel=SHARES)
    assert len(rig.notebook.of("command")) == 4, "whichever of the two an envelope comes over"
    await rig.sandbox.sockets.disconnect("refresh_requested")
    await connected(rig, 2)
    assert rig.notebook.gaps == []


async def test_a_lost_connection_is_replaced_at_once_and_the_gap_is_told(rig: Rig):
    before = rig.clock.now()
    await rig.sandbox.sockets.drop()
    await connected(rig, 2)
    assert rig.notebook.gaps == [("slack", before - socket.NOTICED_WITHIN)]


async def test_while_no_connection_can_be_opened_operators_are_told_since_when(rig: Rig):
    assert rig.door.worries() == []
    rig.sandbox.installation.is_in_socket_mode = False
    await rig.sandbox.sockets.drop()
    async with asyncio.timeout(10):
        while not rig.door.worries():
            await asyncio.sleep(0)
    assert rig.door.worries() == [
        f"no connection to Slack since {rig.clock.now() - socket.NOTICED_WITHIN:%H:%M} UTC; nothing comes in"
    ]


async def test_a_connection_that_fell_silent_is_noticed_by_its_pings(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("adapters.slack.platform.HEARTBEAT_SECONDS", 0.2)
    async with a_rig(is_in_socket_mode=True) as rig:
        await rig.door.listen()
        rig.sandbox.sockets.is_deaf = True
        async with asyncio.timeout(20):
            while not rig.notebook.gaps:
                await asyncio.sleep(0)
        rig.sandbox.sockets.is_deaf = False
        assert rig.sandbox.sockets.opened >= 2


async def test_trouble_upon_trouble_is_met_with_longer_waits():
    for troubles, longest in ((2, 2), (3, 4), (6, 32), (7, 60), (50, 60)):
        waits = [socket._wait(troubles) for _ in range(50)]
        assert longest / 2 <= min(waits) < max(waits) <= longest


async def test_a_token_that_is_refused_is_named_at_the_start():
    async with a_rig(is_in_socket_mode=True, app_token="xapp-1-wrong") as rig:
        with pytest.raises(Gone, match="invalid_auth"):
            await rig.door.listen()


async def test_where_socket_mode_is_switched_off_the_start_says_so(rig: Rig):
    rig.sandbox.installation.is_in_socket_mode = False
    async with a_rig(
        app_token=rig.sandbox.installation.config.app_token,
        api_url=rig.sandbox.api_url,
        bot_token=rig.sandbox.bot_token,
    ) as other:
        with pytest.raises(Refused, match="forbidden_for_app"):
            await other.door.listen()


async def test_one_connection_too_many_is_shown_out(rig: Rig):
    config = rig.sandbox.installation.config
    sockets = [await rig.platform.connection(config.app_token) for _ in range(9)]
    with pytest.raises(Unknown, match="too_many_websockets"):
        await rig.door._socket._connected()
    for each in sockets:
        await each.close()


async def test_an_answer_to_a_dialog_travels_back_with_its_acknowledgement(rig: Rig):
    letter = socket.Letter("interaction", {})
    said: list[object] = []

    class Wire:
        async def send_json(self, what: object) -> None:
            said.append(what)

    async def take(_: object) -> socket.BoltResponse:
        return socket.BoltResponse(status=200, body={"response_action": "clear"})

    rig.door._socket._take = take
    connection = socket.Connection(Wire(), rig.clock.now())
    await rig.door._socket._answer(connection, "E1", letter, is_awaited=True)
    await rig.door._socket._answer(connection, "E2", letter, is_awaited=False)
    assert said == [{"envelope_id": "E1", "payload": {"response_action": "clear"}}, {"envelope_id": "E2"}]


async def test_neither_the_token_nor_an_address_is_logged(rig: Rig, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    await rig.sandbox.sockets.drop()
    await connected(rig, 2)
    assert "xapp-" not in caplog.text
    assert "ticket=" not in caplog.text
