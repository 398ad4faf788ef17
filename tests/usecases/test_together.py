"""The group and its common goals: counts without names, worked out once, and the same whoever did what."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.acts import Act, ActKind
from bot.domain.people import Member
from bot.playbook.book import Book
from bot.playbook.kinds.campaign import Campaign
from bot.ports import Store
from bot.usecases.look_together import look_together
from tests.bots import Bot, a_bot, the_starters
from tests.factories import a_member, a_person

LAST_WEEK = date(2026, 11, 16)
DAY = timedelta(days=1)
CAMPAIGN = Campaign.model_validate(
    {
        "id": "repair-days",
        "title": "Repair days",
        "text": "Three weeks.",
        "goal": "A story from each day.",
        "starts": "2026-11-18",
        "ends": "2026-12-04",
        "steps": 20,
    }
)


def with_campaign() -> Book:
    first, *others = the_starters().playbooks
    return Book((first.model_copy(update={"campaigns": (CAMPAIGN,)}), *others))


def member(number: int, **choices: object) -> Member:
    return a_member(f"U{number:02d}", **choices)  # type: ignore[arg-type]


async def put(bot: Bot, people: int, steps: dict[int, list[date]], **choices: object) -> None:
    """Have so many members, of whom some took steps on dates."""
    async with bot.store.writing() as shelves:
        for number in range(people):
            await shelves.members.put(member(number, **choices))
            for on in steps.get(number, []):
                at = datetime(on.year, on.month, on.day, 10, tzinfo=UTC)
                await shelves.acts.record(
                    Act(a_person(f"U{number:02d}"), f"starter/{on}", ActKind.TIP_READ, on, at)
                )


async def seen(bot: Bot, user: str = "U0STRANGER") -> str:
    return (await bot.type("team", user=user)).plain()


async def test_a_share_is_told_in_tens_when_enough_have_acted_and_enough_have_not(bot: Bot):
    await put(bot, 12, {number: [LAST_WEEK + DAY] for number in range(5)})
    bot.clock.advance(timedelta(hours=4))
    assert "Between 40 and 50%" in await seen(bot)


@pytest.mark.parametrize(("people", "active"), [(12, 4), (12, 8), (9, 5), (5, 5), (0, 0)])
async def test_few_on_either_side_are_told_nothing_of(bot: Bot, people: int, active: int):
    await put(bot, people, {number: [LAST_WEEK] for number in range(active)})
    bot.clock.advance(timedelta(hours=4))
    text = await seen(bot)
    assert "There is no figure for this week" in text
    assert "%" not in text


async def test_two_looks_at_a_week_cannot_be_subtracted(bot: Bot):
    await put(bot, 12, {number: [LAST_WEEK] for number in range(5)})
    bot.clock.advance(timedelta(hours=4))
    before = await seen(bot)
    await put(bot, 12, {number: [LAST_WEEK + DAY] for number in range(9)})
    async with bot.store.writing() as shelves:
        await shelves.members.erase(a_person("U00"))
    assert await seen(bot) == before
    bot.clock.advance(timedelta(days=7))
    assert await seen(bot) != before


async def test_what_was_only_shown_is_no_step_and_other_weeks_do_not_count(bot: Bot):
    await put(bot, 20, {number: [LAST_WEEK] for number in range(5)})
    async with bot.store.writing() as shelves:
        for number in range(5, 12):
            at = datetime(2026, 11, 17, 10, tzinfo=UTC)
            act = Act(a_person(f"U{number:02d}"), "starter/x", ActKind.TIP_SEEN, LAST_WEEK + DAY, at)
            await shelves.acts.record(act)
            await shelves.acts.record(
                replace(act, item="starter/y", kind=ActKind.TIP_READ, on=LAST_WEEK + 7 * DAY)
            )
    bot.clock.advance(timedelta(hours=4))
    assert "Between 20 and 30%" in await seen(bot)


async def test_I14_swapping_two_logs_changes_nothing_that_anybody_is_told(store: Store):
    logs = {0: [LAST_WEEK, LAST_WEEK + DAY], 1: [LAST_WEEK + 2 * DAY], 2: [], 3: [LAST_WEEK + 4 * DAY]}
    busy = {number: [LAST_WEEK + 3 * DAY] for number in range(4, 9)}
    texts = []
    for one, other in ((0, 0), (0, 2), (1, 3), (0, 1)):
        swapped = {**logs, one: logs[other], other: logs[one], **busy}
        async with a_bot(store, book=with_campaign()) as bot:
            bot.clock.advance(timedelta(hours=4))
            async with store.writing() as shelves:
                for number in range(16):
                    await shelves.members.erase(a_person(f"U{number:02d}"))
            await put(bot, 16, swapped)
            async with store.reading() as shelves:
                active = await shelves.crowds.count(("slack", "T0SANDBOX"), LAST_WEEK, LAST_WEEK + 6 * DAY)
                steps = await shelves.crowds.steps(
                    ("slack", "T0SANDBOX"), CAMPAIGN.starts, CAMPAIGN.ends, CAMPAIGN.starts
                )
            texts.append((repr(active), steps))
    assert len(set(texts)) == 1


async def test_a_common_goal_is_told_in_tenths_after_its_first_whole_week(store: Store):
    async with a_bot(store, book=with_campaign()) as bot:
        # Three days a person, one of them before the campaign began.
        days = [LAST_WEEK, LAST_WEEK + 2 * DAY, LAST_WEEK + 3 * DAY]
        await put(bot, 12, dict.fromkeys(range(5), days))
        text = await seen(bot)
        assert "The first figure comes after the first whole week." in text
        bot.clock.advance(timedelta(hours=4))
        text = await seen(bot)
        assert "Repair days" in text
        assert "A story from each day." in text
        assert "5 tenths of 20 small steps, together." in text
        bot.clock.advance(timedelta(days=12))
        assert "Repair days" not in await seen(bot), "it has ended"


async def test_many_steps_on_a_day_are_one_towards_the_common_goal(store: Store):
    async with a_bot(store, book=with_campaign()) as bot:
        await put(bot, 12, {number: [LAST_WEEK + 3 * DAY] for number in range(6)})
        async with store.writing() as shelves:
            for number in range(50):
                at = datetime(2026, 11, 19, 11, tzinfo=UTC)
                await shelves.acts.record(
                    Act(a_person("U00"), f"starter/{number}", ActKind.HELPED, LAST_WEEK + 3 * DAY, at)
                )
        bot.clock.advance(timedelta(hours=4))
        assert "3 tenths of 20 small steps" in await seen(bot)


async def test_whoever_left_the_campaign_out_neither_sees_it_nor_counts_for_it(store: Store):
    async with a_bot(store, book=with_campaign()) as bot:
        days = {number: [LAST_WEEK + 3 * DAY, LAST_WEEK + 4 * DAY] for number in range(6)}
        await put(bot, 6, days, campaigns_from=date(2026, 11, 19))
        bot.clock.advance(timedelta(hours=4))
        assert "Repair days" not in await seen(bot, "U00")
        assert "at least 5 people have taken part" in await seen(bot)


async def test_a_playbook_may_ask_for_larger_groups(store: Store):
    first, *others = the_starters().playbooks
    thresholds = first.thresholds.model_copy(update={"smallest_group": 9})
    book = Book((first.model_copy(update={"thresholds": thresholds}), *others))
    async with a_bot(store, book=book) as bot:
        await put(bot, 20, {number: [LAST_WEEK] for number in range(8)})
        bot.clock.advance(timedelta(hours=4))
        assert "at least 9 people with a step" in await seen(bot)


async def test_no_workspace_is_told_of_anothers_people(bot: Bot):
    await put(bot, 12, {number: [LAST_WEEK] for number in range(6)})
    bot.clock.advance(timedelta(hours=4))
    elsewhere = await look_together(bot.services, replace(a_person(), workspace="T0OTHER"), None)
    assert elsewhere.told.tenths is None
    assert "%" in await seen(bot)
