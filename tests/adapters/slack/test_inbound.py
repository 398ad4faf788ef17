"""Payloads of the shapes that Slack sends, and the events they are read as."""

import json
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.slack.guard import Letter
from adapters.slack.inbound import ALIASES, Identity, Origin, at_of, emoji_of, event_of, is_ours, origin_of
from bot.domain.people import MessageRef, PersonRef, Place
from bot.events import ButtonPressed, CommandTyped, Event, FormSubmitted, Gestured, Installed
from tests.adapters.slack.rig import PAYLOADS

US = Identity(team="T0SANDBOX", user="U0BOT", app="A0PORTEVOIX")
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
CAMILLE = PersonRef("slack", "T0SANDBOX", "U0CAMILLE")
SHARES = Place("slack", "T0SANDBOX", "C0SHARES")
POST = MessageRef("slack", "T0SANDBOX", "C0SHARES/1795422500.000100")
OCCURRED = datetime.fromtimestamp(1795422600, UTC)
PRESSED = datetime.fromtimestamp(1795422610, UTC).replace(microsecond=123456)
TRIGGER = "7777777777777.8888888888888"


def letter(name: str, **changes: Any) -> Letter:
    body = {**json.loads((PAYLOADS / f"{name}.json").read_text(encoding="utf-8")), **changes}
    if "command" in body:
        return Letter("command", body)
    is_event = body["type"] in {"event_callback", "app_rate_limited", "url_verification"}
    return Letter("event" if is_event else "interaction", body)


def micro(count: int) -> timedelta:
    return timedelta(microseconds=count)


EXPECTED: dict[str, Event | None] = {
    "reaction_added": Gestured(
        id="Ev0REACTION", at=OCCURRED + micro(1200), person=CAMILLE, message=POST, emoji="raised_hand", added=True,
        place=SHARES,
    ),
    "reaction_removed": Gestured(
        id="Ev0REACTIONOFF", at=OCCURRED + micro(1200), person=CAMILLE, message=POST, emoji="+1", added=False,
        place=SHARES,
    ),
    "reaction_by_the_bot_itself": None,
    "reaction_to_somebody_else": None,
    "reaction_without_an_author": None,
    "reaction_to_a_file": None,
    "app_home_opened": CommandTyped(id="Ev0HOME", at=OCCURRED + micro(300), person=CAMILLE, text="home"),
    "app_home_opened_messages": None,
    "member_joined_channel_bot": Installed(
        id="Ev0JOINED", at=OCCURRED + micro(400), platform="slack", workspace="T0SANDBOX", present=True,
        place=Place("slack", "T0SANDBOX", "C0GENERAL"),
    ),
    "member_joined_channel_person": None,
    "channel_archive": Installed(
        id="Ev0ARCHIVE", at=OCCURRED + micro(500), platform="slack", workspace="T0SANDBOX", present=False, place=SHARES
    ),
    "app_uninstalled": Installed(
        id="Ev0GONE", at=OCCURRED + micro(600), platform="slack", workspace="T0SANDBOX", present=False
    ),
    "tokens_revoked": Installed(
        id="Ev0REVOKED", at=OCCURRED + micro(700), platform="slack", workspace="T0SANDBOX", present=False
    ),
    "tokens_revoked_of_a_user": None,
    "message": None,
    "app_rate_limited": None,
    "url_verification": None,
    "command": CommandTyped(
        id=f"{TRIGGER}.aa11", at=NOW, person=CAMILLE, text="conseil <b> &amp; tout", place=SHARES
    ),
    "press_in_message": ButtonPressed(
        id=f"{TRIGGER}.bb22", at=PRESSED, person=CAMILLE, action="claims.take", value="post-1", place=SHARES, message=POST
    ),
    "press_in_ephemeral": ButtonPressed(
        id=f"{TRIGGER}.cc33", at=PRESSED, person=CAMILLE, action="claims.done", place=SHARES
    ),
    "press_in_direct_message": ButtonPressed(
        id=f"{TRIGGER}.dd44", at=PRESSED, person=CAMILLE, action="nudge.pause",
        place=Place("slack", "T0SANDBOX", "D0CAMILLE"),
        message=MessageRef("slack", "T0SANDBOX", "D0CAMILLE/1795422502.000100"),
    ),
    "press_in_home": ButtonPressed(
        id=f"{TRIGGER}.ee55", at=PRESSED, person=CAMILLE, action="claims.kit", value="post-1"
    ),
    "press_in_modal": ButtonPressed(
        id=f"{TRIGGER}.ff66", at=PRESSED, person=CAMILLE, action="claims.done", value="post-1"
    ),
    "press_of_a_link": None,
    "view_submission": FormSubmitted(
        id=f"{TRIGGER}.hh88", at=NOW, person=CAMILLE, form="settings", context="member-7",
        answers={"why": "Parce que l’atelier ouvre & c’est <beau>", "rhythm": "daily", "note": "", "zone": ""},
    ),
    "view_closed": None,
    "shortcut": None,
    "message_action": CommandTyped(
        id=f"{TRIGGER}.jj00",
        at=datetime.fromtimestamp(1795422610, UTC) + micro(123456),
        person=CAMILLE,
        text="suggest https://atelier-lumen.slack.com/archives/C0SHARES/p1795422500000100\n"
        "Look & see: the lamp of <2015> is back",
        place=SHARES,
    ),
}  # fmt: skip


def test_every_sample_has_its_expectation():
    assert {path.stem for path in PAYLOADS.glob("*.json")} == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_payload_is_read_as_its_event(name):
    assert event_of(letter(name), US, NOW) == EXPECTED[name]


ANSWERS: list[tuple[Any, str]] = [
    ({"type": "plain_text_input", "value": "mine"}, "mine"),
    ({"type": "static_select", "selected_option": {"value": "fr"}}, "fr"),
    ({"type": "checkboxes", "selected_options": [{"value": "mon"}, {"value": "wed"}]}, "mon,wed"),
    ({"type": "multi_static_select", "selected_options": [{"value": "paris"}]}, "paris"),
    ({"type": "datepicker", "selected_date": "2026-12-24"}, "2026-12-24"),
    ({"type": "timepicker", "selected_time": "09:30"}, "09:30"),
    ({"type": "plain_text_input", "value": None}, ""),
    ({"type": "radio_buttons", "selected_option": None}, ""),
    ({"type": "checkboxes", "selected_options": []}, ""),
    ({"type": "datepicker", "selected_date": None}, ""),
    ({"type": "timepicker", "selected_time": None}, ""),
    ({"type": "poem"}, ""),
    ({"type": "checkboxes", "selected_options": "mon"}, ""),
    ("words", ""),
]


@pytest.mark.parametrize(("state", "answer"), ANSWERS)
def test_each_kind_of_field_has_its_answer_and_what_is_empty_an_empty_one(state: Any, answer: str):
    body = letter("view_submission").body
    view = body["view"] | {"state": {"values": {"field": {"field": state}}}}
    event = event_of(Letter("interaction", body | {"view": view}), US, NOW)
    assert isinstance(event, FormSubmitted)
    assert event.answers == {"field": answer}


@pytest.mark.parametrize("name", sorted(set(EXPECTED) - {"url_verification"}))
def test_a_sample_is_ours_and_with_another_team_or_app_it_is_not(name):
    assert is_ours(letter(name), US)
    assert not is_ours(letter(name, api_app_id="A0OTHER"), US)
    assert not is_ours(letter(name, team_id="T0OTHER", team={"id": "T0OTHER"}), US)
    assert is_ours(letter(name, api_app_id="A0OTHER"), Identity(US.team, US.user)), (
        "an unknown app id is not compared"
    )


def test_only_reactions_to_messages_count():
    body = letter("reaction_added").body
    item = {**body["event"]["item"], "type": "file_comment"}
    assert event_of(Letter("event", {**body, "event": {**body["event"], "item": item}}), US, NOW) is None


def test_in_a_shared_channel_the_people_of_the_other_company_are_not_ours():
    body = letter("reaction_added").body
    assert not is_ours(Letter("event", {**body, "team_id": "T0OTHER", "is_ext_shared_channel": True}), US)


@pytest.mark.parametrize(
    ("name", "is_home", "is_private", "view"),
    [
        ("command", False, False, ""),
        ("press_in_message", False, False, ""),
        ("press_in_ephemeral", False, True, ""),
        ("press_in_direct_message", False, True, ""),
        ("press_in_home", True, False, "V0HOME"),
        ("press_in_modal", False, False, "V0MODAL"),
    ],
)
def test_where_an_interaction_comes_from_is_known(name, is_home, is_private, view):
    origin = origin_of(letter(name))
    assert (origin.is_home, origin.is_private, origin.view) == (is_home, is_private, view)
    assert origin.trigger.startswith(TRIGGER)
    assert origin.response_url.startswith("https://hooks.slack.com/") != bool(view)


TONES = ["", *(f"::skin-tone-{tone}" for tone in range(2, 7))]
NAMES = [
    "+1",
    "-1",
    "raised_hand",
    "raising_hand",
    "clap",
    "wave",
    "heart",
    "tada",
    "white_check_mark",
    *ALIASES,
]


@pytest.mark.parametrize(("name", "tone"), list(product(NAMES, TONES)))
def test_a_skin_tone_changes_no_meaning(name, tone):
    assert emoji_of(name + tone) == ALIASES.get(name, name)


@pytest.mark.parametrize(
    ("given", "base"),
    [
        ("thumbsup", "+1"),
        ("thumbsup::skin-tone-6", "+1"),
        ("hand", "raised_hand"),
        ("HAND", "raised_hand"),
        (":hand:", "raised_hand"),
        (":hand::skin-tone-2:", "raised_hand"),
        ("wave:skin-tone-4", "wave"),
        ("wave-skin-tone-4", "wave"),
        ("handshake::skin-tone-2-5", "handshake"),
        ("woman-raising-hand::skin-tone-5", "raising_hand"),
        ("raised_hands", "raised_hands"),
        ("skin-tone-3", "skin-tone-3"),
    ],
)
def test_an_emoji_has_one_name(given, base):
    assert emoji_of(given) == base


def test_no_alias_leads_to_another_alias():
    assert not set(ALIASES.values()) & set(ALIASES)


@settings(deadline=None)
@given(seconds=st.integers(0, 4_000_000_000), micros=st.integers(0, 999_999))
def test_a_time_stamp_is_read_to_the_microsecond(seconds, micros):
    assert at_of(f"{seconds}.{micros:06d}", NOW) == datetime.fromtimestamp(seconds, UTC) + micro(micros)


@pytest.mark.parametrize(
    "stamp", ["", ".", "x", "-1.5", "1e5", "١٢٣.٠٠", "1.x", "9" * 12, " 1.0", "NaN", "1.0\n"]
)
def test_a_time_that_is_none_is_now(stamp):
    assert at_of(stamp, NOW) == NOW


def test_without_a_trigger_the_same_click_still_has_one_name():
    first, again = letter("press_in_message", trigger_id=None), letter("press_in_message", trigger_id=7)
    other = letter("press_in_message", trigger_id="", user={"id": "U0SAM"})
    keys = [
        event_of(each, US, NOW + timedelta(hours=number)).id
        for number, each in enumerate((first, again, other))
    ]
    assert keys[0] == keys[1] != keys[2]
    assert len(keys[0]) == 32


def test_half_an_emoji_and_a_nul_become_storable():
    view = letter("view_submission").body["view"]
    typed = {"why": {"why": {"type": "plain_text_input", "value": "ok \ud83d\0 \ud83d\ude00"}}}
    event = event_of(letter("view_submission", view={**view, "state": {"values": typed}}), US, NOW)
    assert event.answers["why"] == "ok \ufffd 😀"
    event.answers["why"].encode()


odd = st.recursive(
    st.none() | st.integers() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["type", "user", "id", "view", "state", "values", "item"]), inner, max_size=4
        )
    ),
    max_leaves=8,
)
fields = st.sampled_from(
    ["event", "view", "actions", "user", "container", "state", "team", "authorizations", "channel", "message"]
)


@settings(deadline=None)
@given(name=st.sampled_from(sorted(EXPECTED)), field=fields, value=odd)
def test_no_shape_of_a_field_breaks_the_reading(name, field, value):
    changed = letter(name, **{field: value})
    assert is_ours(changed, US) in (True, False)
    assert isinstance(event_of(changed, US, NOW), Event | None)
    assert isinstance(origin_of(changed), Origin)
