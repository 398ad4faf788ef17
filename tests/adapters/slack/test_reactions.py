"""Reading reactions: everybody's, by the names that events have, or none."""

import pytest

from bot.domain.people import MessageRef, PersonRef, Place
from bot.ports import Gone, Unknown
from sandbox.people import Person
from tests.adapters.slack.rig import SHARES, a_card

PLACE = Place("slack", "T0SANDBOX", SHARES)


async def test_everybodys_reactions_are_read_by_their_base_names(rig):
    reference = await rig.platform.post(PLACE, a_card(), "marker-1")
    _, _, stamp = reference.opaque.partition("/")
    many = [f"U{number:04d}" for number in range(60)]
    for user in many:
        rig.sandbox.add_person(Person(user, f"Somebody {user}"), [SHARES])
        await rig.sandbox.as_person(user).react(SHARES, stamp, "hand", True)
    await rig.sandbox.as_person("U0SAM").react(SHARES, stamp, "raised_hand::skin-tone-4", True)
    await rig.sandbox.as_person("U0PRIYA").react(SHARES, stamp, "tada", True)
    read = await rig.platform.reactions(reference)
    expected = {(PersonRef("slack", "T0SANDBOX", user), "raised_hand") for user in (*many, "U0SAM")}
    assert read == expected | {(PersonRef("slack", "T0SANDBOX", "U0PRIYA"), "tada")}
    assert rig.sandbox.log.of("call", method="reactions.get")[0].payload["full"] in {"1", True}


@pytest.mark.parametrize(
    "message",
    [
        None,
        {"reactions": {"name": "hand"}},
        {"reactions": ["hand"]},
        {"reactions": [{"name": "hand", "users": ["U1"], "count": 2}]},
    ],
)
async def test_reactions_of_which_somebody_is_left_out_are_unknown(rig, monkeypatch, message):
    async def answer(**_: object) -> object:
        return type("Answer", (), {"data": {"ok": True, "message": message}})()

    monkeypatch.setattr(rig.platform.client, "reactions_get", answer)
    with pytest.raises(Unknown):
        await rig.platform.reactions(MessageRef("slack", "T0SANDBOX", f"{SHARES}/1.000001"))


async def test_a_message_without_reactions_or_that_is_gone_has_its_answer(rig):
    reference = await rig.platform.post(PLACE, a_card(), "marker-1")
    assert await rig.platform.reactions(reference) == set()
    with pytest.raises(Gone):
        await rig.platform.reactions(MessageRef("slack", "T0SANDBOX", f"{SHARES}/1.000001"))
