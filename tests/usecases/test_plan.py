"""The plan tells what will come by the very code that plans, writes nothing, and what is chosen in it is obeyed."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

import pytest

from bot.cards.elements import Form
from bot.domain.posts import Post
from bot.domain.zones import first_instant
from bot.events import ButtonPressed, FormSubmitted, Reply
from bot.playbook.book import Book, Channel, Playbook
from bot.playbook.programme import ClosedPeriod, Silence
from bot.screens.plan import Foreseen, Plan, Why
from bot.usecases.foresee import foresee
from tests.bots import Bot, a_bot, labels, someone
from tests.factories import a_place
from tests.usecases.dialogs import answers_of

PRIYA = "U0PRIYA"
EARLY = datetime.fromisoformat("2026-11-23T07:00:00+00:00")
MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
WHERE = "C0SHARES/2026-11-24/share-1"


@pytest.fixture
async def early(store):
    async with a_bot(store, at=EARLY) as bot:
        yield bot


def home(bot: Bot) -> tuple[Playbook, Channel]:
    found = bot.services.book().at(a_place())
    assert found is not None
    return found


async def plan_of(bot: Bot) -> Plan:
    return await foresee(bot.services, a_place(), home(bot))


async def slot_of(bot: Bot, on: date = TUESDAY, slot: str = "share-1") -> Foreseen:
    return next(each for each in (await plan_of(bot)).slots if (each.on, each.slot) == (on, slot))


async def posts_on(bot: Bot, on: date) -> Mapping[str, Post]:
    async with bot.store.reading() as shelves:
        return {post.slot: post for post in await shelves.posts.on_day(a_place(), on)}


async def lives(bot: Bot, days: int) -> list[tuple[date, str, str]]:
    """Let days pass, each at the channel's hour, and tell what was planned in it."""
    found, schedule = [], home(bot)[1].schedule
    for number in range(days):
        due_at = first_instant(on := MONDAY + timedelta(days=number), schedule.at, schedule.timezone)
        await bot.tick(seconds=(due_at - bot.clock.now()).total_seconds())
        for slot, post in sorted((await posts_on(bot, on)).items()):
            if post.item:
                found.append((post.on, slot, post.item))
    return found


def told(plan: Plan, days: int) -> list[tuple[date, str, str]]:
    last = MONDAY + timedelta(days=days - 1)
    return sorted((each.on, each.slot, each.item.id) for each in plan.slots if each.item and each.on <= last)


async def chooses(bot: Bot, item: str, on: date = TUESDAY, where: str = WHERE) -> Reply:
    pressed = ButtonPressed(
        id=bot._id(),
        at=bot.clock.now(),
        person=someone(PRIYA),
        action="plan.choose",
        value=where,
        place=a_place(),
    )
    opened = await bot.hear(pressed)
    assert opened is not None
    assert isinstance(opened.show, Form)
    form = opened.show
    sent = FormSubmitted(
        id=bot._id(),
        at=bot.clock.now(),
        person=someone(PRIYA),
        form=form.name,
        answers=answers_of(form) | {"item": item, "on": on.isoformat()},
        context=form.context,
    )
    reply = await bot.hear(sent)
    assert reply is not None
    return reply


def others(bot: Bot, *besides: str) -> Sequence[str]:
    playbook, channel = home(bot)
    return [each.id for each in playbook.suggestions("share", channel, TUESDAY) if each.id not in besides]


async def test_what_it_tells_is_what_comes(early: Bot):
    plan = await plan_of(early)
    assert await lives(early, 12) == told(plan, 12)


async def test_looking_at_it_writes_nothing_and_changes_nothing(early: Bot):
    before = await plan_of(early)
    card = await early.type("plan", user=PRIYA)
    assert "The coming two weeks" in card.plain()
    assert await plan_of(early) == before
    assert await posts_on(early, MONDAY) == {}


async def test_it_speaks_of_the_channels_own_clock(early: Bot):
    plan = await plan_of(early)
    assert plan.next_run is not None
    assert plan.timezone == home(early)[1].schedule.timezone
    assert plan.next_run.time() == home(early)[1].schedule.at


async def test_a_chosen_item_comes_on_its_day_and_not_before(early: Bot):
    friday = MONDAY + timedelta(days=4)
    soon = (await slot_of(early)).item
    assert soon
    await chooses(early, soon.id, friday)
    plan = await plan_of(early)
    came = await lives(early, 12)
    assert came == told(plan, 12)
    assert next(on for on, _, item in came if item == soon.id) == friday


async def test_what_is_left_out_does_not_come_and_the_turn_is_kept(early: Bot):
    seen = await slot_of(early)
    await early.press("plan.skip", WHERE, user=PRIYA)
    assert (await slot_of(early)).why is Why.SKIPPED
    plan = await plan_of(early)
    came = await lives(early, 5)
    assert came == told(plan, 5)
    assert not any(on == TUESDAY and slot == "share-1" for on, slot, _ in came)
    assert seen.item
    assert any(item == seen.item.id for _, _, item in came)


async def test_a_choice_is_taken_back(early: Bot):
    before = await plan_of(early)
    await chooses(early, others(early)[-1])
    assert await plan_of(early) != before
    card = await early.press("plan.rotate", WHERE, user=PRIYA)
    assert "The rotation brings it" in card.plain()
    assert await plan_of(early) == before


async def test_nothing_is_chosen_for_a_day_without_posts_nor_far_away_nor_what_is_no_item(early: Bot):
    item = others(early)[-1]
    for on in (MONDAY + timedelta(days=5), MONDAY - timedelta(days=7), MONDAY + timedelta(days=90)):
        assert "on" in (await chooses(early, item, on)).errors
    assert list((await chooses(early, "no-such-item")).errors) == ["item"]
    assert (await slot_of(early)).why is Why.TURN


async def test_what_is_planned_already_cannot_be_changed_any_more(early: Bot):
    await early.tick(hours=3)
    planned = (await posts_on(early, MONDAY))["share-1"]
    where = "C0SHARES/2026-11-23/share-1"
    card = await early.press("plan.skip", where, user=PRIYA)
    assert card.summary == early.services.texts.for_locale("en")("plan.too_late")
    look = await early.press("plan.look", where, user=PRIYA)
    assert "Leave this slot out" not in labels(look)
    assert (await posts_on(early, MONDAY))["share-1"] == planned


async def test_an_item_that_rests_or_is_withdrawn_comes_no_more_even_if_it_was_chosen(early: Bot):
    playbook, _ = home(early)
    chosen = others(early)[-1]
    await chooses(early, chosen)
    await early.press("plan.expire", f"{playbook.id}/share/{chosen}", user=PRIYA)
    seen = await slot_of(early)
    assert seen.item
    assert seen.item.id != chosen
    assert chosen not in {each.item.id for each in (await plan_of(early)).slots if each.item}


async def test_a_closed_period_and_a_silence_are_told(early: Bot):
    period = ClosedPeriod.model_validate({"title": "Results", "from": TUESDAY, "to": TUESDAY})
    early.books.append(
        Book(
            tuple(
                each.model_copy(update={"closed_periods": (period,)})
                for each in early.services.book().playbooks
            )
        )
    )
    seen = await slot_of(early)
    assert (seen.item, seen.why) == (None, Why.CLOSED)
    assert "Results" in (await early.type("plan", user=PRIYA)).plain()


async def test_the_plan_warns_when_the_company_speaks_more_than_once_in_three(early: Bot):
    card = await early.type("plan", user=PRIYA)
    plan = await plan_of(early)
    words = early.services.texts.for_locale("en")
    key = "plan.balanced" if plan.is_balanced else "plan.unbalanced"
    said = words(key, company=plan.from_company, total=len(plan.shares)).replace("**", "")
    assert said in card.plain()


async def test_posting_now_shows_it_first(early: Bot):
    card = await early.press("plan.post", WHERE, user=PRIYA)
    assert labels(card) == ["Post it now"]
    assert await posts_on(early, MONDAY) == {}


async def test_what_is_chosen_is_written_down_once_and_by_those_who_may(early: Bot):
    await early.press("plan.skip", WHERE, user="U0CAMILLE")
    assert (await slot_of(early)).why is Why.TURN
    for _ in range(2):
        await early.press("plan.skip", WHERE, user=PRIYA)
    async with early.store.reading() as shelves:
        deeds = await shelves.deeds.of(someone(PRIYA))
    assert [(each.action, each.subject, each.channel) for each in deeds] == [("plan.skip", WHERE, "C0SHARES")]


async def test_choices_are_forgotten_two_weeks_after_their_day(early: Bot):
    await early.press("plan.skip", WHERE, user=PRIYA)
    for days, count in ((14, 1), (3, 0)):
        await early.tick(days=days)
        async with early.store.reading() as shelves:
            found = await shelves.plan_choices.of(a_place(), MONDAY, MONDAY + timedelta(days=60))
        assert len(found) == count


async def test_a_silence_is_told_and_nothing_can_be_chosen_for_it(early: Bot):
    silence = Silence(since=MONDAY, says=None, all_clear="Olivier")
    books = (each.model_copy(update={"silence": silence}) for each in early.books[-1].playbooks)
    early.books.append(Book(tuple(books)))
    assert (await slot_of(early)).why is Why.SILENT
