"""Signs of life, outages and quiet days: what is written down stays, and takes nothing from anybody's rhythm."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from bot.domain.days import DueDays
from bot.playbook.book import Book
from bot.playbook.programme import ClosedPeriod, Silence
from bot.ports import Store
from bot.usecases.known_days import AHEAD, silences
from tests.bots import Bot, a_bot, button, the_starters
from tests.factories import MONDAY, a_member

DAY = timedelta(days=1)
LONG_AGO = datetime.fromisoformat("2000-01-01T00:00:00+00:00")
SILENCE = Silence.model_validate({"since": "2026-11-23", "all_clear": "Claire Morel"})


def with_(**fields: object) -> Book:
    first, *others = the_starters().playbooks
    return Book((first.model_copy(update=fields), *others))


async def outages(store: Store) -> Sequence[tuple[datetime, datetime]]:
    async with store.reading() as shelves:
        return await shelves.days.outages(LONG_AGO)


async def quiet(store: Store) -> Mapping[date, datetime]:
    async with store.reading() as shelves:
        return await shelves.days.quiet(LONG_AGO.date())


async def due_days(bot: Bot) -> DueDays:
    async with bot.store.reading() as shelves:
        return await bot.services.due_days(shelves)


async def test_a_sign_of_life_is_given_once_a_minute(bot: Bot):
    await bot.tick()
    first = bot.clock.now()
    await bot.tick(seconds=20)
    async with bot.store.reading() as shelves:
        assert await shelves.days.pulse() == first
    await bot.tick(seconds=40)
    async with bot.store.reading() as shelves:
        assert await shelves.days.pulse() == first + timedelta(minutes=1)


async def test_a_restart_after_more_than_ten_minutes_was_an_outage(store: Store):
    async with a_bot(store) as before:
        await before.tick()
        stopped_at = before.clock.now()
    async with a_bot(store, at=stopped_at + timedelta(minutes=10)) as bot:
        await bot.tick()
        assert not await outages(store)
        stopped_at = bot.clock.now()
    async with a_bot(store, at=stopped_at + timedelta(hours=5)) as bot:
        await bot.tick()
        assert await outages(store) == [(stopped_at, stopped_at + timedelta(hours=5))]


async def test_a_clock_that_is_moved_is_no_outage(bot: Bot):
    await bot.tick()
    await bot.tick(days=3)
    await bot.tick(hours=-2)
    assert not await outages(bot.store)


async def test_a_database_that_was_away_for_long_was_an_outage(bot: Bot, monkeypatch):
    await bot.tick()
    stopped_at = bot.clock.now()

    def away() -> None:
        raise OSError("the database is away")

    with monkeypatch.context() as patched:
        patched.setattr(bot.store, "reading", away)
        await bot.tick(hours=1)
    await bot.tick(hours=1)
    assert await outages(bot.store) == [(stopped_at, stopped_at + timedelta(hours=2))]


async def test_a_day_without_the_bot_takes_nothing_from_a_rhythm(store: Store):
    async with a_bot(store) as bot:
        await bot.tick()
        await bot.join()
        tip = button(await bot.type("tip"), "tip.read")
        await bot.press("tip.read", tip.value)
        await bot.tick(hours=10)
        stopped_at = bot.clock.now()
    async with a_bot(store, at=stopped_at + timedelta(days=2, hours=14)) as bot:
        bot._count = 100
        await bot.tick()
        text = (await bot.type("streak")).plain()
    assert "1 working day with a small step" in text
    assert "1 day off in reserve" in text, "none of the two days took it"


async def test_a_silence_is_written_down_as_it_comes_and_stays_after_the_all_clear(store: Store):
    async with a_bot(store, book=with_(silence=SILENCE)) as bot:
        await bot.tick()
        await bot.tick(days=1)
        assert set(await quiet(store)) == {MONDAY, MONDAY + DAY}
    async with a_bot(store, at=bot.clock.now() + timedelta(minutes=5)) as bot:
        await bot.tick()
        days, member = await due_days(bot), a_member()
        assert not days.is_due(MONDAY, member)
        assert not days.is_due(MONDAY + DAY, member)
        assert days.is_due(MONDAY + 2 * DAY, member)


async def test_a_step_taken_before_the_silence_was_known_still_counts(store: Store):
    async with a_bot(store) as bot:
        await bot.tick()
        await bot.join()
        tip = button(await bot.type("tip"), "tip.read")
        await bot.press("tip.read", tip.value)
    async with a_bot(store, at=bot.clock.now() + timedelta(minutes=5), book=with_(silence=SILENCE)) as bot:
        bot._count = 100
        await bot.tick()
        assert set(await quiet(store)) == {MONDAY}
        assert "1 working day with a small step" in (await bot.type("streak")).plain()


async def test_a_closed_company_is_known_beforehand_and_written_down_when_it_comes(store: Store):
    closed = ClosedPeriod.model_validate({"title": "Summer", "from": "2026-11-23", "to": "2026-11-25"})
    for_some = ClosedPeriod.model_validate(
        {"title": "Results", "from": "2026-11-26", "to": "2026-11-27", "topics": ["employer"]}
    )
    async with a_bot(store, book=with_(closed_periods=(closed, for_some))) as bot:
        await bot.tick()
        days, member = await due_days(bot), a_member()
        assert [days.is_due(MONDAY + number * DAY, member) for number in range(5)] == [
            False,
            False,
            False,
            True,
            True,
        ]
        assert set(await quiet(store)) == {MONDAY}
    async with a_bot(store, at=bot.clock.now() + DAY) as bot:
        await bot.tick()
        days = await due_days(bot)
        assert not days.is_due(MONDAY, member), "what has passed stays as it was"
        assert days.is_due(MONDAY + DAY, member), "what is to come follows the playbook"


async def test_the_calendar_is_kept_as_long_as_nothing_changes(bot: Bot):
    await bot.tick()
    first = await due_days(bot)
    for _ in range(3):
        await bot.tick(minutes=2)
        assert await due_days(bot) is first
    async with bot.store.writing() as shelves:
        await shelves.days.put_quiet(MONDAY, "silence", bot.clock.now())
    await bot.tick(minutes=2)
    assert await due_days(bot) is not first


def test_of_a_silence_that_is_years_old_the_last_year_is_listed_today_included():
    since = MONDAY - timedelta(days=700)
    listed = list(silences(with_(silence=SILENCE.model_copy(update={"since": since})), MONDAY))
    assert listed == [MONDAY - timedelta(days=ago) for ago in range(AHEAD - 1, -1, -1)]
