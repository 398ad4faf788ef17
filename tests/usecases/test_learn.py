"""Learning, as a member meets it: tips, the path, situations, conversations, check-ups and help given."""

import pytest

from bot.cards.elements import Button, Buttons, Card
from bot.domain.acts import Act, ActKind
from bot.domain.path import FIRST
from bot.domain.people import Level, Rhythm
from bot.usecases.learn import Learned, learning_record, next_tip
from bot.usecases.membership import choose, find_member
from tests.bots import Bot, button, labels
from tests.factories import a_person

CAMILLE = a_person()
FIRST_TIP = "starter-en/tip/search-yourself-signed-out"


async def acts_of(bot: Bot) -> list[Act]:
    async with bot.store.reading() as shelves:
        return list(await shelves.acts.of(CAMILLE))


async def kinds(bot: Bot) -> list[str]:
    return [act.kind.value for act in await acts_of(bot)]


def actions(card: Card) -> list[str]:
    rows = [element.items for element in card.elements if isinstance(element, Buttons)]
    return [item.action for items in rows for item in items if isinstance(item, Button)]


async def test_a_visitor_may_read_and_go_on_and_nothing_is_kept(bot: Bot):
    card = await bot.type("tip")
    assert "tip.easy" not in actions(card)
    assert "tip.pass" not in actions(card)
    second = await bot.press("tip.another", button(card, "tip.another").value)
    assert second.summary != card.summary
    assert (await bot.press("tip.read", FIRST_TIP)).summary == "Portevoix: what to expect"
    assert await find_member(bot.services, CAMILLE) is None


async def test_the_path_goes_on_with_each_tip_that_is_read(bot: Bot):
    await bot.join()
    first = await bot.type("tip")
    await bot.press("tip.read", button(first, "tip.read").value)
    second = await bot.type("tip")
    assert second.summary != first.summary
    assert await kinds(bot) == ["tip_read"]


@pytest.mark.parametrize("action", ["tip.pass", "tip.easy"])
async def test_a_tip_that_does_not_suit_is_kept_as_seen_and_neither_why_nor_as_a_step(bot: Bot, action: str):
    await bot.join()
    first = await bot.type("tip")
    second = await bot.press(action, button(first, action).value)
    assert button(second, "tip.read").value != button(first, "tip.read").value
    assert (await bot.type("tip")).summary == second.summary
    (act,) = await acts_of(bot)
    assert (act.item, act.kind) == (FIRST_TIP, ActKind.TIP_SEEN)
    assert "Your rhythm starts with your next step" in (await bot.type("streak")).plain()


async def test_too_easy_offers_the_next_level_and_keeps_none_until_it_is_chosen(bot: Bot):
    await bot.join()
    first = await bot.type("tip")
    second = await bot.press("tip.easy", button(first, "tip.easy").value)
    assert (await find_member(bot.services, CAMILLE)).choices.level is Level.UNDECIDED
    await bot.press("path.level", button(second, "path.level").value)
    assert (await find_member(bot.services, CAMILLE)).choices.level is Level.AT_EASE


async def test_nobody_is_offered_more_than_second_nature(bot: Bot):
    await bot.join()
    await bot.press("path.level", "fluent")
    card = await bot.press("tip.easy", FIRST_TIP)
    assert "path.level" not in actions(card)


async def test_another_one_keeps_nothing_and_comes_round_to_where_it_began(bot: Bot):
    await bot.join()
    card = await bot.type("tip")
    met = []
    while button(card, "tip.read").value not in met:
        met.append(button(card, "tip.read").value)
        card = await bot.press("tip.another", met[-1])
    assert len(met) == 54
    assert button(card, "tip.read").value == met[0]
    assert await acts_of(bot) == []


async def test_a_tip_opens_again_by_its_id_or_by_words_of_its_title(bot: Bot):
    await bot.join()
    await bot.press("tip.read", FIRST_TIP)
    by_id = await bot.type("tip search-yourself-signed-out")
    by_words = await bot.type("tip searching signed out")
    assert by_id.summary == by_words.summary == "A small tip: Search for yourself, signed out"
    assert "You read this one on Monday 23 November." in by_id.plain()
    assert "No tip speaks of" in (await bot.type("tip zeppelins")).plain()


async def test_several_tips_about_a_word_are_listed_to_choose_from(bot: Bot):
    card = await bot.type("tip photo")
    assert card.summary == "Several tips speak of it"
    opened = await bot.press("tip.open", button(card, "tip.open").value)
    assert "tip.read" in actions(opened)


async def test_when_every_tip_is_read_the_one_read_longest_ago_comes_again(bot: Bot):
    await bot.join()
    playbook = bot.services.book().playbook("starter-en")
    assert playbook is not None
    for tip in playbook.tips:
        await bot.press("tip.read", playbook.key(tip))
    again = await bot.type("tip")
    assert "You read this one on" in again.plain()


async def test_topics_that_were_muted_are_left_out(bot: Bot):
    await bot.join()
    await choose(bot.services, CAMILLE, topics=frozenset({"community"}))
    playbook = bot.services.book().playbook("starter-en")
    assert playbook is not None
    muted = {each.title for each in playbook.conversations if each.topic not in {"community", None}}
    assert muted
    card = await bot.type("conversation")
    for _ in playbook.conversations:
        assert not any(title in card.summary for title in muted)
        card = await bot.press("conversation.another", button(card, "conversation.joined").value)


async def test_in_the_first_week_only_the_first_three_parts_are_brought_to_somebody(bot: Bot):
    await bot.join()
    playbook = bot.services.book().playbook("starter-en")
    assert playbook is not None
    for tip in playbook.tips:
        if tip.module in FIRST:
            await bot.press("tip.pass", playbook.key(tip))
    member = await find_member(bot.services, CAMILLE)
    assert await next_tip(bot.services, member, playbook, is_brought=True) is None
    assert await next_tip(bot.services, member, playbook) is not None
    await bot.tick(days=7)
    assert await next_tip(bot.services, member, playbook, is_brought=True) is not None


async def test_the_path_shows_how_far_one_is_and_opens_any_part(bot: Bot):
    await bot.join()
    await bot.press("tip.read", FIRST_TIP)
    card = await bot.type("path")
    assert "Privacy settings · 1 of 6 read" in card.plain()
    assert "Five minutes a day" not in card.plain(), "the executive part is in nobody else's path"
    part = await bot.press("path.part", "crisis")
    assert "Trolls and crises" in part.plain()
    assert (await bot.type("parcours")).summary == card.summary


async def test_a_level_chosen_on_the_path_draws_it_again(bot: Bot):
    await bot.join()
    card = await bot.type("path")
    again = await bot.press("path.level", "at_ease/path")
    assert "Where you stand: “I am at ease”" in again.plain()
    assert labels(again) != labels(card)


async def test_someone_who_has_not_joined_has_no_path_and_keeps_no_level(bot: Bot):
    assert (await bot.type("path")).summary == "Portevoix: what to expect"
    await bot.press("path.level", "new")
    assert await find_member(bot.services, CAMILLE) is None


async def test_a_situation_that_was_played_is_a_step_and_tells_no_choice(bot: Bot):
    await bot.join()
    card = await bot.type("scenario")
    rows = [element.items for element in card.elements if isinstance(element, Buttons)]
    choices = [item for items in rows for item in items if item.action == "scenario.choose"]
    answered = await bot.press("scenario.choose", choices[2].value)
    assert "You chose C." in answered.plain()
    await bot.press("scenario.choose", choices[0].value)
    (act,) = await acts_of(bot)
    assert act.kind is ActKind.SCENARIO_PLAYED
    assert act.item == choices[0].value.rpartition("/")[0]


@pytest.mark.parametrize(
    ("typed", "role"),
    [
        ("sales", "sales"),
        ("vente", "sales"),
        ("ventes", "sales"),
        ("RH", "hr"),
        ("terrain", "field"),
        ("IT", "it"),
    ],
)
async def test_a_role_is_understood_in_both_languages_and_its_situations_come_first(
    bot: Bot, typed: str, role: str
):
    playbook = bot.services.book().playbook("starter-en")
    assert playbook is not None
    card = await bot.type(f"scenario {typed}")
    scenario = playbook.item(
        "scenario", button(card, "scenario.another").value.split("/")[2].partition("|")[0]
    )
    assert role in scenario.roles


async def test_another_situation_keeps_to_the_role_and_goes_round(bot: Bot):
    card = await bot.type("scenario sales")
    playbook = bot.services.book().playbook("starter-en")
    assert playbook is not None
    met = []
    while (value := button(card, "scenario.another").value) not in met:
        met.append(value)
        card = await bot.press("scenario.another", value)
    roles = [playbook.item("scenario", value.split("/")[2].partition("|")[0]).roles for value in met]
    assert len(met) > 3
    assert all({"sales", "everyone"} & set(each) for each in roles)


async def test_an_unknown_role_or_situation_is_told_kindly(bot: Bot):
    assert "There is no situation of that name" in (await bot.type("scenario astronaut")).plain()


async def test_joining_a_conversation_is_a_step_by_ones_own_word(bot: Bot):
    await bot.join()
    card = await bot.type("conversation")
    value = button(card, "conversation.joined").value
    await bot.press("conversation.joined", value)
    assert "noted already" in (await bot.press("conversation.joined", value)).plain()
    assert await kinds(bot) == ["conversation_joined"]


async def test_a_check_up_goes_step_by_step_and_keeps_only_that_one_looked(bot: Bot):
    await bot.join()
    listed = await bot.type("checkup")
    card = await bot.press("checkup.open", button(listed, "checkup.open").value)
    pressed = 0
    while "checkup.step" in actions(card):
        rows = [element.items for element in card.elements if isinstance(element, Buttons)]
        tick, leave, *_ = [item for items in rows for item in items]
        card = await bot.press("checkup.step", (tick if pressed % 2 else leave).value)
        pressed += 1
    plain = card.plain()
    assert pressed == 4
    assert plain.index("Looked after") < plain.index("For another day, or never")
    assert await acts_of(bot) == []
    await bot.press("checkup.done", button(card, "checkup.done").value)
    (act,) = await acts_of(bot)
    assert (act.kind, act.item) == (ActKind.PRIVACY_CHECKED, "starter-en/checklist/seen-by-a-stranger")
    assert "Done on Monday 23 November: Seen by a stranger" in (await bot.type("checkup")).plain()


async def test_going_back_unticks_what_is_left_the_second_time(bot: Bot):
    key = "starter-en/checklist/seen-by-a-stranger"
    ticked = await bot.press("checkup.step", f"{key}/1/1")
    back = [item for item in _buttons(ticked) if item.label == "Back"]
    again = await bot.press("checkup.step", back[0].value)
    leave = next(item for item in _buttons(again) if item.label == "Leave it for now")
    assert leave.value == f"{key}/1/0"


async def test_a_posture_check_is_a_step_of_its_own_kind_and_offers_a_night(bot: Bot):
    await bot.join()
    key = "starter-en/checklist/tone-distance-intent"
    card = await bot.press("checkup.step", f"{key}/6/5")
    assert "a night" in card.plain()
    await bot.press("checkup.done", button(card, "checkup.done").value)
    assert await kinds(bot) == ["posture_checked"]


@pytest.mark.parametrize("value", ["", "x", "starter-en/checklist/seen-by-a-stranger/x/y", "a/b/c/1/1"])
async def test_a_check_up_that_does_not_exist_is_told_or_ignored(bot: Bot, value: str):
    card = await bot.press("checkup.open", value)
    assert "no longer there" in card.plain()


async def test_checklists_of_the_people_behind_the_programme_are_not_check_ups(bot: Bot):
    assert (
        "no longer there"
        in (await bot.press("checkup.open", "starter-en/checklist/employer-profiles")).plain()
    )
    assert "Employer profiles" not in (await bot.type("checkup")).plain()


async def test_help_given_is_noted_once_a_day_without_a_name(bot: Bot):
    await bot.join()
    await bot.type("helped @sam")
    again = await bot.type("entraide")
    assert "noted already" in again.plain()
    assert [(act.kind, act.item) for act in await acts_of(bot)] == [
        (ActKind.HELPED, "helped/2026-11-23"),
    ]
    await bot.press("helped.undo", button(again, "helped.undo").value)
    assert await acts_of(bot) == []


async def test_help_of_the_day_before_moves_there_while_it_is_open(bot: Bot):
    await bot.join()
    await bot.tick(days=1)
    card = await bot.type("helped")
    moved = await bot.press("helped.before", button(card, "helped.before").value)
    assert "Noted for Monday 23 November" in moved.plain()
    (act,) = await acts_of(bot)
    assert (act.on.isoformat(), act.item) == ("2026-11-23", "helped/2026-11-23")


async def test_in_the_afternoon_the_day_before_is_closed(bot: Bot):
    await bot.join()
    await bot.tick(days=1)
    card = await bot.type("helped")
    await bot.tick(hours=6)
    assert "helped.before" not in actions(await bot.type("helped"))
    assert (
        "stays noted for today"
        in (await bot.press("helped.before", button(card, "helped.before").value)).plain()
    )
    (act,) = await acts_of(bot)
    assert act.on.isoformat() == "2026-11-24"


async def test_someone_who_has_not_joined_is_asked_first_and_nothing_is_noted(bot: Bot):
    for typed in ("helped",):
        assert (await bot.type(typed)).summary == "Portevoix: what to expect"
    card = await bot.type("conversation")
    joined = await bot.press("conversation.joined", button(card, "conversation.joined").value)
    assert joined.summary == "Portevoix: what to expect"


async def test_the_learning_record_says_what_was_learned_and_not_what_was_passed_over(bot: Bot):
    await bot.join(rhythm=Rhythm.OFF)
    await bot.press("tip.read", FIRST_TIP)
    await bot.press("tip.pass", "starter-en/tip/five-voices")
    await bot.type("helped")
    member = await find_member(bot.services, CAMILLE)
    assert member is not None
    today = member.renewed_on
    assert sorted(await learning_record(bot.services, member), key=lambda each: each.kind) == [
        Learned(today, "", ActKind.HELPED),
        Learned(today, "Search for yourself, signed out", ActKind.TIP_READ),
    ]


def _buttons(card: Card) -> list[Button]:
    rows = [element.items for element in card.elements if isinstance(element, Buttons)]
    return [item for items in rows for item in items if isinstance(item, Button)]
