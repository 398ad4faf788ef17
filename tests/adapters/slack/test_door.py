"""The whole door: what people do at the workplace, what the Reception hears, and what they see."""

import pytest

from bot.cards.elements import Button, Choice, Form, LinkButton, Option, TextInput
from bot.domain.people import MessageRef, PersonRef, Place
from bot.events import FormSubmitted, Installed, Reply
from bot.ports import Gone
from tests.adapters.slack.rig import SHARES, Rig, a_card, a_rig

CAMILLE = PersonRef("slack", "T0SANDBOX", "U0CAMILLE")
PLACE = Place("slack", "T0SANDBOX", SHARES)
TAKE = Button("Take a place", "claims.take", "post-1")
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
    cancel="Cancel",
    context="member-7",
)


async def posted(rig: Rig, *buttons: Button | LinkButton, title: str = "Today's share") -> MessageRef:
    return await rig.platform.post(PLACE, a_card(title, *buttons), "marker-1")


def shown(rig: Rig, person: str = "U0CAMILLE"):
    return rig.sandbox.as_person(person)


async def test_at_start_the_door_tells_which_workspace_it_serves(rig):
    [installed] = rig.notebook.events
    assert installed == Installed(
        id="install:T0SANDBOX", at=rig.clock.now(), platform="slack", workspace="T0SANDBOX", present=True
    )
    assert rig.notebook.answered == [installed]


async def test_a_second_start_answers_again_although_the_event_is_known(rig):
    async with a_rig(rig.notebook):
        assert [event.id for event in rig.notebook.events] == ["install:T0SANDBOX"]
        assert [event.id for event in rig.notebook.answered] == ["install:T0SANDBOX"] * 2


async def test_a_wrong_token_refuses_to_start_and_leaves_nothing_open():
    with pytest.raises(Gone, match="invalid_auth"):
        async with a_rig(bot_token="xoxb-wrong"):
            pass


async def test_slack_can_verify_the_address(rig):
    assert await rig.sandbox.verify_url()


async def test_a_command_is_answered_in_the_response_itself(rig):
    rig.notebook.replies["today"] = Reply(a_card("Here is today", TAKE))
    await shown(rig).command("/advocacy today", SHARES)
    [seen] = shown(rig).ephemerals(SHARES)
    assert "Here is today" in seen.all_text
    assert "A colleague opens the workshop on Friday." in seen.all_text
    assert not rig.sandbox.log.of("call", method="chat.postEphemeral")
    [event] = rig.notebook.of("command")
    assert (event.person, event.place, event.text) == (CAMILLE, PLACE, "today")


async def test_a_public_answer_to_a_command_is_seen_by_all(rig):
    rig.notebook.replies["post"] = Reply(a_card("For all"), private=False)
    await shown(rig).command("/advocacy post", SHARES)
    assert "For all" in shown(rig, "U0SAM").messages(SHARES)[-1].all_text


async def test_what_was_typed_arrives_unescaped(rig):
    await shown(rig).command("/advocacy tip <b> & more", SHARES)
    assert rig.notebook.of("command")[0].text == "tip <b> & more"


async def test_a_command_without_an_answer_says_nothing(rig):
    await shown(rig).command("/advocacy leave", SHARES)
    assert shown(rig).ephemerals() == shown(rig).notices() == []


async def test_a_command_may_open_a_form(rig):
    rig.notebook.replies["settings"] = Reply(FORM)
    await shown(rig).command("/advocacy settings", SHARES)
    [dialog] = shown(rig).modals()
    assert dialog.title == "Your settings"
    assert list(dialog.fields) == ["Why this?", "How often?"]


async def test_a_button_is_answered_through_its_response_url(rig):
    message = await posted(rig, TAKE)
    rig.notebook.replies["claims.take"] = Reply(a_card("It is yours"))
    await shown(rig).press(shown(rig).messages(SHARES)[-1], "Take a place")
    await rig.sends_done()
    [event] = rig.notebook.of("button")
    assert (event.person, event.action, event.value, event.message) == (
        CAMILLE,
        "claims.take",
        "post-1",
        message,
    )
    assert event.place == PLACE
    assert "It is yours" in shown(rig).ephemerals(SHARES)[-1].all_text
    assert "Today's share" in shown(rig).messages(SHARES)[-1].all_text
    assert not rig.sandbox.log.of("call", method="chat.postEphemeral")


async def test_a_private_reply_never_replaces_a_public_message(rig):
    await posted(rig, TAKE)
    rig.notebook.replies["claims.take"] = Reply(a_card("It is yours"), replace=True)
    await shown(rig).press(shown(rig).messages(SHARES)[-1], "Take a place")
    await rig.sends_done()
    assert "Today's share" in shown(rig, "U0SAM").messages(SHARES)[-1].all_text
    assert "It is yours" in shown(rig).ephemerals(SHARES)[-1].all_text


async def test_a_private_card_is_drawn_over_when_asked(rig):
    rig.notebook.replies["today"] = Reply(a_card("Before", TAKE))
    rig.notebook.replies["claims.take"] = Reply(a_card("After"), replace=True)
    await shown(rig).command("/advocacy today", SHARES)
    await shown(rig).press(shown(rig).ephemerals(SHARES)[-1], "Take a place")
    await rig.sends_done()
    assert ["After" in seen.all_text for seen in shown(rig).ephemerals(SHARES)] == [True]


async def test_a_card_in_direct_messages_is_drawn_over_when_asked(rig):
    await rig.platform.direct(CAMILLE, a_card("Before", TAKE))
    rig.notebook.replies["claims.take"] = Reply(a_card("After"), replace=True)
    await shown(rig).press(shown(rig).messages("app")[-1], "Take a place")
    await rig.sends_done()
    assert "After" in shown(rig).messages("app")[-1].all_text


async def test_link_buttons_are_acknowledged_and_never_recorded(rig):
    await posted(rig, LinkButton("Read it", "https://example.com/news"))
    await shown(rig).press(shown(rig).messages(SHARES)[-1], "Read it")
    assert rig.notebook.of("button") == []
    assert shown(rig).notices() == []


async def test_the_same_action_twice_in_a_card_keeps_its_name_and_each_its_value(rig):
    await posted(rig, Button("First", "kit.angle", "1"), Button("Second", "kit.angle", "2"))
    for label in ("First", "Second"):
        await shown(rig).press(shown(rig).messages(SHARES)[-1], label)
    assert [(event.action, event.value) for event in rig.notebook.of("button")] == [
        ("kit.angle", "1"),
        ("kit.angle", "2"),
    ]


async def test_a_button_may_open_a_form_and_the_form_comes_back(rig):
    await posted(rig, TAKE)
    rig.notebook.replies["claims.take"] = Reply(FORM)
    await shown(rig).press(shown(rig).messages(SHARES)[-1], "Take a place")
    [dialog] = shown(rig).modals()
    await shown(rig).submit(dialog, why="I like it", rhythm="daily")
    [event] = rig.notebook.of("form")
    assert isinstance(event, FormSubmitted)
    assert (event.form, event.context, event.person) == ("settings", "member-7", CAMILLE)
    assert event.answers == {"why": "I like it", "rhythm": "daily"}
    assert shown(rig).modals() == []


async def test_errors_of_a_form_stand_at_their_fields(rig):
    rig.notebook.replies |= {"settings": Reply(errors={"why": "Please say a little more."})}
    await a_dialog(rig)
    await shown(rig).submit(shown(rig).modals()[-1], why="x")
    assert shown(rig).modals()[-1].errors == {"why": "Please say a little more."}


async def test_a_form_may_end_in_a_card_or_in_another_form(rig):
    await a_dialog(rig)
    rig.notebook.replies["settings"] = Reply(FORM)
    await shown(rig).submit(shown(rig).modals()[-1], why="x")
    rig.notebook.replies["settings"] = Reply(a_card("Saved"))
    await shown(rig).submit(shown(rig).modals()[-1], why="x")
    [dialog] = shown(rig).modals()
    assert dialog.title == "Saved"
    assert "submit" not in dialog.view or dialog.view["submit"] is None


async def a_dialog(rig: Rig) -> None:
    rig.notebook.replies["open"] = Reply(FORM)
    await shown(rig).command("/advocacy open", SHARES)


async def test_home_is_painted_when_it_is_opened(rig):
    rig.notebook.replies["home"] = Reply(a_card("Your rhythm"))
    await shown(rig).open_home()
    await rig.sandbox.settled()
    await rig.sends_done()
    assert "Your rhythm" in shown(rig).home().all_text
    [event] = rig.notebook.of("command")
    assert (event.text, event.person, event.place) == ("home", CAMILLE, None)


async def test_opening_the_messages_tab_paints_nothing(rig):
    await shown(rig).open_home("messages")
    await rig.sandbox.settled()
    assert rig.notebook.of("command") == []


async def test_a_press_in_home_answers_in_a_dialog_and_paints_home_anew(rig):
    pages = iter([Reply(a_card("Page one", TAKE)), Reply(a_card("Page two", TAKE))])
    rig.notebook.replies["home"] = lambda _: next(pages)
    rig.notebook.replies["claims.take"] = Reply(a_card("The kit, with all that belongs to it"))
    await shown(rig).open_home()
    await rig.sandbox.settled()
    await rig.sends_done()
    await shown(rig).press(shown(rig).home(), "Take a place")
    await rig.sends_done()
    [dialog] = shown(rig).modals()
    assert dialog.title == "Portevoix", "a cut sentence is no title"
    assert "Page two" in shown(rig).home().all_text
    assert rig.notebook.of("button")[0].message is None
    assert len(rig.notebook.of("command")) == 1, "the second painting is no event of its own"


async def test_a_press_in_home_may_open_a_form(rig):
    rig.notebook.replies |= {"home": Reply(a_card("Page", TAKE)), "claims.take": Reply(FORM)}
    await shown(rig).open_home()
    await rig.sandbox.settled()
    await rig.sends_done()
    await shown(rig).press(shown(rig).home(), "Take a place")
    await rig.sends_done()
    assert [dialog.title for dialog in shown(rig).modals()] == ["Your settings"]


async def test_a_press_in_a_dialog_changes_it_or_puts_a_form_over_it(rig):
    rig.notebook.replies |= {
        "home": Reply(a_card("Page", TAKE)),
        "claims.take": Reply(a_card("The kit", Button("Done", "claims.done"), Button("Edit", "claims.edit"))),
        "claims.done": Reply(a_card("Well done", Button("Edit", "claims.edit"))),
        "claims.edit": Reply(FORM),
    }
    await shown(rig).open_home()
    await rig.sandbox.settled()
    await rig.sends_done()
    await shown(rig).press(shown(rig).home(), "Take a place")
    await shown(rig).press(shown(rig).modals()[-1], "Done")
    await rig.sends_done()
    assert [dialog.title for dialog in shown(rig).modals()] == ["Well done"]
    await shown(rig).press(shown(rig).modals()[-1], "Edit")
    assert [dialog.title for dialog in shown(rig).modals()] == ["Well done", "Your settings"]


async def test_home_is_painted_anew_after_a_form_and_after_a_press_in_a_dialog(rig):
    homes = (Reply(a_card(f"Page {number}")) for number in range(1, 9))
    rig.notebook.replies |= {
        "home": lambda _: next(homes),
        "open": Reply(FORM),
        "settings": Reply(errors={"why": "Please say a little more."}),
        "claims.done": Reply(a_card("Well done")),
    }
    await shown(rig).command("/advocacy open", SHARES)
    await shown(rig).submit(shown(rig).modals()[-1], why="x")
    await rig.sends_done()
    assert shown(rig).home() is None, "nothing has changed yet"
    rig.notebook.replies["settings"] = Reply(a_card("Saved", Button("Done", "claims.done")))
    await shown(rig).submit(shown(rig).modals()[-1], why="more")
    await rig.sends_done()
    assert "Page 1" in shown(rig).home().all_text
    await shown(rig).press(shown(rig).modals()[-1], "Done")
    await rig.sends_done()
    assert "Page 2" in shown(rig).home().all_text


async def test_a_reaction_is_answered_to_the_person_alone(rig):
    message = await posted(rig)
    rig.notebook.replies["raised_hand"] = Reply(a_card("It is yours"))
    ts = message.opaque.partition("/")[2]
    await shown(rig).react(SHARES, ts, "hand::skin-tone-4")
    await rig.sandbox.settled()
    await rig.sends_done()
    [event] = rig.notebook.of("gesture")
    assert (event.emoji, event.added, event.message, event.person) == ("raised_hand", True, message, CAMILLE)
    assert "It is yours" in shown(rig).ephemerals(SHARES)[-1].all_text
    assert shown(rig, "U0SAM").ephemerals() == []
    await shown(rig).react(SHARES, ts, "hand::skin-tone-4", on=False)
    await rig.sandbox.settled()
    assert [event.added for event in rig.notebook.of("gesture")] == [True, False]


async def test_reactions_to_other_peoples_messages_are_none_of_our_business(rig):
    await shown(rig, "U0SAM").say(SHARES, "Good morning")
    await shown(rig).react(SHARES, shown(rig).messages(SHARES)[-1].ts, "+1")
    await rig.sandbox.settled()
    assert rig.notebook.of("gesture") == []


async def test_channels_come_and_go(rig):
    rig.sandbox.invite_bot("C0GENERAL")
    await rig.sandbox.settled()
    rig.sandbox.archive("C0GENERAL")
    await rig.sandbox.settled()
    general = Place("slack", "T0SANDBOX", "C0GENERAL")
    assert [(event.place, event.present) for event in rig.notebook.of("installed")[1:]] == [
        (general, True),
        (general, False),
    ]


async def test_a_removed_app_takes_its_leave(rig):
    rig.sandbox.uninstall()
    await rig.sandbox.settled()
    assert {(event.place, event.present) for event in rig.notebook.of("installed")[1:]} == {(None, False)}
