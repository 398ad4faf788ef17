"""Teams' activities as events: what was typed, pressed, sent and reacted with, and whose client it was."""

from datetime import UTC, datetime
from typing import Any

import pytest

from adapters.teams.inbound import command_of, emoji_of, events_of, origin_of, seen_of
from bot.domain.people import MessageRef, PersonRef, Place
from bot.events import ButtonPressed, CommandTyped, FormSubmitted, Gestured, Installed
from tests.adapters.teams.issuer import BOT, TENANT, an_activity

NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
CAMILLE = PersonRef("teams", TENANT, "aad-camille")
SHARES = "19:shares@thread.tacv2"
CHANNEL = {
    "id": f"{SHARES};messageid=1764000000000",
    "conversationType": "channel",
    "tenantId": TENANT,
    "isGroup": True,
}


def events(**changes: Any) -> list[Any]:
    return events_of(an_activity(**changes), TENANT, BOT, NOW)


def mention(text: str = "<at>Portevoix</at>", who: str = BOT) -> dict[str, Any]:
    return {"type": "mention", "text": text, "mentioned": {"id": who, "name": "Portevoix"}}


@pytest.mark.parametrize(
    ("text", "name", "typed"),
    [
        ("help", None, "help"),
        ("<at>Portevoix</at> help", "<at>Portevoix</at>", "help"),
        ("<at>Portevoix</at>", "<at>Portevoix</at>", ""),
        ("<at>Today</at> today", "<at>Today</at>", "today"),
        ("<at>Advocacy</at> Advocacy today", "<at>Advocacy</at>", "today"),
        ("today <at>Portevoix</at>", "<at>Portevoix</at>", "today"),
        ("<at>Portevoix</at>&nbsp;help", "<at>Portevoix</at>", "help"),
        ("<at>Portevoix</at>\u00a0help\r\n", "<at>Portevoix</at>", "help"),
        ("<p><at>Portevoix</at>&nbsp;help</p>", "<at>Portevoix</at>", "help"),
        ("/advocacy aide", None, "aide"),
        ("/Advocacy", None, ""),
        ("\uff48\uff45\uff4c\uff50", None, "help"),
        ("guide salary &amp; pay", None, "guide salary & pay"),
        ("  réglages  ", None, "réglages"),
        ("advocacyday", None, "advocacyday"),
    ],
)
def test_a_command_is_read_without_the_mention_and_without_markup(text: str, name: str | None, typed: str):
    entities = [mention(name)] if name else []
    assert command_of(an_activity(text=text, entities=entities), BOT) == typed


def test_a_mention_of_somebody_else_stays_a_part_of_what_was_typed():
    entities = [mention(), mention("<at>Sam</at>", "29:sam")]
    body = an_activity(text="<at>Portevoix</at> thanks <at>Sam</at>", entities=entities)
    assert command_of(body, BOT) == "thanks Sam"


def test_a_message_in_the_chat_is_a_command_of_its_author():
    [event] = events(text="today")
    assert event == CommandTyped(
        id=event.id, at=NOW, person=CAMILLE, text="today", place=Place("teams", TENANT, "a:camille")
    )


def test_in_a_channel_only_what_mentions_us_is_a_command():
    typed = {"conversation": CHANNEL, "text": "<at>Portevoix</at> today"}
    assert events(**typed) == []
    assert events(**typed, entities=[mention(who="29:sam")]) == []
    [event] = events(**typed, entities=[mention()])
    assert (event.text, event.place) == ("today", Place("teams", TENANT, SHARES))


def test_an_edit_with_other_words_is_another_command_and_with_the_same_words_the_same():
    edit = {"type": "messageUpdate", "channelData": {"eventType": "editMessage", "tenant": {"id": TENANT}}}
    [typed], [same], [other] = events(text="helpp"), events(text="helpp", **edit), events(text="help", **edit)
    assert typed.id == same.id != other.id
    assert other.text == "help"
    assert events(type="messageUpdate", text="x", channelData={"eventType": "undeleteMessage"}) == []


def test_a_bots_own_messages_say_nothing():
    assert events(**{"from": {"id": BOT, "name": "Portevoix"}}) == []
    assert events(**{"from": {"id": "28:other", "role": "bot"}}) == []


PRESS = {
    "action": {
        "type": "Action.Execute",
        "verb": "claims.take",
        "data": {"action": "claims.take", "value": "post-1"},
    }
}


def test_a_button_is_the_same_press_by_execute_and_by_the_older_submit():
    where = {"conversation": CHANNEL, "replyToId": "1764000000000"}
    [new] = events(type="invoke", name="adaptiveCard/action", value=PRESS, **where)
    [old] = events(value=PRESS["action"]["data"], text=None, **where)
    assert isinstance(new, ButtonPressed)
    assert new == old
    assert (new.action, new.value, new.person) == ("claims.take", "post-1", CAMILLE)
    assert new.message == MessageRef("teams", TENANT, f"{SHARES}/1764000000000")


def test_a_dialog_is_asked_for_by_a_button_or_a_command_and_comes_back_as_a_form():
    [asked] = events(
        type="invoke",
        name="task/fetch",
        value={"data": {"command": "settings", "msteams": {"type": "task/fetch"}}},
    )
    [pressed] = events(
        type="invoke", name="task/fetch", value={"data": {"action": "settings.open", "value": ""}}
    )
    sent = {"form": "settings", "context": "m-7", "language": "fr", "rhythm": "daily", "msteams": {}}
    [form] = events(type="invoke", name="task/submit", value={"data": sent})
    assert (asked.kind, asked.text) == ("command", "settings")
    assert (pressed.kind, pressed.action) == ("button", "settings.open")
    assert form == FormSubmitted(
        id=form.id,
        at=NOW,
        person=CAMILLE,
        form="settings",
        answers={"language": "fr", "rhythm": "daily"},
        context="m-7",
    )


def test_every_field_of_a_form_has_an_answer_also_where_the_client_sends_none():
    sent = {
        "form": "settings",
        "context": "",
        "fields": "language,days,from,action",
        "days": "mon,tue",
        "else": "x",
    }
    [form] = events(type="invoke", name="task/submit", value={"data": sent})
    assert form.answers == {"language": "", "days": "mon,tue", "from": "", "action": ""}


@pytest.mark.parametrize(
    ("reaction", "name"),
    [
        ("like", "+1"),
        ("1f64b_raisinghand", "raising_hand"),
        ("1f64b-1f3fd_raisinghand-tone3", "raising_hand"),
        ("1f44b_wavinghand", "wave"),
        ("2705_whiteheavycheckmark", "white_check_mark"),
        ("launch", "rocket"),
        ("1f9ff_nazaramulet", "1f9ff_nazaramulet"),
        ("made-up by somebody", "made-up by somebody"),
    ],
)
def test_a_reaction_has_the_name_that_playbooks_use_and_an_unknown_one_its_own(reaction: str, name: str):
    assert emoji_of(reaction) == name


def test_reactions_put_on_and_taken_off_are_gestures_one_by_one():
    body = {
        "type": "messageReaction",
        "replyToId": "1764000000000",
        "conversation": CHANNEL,
        "reactionsAdded": [{"type": "1f64b_raisinghand"}, {"type": "heart"}],
        "reactionsRemoved": [{"type": "like"}],
    }
    found = events(**body)
    assert [(each.emoji, each.added) for each in found] == [
        ("raising_hand", True),
        ("heart", True),
        ("+1", False),
    ]
    assert all(isinstance(each, Gestured) for each in found)
    assert {each.message for each in found} == {MessageRef("teams", TENANT, f"{SHARES}/1764000000000")}
    assert len({each.id for each in found}) == 3


@pytest.mark.parametrize(
    ("action", "present"),
    [("add", True), ("add-upgrade", True), ("remove", False), ("remove-upgrade", False)],
)
def test_a_team_that_takes_us_in_or_lets_us_go_is_told(action: str, present: bool):
    [event] = events(type="installationUpdate", action=action, conversation=CHANNEL)
    assert event == Installed(
        id=event.id,
        at=NOW,
        platform="teams",
        workspace=TENANT,
        present=present,
        place=Place("teams", TENANT, SHARES),
    )


def test_ones_own_installation_says_nothing_of_a_place_and_nobody_is_written_to_for_it():
    assert events(type="installationUpdate", action="add") == []
    assert events(type="installationUpdate", action="remove") == []


def test_the_client_tells_language_and_time_zone_and_a_made_up_zone_is_left():
    seen = seen_of(an_activity())
    assert seen is not None
    assert (seen.user, seen.mri, seen.locale, seen.timezone) == (
        "aad-camille",
        "29:camille",
        "fr-FR",
        "Europe/Paris",
    )
    odd = seen_of(
        an_activity(entities=[{"type": "clientInfo", "timezone": "../../etc/passwd"}], locale="en-GB")
    )
    assert odd is not None
    assert (odd.locale, odd.timezone) == ("en-GB", "")


def test_where_it_came_from_is_read_apart_from_the_thread():
    origin = origin_of(an_activity(conversation=CHANNEL))
    assert (origin.conversation, origin.thread, origin.is_personal) == (SHARES, "1764000000000", False)
    assert origin_of(an_activity()).is_personal


@pytest.mark.parametrize("kind", ["typing", "conversationUpdate", "endOfConversation", "event", "trace", ""])
def test_what_means_nothing_to_us_is_no_event(kind: str):
    assert events(type=kind) == []
