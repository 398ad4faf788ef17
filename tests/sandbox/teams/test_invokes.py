"""What a person waits for: pressed buttons, dialogs, the message extension, and what each answer shows."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest

from sandbox.acts import Impossible
from sandbox.teams.courier import INVOKE_SECONDS, WENT_WRONG
from sandbox.teams.driver import TeamsActor
from sandbox.teams.invokes import NEW_CARD, NEW_NOTICE
from sandbox.teams.people import SHARES, directory_id
from sandbox.teams.screen import ShownCard
from sandbox.teams.server import SmallTeams
from sandbox.teams.workplace import Json
from tests.sandbox.teams.cards import a_card, a_dialog, a_message, a_text, execute, field, submit
from tests.sandbox.teams.conftest import App, Client

TAKE = execute(
    "Take", "take", data={"action": "claims.take", "value": "7"}, fallback=submit("Take", data={"old": 1})
)
OPEN = submit("Settings", data={"action": "settings", "msteams": {"type": "task/fetch"}})
LINK = {"type": "Action.OpenUrl", "title": "Open", "url": "https://example.org/post"}  # fmt: skip
FORM = a_card(
    field("why", value="Because"), field("note"), actions=[submit("Save", data={"form": "f"}), LINK]
)


@pytest.fixture
def sam(teams: SmallTeams) -> TeamsActor:
    return teams.as_person("U0SAM")


async def shown(client: Client, sam: TeamsActor, *actions: Json, body: tuple[Json, ...] = ()) -> ShownCard:
    """Post a card to the channel and see it."""
    await client.send(SHARES, a_message(a_card(*body, actions=list(actions))))
    return sam.messages("shares")[-1]


def card_answer(card: Any) -> Json:
    return {"statusCode": 200, "type": NEW_CARD, "value": card}


def line_answer(text: str) -> Json:
    return {"statusCode": 200, "type": NEW_NOTICE, "value": text}


async def test_a_press_names_its_verb_its_data_and_the_fields_of_the_card(
    sam: TeamsActor, app: App, client: Client
) -> None:
    app.answering = lambda activity: line_answer("")
    fields = (field("why", value="Because"), {"type": "Input.Toggle", "id": "public", "title": "Public"})
    card = await shown(client, sam, TAKE, body=fields)
    await sam.press(card, "Take", {"why": "I like it"})
    [heard] = app.received
    assert (heard["type"], heard["name"], heard["replyToId"]) == ("invoke", "adaptiveCard/action", card.id)
    assert heard["conversation"]["id"] == f"{SHARES};messageid={card.id}"
    assert heard["value"]["trigger"] == "manual"
    assert {name: heard["value"]["action"][name] for name in ("type", "verb", "data")} == {
        "type": "Action.Execute",
        "verb": "take",
        "data": {"action": "claims.take", "value": "7", "why": "I like it", "public": "false"},
    }
    assert sam.notices() == []


@pytest.mark.parametrize("button", ["Take", "take", "claims.take"])
async def test_a_button_is_found_by_label_verb_or_action(
    sam: TeamsActor, app: App, client: Client, button: str
) -> None:
    app.answering = lambda activity: line_answer("Yours")
    await sam.press(await shown(client, sam, TAKE), button)
    assert [each.text for each in sam.notices()] == ["Yours"]


async def test_an_action_without_inputs_takes_none_along(sam: TeamsActor, app: App, client: Client) -> None:
    app.answering = lambda activity: line_answer("")
    card = await shown(client, sam, execute(associatedInputs="none"), body=(field("why", isRequired=True),))
    await sam.press(card, "Take")
    assert app.received[0]["value"]["action"]["data"] == {}


async def test_what_the_client_does_not_allow_never_reaches_the_app(
    sam: TeamsActor, app: App, client: Client
) -> None:
    shows = {"type": "Action.ShowCard", "title": "More", "card": a_card()}
    card = await shown(client, sam, TAKE, shows, body=(field("why", isRequired=True),))
    attempts: list[tuple[str, Json]] = [
        ("Take", {}),
        ("Take", {"who": "x"}),
        ("Give", {}),
        ("More", {"why": "x"}),
    ]
    for button, inputs in attempts:
        with pytest.raises(Impossible):
            await sam.press(card, button, inputs)
    await client.call("DELETE", f"conversations/{SHARES}/activities/{card.id}")
    with pytest.raises(Impossible, match="not there"):
        await sam.press(card, "Take", {"why": "x"})
    assert app.received == []


async def test_a_card_in_answer_is_for_that_person_until_the_app_draws_for_all(
    teams: SmallTeams, sam: TeamsActor, app: App, client: Client
) -> None:
    app.answering = lambda activity: card_answer(a_card(a_text("Yours")))
    card = await shown(client, sam, TAKE, body=(a_text("For all"),))
    await sam.press(card, "Take")
    camille = teams.as_person("U0CAMILLE")
    assert sam.messages("shares")[0].all_text == "Yours"
    assert camille.messages("shares")[0].all_text == "For all\n[Take]"
    with pytest.raises(Impossible):
        await sam.press(sam.messages("shares")[0], "Take")
    new = a_message(a_card(a_text("One less")))
    await client.call("PUT", f"conversations/{SHARES}/activities/{card.id}", new)
    assert sam.messages("shares")[0].all_text == camille.messages("shares")[0].all_text == "One less"


@pytest.mark.parametrize(
    "answer",
    [
        500,
        403,
        "no JSON",
        ["a list"],
        {},
        {"statusCode": 200, "type": "application/vnd.microsoft.error", "value": {"code": "400"}},
        {"statusCode": 400, "type": NEW_NOTICE, "value": "x"},
        {"type": NEW_NOTICE, "value": "x"},
        {"statusCode": 200, "type": NEW_NOTICE, "value": {"text": "x"}},
        {"statusCode": 200, "type": NEW_CARD, "value": a_card({"type": "Media"})},
        {"statusCode": 200, "type": NEW_CARD},
    ],
)
async def test_a_press_that_is_answered_badly_went_wrong(
    teams: SmallTeams, sam: TeamsActor, app: App, client: Client, answer: Any
) -> None:
    app.answering = lambda activity: answer
    card = await shown(client, sam, TAKE)
    await sam.press(card, "Take")
    assert [each.text for each in sam.notices()] == [WENT_WRONG]
    assert teams.log.of("notice")[-1].payload["why"]
    assert sam.messages("shares")[0] == card


async def test_a_press_without_answer_goes_wrong_after_fifteen_seconds_of_the_clock(
    teams: SmallTeams, sam: TeamsActor, app: App, client: Client
) -> None:
    over = asyncio.Event()

    async def late(activity: Json) -> Json:
        await over.wait()
        return line_answer("Too late")

    app.answering = late
    pressing = asyncio.create_task(sam.press(await shown(client, sam, TAKE), "Take"))
    await heard(app, 1)
    teams.clock.advance(timedelta(seconds=INVOKE_SECONDS - 1))
    await client.sign_in()  # time enough to give up, were it not for the clock
    assert not pressing.done()
    teams.clock.advance(timedelta(seconds=1))
    await pressing
    over.set()
    assert [each.text for each in sam.notices()] == [WENT_WRONG]
    assert teams.log.of("event")[-1].outcome == "http_timeout"


async def heard(app: App, count: int) -> None:
    """Let the loop turn until the app has heard so much."""
    async with asyncio.timeout(5):
        while len(app.received) < count:
            await asyncio.sleep(0)


@pytest.mark.parametrize("times", [1, 2, 3, 4])
async def test_a_repeated_press_comes_under_new_ids_later_on_the_clock(
    teams: SmallTeams, sam: TeamsActor, app: App, client: Client, times: int
) -> None:
    app.answering = lambda activity: line_answer(f"{len(app.received)}")
    sam.deliveries = tuple(20.0 * number for number in range(times))
    start = teams.clock.now()
    await sam.press(await shown(client, sam, TAKE), "Take")
    assert len({each["id"] for each in app.received}) == times
    assert len({json.dumps(each["value"]) for each in app.received}) == 1
    assert teams.clock.now() - start == timedelta(seconds=20 * (times - 1))
    assert [each.text for each in sam.notices()] == [str(times)]


async def test_an_old_client_sends_what_stands_in_its_place_and_shows_no_message(
    teams: SmallTeams, sam: TeamsActor, app: App, client: Client
) -> None:
    sam.is_old_client = True
    card = await shown(client, sam, TAKE, execute("Newer", "newer", fallback="drop"))
    await sam.press(card, "Take")
    await teams.settled()
    [sent] = app.received
    assert (sent["type"], sent["value"], sent["replyToId"]) == ("message", {"old": 1}, card.id)
    assert "text" not in sent
    assert sam.messages("shares") == [card]
    with pytest.raises(Impossible):
        await sam.press(card, "Newer")


async def test_a_link_gives_its_address_and_tells_the_app_nothing(
    sam: TeamsActor, app: App, client: Client
) -> None:
    assert await sam.press(await shown(client, sam, LINK), "Open") == "https://example.org/post"
    assert app.received == []


async def test_a_dialog_is_fetched_filled_in_and_sent(sam: TeamsActor, app: App, client: Client) -> None:
    app.answering = lambda activity: a_dialog(FORM) if activity["name"] == "task/fetch" else 200
    await sam.press(await shown(client, sam, OPEN), "Settings")
    [dialog] = sam.dialogs()
    assert (dialog.title, list(dialog.fields), list(dialog.buttons)) == (
        "Settings",
        ["why", "note"],
        ["Save", "Open"],
    )
    await sam.submit(dialog, note="Short")
    fetched, sent = app.received
    assert fetched["value"]["data"] == {"action": "settings", "msteams": {"type": "task/fetch"}}
    assert sent["name"] == "task/submit"
    assert sent["value"]["data"] == {"form": "f", "why": "Because", "note": "Short"}
    assert sent["conversation"]["id"] == fetched["conversation"]["id"]
    assert sam.dialogs() == []
    assert sam.notices() == []


async def test_a_dialog_may_be_answered_with_a_line_or_with_another_dialog(
    sam: TeamsActor, app: App, client: Client
) -> None:
    answers = [
        a_dialog(FORM),
        a_dialog(FORM, "Second"),
        {"task": {"type": "message", "value": "Saved"}},
    ]
    app.answering = lambda activity: answers.pop(0)
    await sam.press(await shown(client, sam, OPEN), "Settings")
    await sam.press(sam.dialogs()[0], "Save")
    assert [each.title for each in sam.dialogs()] == ["Second"]
    await sam.press(sam.dialogs()[0], "Save")
    assert sam.dialogs() == []
    assert [each.text for each in sam.notices()] == ["Saved"]


@pytest.mark.parametrize(
    "answer",
    [
        500,
        "no JSON",
        {},
        {"task": {"type": "continue", "value": {"url": "https://e.org"}}},
        {"task": {"type": "continue", "value": {"card": {"contentType": "other", "content": FORM}}}},
        a_dialog(a_card({"type": "Media"})),
    ],
)
async def test_a_dialog_that_teams_cannot_show_went_wrong(
    sam: TeamsActor, app: App, client: Client, answer: Any
) -> None:
    app.answering = lambda activity: answer
    await sam.press(await shown(client, sam, OPEN), "Settings")
    assert sam.dialogs() == []
    assert [each.text for each in sam.notices()] == [WENT_WRONG]


async def test_a_dialog_that_fails_to_be_sent_stays_open(sam: TeamsActor, app: App, client: Client) -> None:
    app.answering = lambda activity: a_dialog(FORM) if activity["name"] == "task/fetch" else 500
    await sam.press(await shown(client, sam, OPEN), "Settings")
    [dialog] = sam.dialogs()
    await sam.submit(dialog)
    assert sam.dialogs() == [dialog]
    assert [each.text for each in sam.notices()] == [WENT_WRONG]


async def test_a_dialog_belongs_to_one_person_and_is_gone_when_closed(
    teams: SmallTeams, sam: TeamsActor, app: App, client: Client
) -> None:
    app.answering = lambda activity: a_dialog(FORM)
    await sam.press(await shown(client, sam, OPEN), "Settings")
    [dialog] = sam.dialogs()
    camille = teams.as_person("U0CAMILLE")
    assert camille.dialogs() == []
    for act in (camille.submit, camille.close):
        with pytest.raises(Impossible, match="not open"):
            await act(dialog)
    assert await sam.press(dialog, "Open") == "https://example.org/post"
    await sam.close(dialog)
    assert sam.dialogs() == []
    with pytest.raises(Impossible, match="not open"):
        await sam.submit(dialog)
    assert len(app.received) == 1


async def test_an_action_on_a_message_tells_of_that_message_and_stays_itself(
    teams: SmallTeams, sam: TeamsActor, app: App
) -> None:
    answers: list[Any] = [a_dialog(FORM), {"composeExtension": {"type": "message", "text": "Thanks"}}]
    app.answering = lambda activity: answers.pop(0)
    await teams.as_person("U0CAMILLE").say("shares", "We won a prize")
    await sam.use_extension("suggest", sam.messages("shares")[0])
    await sam.submit(sam.dialogs()[0], note="Nice")
    fetched, sent = app.received
    assert (fetched["name"], sent["name"]) == ("composeExtension/fetchTask", "composeExtension/submitAction")
    for each in (fetched, sent):
        assert (each["value"]["commandId"], each["value"]["commandContext"]) == ("suggest", "message")
        payload = each["value"]["messagePayload"]
        assert payload["body"]["content"] == "We won a prize"
        assert payload["from"]["user"]["id"] == directory_id("U0CAMILLE")
    assert sent["value"]["data"]["note"] == "Nice"
    assert sam.dialogs() == []
    assert [each.text for each in sam.notices()] == ["Thanks"]


async def test_an_action_where_one_writes_may_give_something_to_send(sam: TeamsActor, app: App) -> None:
    result = {"composeExtension": {"type": "result", "attachments": [{"content": a_card(a_text("My lamp"))}]}}
    answers = [a_dialog(FORM), result]
    app.answering = lambda activity: answers.pop(0)
    await sam.use_extension("create", place="shares")
    await sam.submit(sam.dialogs()[0])
    assert app.received[0]["value"]["commandContext"] == "compose"
    assert "messagePayload" not in app.received[0]["value"]
    [sent] = sam.messages("shares")
    assert (sent.sender, sent.all_text) == ("U0SAM", "My lamp")


async def test_a_search_gives_the_cards_found(sam: TeamsActor, app: App) -> None:
    found = {"composeExtension": {"type": "result", "attachments": [{"content": a_card(a_text("A lamp"))}]}}
    app.answering = lambda activity: found
    assert await sam.search("find", "lamp") == [a_card(a_text("A lamp"))]
    assert app.received[0]["value"]["parameters"] == [{"name": "query", "value": "lamp"}]
    app.answering = lambda activity: {"composeExtension": {"type": "message", "text": "Nothing"}}
    assert await sam.search("find", "moon") == []
    app.answering = lambda activity: {}
    assert await sam.search("find", "moon") == []
    assert [each.text for each in sam.notices()] == ["Nothing", WENT_WRONG]
