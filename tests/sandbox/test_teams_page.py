"""The API of the page of the small Teams: state, acts, and who may do what."""

import json
import re
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from sandbox import Sandbox
from sandbox.teams.people import GROUP, PARTAGES, SHARES, chat_id
from sandbox.teams.server import SmallTeams
from sandbox.teams.workplace import Json
from tests.sandbox.teams.cards import a_card, a_dialog, a_text, execute, field, submit
from tests.sandbox.teams.conftest import App
from tests.sandbox.teams.page import act, post, state, unread_in

TAKE = execute("Take it", "claim.take", data={"value": "7"})
OPEN = submit("Settings", data={"msteams": {"type": "task/fetch"}})
NAME = field("name", isRequired=True)
FORM = a_dialog(a_card(NAME, actions=[submit("Save", data={"form": "settings"})]))
MANIFEST: Json = {
    "bots": [{"commandLists": [{"scopes": ["personal"], "commands": [{"title": "help", "description": "all"}]}]}],
    "composeExtensions": [
        {"commands": [{"id": "suggest", "title": "Suggest", "context": ["message"]}, {"id": "find", "title": "Find"}]}
    ],
}  # fmt: skip


@pytest.fixture
async def app() -> AsyncIterator[App]:
    app = App()
    application = web.Application()
    application.router.add_post("/api/messages", app.serve)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    app.url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/messages"
    yield app
    await runner.cleanup()


@pytest.fixture
async def teams(app: App) -> AsyncIterator[SmallTeams]:
    async with SmallTeams.started() as teams:
        teams.install(app.url)
        await teams.settled()
        app.received.clear()
        yield teams


@pytest.fixture
async def browser(teams: SmallTeams) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(base_url=teams.page_url) as session:
        yield session


async def test_the_page_and_its_files_come_with_a_strict_policy(browser: aiohttp.ClientSession) -> None:
    async with browser.get("") as response:
        page = await response.text()
        policy = response.headers["Content-Security-Policy"]
    assert "Atelier Lumen" in page
    assert policy.startswith("default-src 'none'; script-src 'self';")
    assert "unsafe" not in policy
    files = re.findall(r'(?:src|href)="(/static/[^"]+)"', page)
    assert any(name.endswith("adaptivecards.min.js") for name in files)
    for name in files:
        async with browser.get(name) as response:
            assert response.status == 200, name
            assert response.headers["Content-Security-Policy"] == policy


async def test_every_module_that_a_script_imports_is_served(browser: aiohttp.ClientSession) -> None:
    waiting, seen = ["/static/teams/app.js"], set[str]()
    while waiting:
        address = waiting.pop()
        seen.add(address)
        async with browser.get(address) as response:
            assert response.status == 200, address
            script = await response.text()
        for name in re.findall(r'^(?:import|export) .*from "(\.[^"]+)";', script, re.MULTILINE):
            parts = address.split("/")[:-1]
            for step in name.split("/"):
                parts = parts[:-1] if step == ".." else parts if step == "." else [*parts, step]
            if (found := "/".join(parts)) not in seen:
                waiting.append(found)
    assert {"/static/adaptive.js", "/static/dom.js", "/static/teams/card.js"} <= seen


async def test_what_the_app_is_answered_has_no_headers_of_a_page(browser: aiohttp.ClientSession) -> None:
    async with browser.get("v1/.well-known/keys") as response:
        assert "Content-Security-Policy" not in response.headers


async def test_the_state_has_all_that_the_person_can_see(
    teams: SmallTeams, browser: aiohttp.ClientSession
) -> None:
    teams.manifest, teams.neighbour = MANIFEST, "http://127.0.0.1:9/"
    posted = post(teams, a_card(actions=[TAKE]))
    await teams.as_person("U0PRIYA").react(teams.as_person("U0PRIYA").messages("shares")[0], "heart")
    teams.workplace.redraw(posted, a_card(actions=[TAKE]), "", "", "update")
    post(teams, text="Well done", thread=posted.id)
    told = await state(browser)
    assert (told["me"], told["team"], told["neighbour"]) == (
        "U0SAM",
        {"name": "Atelier Lumen"},
        "http://127.0.0.1:9/",
    )
    assert told["clock"] == {
        "now": "2026-11-23T09:30:00+01:00",
        "zone": "Europe/Paris",
        "running": False,
    }
    places = [
        (one["name"], one["kind"], one["bot_is_member"], one["unread"]) for one in told["conversations"]
    ]
    assert places == [
        ("Portevoix", "chat", True, 0),
        ("General", "channel", True, 0),
        ("partages", "channel", True, 0),
        ("shares", "channel", True, 2),
        ("Lunch", "group", True, 0),
    ]
    first, reply = told["messages"][SHARES]
    assert first == {
        "id": posted.id,
        "thread": posted.id,
        "sender": "bot",
        "text": "",
        "card": a_card(actions=[TAKE]),
        "at": "2026-11-23T09:30:00+01:00",
        "reactions": [{"type": "heart", "users": ["U0PRIYA"], "mine": False}],
        "private": False,
        "own_view": False,
        "edited": False,
    }
    assert (reply["text"], reply["thread"]) == ("Well done", posted.id)
    assert told["commands"] == [{"title": "help", "description": "all", "scopes": ["personal"]}]
    assert told["extensions"] == [{"title": "Suggest", "description": "", "id": "suggest"}]
    parts = {one["id"]: one["part"] for one in told["people"]}
    assert (parts["U0SAM"], parts["bot"]) == ("employee", "bot")


async def test_nobody_sees_anothers_chat_group_targeted_message_view_dialog_or_notice(
    teams: SmallTeams, app: App, browser: aiohttp.ClientSession
) -> None:
    post(teams, text="For Sam", addressee="U0SAM")
    posted = post(teams, a_card(actions=[TAKE, OPEN]))
    post(teams, text="Hello Sam", place=teams.workplace.chat("U0SAM").id)
    app.answering = lambda activity: (
        FORM
        if activity.get("name") == "task/fetch"
        else {
            "statusCode": 200,
            "type": "application/vnd.microsoft.card.adaptive",
            "value": a_card(a_text("Yours")),
        }
    )
    for action in ("Settings", "Take it"):  # what is shown in the card's place has no buttons
        await act(browser, do="press", conversation=SHARES, message=posted.id, action=action)
    post(teams, text="At noon?", place=GROUP)
    teams.workplace.notify("U0SAM", "Psst")
    sam, priya = await state(browser), await state(browser, "U0PRIYA")
    whisper, card = sam["messages"][SHARES]
    assert (whisper["text"], whisper["private"]) == ("For Sam", True)
    assert (card["card"], card["own_view"]) == (a_card(a_text("Yours")), True)
    assert [one["title"] for one in sam["dialogs"]] == ["Settings"]
    assert [one["text"] for one in sam["notices"]] == ["Psst"]
    (card,) = priya["messages"][SHARES]
    assert (card["card"], card["own_view"]) == (a_card(actions=[TAKE, OPEN]), False)
    assert (priya["dialogs"], priya["notices"]) == ([], [])
    assert priya["messages"].keys() == {chat_id("U0PRIYA"), "19:atelier@thread.tacv2", PARTAGES, SHARES}
    assert all(
        words not in json.dumps(priya) for words in ("For Sam", "Hello Sam", "Yours", "At noon?", "Psst")
    )


async def test_the_page_of_slack_links_to_the_page_of_teams(teams: SmallTeams) -> None:
    async with Sandbox.started() as slack, aiohttp.ClientSession(base_url=slack.page_url) as session:
        assert (await state(session))["neighbour"] == ""
        slack.neighbour = teams.page_url
        assert (await state(session))["neighbour"] == teams.page_url


async def test_a_conversation_is_read_by_the_one_who_reads_it(
    teams: SmallTeams, browser: aiohttp.ClientSession
) -> None:
    post(teams, text="New")
    version = teams.workplace.changes.version
    assert await act(browser, do="read", conversation=SHARES) == (200, {"ok": True})
    assert teams.workplace.changes.version > version
    assert unread_in(await state(browser), SHARES) == 0
    assert unread_in(await state(browser, "U0PRIYA"), SHARES) == 1
    post(teams, text="Newer")
    assert unread_in(await state(browser), SHARES) == 1


async def test_the_app_hears_a_post_that_mentions_it_and_a_plain_word_in_its_chat_alone(
    teams: SmallTeams, app: App, browser: aiohttp.ClientSession
) -> None:
    await act(browser, do="say", conversation=SHARES, text="A lamp")
    await teams.settled()
    assert app.received == []
    await act(browser, do="say", conversation=SHARES, text="@Portevoix help")
    await act(browser, do="say", conversation=chat_id("U0SAM"), text="help")
    await teams.settled()
    assert [each["text"] for each in app.received] == ["<at>Portevoix</at> help", "help"]
    said = (await state(browser, "U0PRIYA"))["messages"][SHARES]
    assert [one["text"] for one in said] == ["A lamp", "@Portevoix help"]


async def test_a_reply_hangs_on_its_post_and_what_one_wrote_can_be_edited_by_oneself_alone(
    teams: SmallTeams, browser: aiohttp.ClientSession
) -> None:
    posted = post(teams, text="New")
    await act(browser, do="say", conversation=SHARES, text="Lovely", under=posted.id)
    reply = (await state(browser))["messages"][SHARES][1]
    assert (reply["thread"], reply["edited"]) == (posted.id, False)
    changed = {"do": "edit", "conversation": SHARES, "message": reply["id"], "text": "Splendid"}
    assert (await act(browser, "U0PRIYA", **changed))[0] == 400
    assert (await act(browser, **changed))[0] == 200
    reply = (await state(browser, "U0PRIYA"))["messages"][SHARES][1]
    assert (reply["text"], reply["edited"]) == ("Splendid", True)


async def test_a_reaction_goes_on_and_off(
    teams: SmallTeams, app: App, browser: aiohttp.ClientSession
) -> None:
    posted = post(teams, text="New")
    what = {"do": "react", "conversation": SHARES, "message": posted.id, "type": "1f64b_raisinghand"}
    await act(browser, **what, on=True)
    (message,) = (await state(browser))["messages"][SHARES]
    assert message["reactions"] == [{"type": "1f64b_raisinghand", "users": ["U0SAM"], "mine": True}]
    await act(browser, **what, on=False)
    (message,) = (await state(browser))["messages"][SHARES]
    assert message["reactions"] == []
    await teams.settled()
    assert [{"reactionsAdded", "reactionsRemoved"} & each.keys() for each in app.received] == [
        {"reactionsAdded"},
        {"reactionsRemoved"},
    ]


async def test_a_button_sends_what_the_card_says_with_its_fields_and_nothing_the_page_invents(
    teams: SmallTeams, app: App, browser: aiohttp.ClientSession
) -> None:
    posted = post(teams, a_card(NAME, actions=[TAKE]))
    app.answering = lambda _: {
        "statusCode": 200,
        "type": "application/vnd.microsoft.activity.message",
        "value": "Thank you",
    }
    what = {"do": "press", "conversation": SHARES, "message": posted.id, "action": "Take it"}
    await act(browser, **what, inputs={"name": "Lamp", "value": "forged", "verb": "other"})
    (pressed,) = app.received
    assert pressed["value"]["action"]["verb"] == "claim.take"
    assert pressed["value"]["action"]["data"] == {"value": "7", "name": "Lamp"}
    assert [one["text"] for one in (await state(browser))["notices"]] == ["Thank you"]


async def test_a_dialog_is_filled_in_sent_and_gone(
    teams: SmallTeams, app: App, browser: aiohttp.ClientSession
) -> None:
    posted = post(teams, a_card(actions=[OPEN]))
    app.answering = lambda activity: FORM if activity["name"] == "task/fetch" else {}
    await act(browser, do="press", conversation=SHARES, message=posted.id, action="Settings")
    (dialog,) = (await state(browser))["dialogs"]
    assert dialog["card"]["body"][0] == NAME
    press = {"do": "press", "dialog": dialog["id"], "action": "Save"}
    status, told = await act(browser, **press, inputs={})
    assert (status, told["error"]) == (400, "Name is needed.")
    assert len((await state(browser))["dialogs"]) == 1
    await act(browser, **press, inputs={"name": "Sam", "form": "other"})
    assert app.received[-1]["value"]["data"] == {"form": "settings", "name": "Sam"}
    assert (await state(browser))["dialogs"] == []


async def test_a_dialog_is_closed_without_telling_the_app(
    teams: SmallTeams, app: App, browser: aiohttp.ClientSession
) -> None:
    posted = post(teams, a_card(actions=[OPEN]))
    app.answering = lambda _: FORM
    await act(browser, do="press", conversation=SHARES, message=posted.id, action="Settings")
    (dialog,) = (await state(browser))["dialogs"]
    heard = len(app.received)
    assert await act(browser, do="close", dialog=dialog["id"]) == (200, {"ok": True})
    assert ((await state(browser))["dialogs"], len(app.received)) == ([], heard)


async def test_the_extension_is_used_on_a_message(
    teams: SmallTeams, app: App, browser: aiohttp.ClientSession
) -> None:
    posted = post(teams, text="New")
    app.answering = lambda _: FORM
    await act(browser, do="extension", id="suggest", conversation=SHARES, message=posted.id)
    (asked,) = app.received
    assert (asked["name"], asked["value"]["commandId"]) == ("composeExtension/fetchTask", "suggest")
    assert asked["value"]["messagePayload"]["id"] == posted.id
    assert [one["card"]["body"] for one in (await state(browser))["dialogs"]] == [[NAME]]


@pytest.mark.parametrize(
    "what",
    [
        {"do": "dance"},
        {"do": "say", "conversation": "19:nowhere@thread.tacv2", "text": "x"},
        {"do": "say", "conversation": "shares", "text": "x"},
        {"do": "say", "conversation": SHARES, "text": "  "},
        {"do": "say", "conversation": SHARES, "text": "x", "under": "1"},
        {"do": "say", "conversation": chat_id("U0PRIYA"), "text": "x"},
        {"do": "read", "conversation": chat_id("U0PRIYA")},
        {"do": "react", "conversation": SHARES, "message": "1", "type": "like"},
        {"do": "react", "conversation": SHARES, "message": "POSTED", "type": "<b>"},
        {"do": "press", "conversation": SHARES, "message": "POSTED", "action": "Nothing"},
        {"do": "press", "conversation": SHARES, "message": "POSTED", "action": "Take it", "inputs": []},
        {"do": "submit", "dialog": "1", "inputs": {}},
        {"do": "close", "dialog": "1"},
        {"do": "say", "as": "U0NOBODY", "conversation": SHARES, "text": "x"},
        {"do": "say", "as": "bot", "conversation": SHARES, "text": "x"},
    ],
)
async def test_what_cannot_be_done_is_refused_with_a_sentence(
    teams: SmallTeams, app: App, browser: aiohttp.ClientSession, what: dict[str, Any]
) -> None:
    teams.workplace.chat("U0PRIYA")
    posted = post(teams, a_card(actions=[TAKE]))
    given = {name: posted.id if value == "POSTED" else value for name, value in what.items()}
    status, told = await act(browser, **given)
    assert (status, told["ok"]) == (400, False)
    assert told["error"].endswith(".")
    await teams.settled()
    assert app.received == []


async def test_nobody_acts_on_what_another_person_alone_sees(
    teams: SmallTeams, app: App, browser: aiohttp.ClientSession
) -> None:
    targeted = post(teams, a_card(a_text("For Sam"), actions=[TAKE, OPEN]), addressee="U0SAM")
    in_chat = post(teams, a_card(a_text("Hello Sam"), actions=[TAKE]), place=teams.workplace.chat("U0SAM").id)
    app.answering = lambda _: FORM
    await act(browser, do="press", conversation=SHARES, message=targeted.id, action="Settings")
    (dialog,) = (await state(browser))["dialogs"]
    heard = len(app.received)
    for what in (
        {"do": "press", "conversation": SHARES, "message": targeted.id, "action": "Take it"},
        {"do": "press", "conversation": in_chat.conversation, "message": in_chat.id, "action": "Take it"},
        {"do": "react", "conversation": in_chat.conversation, "message": in_chat.id, "type": "like"},
        {"do": "press", "dialog": dialog["id"], "action": "Save", "inputs": {"name": "Priya"}},
        {"do": "submit", "dialog": dialog["id"], "inputs": {"name": "Priya"}},
        {"do": "close", "dialog": dialog["id"]},
    ):
        assert (await act(browser, "U0PRIYA", **what))[0] == 400, what
    assert len((await state(browser))["dialogs"]) == 1
    assert len(app.received) == heard


async def test_another_sites_form_cannot_act(browser: aiohttp.ClientSession) -> None:
    body = json.dumps({"as": "U0SAM", "do": "say", "conversation": SHARES, "text": "x"})
    for kind in ("text/plain", "application/x-www-form-urlencoded"):
        async with browser.post("ui/act", data=body, headers={"Content-Type": kind}) as response:
            assert response.status == 400
    assert (await state(browser))["messages"][SHARES] == []


@pytest.mark.parametrize("body", ["{", "[]", '"x"'])
async def test_what_is_no_json_object_is_refused(browser: aiohttp.ClientSession, body: str) -> None:
    async with browser.post("ui/act", data=body, headers={"Content-Type": "application/json"}) as response:
        assert response.status == 400
