"""Whom we write to in Slack, and when: never guests, bots and closed accounts, and nobody who wishes not to be disturbed."""

from datetime import timedelta

import pytest
from aiohttp import web

from bot.domain.people import PersonRef
from bot.ports import Gone, PlatformError, RateLimited, Refused, Unknown
from sandbox.people import Person
from tests.adapters.slack.rig import MANIFEST, Rig, a_card
from tests.adapters.slack.test_platform import scripted

CAMILLE = PersonRef("slack", "T0SANDBOX", "U0CAMILLE")


def a_ref(user: str) -> PersonRef:
    return PersonRef("slack", "T0SANDBOX", user)


def asked(rig: Rig) -> list[str]:
    """The methods that were called since the door opened."""
    return [entry.method for entry in rig.sandbox.log.of("call") if entry.method != "auth.test"]


@pytest.mark.parametrize("user", ["U0GUEST", "U0LOU", "U0BOT"])
async def test_guests_bots_and_closed_accounts_are_never_written_to(rig: Rig, user: str):
    with pytest.raises(Gone):
        await rig.platform.direct(a_ref(user), a_card())
    assert rig.sandbox.log.of("post") == []


async def test_who_left_since_the_last_message_gets_no_other(rig: Rig):
    await rig.platform.direct(CAMILLE, a_card())
    rig.sandbox.deactivate("U0CAMILLE")
    with pytest.raises(Gone):
        await rig.platform.direct(CAMILLE, a_card())
    assert len(rig.sandbox.log.of("post")) == 1


async def test_who_became_a_guest_since_gets_no_other_either(rig: Rig):
    await rig.platform.direct(CAMILLE, a_card())
    rig.sandbox.add_person(Person("U0CAMILLE", "Camille Moreau", is_restricted=True))
    with pytest.raises(Gone):
        await rig.platform.direct(CAMILLE, a_card())
    assert len(rig.sandbox.log.of("post")) == 1


@pytest.mark.parametrize("what", ["429", "500", "503", "reset", "html", "half"])
async def test_a_question_that_fails_before_a_message_leaves_no_doubt_that_it_was_not_sent(
    rig: Rig, what: str
):
    rig.sandbox.faults.add("users.info", "before", what, times=2)  # type: ignore[arg-type]
    with pytest.raises(RateLimited):
        await rig.platform.direct(CAMILLE, a_card())
    assert rig.sandbox.log.of("post") == []


async def test_who_is_active_is_available(rig: Rig):
    assert rig.platform.abilities.knows_presence
    assert await rig.platform.is_available(CAMILLE)
    assert asked(rig) == ["users.info", "dnd.info", "users.getPresence"]


async def test_who_is_away_is_not(rig: Rig):
    camille = rig.sandbox.as_person("U0CAMILLE")
    await camille.be_away()
    assert not await rig.platform.is_available(CAMILLE)
    await camille.be_away(False)
    assert await rig.platform.is_available(CAMILLE)


async def test_a_snooze_lasts_until_its_end(rig: Rig):
    await rig.sandbox.as_person("U0CAMILLE").keep_quiet(minutes=30)
    assert not await rig.platform.is_available(CAMILLE)
    rig.clock.advance(timedelta(minutes=29, seconds=59))
    assert not await rig.platform.is_available(CAMILLE)
    rig.clock.advance(timedelta(seconds=1))
    assert await rig.platform.is_available(CAMILLE)


async def test_a_night_that_is_set_to_be_quiet_is_no_reason_in_the_day_before(rig: Rig):
    await rig.sandbox.as_person("U0CAMILLE").keep_quiet(minutes=600, after=720)
    assert await rig.platform.is_available(CAMILLE)
    rig.clock.advance(timedelta(minutes=721))
    assert not await rig.platform.is_available(CAMILLE)


async def test_do_not_disturb_is_enough_to_know(rig: Rig):
    await rig.sandbox.as_person("U0CAMILLE").keep_quiet()
    await rig.platform.is_available(CAMILLE)
    assert asked(rig) == ["users.info", "dnd.info"]


@pytest.mark.parametrize(
    ("emoji", "is_available"),
    [
        (":palm_tree:", False),
        (":face_with_thermometer:", False),
        (":desert_island:", False),
        (":spiral_calendar_pad:", True),
        (":house_with_garden:", True),
        (":palm_tree_made_here:", True),
        ("", True),
    ],
)
async def test_a_status_may_say_on_leave_or_ill(rig: Rig, emoji: str, is_available: bool):
    await rig.sandbox.as_person("U0CAMILLE").set_status(emoji, "as they say")
    assert await rig.platform.is_available(CAMILLE) is is_available
    assert len(asked(rig)) == (3 if is_available else 1)


async def test_a_status_that_is_over_says_nothing_though_it_is_still_remembered(rig: Rig):
    await rig.sandbox.as_person("U0CAMILLE").set_status(":palm_tree:", minutes=5)
    assert not await rig.platform.is_available(CAMILLE)
    rig.clock.advance(timedelta(minutes=5))
    assert await rig.platform.is_available(CAMILLE)
    assert asked(rig).count("users.info") == 1


@pytest.mark.parametrize("method", ["users.info", "dnd.info", "users.getPresence"])
@pytest.mark.parametrize(
    ("what", "error"), [("429", RateLimited), ("500", Unknown), ("reset", Unknown), ("html", Unknown)]
)
async def test_a_failure_has_its_name(rig: Rig, method: str, what: str, error: type[PlatformError]):
    # The client asks a second time where a connection broke: asking changes nothing.
    rig.sandbox.faults.add(method, "before", what, times=2)  # type: ignore[arg-type]
    with pytest.raises(error):
        await rig.platform.is_available(CAMILLE)


async def test_without_the_right_to_ask_nobody_is_taken_for_available(rig: Rig):
    scopes = [each for each in MANIFEST["oauth_config"]["scopes"]["bot"] if each != "dnd:read"]
    rig.sandbox.install(MANIFEST | {"oauth_config": {"scopes": {"bot": scopes}}}, rig.url)
    with pytest.raises(Refused, match="missing_scope"):
        await rig.platform.is_available(CAMILLE)


async def test_of_whom_slack_does_not_know_nothing_is_told(rig: Rig):
    with pytest.raises(Gone):
        await rig.platform.is_available(a_ref("U0NOBODY"))
    with pytest.raises(Refused, match="another workspace"):
        await rig.platform.is_available(PersonRef("slack", "T0OTHER", "U0CAMILLE"))


@pytest.mark.parametrize(
    "answer",
    [
        {"ok": True, "user": {"profile": {"status_emoji": 7}}, "dnd_enabled": True, "next_dnd_start_ts": "x"},
        {"ok": True, "user": {}, "presence": "asleep"},
        {"ok": True, "user": {"profile": None}, "presence": None},
    ],
)
async def test_an_odd_answer_is_a_doubt(answer: dict[str, object]):
    async with scripted(web.json_response(answer)) as (platform, _, _):
        with pytest.raises(Unknown, match="without presence"):
            await platform.is_available(CAMILLE)
