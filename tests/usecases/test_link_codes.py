"""The code that carries a link: given to members, seen by its owner, good once and for ten minutes, never guessed."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
import structlog
from sqlalchemy import select

from bot.domain.posts import Post
from bot.events import ButtonPressed, CommandTyped
from bot.ports import Unknown
from store.tables import LINK_CODE, LINK_TRY
from tests.bots import Bot, button, someone
from tests.store.making import all_text
from tests.usecases.linking import CODE, HERE, THERE, link, member, show_code, type_code


async def test_a_notification_does_not_show_the_code(bot: Bot, share: Post):
    assert not CODE.search((await bot.type("link")).summary)


async def test_only_the_account_that_typed_a_code_can_say_yes(bot: Bot, share: Post):
    await bot.join(THERE.user, on="teams")
    await bot.join("29:sam", on="teams")
    question = await type_code(bot, await show_code(bot))
    digest = button(question, "link.yes").value
    await bot.press("link.yes", digest, user="29:sam", on="teams")
    await bot.press("link.no", digest, user="29:sam", on="teams")
    assert (await member(bot, someone("29:sam", "teams"))).person.user == "29:sam"
    await bot.press("link.yes", digest, user=THERE.user, on="teams")
    assert await member(bot, THERE) == await member(bot, HERE)


async def test_a_code_is_given_to_members_only(bot: Bot):
    card = await bot.type("link", user="U0SAM")
    assert not CODE.search(card.plain())
    assert "/advocacy join" in card.plain()


async def test_a_code_is_typed_in_any_spelling_and_in_french(bot: Bot, share: Post):
    code = await show_code(bot)
    await bot.type(f"lier {code.lower().replace('-', ' ')}", user=THERE.user, on="teams")
    assert await member(bot, THERE) == await member(bot, HERE)


async def test_a_code_works_once(bot: Bot, share: Post):
    code = await show_code(bot)
    await type_code(bot, code)
    assert "does not fit" in (await type_code(bot, code, user="29:sam")).plain()
    assert await member(bot, someone("29:sam", "teams")) is None


@pytest.mark.parametrize(("minutes", "is_good"), [(9.9, True), (10, False)])
async def test_a_code_works_for_ten_minutes(bot: Bot, share: Post, minutes: float, is_good: bool):
    code = await show_code(bot)
    bot.clock.advance(timedelta(minutes=minutes))
    await type_code(bot, code)
    assert (await member(bot, THERE) is not None) is is_good


async def test_a_yes_after_ten_minutes_links_nothing(bot: Bot, share: Post):
    await bot.join(THERE.user, on="teams")
    question = await type_code(bot, await show_code(bot))
    bot.clock.advance(timedelta(minutes=10))
    await bot.press("link.yes", button(question, "link.yes").value, user=THERE.user, on="teams")
    assert (await member(bot, THERE)).person == THERE


async def test_the_newest_code_alone_works(bot: Bot, share: Post):
    old, new = await show_code(bot), await show_code(bot)
    assert "does not fit" in (await type_code(bot, old)).plain()
    assert "are one" in (await type_code(bot, new)).plain()


async def test_after_five_codes_that_do_not_fit_even_the_right_one_waits_ten_minutes(bot: Bot, share: Post):
    for number in range(5):
        assert "does not fit" in (await type_code(bot, f"CDFG-HJK{'CDFGH'[number]}")).plain()
    assert "Please wait ten minutes" in (await type_code(bot, await show_code(bot))).plain()
    assert await member(bot, THERE) is None
    bot.clock.advance(timedelta(minutes=10))
    assert "are one" in (await type_code(bot, await show_code(bot))).plain()


async def test_what_cannot_be_a_code_is_no_try_and_is_not_noted(bot: Bot, share: Post):
    for _ in range(6):
        assert "eight letters and digits" in (await type_code(bot, "please")).plain()
    await bot.router.close()
    assert THERE.user not in await all_text(bot.store)


async def test_tries_are_forgotten_after_ten_minutes(bot: Bot, share: Post):
    await type_code(bot, "CDFG-HJKM")
    await bot.router.close()
    assert THERE.user in await all_text(bot.store)
    await bot.tick(minutes=10)
    assert THERE.user not in await all_text(bot.store)


async def test_a_code_that_fits_ends_the_counting_and_is_spent_at_once(bot: Bot, share: Post):
    for _ in range(4):
        await type_code(bot, "CDFG-HJKM")
    await link(bot)
    async with bot.store.reading() as shelves:
        for table in (LINK_CODE, LINK_TRY):
            assert not list(await shelves.connection.execute(select(table)))


async def test_a_code_typed_where_it_was_shown_stays_good(bot: Bot, share: Post):
    code = await show_code(bot)
    assert "your other account" in (await type_code(bot, code, "slack")).plain()
    assert "are one" in (await type_code(bot, code)).plain()


async def test_a_colleague_of_the_same_workspace_cannot_use_it_and_spends_it(bot: Bot, share: Post):
    code = await show_code(bot)
    card = await bot.type(f"link {code}", user="U0SAM")
    assert "same workspace" in card.plain()
    assert await member(bot, someone("U0SAM")) is None
    assert "does not fit" in (await type_code(bot, code)).plain()


async def test_of_two_accounts_that_type_a_code_at_once_one_is_linked(bot: Bot, share: Post):
    code = await show_code(bot)
    users = ("29:camille", "29:sam")
    cards = await asyncio.gather(*(type_code(bot, code, user=user) for user in users))
    assert sorted("are one" in card.plain() for card in cards) == [False, True]
    found = [await member(bot, someone(user, "teams")) for user in users]
    assert found.count(None) == 1


async def test_a_platform_that_does_not_answer_notes_nothing_and_keeps_the_code_good(bot: Bot, share: Post):
    code = await show_code(bot)
    bot.teams.failures += [Unknown(), Unknown()]
    await type_code(bot, code)
    assert await member(bot, THERE) is None
    assert "are one" in (await type_code(bot, code)).plain()


async def test_a_code_shown_before_unlinking_links_nothing_to_who_is_no_longer_one(bot: Bot, share: Post):
    await link(bot)
    code = await show_code(bot, "teams")
    await bot.type("unlink")
    third = replace(HERE, workspace="T0SECOND", user="U0THIRD")
    await bot.hear(CommandTyped(id="third", at=bot.clock.now(), person=third, text=f"link {code}"))
    assert await member(bot, third) is None


async def test_a_code_is_in_no_log_line_and_nowhere_in_the_database_once_handled(bot: Bot, share: Post):
    await bot.join(THERE.user, on="teams")
    with structlog.testing.capture_logs() as lines:
        code = await show_code(bot)
        question = await type_code(bot, code)
        bot.teams.failures.append(Unknown())
        await type_code(bot, "CDFG-HJKM", user="29:sam")
        await bot.press("link.yes", button(question, "link.yes").value, user=THERE.user, on="teams")
        await bot.router.close()
    said = f"{lines} {await all_text(bot.store)} {question} {await member(bot, HERE)}"
    assert code not in said
    assert code.replace("-", "") not in said


async def test_an_event_that_is_handled_again_after_a_crash_links_once(bot: Bot, share: Post):
    code = await show_code(bot)
    event = CommandTyped(id="again", at=bot.clock.now(), person=THERE, text=f"link {code}")
    await bot.router.answer(event)
    await bot.router.answer(event)
    assert await member(bot, THERE) == await member(bot, HERE)


async def test_a_forged_confirmation_links_nothing(bot: Bot, share: Post):
    await show_code(bot)
    for value in ("", "x", "f" * 64):
        event = ButtonPressed(
            id=f"forged {value}", at=bot.clock.now(), person=THERE, action="link.yes", value=value
        )
        await bot.hear(event)
    assert await member(bot, THERE) is None
