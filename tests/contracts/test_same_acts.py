"""The same act in, the same event out: what people type, press and react with means the same whichever door it comes through."""

from bot.cards.elements import Button
from bot.events import Reply
from tests.contracts.harness import TAKE, Harness, a_card


async def test_a_typed_command_is_the_persons_in_this_place_and_its_answer_is_theirs_alone(at: Harness):
    at.notebook.replies["today"] = Reply(a_card("Here is today", TAKE))
    await at.types("today")
    [event] = at.notebook.of("command")
    assert (event.person, event.place, event.text) == (at.person, at.place, "today")
    assert any("Here is today" in each for each in at.seen_privately())
    assert not any("Here is today" in each for each in at.seen())


async def test_an_answer_for_all_is_seen_by_all(at: Harness):
    at.notebook.replies["post"] = Reply(a_card("For all", TAKE), private=False)
    await at.types("post")
    assert "For all" in at.seen()[-1]


async def test_a_pressed_button_says_what_it_carries_and_on_which_message(at: Harness):
    message = await at.platform.post(at.place, a_card("Today's share", TAKE), "marker")
    at.notebook.replies["claims.take"] = Reply(
        a_card("It is yours", Button("Done", "claims.done")), replace=True
    )
    await at.presses(message, "Take a place")
    [event] = at.notebook.of("button")
    assert (event.person, event.place, event.message) == (at.person, at.place, message)
    assert (event.action, event.value) == ("claims.take", "post-1")
    assert any("It is yours" in each for each in at.seen_privately())
    assert "Today's share" in at.seen()[-1], "a public card is never drawn over for one person"


async def test_a_raised_hand_and_its_lowering_are_gestures_on_that_message(at: Harness):
    message = await at.platform.post(at.place, a_card("Today's share", TAKE), "marker")
    at.notebook.replies["raising_hand"] = lambda event: (
        Reply(a_card("It is yours", TAKE)) if event.added else None
    )
    await at.raises_hand(message)
    await at.raises_hand(message, on=False)
    put, taken = at.notebook.of("gesture")
    assert [(each.person, each.place, each.message, each.emoji) for each in (put, taken)] == [
        (at.person, at.place, message, "raising_hand")
    ] * 2
    assert (put.added, taken.added) == (True, False)
    assert put.id != taken.id
    assert len([each for each in at.seen_privately() if "It is yours" in each]) == 1


async def test_every_event_has_an_id_of_its_own(at: Harness):
    for _ in range(3):
        await at.types("today")
    assert len({event.id for event in at.notebook.of("command")}) == 3


async def test_the_same_person_is_known_by_name_language_and_time_zone(at: Harness):
    await at.types("today")
    profile = await at.platform.profile(at.person)
    assert (profile.name, profile.locale, profile.timezone) == ("Camille Moreau", "fr-FR", "Europe/Paris")
    assert [profile.is_guest, profile.is_bot, profile.is_gone] == [False] * 3


async def test_who_wants_quiet_is_left_in_peace_where_the_platform_tells_of_it(at: Harness):
    await at.types("today")
    assert await at.platform.is_available(at.person)
    await at.wants_quiet()
    assert await at.platform.is_available(at.person) is not at.platform.abilities.knows_presence


async def test_a_message_of_ours_is_redrawn_in_place(at: Harness):
    message = await at.platform.post(at.place, a_card("Before", TAKE), "marker")
    await at.platform.update(message, a_card("After", TAKE))
    assert len(at.seen()) == 1
    assert "After" in at.seen()[0]
