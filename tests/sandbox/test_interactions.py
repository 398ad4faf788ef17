"""Slash commands, presses, dialogs and shortcuts as the app meets them, and the notices people get when it fails."""

import asyncio

import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Impossible, Sandbox
from tests.sandbox.conftest import MANIFEST, App, error_of
from tests.sandbox.test_driver import BUTTON, WORDS

DIALOG = {
    "type": "modal",
    "callback_id": "settings",
    "private_metadata": "ctx",
    "title": {"type": "plain_text", "text": "Settings"},
    "submit": {"type": "plain_text", "text": "Save"},
    "notify_on_close": True,
    "blocks": [
        {
            "type": "input",
            "block_id": "name",
            "label": {"type": "plain_text", "text": "Your words"},
            "element": {"type": "plain_text_input", "action_id": "words", "min_length": 3},
        },
        {
            "type": "input",
            "block_id": "pace",
            "optional": True,
            "label": {"type": "plain_text", "text": "How often"},
            "element": {
                "type": "radio_buttons",
                "action_id": "often",
                "options": [
                    {"text": {"type": "plain_text", "text": "Daily"}, "value": "daily"},
                    {"text": {"type": "plain_text", "text": "Weekly"}, "value": "weekly"},
                ],
            },
        },
    ],
}


async def opened(sandbox: Sandbox, client: AsyncWebClient, app: App) -> None:
    """Let Sam's command open DIALOG."""
    await sandbox.as_person("U0SAM").command("/advocacy settings")
    trigger = app.received[-1].fields["trigger_id"]
    await client.views_open(trigger_id=trigger, view=DIALOG)
    app.received.clear()


async def test_a_command_carries_all_that_slack_sends(sandbox: Sandbox, app: App) -> None:
    await sandbox.as_person("U0CAMILLE").command("/advocacy today", channel="partages")
    fields = app.received[0].fields
    trigger, url, token = fields.pop("trigger_id"), fields.pop("response_url"), fields.pop("token")
    assert fields == {
        "team_id": "T0SANDBOX",
        "team_domain": "atelier-lumen",
        "channel_id": "C0PARTAGES",
        "channel_name": "partages",
        "user_id": "U0CAMILLE",
        "user_name": "camille.moreau",
        "command": "/advocacy",
        "text": "today",
        "api_app_id": "A0PORTEVOIX",
        "is_enterprise_install": "false",
    }
    assert trigger
    assert token
    assert url.startswith(f"{sandbox.page_url}hooks/commands/")


async def test_mentions_are_written_as_ids_only_where_the_manifest_asks(sandbox: Sandbox, app: App) -> None:
    sam = sandbox.as_person("U0SAM")
    await sam.command("/advocacy thank @camille.moreau in #shares & <b>")
    await sam.command("/raw thank @camille.moreau")
    assert [received.fields["text"] for received in app.received] == [
        "thank <@U0CAMILLE|camille.moreau> in <#C0SHARES|shares> &amp; &lt;b&gt;",
        "thank @camille.moreau",
    ]


@pytest.mark.parametrize(
    ("body", "ephemeral", "public"),
    [
        ("Plain words", ["Plain words"], []),
        ({"text": "For you"}, ["For you"], []),
        ({"text": "For all", "response_type": "in_channel"}, [], ["For all"]),
        ("", [], []),
    ],
)
async def test_the_answers_body_is_shown(
    sandbox: Sandbox, app: App, body: object, ephemeral: list[str], public: list[str]
) -> None:
    app.answering = lambda received: body
    sam = sandbox.as_person("U0SAM")
    await sam.command("/advocacy help", channel="shares")
    assert [one.text for one in sam.ephemerals("shares")] == ephemeral
    assert [one.text for one in sandbox.as_person("U0PRIYA").messages("shares")] == public
    assert sam.notices() == []


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (500, "dispatch_failed"),
        (404, "http_client_error"),
        ({"blocks": [{"type": "nonsense"}]}, "invalid_command_response"),
    ],
)
async def test_a_command_that_fails_gives_slacks_notice_and_is_not_sent_again(
    sandbox: Sandbox, app: App, answer: object, error: str
) -> None:
    app.answering = lambda received: answer
    sam = sandbox.as_person("U0SAM")
    await sam.command("/advocacy help")
    assert sam.notices() == [f'/advocacy failed with the error "{error}"']
    assert len(app.received) == 1


async def test_a_command_to_an_app_that_is_away_or_slow_fails(
    sandbox: Sandbox, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    sam = sandbox.as_person("U0SAM")
    monkeypatch.setattr("sandbox.courier.ACKNOWLEDGE_SECONDS", 0.05)

    late = asyncio.Event()

    async def answer_late() -> int:
        await late.wait()
        return 200

    app.answering = lambda received: answer_late()
    await sam.command("/advocacy help")
    late.set()
    sandbox.install(MANIFEST, "http://127.0.0.1:9/")
    await sam.command("/advocacy help")
    assert sam.notices() == [
        '/advocacy failed with the error "operation_timeout"',
        '/advocacy failed with the error "dispatch_failed"',
    ]


async def test_a_command_of_nobody_is_told_to_the_person_only(sandbox: Sandbox, app: App) -> None:
    sam = sandbox.as_person("U0SAM")
    await sam.say("shares", "/nothing at all")
    assert sam.notices() == ["/nothing is not a valid command."]
    assert app.received == []


async def test_a_press_that_fails_gives_a_notice(sandbox: Sandbox, client: AsyncWebClient, app: App) -> None:
    await client.chat_postMessage(channel="C0SHARES", text="x", blocks=[WORDS, BUTTON])
    app.answering = lambda received: 404
    sam = sandbox.as_person("U0SAM")
    await sam.press(sam.messages("shares")[0], "take")
    assert sam.notices() == ["This app responded with Status Code 404."]


async def test_a_press_in_an_ephemeral_message_comes_without_the_message(
    sandbox: Sandbox, client: AsyncWebClient, app: App
) -> None:
    await client.chat_postEphemeral(channel="C0SHARES", user="U0SAM", text="x", blocks=[WORDS, BUTTON])
    sam = sandbox.as_person("U0SAM")
    await sam.press(sam.ephemerals()[0], "Claim")
    payload = app.received[0].payload
    assert payload["container"]["is_ephemeral"] is True
    assert "message" not in payload


async def test_a_press_on_home_carries_the_view_and_no_response_url(
    sandbox: Sandbox, client: AsyncWebClient, app: App
) -> None:
    await client.views_publish(user_id="U0SAM", view={"type": "home", "blocks": [WORDS, BUTTON]})
    sam = sandbox.as_person("U0SAM")
    home = sam.home()
    assert home is not None
    await sam.press(home, "Claim")
    payload = app.received[0].payload
    assert payload["container"] == {"type": "view", "view_id": home.view["id"]}
    assert payload["view"]["type"] == "home"
    assert "response_url" not in payload
    assert "channel" not in payload


async def test_a_dialog_opens_with_a_fresh_trigger_once(
    sandbox: Sandbox, client: AsyncWebClient, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    sam = sandbox.as_person("U0SAM")
    await sam.command("/advocacy settings")
    trigger = app.received[0].fields["trigger_id"]
    told = await client.views_open(trigger_id=trigger, view=DIALOG)
    assert told["view"]["state"]["values"]["name"] == {"words": {"type": "plain_text_input", "value": None}}
    (dialog,) = sam.modals()
    assert (dialog.title, list(dialog.fields)) == ("Settings", ["Your words", "How often"])
    assert await error_of(client.views_open(trigger_id=trigger, view=DIALOG)) == "exchanged_trigger_id"
    assert await error_of(client.views_open(trigger_id="1.2.3", view=DIALOG)) == "invalid_arguments"
    await sam.command("/advocacy settings")
    monkeypatch.setattr("sandbox.tickets.TRIGGER_SECONDS", -1.0)
    late = client.views_open(trigger_id=app.received[1].fields["trigger_id"], view=DIALOG)
    assert await error_of(late) == "expired_trigger_id"


async def test_a_submission_carries_every_field_and_closes_the_dialog(
    sandbox: Sandbox, client: AsyncWebClient, app: App
) -> None:
    await opened(sandbox, client, app)
    sam = sandbox.as_person("U0SAM")
    await sam.submit(sam.modals()[0], words="My lamp", often="Weekly")
    payload = app.received[0].payload
    assert payload["type"] == "view_submission"
    assert (payload["view"]["callback_id"], payload["view"]["private_metadata"]) == ("settings", "ctx")
    values = payload["view"]["state"]["values"]
    assert values["name"]["words"] == {"type": "plain_text_input", "value": "My lamp"}
    assert values["pace"]["often"]["selected_option"]["value"] == "weekly"
    assert sam.modals() == []


async def test_slacks_own_client_does_not_submit_what_is_not_filled_in(
    sandbox: Sandbox, client: AsyncWebClient, app: App
) -> None:
    await opened(sandbox, client, app)
    sam = sandbox.as_person("U0SAM")
    await sam.submit(sam.modals()[0])
    assert sam.modals()[0].errors == {"name": "Please complete this required field."}
    await sam.submit(sam.modals()[0], words="ab")
    assert sam.modals()[0].errors == {"name": "Please write between 3 and 3000 characters."}
    assert app.received == []


async def test_errors_of_the_app_stay_at_their_fields(
    sandbox: Sandbox, client: AsyncWebClient, app: App
) -> None:
    await opened(sandbox, client, app)
    app.answering = lambda received: {"response_action": "errors", "errors": {"name": "Too shy."}}
    sam = sandbox.as_person("U0SAM")
    await sam.submit(sam.modals()[0], words="My lamp")
    assert sam.modals()[0].errors == {"name": "Too shy."}


async def test_a_submission_can_redraw_push_and_clear(
    sandbox: Sandbox, client: AsyncWebClient, app: App
) -> None:
    await opened(sandbox, client, app)
    sam = sandbox.as_person("U0SAM")
    second = DIALOG | {"title": {"type": "plain_text", "text": "Thanks"}, "blocks": [WORDS]}
    app.answering = lambda received: {"response_action": "push", "view": second}
    await sam.submit(sam.modals()[0], words="My lamp")
    assert [one.title for one in sam.modals()] == ["Settings", "Thanks"]
    third = second | {"title": {"type": "plain_text", "text": "Bye"}}
    app.answering = lambda received: {"response_action": "update", "view": third}
    await sam.submit(sam.modals()[-1])
    assert [one.title for one in sam.modals()] == ["Settings", "Bye"]
    app.answering = lambda received: {"response_action": "clear"}
    await sam.submit(sam.modals()[-1])
    assert sam.modals() == []


@pytest.mark.parametrize(
    "answer",
    [
        500,
        "not JSON",
        {"response_action": "dance"},
        {"response_action": "errors", "errors": {"nowhere": "x"}},
        {"response_action": "update", "view": {"type": "modal"}},
    ],
)
async def test_an_answer_that_makes_no_sense_leaves_the_dialog_open_with_a_notice(
    sandbox: Sandbox, client: AsyncWebClient, app: App, answer: object
) -> None:
    await opened(sandbox, client, app)
    app.answering = lambda received: answer
    sam = sandbox.as_person("U0SAM")
    await sam.submit(sam.modals()[0], words="My lamp")
    assert [one.title for one in sam.modals()] == ["Settings"]
    assert sam.notices() == ["We had some trouble connecting. Try again?"]


async def test_closing_is_told_to_dialogs_that_asked(
    sandbox: Sandbox, client: AsyncWebClient, app: App
) -> None:
    await opened(sandbox, client, app)
    sam = sandbox.as_person("U0SAM")
    await sam.close(sam.modals()[0])
    payload = app.received[0].payload
    assert (payload["type"], payload["is_cleared"]) == ("view_closed", False)
    assert sam.modals() == []
    with pytest.raises(Impossible, match="closed"):
        await sam._acts.close("U0SAM", payload["view"]["id"])


async def test_views_are_updated_by_id_or_external_id_and_guarded_by_hash(
    sandbox: Sandbox, client: AsyncWebClient, app: App
) -> None:
    await opened(sandbox, client, app)
    sam = sandbox.as_person("U0SAM")
    view = sam.modals()[0].view
    renamed = DIALOG | {"external_id": "ours", "title": {"type": "plain_text", "text": "Again"}}
    stale = client.views_update(view_id=view["id"], hash="0.0", view=renamed)
    assert await error_of(stale) == "hash_conflict"
    await client.views_update(view_id=view["id"], hash=view["hash"], view=renamed)
    await client.views_update(external_id="ours", view=renamed)
    assert sam.modals()[0].title == "Again"
    assert await error_of(client.views_update(view_id="V0", view=renamed)) == "not_found"


async def test_what_was_typed_stays_when_a_dialog_is_redrawn_with_the_same_ids(
    sandbox: Sandbox, client: AsyncWebClient, app: App
) -> None:
    await opened(sandbox, client, app)
    app.answering = lambda received: {"response_action": "update", "view": DIALOG}
    sam = sandbox.as_person("U0SAM")
    await sam.submit(sam.modals()[0], words="My lamp")
    state = sam.modals()[0].view["state"]["values"]
    assert state["name"]["words"]["value"] == "My lamp"


async def test_no_more_than_three_dialogs_lie_on_each_other(
    sandbox: Sandbox, client: AsyncWebClient, app: App
) -> None:
    pressing = DIALOG | {"blocks": [BUTTON]}
    sam = sandbox.as_person("U0SAM")
    await sam.command("/advocacy settings")
    await client.views_open(trigger_id=app.received[-1].fields["trigger_id"], view=pressing)
    for _ in range(2):
        await sam.press(sam.modals()[-1], "Claim")
        await client.views_push(trigger_id=app.received[-1].payload["trigger_id"], view=pressing)
    await sam.press(sam.modals()[-1], "Claim")
    fourth = client.views_push(trigger_id=app.received[-1].payload["trigger_id"], view=pressing)
    assert await error_of(fourth) == "push_limit_reached"
    assert len(sam.modals()) == 3
    assert app.received[-1].payload["view"]["previous_view_id"] == sam.modals()[1].id


async def test_home_needs_to_be_enabled_and_a_home_view(
    sandbox: Sandbox, client: AsyncWebClient, app: App
) -> None:
    assert await error_of(client.views_publish(user_id="U0SAM", view=DIALOG)) == "invalid_arguments"
    features = MANIFEST["features"] | {"app_home": {}}
    sandbox.install(MANIFEST | {"features": features}, app.url)
    home = {"type": "home", "blocks": [WORDS]}
    assert await error_of(client.views_publish(user_id="U0SAM", view=home)) == "not_enabled"
    with pytest.raises(Impossible, match="no Home"):
        await sandbox.as_person("U0SAM").open_home()


async def test_shortcuts_come_with_or_without_their_message(sandbox: Sandbox, app: App) -> None:
    sam = sandbox.as_person("U0SAM")
    await sam.use_shortcut("suggest")
    await sam.say("shares", "A good story")
    await sam.use_shortcut("make", on=sam.messages("shares")[0])
    first, second = (received.payload for received in app.received)
    assert (first["type"], first["callback_id"], "response_url" in first) == ("shortcut", "suggest", False)
    assert (second["type"], second["message"]["text"]) == ("message_action", "A good story")
    assert second["channel"] == {"id": "C0SHARES", "name": "shares"}
    with pytest.raises(Impossible, match="works on a message"):
        await sam.use_shortcut("make")


async def test_a_person_cannot_do_what_slacks_client_would_not_offer(sandbox: Sandbox, app: App) -> None:
    guest = sandbox.as_person("U0GUEST")
    with pytest.raises(Impossible, match="not in this conversation"):
        await guest.say("general", "Hello")
    sandbox.archive("C0SHARES")
    with pytest.raises(Impossible, match="archived"):
        await guest.say("shares", "Hello")
    home = MANIFEST["features"]["app_home"] | {"messages_tab_read_only_enabled": True}
    sandbox.install(MANIFEST | {"features": MANIFEST["features"] | {"app_home": home}}, app.url)
    with pytest.raises(Impossible, match="turned off"):
        await guest.say("app", "Hello")


async def test_a_redirect_is_not_an_acknowledgement(sandbox: Sandbox, app: App) -> None:
    app.answering = lambda received: web.Response(status=302, headers={"Location": "/elsewhere"})
    sam = sandbox.as_person("U0SAM")
    await sam.command("/advocacy help")
    assert sam.notices() == ['/advocacy failed with the error "dispatch_failed"']
