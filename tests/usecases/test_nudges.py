"""Reminders as the engine sends them: to those who asked, once, when they may be disturbed, and never in a silence."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest

import store as cellar
from bot.cards.elements import Card
from bot.domain.arrangement import Pause
from bot.domain.nudges import GOODBYE, WORDINGS
from bot.domain.own import Reminder
from bot.domain.people import Choices, Member, Reminders, Rhythm
from bot.playbook.book import Book
from bot.playbook.lint.tone import BOASTS, GAGS, HEAVY
from bot.playbook.programme import Silence
from bot.ports import RateLimited, Refused, Store
from bot.texts import LANGUAGES, catalogues
from bot.usecases.membership import change, choose
from bot.usecases.plan_letters import plan_letters
from tests.bots import Bot, a_bot, button, labels, the_starters
from tests.databases import Cluster
from tests.factories import MONDAY, a_person, an_arrangement

HOME = "U0CAMILLE"
NEVER = re.compile(
    r"\b(lose|lost|losing|danger|only \d+|remaining|left to go|disappoint\w*|colleagues have|forgot\w*|at risk|\b0 days|"
    r"missed|break your|perd\w*|perdu\w*|déçu\w*|oubli\w*|manqu\w*|en jeu|il ne vous reste|vos collègues ont|"
    r"better than|mieux que|rank\w*|classement)\b",
    re.IGNORECASE,
)
"""What the rhythm never says (streak specification, 2.2)."""
DAY = timedelta(days=1)
MORNING, EVENING = 5, 20


def letters(bot: Bot, user: str = HOME) -> list[Card]:
    """The private messages that came to somebody by themselves."""
    asked = bot.services.texts.for_locale("en")("pulse.summary")
    posted = (card for place, card, _ in bot.platform.posted if place.channel == user)
    return [card for card in posted if card.summary != asked]


async def asks(bot: Bot, user: str = HOME, *, reminders: Reminders = Reminders.USUAL) -> None:
    """Join, and ask for reminders."""
    await bot.join(user)
    await choose(bot.services, a_person(user), reminders=reminders)


async def through(bot: Bot, until: str) -> None:
    """Let the engine look until an hour in UTC, `14:00` or `2026-11-24T14:00`: thrice an hour, or hourly through days.

    Nights pass in one step.
    """
    minutes, moment = (60, until) if "T" in until else (20, f"{bot.clock.now().date()}T{until}")
    end = datetime.fromisoformat(f"{moment}:00+00:00")
    while (now := bot.clock.now()) < end:
        is_night = minutes == 60 and not MORNING <= now.hour < EVENING
        await bot.tick(minutes=60 * ((MORNING - now.hour) % 24) if is_night else minutes)


async def change_nothing_since(bot: Bot, on: date) -> None:
    """Let the last choice be older."""
    async with bot.store.writing() as shelves:
        member = await shelves.members.get(a_person())
        assert member is not None
        await shelves.members.put(replace(member, renewed_on=on))


async def reminders_of(bot: Bot, user: str = HOME) -> Sequence[Reminder]:
    async with bot.store.reading() as shelves:
        return await shelves.nudges.of(a_person(user))


async def test_only_those_who_asked_are_reminded_and_in_their_hours(bot: Bot):
    await asks(bot)
    await bot.join("U0SAM")
    await through(bot, "12:00")
    assert not letters(bot)
    await through(bot, "20:00")
    assert len(letters(bot)) == 1
    assert not letters(bot, "U0SAM")
    assert letters(bot)[0].summary in {
        bot.services.texts.for_locale("en")(f"nudge.says.{each}") for each in WORDINGS
    }


async def test_a_reminder_brings_something_to_do_right_there_and_the_ways_out(bot: Bot):
    await asks(bot)
    await through(bot, "16:00")
    (card,) = letters(bot)
    assert {"Pause for a week", "Settings", "No more reminders"} <= set(labels(card))
    assert button(card, "settings.open").opens_form
    read = button(card, "tip.read")
    await bot.press(read.action, read.value)
    answer = await bot.type("streak")
    assert "Today counts already" in answer.plain()


async def test_whoever_has_taken_a_step_today_is_left_alone(bot: Bot):
    await asks(bot)
    tip = button(await bot.type("tip"), "tip.read")
    await bot.press("tip.read", tip.value)
    await through(bot, "17:00")
    assert not letters(bot)


async def test_a_step_between_planning_and_sending_makes_it_needless(bot: Bot):
    await asks(bot)
    await through(bot, "12:40")
    bot.clock.advance(timedelta(minutes=40))
    await plan_letters(bot.services, bot.clock.now())
    assert await reminders_of(bot)
    tip = button(await bot.type("tip"), "tip.read")
    await bot.press("tip.read", tip.value)
    await through(bot, "17:00")
    assert not letters(bot)


async def test_the_buttons_of_a_reminder_pause_and_stop_at_once(bot: Bot):
    await asks(bot)
    await through(bot, "16:00")
    assert "No more reminders" in (await bot.press("nudge.stop")).plain()
    await through(bot, "2026-11-27T17:00")
    assert len(letters(bot)) == 1
    assert "working days" in (await bot.press("nudge.start")).plain()
    await bot.press("pause.week")
    await through(bot, "2026-12-03T17:00")
    assert len(letters(bot)) == 1, "a pause is silent altogether"


async def test_the_buttons_do_nothing_for_somebody_who_has_left(bot: Bot):
    assert "do not take part" in (await bot.press("nudge.stop")).plain()
    assert "do not take part" in (await bot.press("nudge.start")).plain()


async def test_somebody_who_may_not_be_disturbed_is_asked_for_again_until_their_hours_end(bot: Bot):
    await asks(bot)
    bot.platform.busy.add(HOME)
    await through(bot, "15:00")
    assert not letters(bot)
    assert not await reminders_of(bot), "what was not sent is not counted"
    bot.platform.busy.clear()
    await through(bot, "15:40")
    assert len(letters(bot)) == 1
    await asks(bot, "U0SAM")
    bot.platform.busy.add("U0SAM")
    await through(bot, "16:20")
    bot.platform.busy.clear()
    await through(bot, "23:00")
    assert not letters(bot, "U0SAM")


async def test_where_the_platform_cannot_tell_nobody_is_disturbed(bot: Bot, monkeypatch):
    async def refuse(_person: object) -> bool:
        raise Refused("missing_scope")

    await asks(bot)
    monkeypatch.setattr(bot.platform, "is_available", refuse)
    await through(bot, "17:00")
    assert not letters(bot)


async def test_reminders_nobody_answers_get_rarer_then_end_with_one_goodbye(bot: Bot):
    await asks(bot)
    await change_nothing_since(bot, MONDAY - DAY)
    for week in range(8):
        await through(bot, f"{MONDAY + (7 * week + 4) * DAY}T17:00")
        bot.clock.advance(2 * DAY)
    sent = letters(bot)
    assert len(sent) == 6
    assert sent[-1].plain().startswith("I'll stay quiet from here on. /advocacy resume")
    assert [each.summary for each in sent].count(sent[-1].summary) == 1
    assert all(one.summary != other.summary for one, other in pairwise(sent))
    assert await reminders_of(bot) == [] or (await reminders_of(bot))[-1].wording == GOODBYE
    async with bot.store.reading() as shelves:
        member = await shelves.members.get(a_person())
    assert member is not None
    assert member.choices.reminders is Reminders.OFF, "so it stays, whatever is forgotten"


async def test_after_the_goodbye_one_word_brings_them_back(bot: Bot):
    await asks(bot)
    async with bot.store.writing() as shelves:
        await shelves.nudges.put(a_person(), Reminder(MONDAY - 7 * DAY, "coffee", 4))
    await change_nothing_since(bot, MONDAY - 20 * DAY)
    await through(bot, "17:00")
    assert "stay quiet" in letters(bot)[0].plain()
    await through(bot, "2026-11-26T17:00")
    assert len(letters(bot)) == 1
    await bot.type("resume")
    await through(bot, "2026-12-01T17:00")
    assert len(letters(bot)) == 2


async def test_a_silence_of_the_company_stops_them_all(store: Store):
    silence = Silence.model_validate({"since": "2026-11-23", "all_clear": "Claire Morel"})
    first, *others = the_starters().playbooks
    book = Book((first.model_copy(update={"silence": silence}), *others))
    async with a_bot(store, book=book) as bot:
        await asks(bot)
        await through(bot, "17:00")
        assert not letters(bot)
        assert await bot.engine._next_work() > bot.clock.now(), "a silence is no reason to hurry"


async def test_a_day_off_that_was_used_is_told_in_the_reminder(bot: Bot):
    await asks(bot)
    await bot.press("tip.read", button(await bot.type("tip"), "tip.read").value)
    bot.clock.advance(2 * DAY)
    await through(bot, "2026-11-25T17:00")
    assert "A day off was used on Tuesday 24 November; your rhythm is kept." in letters(bot)[-1].plain()


async def test_nobody_is_reminded_on_a_paused_day_or_away_from_work(bot: Bot):
    await asks(bot)
    pause = Pause(MONDAY, MONDAY + DAY, bot.clock.now())
    await change(bot.services, a_person(), lambda member: replace(member, pauses=(pause,)))
    await through(bot, "2026-11-24T20:00")
    assert not letters(bot)
    await through(bot, "2026-11-25T20:00")
    assert len(letters(bot)) == 1
    bot.clock.advance(timedelta(days=2, hours=14))
    before = len(letters(bot))
    await through(bot, "2026-11-29T20:00")
    assert len(letters(bot)) == before, "a weekend"


async def test_once_a_week_is_once_a_week(bot: Bot):
    await asks(bot, reminders=Reminders.WEEKLY)
    await through(bot, "2026-11-27T20:00")
    assert len(letters(bot)) == 1


async def test_one_member_in_trouble_holds_up_nobody_else(bot: Bot, monkeypatch):
    await asks(bot)
    await asks(bot, "U0SAM")
    ask = bot.platform.is_available

    async def stumble(person) -> bool:
        if person.user == HOME:
            raise RuntimeError("unforeseen")
        return await ask(person)

    monkeypatch.setattr(bot.platform, "is_available", stumble)
    await through(bot, "17:00")
    assert len(letters(bot, "U0SAM")) == 1
    assert not letters(bot)


@pytest.mark.postgres
@pytest.mark.parametrize("count", [40])
async def test_I13_two_machines_send_each_reminder_once(postgres_cluster: Cluster, count: int):
    name = postgres_cluster.copy("migrated")
    stores = [await cellar.open_store(postgres_cluster.url(name), migrate=False) for _ in range(2)]
    try:
        async with a_bot(stores[0]) as one, a_bot(stores[1]) as other:
            other.services.platforms["slack"] = one.platform  # type: ignore[index]
            async with stores[0].writing() as shelves:
                for number in range(count):
                    await shelves.members.put(asking_member(one, f"U{number:03d}"))
            for machine in (one, other):
                machine.clock.set(datetime.fromisoformat("2026-11-23T12:00:00+00:00"))
            for _ in range(12):
                await asyncio.gather(one.tick(minutes=20), other.tick(minutes=20))
            sent = [place.channel for place, _, _ in one.platform.posted if place.channel.startswith("U")]
            assert sorted(sent) == [f"U{number:03d}" for number in range(count)]
            async with stores[1].reading() as shelves:
                kept = [await shelves.nudges.of(a_person(f"U{number:03d}")) for number in range(count)]
            assert all(len(each) == 1 for each in kept)
    finally:
        for opened in stores:
            await opened.close()
        postgres_cluster.drop(name)


def asking_member(bot: Bot, user: str) -> Member:
    """A member in London who asked for reminders some weeks ago."""
    return Member(
        person=a_person(user),
        locale="en-GB",
        joined_at=bot.clock.now() - 30 * DAY,
        arrangements=(an_arrangement(date(2000, 1, 1), "Europe/London"),),
        choices=Choices(rhythm=Rhythm.DAILY, reminders=Reminders.USUAL),
    )


async def test_a_platform_that_asks_to_wait_is_asked_about_nobody_until_then(bot: Bot, monkeypatch):
    asked = []

    async def slow(person) -> bool:
        asked.append(person.user)
        raise RateLimited(1800)

    for user in (HOME, "U0SAM"):
        await asks(bot, user)
    await through(bot, "12:50")
    monkeypatch.setattr(bot.platform, "is_available", slow)
    await bot.tick(minutes=20)
    assert len(asked) == 1
    await bot.tick(minutes=20)
    assert len(asked) == 1
    await bot.tick(minutes=20)
    assert len(asked) == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_of_a_reminder_has_its_name_and_none_presses(language: str):
    sentences = catalogues().words[language].sentences
    says = {key.rpartition(".")[2] for key in sentences if key.startswith("nudge.says.")}
    assert says == set(WORDINGS)
    assert len(says) >= 8
    ours = [
        key for key in sentences if key.startswith(("nudge.", "letter.", "streak.", "milestone.", "team."))
    ]
    for key in ours:
        said = sentences[key]
        for text in (said,) if isinstance(said, str) else said.values():
            for pattern in (HEAVY, BOASTS, GAGS, NEVER):
                assert not pattern.search(text), f"{language}: {key}: {text}"
