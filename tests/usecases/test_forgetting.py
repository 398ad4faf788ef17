"""Retention: each day what is old goes, a rhythm reads as before, and nobody who is away for long is kept for ever."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from structlog.testing import capture_logs

from bot.domain.absence import AWAY_AFTER, ERASED_AFTER, GONE_AFTER
from bot.domain.acts import Act, ActKind
from bot.domain.arrangement import Pause
from bot.domain.claims import Taking
from bot.domain.delivery import Delivery, DeliveryKind, DeliveryState
from bot.domain.own import Reminder
from bot.domain.people import Member, PersonRef, Profile
from bot.playbook.book import Book
from bot.playbook.programme import Retention, Silence
from bot.ports import Gone
from bot.usecases import forget as forgetting
from bot.usecases.absence import SUBJECT
from bot.usecases.fold_away import months_before
from bot.usecases.fold_rhythm import fold_rhythm
from bot.usecases.privacy import retention
from store import StoreBusy
from tests.bots import Bot, labels
from tests.factories import a_member, a_person, an_act, an_arrangement
from tests.store.making import a_posted
from tests.usecases.linking import HERE, link, member

LONG_AGO = timedelta(days=600)


async def put(bot: Bot, found: Member) -> None:
    async with bot.store.writing() as shelves:
        await shelves.members.put(found)


async def acts_of(bot: Bot, person: PersonRef = HERE) -> list[date]:
    async with bot.store.reading() as shelves:
        return [act.on for act in await shelves.acts.of(person)]


async def letters_to(bot: Bot, person: PersonRef = HERE) -> list[Delivery]:
    async with bot.store.reading() as shelves:
        rows = (await shelves.traces.of(person)).get("delivery", [])
        found = [await shelves.outbox.get(row["key"]) for row in rows]
    return [each for each in found if each and f'"{SUBJECT}"' in each.notice]


def told(bot: Bot) -> list[str]:
    """What the person was written to about staying."""
    stay = bot.services.words_in("en")("absence.stay")
    return [card.plain() for _, card, _ in bot.platform.posted if stay in labels(card)]


async def days_pass(bot: Bot, number: int) -> None:
    """Let the bot look at its work several times a day."""
    for _ in range(number * 4):
        await bot.tick(hours=6)


async def absent(bot: Bot, since: timedelta = AWAY_AFTER, **facts: object) -> Member:
    """Somebody who joined long ago and gave their last sign then."""
    today = bot.clock.now().date()
    found = a_member(joined_at=bot.clock.now() - LONG_AGO, timezone="Europe/London")
    found = replace(found, renewed_on=today - since, **facts)
    await put(bot, found)
    return found


# What is old


@pytest.mark.parametrize(
    ("on", "months", "before"),
    [
        ("2026-11-23", 13, "2025-10-23"),
        ("2026-03-31", 1, "2026-02-28"),
        ("2024-03-31", 1, "2024-02-29"),
        ("2026-01-15", 1, "2025-12-15"),
        ("2026-01-31", 13, "2024-12-31"),
    ],
)
def test_months_are_counted_by_the_calendar(on: str, months: int, before: str):
    assert months_before(date.fromisoformat(on), months) == date.fromisoformat(before)


def test_where_playbooks_differ_the_shortest_time_holds_for_everybody(bot: Bot):
    one, other = bot.services.book().playbooks
    short, shorter = Retention(acts_months=6, claims_days=60), Retention(acts_months=12, claims_days=30)
    book = Book(
        (one.model_copy(update={"retention": short}), other.model_copy(update={"retention": shorter}))
    )
    assert retention(book) == Retention(acts_months=6, claims_days=30, nudges_days=30, admin_months=12)


async def test_steps_older_than_thirteen_months_go_and_the_rhythm_reads_as_before(bot: Bot):
    today = bot.clock.now().date()
    found = a_member(joined_at=bot.clock.now() - LONG_AGO, timezone="Europe/London")
    await put(bot, replace(found, renewed_on=today))
    days = [today - timedelta(days=number) for number in range(590) if number % 7 not in {1, 2}]
    async with bot.store.writing() as shelves:
        for on in days:
            await shelves.acts.record(an_act(on))
        before = await fold_rhythm(bot.services, shelves, found)
    await bot.tick()
    kept = await acts_of(bot)
    assert min(kept) >= months_before(today, 13)
    assert {on for on in days if on > today - timedelta(days=360)} <= set(kept)
    async with bot.store.reading() as shelves:
        assert await fold_rhythm(bot.services, shelves, found) == before
        assert await shelves.standings.get(HERE) is not None


async def test_pauses_and_arrangements_that_are_over_for_thirteen_months_go_with_them(bot: Bot):
    now, today = bot.clock.now(), bot.clock.now().date()
    old = Pause(today - timedelta(days=500), today - timedelta(days=480), now - timedelta(days=500))
    new = Pause(today - timedelta(days=50), today - timedelta(days=45), now - timedelta(days=51))
    ways = tuple(
        an_arrangement(today - timedelta(days=age), zone)
        for age, zone in [
            (600, "Europe/London"),
            (550, "Asia/Tokyo"),
            (500, "Europe/Paris"),
            (20, "Asia/Tokyo"),
        ]
    )
    found = a_member(joined_at=now - LONG_AGO, arrangements=ways, pauses=(old, new))
    await put(bot, replace(found, renewed_on=today))
    await bot.tick()
    kept = await member(bot, HERE)
    assert kept is not None
    assert kept.pauses == (new,)
    assert kept.arrangements == ways[2:]


async def test_claims_go_ninety_days_after_their_post_closed_and_the_places_stay_counted(bot: Bot):
    post = await a_posted(bot.store)
    await put(bot, replace(a_member(), renewed_on=bot.clock.now().date()))
    async with bot.store.writing() as shelves:
        taken = await shelves.claims.take(post.id, HERE, bot.clock.now(), bot.clock.now())
        assert taken is Taking.TAKEN
    await bot.tick(days=(post.closes_at - bot.clock.now()).days + 90)
    async with bot.store.reading() as shelves:
        assert await shelves.claims.get(post.id, HERE) is not None
    await bot.tick(days=2)
    async with bot.store.reading() as shelves:
        assert await shelves.claims.get(post.id, HERE) is None
        found = await shelves.posts.get(post.id)
    assert found is not None
    assert found.taken == 1


async def test_reminders_and_letters_go_after_thirty_days(bot: Bot):
    today, now = bot.clock.now().date(), bot.clock.now()
    await put(bot, replace(a_member(), renewed_on=today + timedelta(days=40)))
    letter = Delivery(
        "letter:x", DeliveryKind.LETTER, "", now, now, DeliveryState.SENT, person=HERE, notice="{}"
    )
    post = await a_posted(bot.store)
    row = Delivery(f"post:{post.id}", DeliveryKind.POST, post.id, now, now, DeliveryState.SENT)
    async with bot.store.writing() as shelves:
        await shelves.nudges.put(HERE, Reminder(today, "later", 0))
        await shelves.nudges.put(HERE, Reminder(today - timedelta(days=1), "later", 4))
        await shelves.outbox.put(letter)
        await shelves.outbox.put(row)
    await bot.tick(days=29)
    async with bot.store.reading() as shelves:
        assert len(await shelves.nudges.of(HERE)) == 2
        assert await shelves.outbox.get("letter:x") is not None
    await bot.tick(days=3)
    async with bot.store.reading() as shelves:
        assert await shelves.nudges.of(HERE) == []
        assert await shelves.outbox.get("letter:x") is None
        assert await shelves.outbox.get(row.key) is not None


async def test_a_round_comes_to_everybody_a_page_at_a_time_and_once_a_day(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(forgetting, "PAGE", 3)
    today = bot.clock.now().date()
    people = [a_person(f"U{number}") for number in range(7)]
    for person in people:
        await put(bot, replace(a_member(person.user), joined_at=bot.clock.now() - LONG_AGO, renewed_on=today))
        async with bot.store.writing() as shelves:
            await shelves.acts.record(replace(an_act(today - timedelta(days=590)), person=person))
    left = []
    for _ in range(4):
        await bot.tick(minutes=1)
        left.append(sum([len(await acts_of(bot, person)) for person in people]))
    assert left == [4, 1, 0, 0]
    assert bot.services.daily_round.is_over


async def test_what_could_not_be_removed_is_removed_at_the_next_look(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
):
    await put(bot, a_member())
    async with bot.store.writing() as shelves:
        await shelves.nudges.put(HERE, Reminder(bot.clock.now().date() - timedelta(days=40), "later", 0))

    async def locked(*_: object) -> None:
        raise StoreBusy("held")

    with monkeypatch.context() as locking:
        locking.setattr(forgetting, "_forget_old", locked)
        await bot.tick(minutes=1)
    await bot.tick(hours=1)
    async with bot.store.reading() as shelves:
        assert await shelves.nudges.of(HERE) == []


async def test_what_goes_wrong_with_one_member_holds_up_nobody_after_them(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
):
    looked_at = []

    async def stumble(_services: object, found: Member, *_: object) -> None:
        looked_at.append(found.person.user)
        if found.person.user == "U01":
            raise KeyError(found.person.user)

    monkeypatch.setattr(forgetting, "let_go", stumble)
    for user in ("U01", "U02"):
        await put(bot, a_member(user))
    with capture_logs() as logs:
        await bot.tick()
    assert looked_at == ["U01", "U02"]
    assert "forget.not_looked_at" in [line["event"] for line in logs]


# Being away


async def test_after_ninety_days_somebody_is_asked_once_kindly_and_two_weeks_later_erased(bot: Bot):
    await absent(bot, AWAY_AFTER - timedelta(days=1))
    await bot.tick()
    assert await letters_to(bot) == []
    await days_pass(bot, 5)
    [text] = told(bot)
    [letter] = await letters_to(bot)
    assert letter.state is DeliveryState.SENT
    assert "14 days" in text
    await days_pass(bot, 10)
    assert await member(bot, HERE) is not None
    await days_pass(bot, 5)
    assert await member(bot, HERE) is None
    assert len(told(bot)) == 1


async def test_the_letter_comes_in_the_hours_and_on_the_days_of_the_person(bot: Bot):
    week = frozenset({2})
    await absent(bot, arrangements=(an_arrangement(timezone="Asia/Tokyo", work_week=week),))
    await bot.tick()
    [letter] = await letters_to(bot)
    wall = letter.due_at + timedelta(hours=9)
    assert wall.weekday() == 2
    assert 10 <= wall.hour < 16


@pytest.mark.parametrize("action", ["leave.renew", "leave.now"])
async def test_one_press_stays_or_leaves(bot: Bot, action: str):
    before = await absent(bot)
    await days_pass(bot, 4)
    assert len(told(bot)) == 1
    await bot.press(action)
    found = await member(bot, HERE)
    if action == "leave.now":
        assert found is None
        return
    assert found == replace(before, renewed_on=bot.clock.now().date())
    await days_pass(bot, 20)
    assert await member(bot, HERE) == found
    assert len(told(bot)) == 1


@pytest.mark.parametrize("sign", ["step", "claim", "setting", "pause"])
async def test_any_sign_after_the_letter_ends_the_matter(bot: Bot, sign: str):
    found = await absent(bot)
    post = await a_posted(bot.store)
    await days_pass(bot, 4)
    assert len(told(bot)) == 1
    now, today = bot.clock.now(), bot.clock.now().date()
    async with bot.store.writing() as shelves:
        if sign == "step":
            await shelves.acts.record(an_act(today))
        elif sign == "claim":
            await shelves.claims.take(post.id, HERE, now, now)
        elif sign == "setting":
            await shelves.members.put(replace(found, locale="fr-FR", renewed_on=today))
        else:
            await shelves.members.put(replace(found, pauses=(Pause(today, None, now),), renewed_on=today))
    await days_pass(bot, 20)
    assert await member(bot, HERE) is not None


async def test_to_have_been_shown_a_tip_is_no_sign(bot: Bot):
    await absent(bot)
    seen = Act(HERE, "starter/x", ActKind.TIP_SEEN, bot.clock.now().date(), bot.clock.now())
    async with bot.store.writing() as shelves:
        await shelves.acts.record(seen)
    await days_pass(bot, 4)
    assert len(told(bot)) == 1


async def test_nobody_is_asked_during_a_pause(bot: Bot):
    today, now = bot.clock.now().date(), bot.clock.now()
    await absent(bot, pauses=(Pause(today - timedelta(days=89), None, now - timedelta(days=89)),))
    await days_pass(bot, 20)
    assert await letters_to(bot) == []
    assert await member(bot, HERE) is not None


async def test_during_a_silence_nobody_is_asked_and_nobody_is_erased_unasked(bot: Bot):
    book = bot.services.book()
    silence = Silence(since=bot.clock.now().date().isoformat(), all_clear="Claire Morel")
    silent = Book(tuple(each.model_copy(update={"silence": silence}) for each in book.playbooks))
    services = replace(bot.services, book=lambda: silent)
    await absent(bot)
    for _ in range(60):
        bot.clock.advance(timedelta(days=1))
        await forgetting.forget(services, bot.clock.now())
    assert await letters_to(bot) == []
    assert await member(bot, HERE) is not None


async def test_a_letter_that_surely_did_not_arrive_is_written_once_more_before_anybody_is_erased(bot: Bot):
    await absent(bot)
    bot.platform.unreachable.add(HERE.user)
    await days_pass(bot, 4)
    assert [each.state for each in await letters_to(bot)] == [DeliveryState.FAILED]
    bot.platform.unreachable.clear()
    await days_pass(bot, 11)
    assert len(told(bot)) == 1
    await days_pass(bot, ERASED_AFTER.days - 5)
    assert await member(bot, HERE) is not None
    await days_pass(bot, 7)
    assert await member(bot, HERE) is None


async def test_somebody_who_cannot_be_reached_at_all_is_not_kept_for_ever(bot: Bot):
    await absent(bot)
    bot.platform.unreachable.add(HERE.user)
    with capture_logs() as lines:
        await days_pass(bot, 35)
    assert "delivery.not_sent" in str(lines)
    assert HERE.user not in str(lines), "logs outlive the people in them"
    assert told(bot) == []
    assert await member(bot, HERE) is None


# Having left the company


GONE = Profile("", "en-GB", "Europe/London", is_gone=True)


async def test_whoever_has_left_the_company_is_erased_within_four_weeks_of_their_last_sign(bot: Bot):
    await absent(bot, timedelta(0))
    bot.platform.profiles[HERE.user] = GONE
    await days_pass(bot, GONE_AFTER.days - 1)
    assert await member(bot, HERE) is not None
    await days_pass(bot, 8)
    assert await member(bot, HERE) is None
    assert told(bot) == []


async def test_even_in_a_pause_without_an_end(bot: Bot):
    today, now = bot.clock.now().date(), bot.clock.now()
    await absent(bot, pauses=(Pause(today - timedelta(days=89), None, now - timedelta(days=89)),))
    bot.platform.profiles[HERE.user] = GONE
    await days_pass(bot, 8)
    assert await member(bot, HERE) is None


async def test_an_error_of_the_platform_is_no_answer(bot: Bot):
    await absent(bot, timedelta(days=50))
    for _ in range(8):
        bot.platform.failures = [Gone("token_revoked")]
        await bot.tick(days=1)
    assert await member(bot, HERE) is not None


async def test_one_account_that_is_closed_is_not_the_person_as_long_as_another_is_open(bot: Bot):
    await bot.join()
    await link(bot)
    bot.platform.profiles[HERE.user] = GONE
    await days_pass(bot, 40)
    assert await member(bot, HERE) is not None
