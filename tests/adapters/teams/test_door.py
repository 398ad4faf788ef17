"""The whole Teams door: what people do there, what the Reception hears, and what they see."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.cards.elements import Button, Card, Choice, Form, LinkButton, Option, Paragraph, TextInput
from bot.cards.markup import mention, plain
from bot.domain.people import MessageRef, PersonRef, Place
from bot.events import FormSubmitted, Installed, Reply
from bot.ports import Refused
from sandbox.teams.people import PARTAGES, SHARES, TENANT, directory_id
from tests.adapters.slack.rig import a_card
from tests.adapters.teams.rig import Rig, a_rig

CAMILLE = PersonRef("teams", TENANT, directory_id("U0CAMILLE"))
PLACE = Place("teams", TENANT, SHARES)
TAKE = Button("Take a place", "claims.take", "post-1")
SETTINGS = Button("Settings", "settings.open", opens_form=True)
FORM = Form(
    "settings",
    "Your settings",
    "Save",
    (
        TextInput("why", "Why this?", value="Because", hint="One line", limit=20),
        Choice(
            "rhythm",
            "How often?",
            (Option("daily", "Each day"), Option("off", "Not now")),
            value="off",
            optional=True,
        ),
    ),
    context="member-7",
)


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    async with a_rig() as rig:
        yield rig


async def posted(rig: Rig, *buttons: Button | LinkButton, title: str = "Today's share") -> MessageRef:
    return await rig.platform.post(PLACE, a_card(title, *buttons), "marker-1")


async def test_at_start_the_door_tells_which_tenant_it_serves(rig: Rig):
    first, *others = rig.notebook.events
    assert first == Installed(
        id=f"install:{TENANT}", at=rig.clock.now(), platform="teams", workspace=TENANT, present=True
    )
    assert [(each.kind, each.present) for each in others] == [("installed", True)]


@pytest.mark.parametrize("place", ["app", "shares", "Lunch"])
async def test_a_command_is_answered_to_its_author_alone(rig: Rig, place: str):
    rig.notebook.replies["today"] = Reply(a_card("Here is today", TAKE))
    await rig.who().command("/advocacy today", place)
    await rig.done()
    [event] = rig.notebook.of("command")
    assert (event.person, event.text) == (CAMILLE, "today")
    assert "Here is today" in rig.who().private()[-1].all_text
    for place_seen in ("app", "shares", "Lunch"):
        assert all("Here is today" not in each.all_text for each in rig.who("U0SAM").messages(place_seen))


async def test_what_is_said_in_a_channel_without_a_mention_is_not_heard(rig: Rig):
    await rig.who().say("shares", "help")
    await rig.done()
    assert rig.notebook.of("command") == []


async def test_a_public_answer_is_given_in_the_thread(rig: Rig):
    rig.notebook.replies["post"] = Reply(a_card("For all"), private=False)
    await rig.who().command("/advocacy post", "shares")
    await rig.done()
    asked, answer = rig.who("U0SAM").messages("shares")
    assert "For all" in answer.all_text
    kept = rig.teams.workplace.conversations[SHARES].messages[answer.id]
    assert kept.thread == asked.id


async def test_a_claim_in_a_channel_is_said_in_a_line_and_the_kit_comes_to_ones_own_chat(rig: Rig):
    await posted(rig, TAKE)
    rig.notebook.replies["claims.take"] = Reply(a_card("It is yours", Button("Done", "claims.done")))
    [share] = rig.who().messages("shares")
    await rig.who().press(share, "Take a place")
    await rig.done()
    [event] = rig.notebook.of("button")
    assert (event.person, event.action, event.value, event.place) == (CAMILLE, "claims.take", "post-1", PLACE)
    assert event.message == MessageRef("teams", TENANT, f"{SHARES}/{share.id}")
    assert [each.text for each in rig.who().notices()] == ["It is yours"]
    assert "It is yours" in rig.who().private()[-1].all_text
    assert "It is yours" not in "".join(each.all_text for each in rig.who("U0SAM").messages("shares"))


async def test_a_mere_note_is_said_in_a_line_and_leaves_no_message(rig: Rig):
    await posted(rig, TAKE)
    rig.notebook.replies["claims.take"] = Reply(a_card("All places are taken"))
    [share] = rig.who().messages("shares")
    await rig.who().press(share, "Take a place")
    await rig.done()
    assert [each.text for each in rig.who().notices()] == ["All places are taken"]
    assert rig.who().private() == []


async def test_an_old_client_presses_the_same_button(rig: Rig):
    await posted(rig, TAKE)
    rig.notebook.replies["claims.take"] = Reply(a_card("It is yours", TAKE))
    rig.who().is_old_client = True
    [share] = rig.who().messages("shares")
    await rig.who().press(share, "Take a place")
    await rig.done()
    [event] = rig.notebook.of("button")
    assert (event.action, event.value) == ("claims.take", "post-1")
    assert "It is yours" in rig.who().private()[-1].all_text


async def test_an_answer_that_replaces_is_drawn_over_in_ones_own_chat_and_stays(rig: Rig):
    await rig.platform.direct(CAMILLE, a_card("Before", TAKE))
    rig.notebook.replies["claims.take"] = Reply(a_card("After", TAKE), replace=True)
    [before] = rig.who().private()
    await rig.who().press(before, "Take a place")
    await rig.done()
    [after] = rig.who().private()
    assert "After" in after.all_text
    kept = rig.teams.workplace.chat("U0CAMILLE").messages[after.id]
    assert kept.views == {}, "the message itself was redrawn"


async def test_a_public_card_is_never_drawn_over_by_what_one_person_asked_for(rig: Rig):
    await posted(rig, TAKE)
    rig.notebook.replies["claims.take"] = Reply(a_card("It is yours", TAKE), replace=True)
    [share] = rig.who().messages("shares")
    await rig.who().press(share, "Take a place")
    await rig.done()
    assert "Today's share" in rig.who().messages("shares")[0].all_text


async def test_a_reaction_claims_and_its_removal_gives_back(rig: Rig):
    await posted(rig, TAKE)
    rig.notebook.replies["raising_hand"] = lambda event: (
        Reply(a_card("It is yours", TAKE)) if event.added else None
    )
    [share] = rig.who().messages("shares")
    await rig.who().react(share, "1f64b_raisinghand")
    await rig.done()
    await rig.who().react(rig.who().messages("shares")[0], "1f64b_raisinghand", on=False)
    await rig.done()
    put, taken = rig.notebook.of("gesture")
    assert [(each.emoji, each.added) for each in (put, taken)] == [
        ("raising_hand", True),
        ("raising_hand", False),
    ]
    assert put.message == MessageRef("teams", TENANT, f"{SHARES}/{share.id}")
    assert len(rig.who().private()) == 1


async def test_a_dialog_opens_from_a_button_and_comes_back_as_a_form(rig: Rig):
    await rig.platform.direct(CAMILLE, a_card("Home", SETTINGS))
    rig.notebook.replies |= {"settings.open": Reply(FORM), "settings": Reply(a_card("Saved"))}
    await rig.who().press(rig.who().private()[-1], "Settings")
    [dialog] = rig.who().dialogs()
    assert (dialog.title, list(dialog.fields)) == ("Your settings", ["why", "rhythm"])
    await rig.who().submit(dialog, rhythm="daily")
    [event] = rig.notebook.of("form")
    assert isinstance(event, FormSubmitted)
    assert (event.form, event.context, event.answers) == (
        "settings",
        "member-7",
        {"why": "Because", "rhythm": "daily"},
    )
    assert rig.who().dialogs() == []
    assert "Saved" in rig.who().notices()[-1].text


async def test_a_typed_command_offers_the_dialog_as_a_button(rig: Rig):
    rig.notebook.replies["settings"] = lambda event: Reply(FORM) if event.kind == "command" else None
    await rig.who().command("settings")
    await rig.done()
    await rig.who().press(rig.who().private()[-1], "Your settings")
    assert [each.title for each in rig.who().dialogs()] == ["Your settings"]


async def test_what_is_wrong_in_a_form_is_said(rig: Rig):
    await rig.platform.direct(CAMILLE, a_card("Home", SETTINGS))
    rig.notebook.replies |= {
        "settings.open": Reply(FORM),
        "settings": Reply(errors={"why": "Say a little more."}),
    }
    await rig.who().press(rig.who().private()[-1], "Settings")
    await rig.who().submit(rig.who().dialogs()[-1])
    assert rig.who().notices()[-1].text == "Say a little more."


@pytest.mark.parametrize("times", [1, 2, 3, 4])
@pytest.mark.parametrize("apart", [15.0, 45.0])
async def test_a_press_that_teams_repeats_has_one_answer(rig: Rig, times: int, apart: float):
    await posted(rig, TAKE)
    rig.notebook.replies["claims.take"] = Reply(a_card("It is yours", TAKE))
    rig.who().deliveries = tuple(apart * number for number in range(times))
    [share] = rig.who().messages("shares")
    await rig.who().press(share, "Take a place")
    await rig.done()
    assert len({event.id for event in rig.notebook.of("button")}) == times
    assert len(rig.who().private()) == 1


async def test_the_same_command_typed_twice_is_answered_twice(rig: Rig):
    rig.notebook.replies["today"] = Reply(a_card("Here is today", TAKE))
    for _ in range(2):
        await rig.who().command("today")
        await rig.done()
    assert len([each for each in rig.who().private() if "Here is today" in each.all_text]) == 2


async def test_an_edited_command_is_answered_anew(rig: Rig):
    rig.notebook.replies["today"] = Reply(a_card("Here is today"))
    await rig.who().command("todya")
    await rig.done()
    [typed] = rig.who().messages("app")
    await rig.who().edit(typed, "today")
    await rig.done()
    assert [event.text for event in rig.notebook.of("command")] == ["todya", "today"]
    assert "Here is today" in rig.who().private()[-1].all_text


async def test_a_reception_that_cannot_write_is_told_to_teams_and_nothing_is_answered(rig: Rig):
    await posted(rig, TAKE)
    rig.notebook.accept_error = OSError("disk")
    [share] = rig.who().messages("shares")
    await rig.who().press(share, "Take a place")
    await rig.who().command("today")
    await rig.done()
    assert {entry.outcome for entry in rig.teams.log.of("event")[-2:]} == {"503"}
    assert len(rig.who().notices()) == 1
    assert rig.who().private() == []


async def test_a_handler_that_fails_is_no_failure_of_the_door(rig: Rig, caplog: pytest.LogCaptureFixture):
    await posted(rig, TAKE)
    rig.notebook.answer_error = RuntimeError("canary words")
    [share] = rig.who().messages("shares")
    await rig.who().press(share, "Take a place")
    await rig.who().command("today")
    await rig.done()
    assert {entry.outcome for entry in rig.teams.log.of("event")[-2:]} == {"200", "202"}
    assert "canary" not in caplog.text


async def test_who_blocked_the_bot_is_left_in_peace(rig: Rig, caplog: pytest.LogCaptureFixture):
    rig.notebook.replies["today"] = Reply(a_card("Here is today"))
    rig.who().block()
    await rig.who().command("today", "shares")
    await rig.done()
    assert rig.who().private() == []
    assert "MessageWritesBlocked" in caplog.text


async def test_an_answer_that_meets_the_limits_waits_and_comes_once(rig: Rig):
    rig.notebook.replies["today"] = Reply(a_card("Here is today"))
    for _ in range(9):
        await rig.who().command("today")
    await rig.teams.settled()
    await rig.teams.until(lambda: len(rig.who().private()) >= 7)
    for _ in range(6):
        rig.clock.advance(timedelta(seconds=1))
        await rig.teams.settled()
    await rig.done()
    assert len([each for each in rig.who().private() if each.sender == "bot"]) == 9
    assert rig.teams.limits.refused == []


async def test_a_targeted_answer_is_shown_where_it_was_asked_when_the_flag_is_set():
    async with a_rig(is_targeted="yes") as rig:
        rig.notebook.replies["today"] = Reply(a_card("Here is today"))
        await rig.who().command("today", "shares")
        await rig.done()
        assert "Here is today" in rig.who().messages("shares")[-1].all_text
        assert rig.who().messages("app") == []
        assert all("Here is today" not in each.all_text for each in rig.who("U0SAM").messages("shares"))


async def test_a_wrong_secret_refuses_to_start_and_leaves_nothing_open():

    with pytest.raises(Refused, match="sign-in refused"):
        async with a_rig(password="wrong"):
            pass


async def test_uninstalling_from_the_team_is_heard(rig: Rig):
    rig.teams.uninstall()
    await rig.done()
    assert rig.notebook.of("installed")[-1].present is False
    assert PARTAGES in rig.teams.workplace.conversations


async def test_the_message_extension_is_answered_in_a_line_and_in_ones_own_chat_wherever_it_is_used(rig: Rig):
    rig.notebook.replies["suggest https://teams.example/message"] = Reply(a_card("For the champions"))
    body = rig.teams.activity(
        "invoke",
        "U0CAMILLE",
        "General",
        name="composeExtension/fetchTask",
        value={"commandId": "suggest", "messagePayload": {"linkToMessage": "https://teams.example/message"}},
    )
    body["conversation"]["id"] = "19:elsewhere@thread.v2"
    status, answer = await rig.teams.deliver(body)
    await rig.done()
    assert (status, json.loads(answer)) == (200, {"task": {"type": "message", "value": "For the champions"}})
    assert "For the champions" in rig.who().private()[-1].all_text


async def test_a_mention_shows_the_name_and_a_stranger_stays_a_word(rig: Rig):
    nadia, stranger = (
        PersonRef("teams", TENANT, each) for each in (directory_id("U0NADIA"), "no-such-person")
    )
    await rig.platform.post(PLACE, a_card("Before"), "marker-0")
    text = Paragraph((*plain("Ask "), *mention(nadia), *plain(" or "), *mention(stranger)))
    rig.notebook.replies["help"] = Reply(Card("Help", (text,)))
    await rig.who().command("help")
    await rig.done()
    [shown] = [each for each in rig.who().private() if each.summary == "Help"]
    assert shown.card["body"][0]["text"] == "Ask <at>Nadia Benali</at> or @…"
    [entity] = shown.card["msteams"]["entities"]
    assert entity == {
        "type": "mention",
        "text": "<at>Nadia Benali</at>",
        "mentioned": {"id": directory_id("U0NADIA"), "name": "Nadia Benali"},
    }
