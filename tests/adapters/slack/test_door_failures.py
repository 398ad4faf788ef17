"""The door when things go wrong: repeated, failing, limited and late, and never an error page."""

import asyncio
import json
from datetime import timedelta
from urllib.parse import urlencode

from bot.cards.elements import Button, Form, TextInput
from bot.domain.people import Place
from bot.events import Reply
from tests.adapters.slack.rig import SHARES, Rig, a_card, a_rig

PLACE = Place("slack", "T0SANDBOX", SHARES)
TAKE = Button("Take a place", "claims.take", "post-1")
FORM = Form("settings", "Your settings", "Save", (TextInput("why", "Why this?"),))


async def posted(rig: Rig) -> None:
    await rig.platform.post(PLACE, a_card("Today's share", TAKE), "marker-1")


def shown(rig: Rig, person: str = "U0CAMILLE"):
    return rig.sandbox.as_person(person)


async def test_a_repeated_event_is_taken_once_and_acknowledged_each_time(rig):
    envelope = rig.sandbox.events.envelope({"type": "app_home_opened", "user": "U0SAM", "tab": "home"})
    answers = [await rig.sandbox.events.deliver_once(envelope, attempt) for attempt in range(4)]
    assert [answer.status for answer in answers] == [200] * 4
    assert len(rig.notebook.of("command")) == 1
    assert len([event for event in rig.notebook.answered if event.kind == "command"]) == 1


def as_form(payload: object) -> bytes:
    return urlencode({"payload": json.dumps(payload)}).encode()


async def test_a_replayed_click_is_answered_once(rig):
    await posted(rig)
    await shown(rig).press(shown(rig).messages(SHARES)[-1], "Take a place")
    click = as_form(dict(rig.sandbox.log.of("action")[-1].payload))
    for _ in range(3):
        assert await rig.bring(click, "application/x-www-form-urlencoded") == (200, b"")
    await rig.sends_done()
    assert len([event for event in rig.notebook.answered if event.kind == "button"]) == 1


async def test_when_the_store_is_down_slack_is_asked_to_come_again(rig):
    rig.notebook.accept_error = RuntimeError("disk full")
    envelope = rig.sandbox.events.envelope({"type": "app_home_opened", "user": "U0SAM", "tab": "home"})
    assert (await rig.sandbox.events.deliver_once(envelope)).status == 503
    rig.notebook.accept_error = None
    assert (await rig.sandbox.events.deliver_once(envelope, 1)).status == 200
    assert len(rig.notebook.of("command")) == 1


async def test_an_answer_that_fails_is_no_error_page_and_its_words_stay_out_of_the_log(rig, caplog):
    rig.notebook.answer_error = ValueError("what Camille wrote")
    await shown(rig).command("/advocacy today", SHARES)
    await shown(rig).open_home()
    await rig.sandbox.settled()
    await rig.sends_done()
    assert shown(rig).notices() == []
    assert rig.notebook.of("command")[0].id in caplog.text
    assert "ValueError" in caplog.text
    assert "what Camille wrote" not in caplog.text


async def test_a_form_that_slack_does_not_open_is_no_error_page(rig, caplog):
    rig.notebook.replies["settings"] = Reply(FORM)
    rig.sandbox.faults.add("views.open", "before", "500")
    await shown(rig).command("/advocacy settings", SHARES)
    assert shown(rig).notices() == []
    assert "Unknown HTTP 500" in caplog.text


async def test_an_answer_that_slack_limits_is_sent_when_it_may_and_never_twice(rig):
    await posted(rig)
    rig.notebook.replies["claims.take"] = Reply(a_card("It is yours"))
    rig.sandbox.faults.add("response_url", "before", "429", retry_after=7)
    await shown(rig).press(shown(rig).messages(SHARES)[-1], "Take a place")
    async with asyncio.timeout(5):
        while not rig.clock._waiters:
            await asyncio.sleep(0)
    assert shown(rig).ephemerals(SHARES) == []
    rig.clock.advance(timedelta(seconds=7))
    await rig.sends_done()
    assert len(shown(rig).ephemerals(SHARES)) == 1


async def test_an_answer_of_unknown_fate_is_not_repeated(rig):
    await posted(rig)
    rig.notebook.replies["claims.take"] = Reply(a_card("It is yours"))
    rig.sandbox.faults.add("response_url", "after", "reset")
    await shown(rig).press(shown(rig).messages(SHARES)[-1], "Take a place")
    await rig.sends_done()
    assert len(shown(rig).ephemerals(SHARES)) == 1


async def test_closing_waits_for_answers_on_their_way():
    async with a_rig() as rig:
        may_answer = asyncio.Event()
        rig.door.sends.later(rig.notebook.events[0], told(may_answer, said := []))
        closing = asyncio.create_task(rig.door.close())
        await asyncio.sleep(0)
        assert not rig.platform._session.closed
        may_answer.set()
        await closing
        assert said == ["done"]
        assert rig.platform._session.closed


async def test_closing_does_not_wait_for_ever(monkeypatch):
    monkeypatch.setattr("adapters.sends.CLOSING_SECONDS", 0.01)
    async with a_rig() as rig:
        rig.door.sends.later(rig.notebook.events[0], told(asyncio.Event(), said := []))
        await asyncio.sleep(0)
        await rig.door.close()
        assert said == []
        assert rig.platform._session.closed


async def told(may_answer: asyncio.Event, said: list[str]) -> None:
    await may_answer.wait()
    said.append("done")


async def test_unknown_events_shortcuts_and_closed_dialogs_are_acknowledged(rig):
    for event in (
        {"type": "message", "text": "hi"},
        {"type": "made_up_tomorrow"},
        {"type": "tokens_revoked", "tokens": {}},
    ):
        assert (await rig.sandbox.events.deliver_once(rig.sandbox.events.envelope(event))).status == 200
    for kind in ("shortcut", "message_action", "view_closed", "block_suggestion", "made_up_tomorrow"):
        payload = {
            "type": kind,
            "team": {"id": "T0SANDBOX"},
            "user": {"id": "U1"},
            "api_app_id": "A0PORTEVOIX",
        }
        assert await rig.bring(as_form(payload), "application/x-www-form-urlencoded") == (200, b"")
    limited = {"type": "app_rate_limited", "team_id": "T0SANDBOX", "api_app_id": "A0PORTEVOIX"}
    assert await rig.bring(json.dumps(limited).encode()) == (200, b"")
    assert len(rig.notebook.events) == 1
