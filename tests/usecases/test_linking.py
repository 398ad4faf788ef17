"""One person on two platforms: linked by their own act, one for both, and two again whenever they like."""

from dataclasses import replace
from datetime import timedelta

import pytest

from adapters import PLATFORMS
from bot.domain.people import MessageRef, Place, Profile, Rhythm
from bot.domain.posts import Post
from bot.events import CommandTyped
from bot.screens.link import PLATFORM_NAMES
from tests.bots import Bot, button, labels, someone
from tests.store.making import all_text
from tests.usecases.linking import HERE, SIDES, THERE, link, member, show_code, the_post, type_code


async def a_share_on_teams(bot: Bot, like: Post) -> Post:
    """The same share, posted in a channel of the other platform."""
    place = Place("teams", THERE.workspace, "19:shares")
    post = replace(
        like, id="b" * 20, place=place, message=MessageRef("teams", THERE.workspace, "19:shares/1")
    )
    async with bot.store.writing() as shelves:
        await shelves.posts.plan(post)
    return post


async def test_a_code_typed_on_the_other_platform_makes_both_accounts_one_person(bot: Bot, share: Post):
    await bot.press("claims.take", share.id)
    assert "Microsoft Teams" not in (await bot.type("link")).plain()
    card = await link(bot)
    assert "your account on Slack are one" in card.plain()
    assert await member(bot, THERE) == await member(bot, HERE)
    there = await bot.type("claims", user=THERE.user, on="teams")
    assert there == await bot.type("claims")
    assert labels(there)
    assert "Linked so far: Microsoft Teams" in (await bot.type("link")).plain()


async def test_the_card_with_the_code_says_what_is_shared_and_that_the_other_need_not_join(
    bot: Bot, share: Post
):
    card = await bot.type("link")
    for sentence in (
        "your rhythm, your settings and the ideas you hold. Nothing else",
        "you take part already",
        "within ten minutes",
        "/advocacy unlink",
    ):
        assert sentence in card.plain()


async def test_the_rhythm_and_the_settings_are_one_from_either_side(bot: Bot, share: Post):
    await link(bot)
    tip = await bot.type("tip", user=THERE.user, on="teams")
    await bot.press("tip.read", button(tip, "tip.read").value, user=THERE.user, on="teams")
    assert "1 working day" in (await bot.type("streak")).plain()
    await bot.press("streak.choose", Rhythm.OFF.value, user=THERE.user, on="teams")
    assert (await member(bot, HERE)).rhythm is Rhythm.OFF


async def test_an_idea_is_claimed_once_whichever_account_acts(bot: Bot, share: Post):
    await link(bot)
    await bot.press("claims.take", share.id, user=THERE.user, on="teams")
    await bot.react(share.message)
    assert (await the_post(bot, share)).taken == 1
    for side, user in SIDES.items():
        assert "LinkedIn" in (await bot.press("claims.open", share.id, user=user, on=side)).plain()
    await bot.press("claims.done", share.id, user=THERE.user, on="teams")
    assert "1 working day" in (await bot.type("streak")).plain()
    assert "already noted" in (await bot.press("claims.done", share.id)).plain()
    await bot.press("claims.release", share.id, user=THERE.user, on="teams")
    assert (await the_post(bot, share)).taken == 0
    assert "starts with your next step" in (await bot.type("streak")).plain()


async def test_not_for_me_from_the_other_account_frees_the_place(bot: Bot, share: Post):
    await link(bot)
    await bot.press("claims.take", share.id)
    await bot.press("claims.passed", share.id, user=THERE.user, on="teams")
    assert (await the_post(bot, share)).taken == 0


async def test_what_is_open_is_what_is_open_where_the_person_stands(bot: Bot, share: Post):
    await link(bot)
    other = await a_share_on_teams(bot, share)
    there = await bot.type("today", user=THERE.user, on="teams")
    here = await bot.type("today")
    assert button(there, "claims.take").value == other.id
    assert button(here, "claims.take").value == share.id


async def test_a_right_is_that_of_the_account_that_acts(bot: Bot, share: Post):
    bot.platform.admins.add(HERE.user)
    await link(bot)
    assert "for champions" not in (await bot.type("post")).plain()
    assert "for champions" in (await bot.type("post", user=THERE.user, on="teams")).plain()


@pytest.mark.parametrize("first", ["slack", "teams"])
@pytest.mark.parametrize("to", ["slack", "teams"])
async def test_two_members_are_asked_before_the_things_of_the_second_move_to_the_first(
    bot: Bot, first: str, to: str
):
    await bot.tick()
    second = "teams" if first == "slack" else "slack"
    await bot.join(SIDES[first], on=first, rhythm=Rhythm.OFF)
    bot.clock.advance(timedelta(minutes=1))
    await bot.join(SIDES[second], on=second, rhythm=Rhythm.DAILY)
    before = await member(bot, someone(SIDES[first], first))
    code = await show_code(bot, "slack" if to == "teams" else "teams")
    question = await type_code(bot, code, to)
    assert labels(question) == ["Make them one", "Leave them apart", "Talk to a human"]
    assert "Nothing has changed yet" in question.plain()
    assert ("kept here" in question.plain()) is (to == first)
    assert await member(bot, someone(SIDES[second], second)) != before
    await bot.press("link.yes", button(question, "link.yes").value, user=SIDES[to], on=to)
    for side, user in SIDES.items():
        assert await member(bot, someone(user, side)) == before


async def test_what_both_did_and_hold_comes_together(bot: Bot, share: Post):
    other = await a_share_on_teams(bot, share)
    await bot.join(THERE.user, on="teams")
    await bot.press("claims.take", share.id)
    await bot.press("claims.take", share.id, user=THERE.user, on="teams")
    await bot.press("claims.take", other.id, user=THERE.user, on="teams")
    await bot.press("claims.done", other.id, user=THERE.user, on="teams")
    await bot.tick(seconds=2)
    bot.platform.updated.clear()
    await link(bot)
    assert (await the_post(bot, share)).taken == (await the_post(bot, other)).taken == 1
    assert "1 working day" in (await bot.type("streak")).plain()
    assert len([label for label in labels(await bot.type("claims")) if label == "Done"]) == 1
    await bot.tick(seconds=2)
    assert f"{share.slots - 1} places" in bot.platform.updated[0][1].plain()


async def test_no_leaves_both_as_they_are_and_spends_the_code(bot: Bot, share: Post):
    await bot.join(THERE.user, on="teams")
    code = await show_code(bot)
    question = await type_code(bot, code)
    digest = button(question, "link.no").value
    assert "Nothing has changed" in (await bot.press("link.no", digest, user=THERE.user, on="teams")).plain()
    await bot.press("link.yes", digest, user=THERE.user, on="teams")
    assert "does not fit" in (await type_code(bot, code)).plain()
    assert await member(bot, THERE) != await member(bot, HERE)


async def test_pressing_yes_twice_links_once_and_says_so(bot: Bot, share: Post):
    await bot.join(THERE.user, on="teams")
    question = await type_code(bot, await show_code(bot))
    digest = button(question, "link.yes").value
    await bot.press("link.yes", digest, user=THERE.user, on="teams")
    assert "one already" in (await bot.press("link.yes", digest, user=THERE.user, on="teams")).plain()


async def test_a_second_account_of_a_workspace_that_is_linked_already_is_refused(bot: Bot, share: Post):
    await link(bot)
    card = await type_code(bot, await show_code(bot), user="29:sam")
    assert "same workspace" in card.plain()
    assert await member(bot, someone("29:sam", "teams")) is None


async def test_a_third_account_joins_the_two_from_another_workspace(bot: Bot, share: Post):
    await link(bot)
    third = replace(HERE, workspace="T0SECOND", user="U0THIRD")
    code = await show_code(bot, "teams")
    typed = CommandTyped(id="third", at=bot.clock.now(), person=third, text=f"link {code}")
    await bot.hear(typed)
    assert (await member(bot, third)).person == HERE
    await bot.type("unlink", user=THERE.user, on="teams")
    assert await member(bot, THERE) is None
    assert (await member(bot, third)).person == HERE


@pytest.mark.parametrize("kind", ["is_guest", "is_bot", "is_gone"])
async def test_the_account_of_a_guest_is_not_linked(bot: Bot, share: Post, kind: str):
    bot.teams.profiles[THERE.user] = Profile("Jo", "en-GB", "Europe/London", **{kind: True})
    assert "cannot take part" in (await type_code(bot, await show_code(bot))).plain()
    assert await member(bot, THERE) is None


async def test_joining_with_a_linked_account_changes_nothing(bot: Bot, share: Post):
    await link(bot)
    before = await member(bot, HERE)
    assert "already take part" in (await bot.type("join", user=THERE.user, on="teams")).plain()
    await bot.press("join.yes", user=THERE.user, on="teams")
    assert await member(bot, HERE) == await member(bot, THERE) == before


@pytest.mark.parametrize("side", ["slack", "teams"])
async def test_unlinking_from_either_side_keeps_everything_where_it_is_kept(bot: Bot, share: Post, side: str):
    await bot.press("claims.take", share.id)
    await link(bot)
    before = await member(bot, HERE)
    card = await bot.type("unlink", user=SIDES[side], on=side)
    assert "does not take part, and nothing is kept for it" in card.plain()
    assert ("stay with your account on Slack" in card.plain()) is (side == "teams")
    assert await member(bot, HERE) == before
    assert (await the_post(bot, share)).taken == 1
    await bot.router.close()
    assert THERE.user not in await all_text(bot.store)
    assert "nothing to undo" in (await bot.type("delier", user=SIDES[side], on=side)).plain()


@pytest.mark.parametrize("side", ["slack", "teams"])
async def test_leaving_from_either_side_erases_everything_of_both(bot: Bot, share: Post, side: str):
    await link(bot)
    await bot.press("claims.take", share.id, user=THERE.user, on="teams")
    tip = await bot.type("tip")
    await bot.press("tip.read", button(tip, "tip.read").value)
    await show_code(bot, "teams")
    await bot.type("leave", user=SIDES[side], on=side)
    await bot.router.close()
    left = await all_text(bot.store)
    assert HERE.user not in left
    assert THERE.user not in left
    assert (await the_post(bot, share)).taken == 0
    assert await member(bot, HERE) is None
    assert await member(bot, THERE) is None


def test_every_platform_has_the_name_that_people_know():
    assert set(PLATFORMS) <= set(PLATFORM_NAMES)
