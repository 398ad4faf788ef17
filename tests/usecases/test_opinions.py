"""The anonymous questions: asked once a quarter, counted without names, closed after four weeks; reminders that rest."""

import json
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select

from bot.domain.people import Reminders
from bot.events import ButtonPressed
from bot.ports import Store
from bot.usecases.membership import choose
from store.tables import METADATA, OPINION, OPINION_HEARD, OPINION_SALT
from tests.bots import Bot, a_bot, button, labels, someone
from tests.factories import a_member, a_place

QUARTER = date(2027, 1, 1)
OPENS = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)
"""The first Monday."""
ASKED = "Three questions about the programme"


def questions(bot: Bot, user: str) -> list[str]:
    return [
        card.summary
        for place, card, _ in bot.platform.posted
        if place.channel == user and card.summary == ASKED
    ]


async def answer(bot: Bot, user: str, question: str, said: str) -> str:
    return (await bot.press("pulse.answer", f"{QUARTER}/{question}/{said}", user=user)).plain()


async def members(bot: Bot, count: int) -> list[str]:
    async with bot.store.writing() as shelves:
        for number in range(count):
            await shelves.members.put(a_member(f"U{number:02d}"))
    return [f"U{number:02d}" for number in range(count)]


async def everything(store: Store) -> str:
    found = []
    async with store.reading() as shelves:
        for table in METADATA.sorted_tables:
            found += [repr(tuple(row)) for row in await shelves.connection.execute(select(table))]
    return "\n".join(found)


async def test_a_member_is_asked_once_a_quarter_in_their_hours_and_never_reminded(store: Store):
    async with a_bot(store, at=OPENS - timedelta(days=7)) as bot:
        await bot.join()
        await bot.tick()
        assert questions(bot, "U0CAMILLE") == [], "the quarter before is closed"
        for _ in range(45):
            await bot.tick(hours=23)
        assert questions(bot, "U0CAMILLE") == [ASKED]


async def test_the_three_questions_follow_each_other_and_each_can_be_left_out(store: Store):
    async with a_bot(store, at=OPENS) as bot:
        await bot.join()
        card = await bot.type("pulse")
        assert labels(card)[:3] == ["Yes", "No", "Leave it out"]
        for number in ("1", "2", "3"):
            assert f"{number} of 3" in card.plain()
            card = await bot.press("pulse.answer", button(card, "pulse.answer").value)
        assert "That was all" in card.plain()
        async with store.reading() as shelves:
            said = await shelves.opinions.said(("slack", "T0SANDBOX"), QUARTER)
        assert {name: (each.yes, each.no) for name, each in said.items()} == dict.fromkeys(
            ("obliged", "able", "worth"), (1, 0)
        )


async def test_an_answer_counts_once_whoever_brings_it_again_and_the_first_one_stays(store: Store):
    async with a_bot(store, at=OPENS) as bot:
        await members(bot, 2)
        for said in ("no", "yes", "skip", "no"):
            await answer(bot, "U00", "obliged", said)
        await answer(bot, "U01", "obliged", "skip")
        async with store.reading() as shelves:
            said = await shelves.opinions.said(("slack", "T0SANDBOX"), QUARTER)
        assert (said["obliged"].yes, said["obliged"].no) == (0, 1)


async def test_no_row_links_an_answer_to_a_person(store: Store):
    async with a_bot(store, at=OPENS) as bot:
        await members(bot, 3)
        before = await everything(store)
        await answer(bot, "U00", "obliged", "yes")
        await answer(bot, "U01", "able", "no")
        added = set((await everything(store)).splitlines()) - set(before.splitlines())
        assert not [line for line in added if "U00" in line or "U01" in line]
        async with store.reading() as shelves:
            heard = (await shelves.connection.execute(select(OPINION_HEARD))).all()
        assert len(heard) == 2
        assert not [row for row in heard if "yes" in str(row) or "obliged" in str(row)]


async def test_what_is_pressed_is_never_written_to_the_inbox(store: Store):
    async with a_bot(store, at=OPENS) as bot:
        await members(bot, 1)
        event = ButtonPressed(
            id="secret",
            at=bot.clock.now(),
            person=someone("U00"),
            action="pulse.answer",
            value=f"{QUARTER}/obliged/yes",
            place=a_place(),
        )
        await bot.router.accept(event)
        assert f"{QUARTER}/obliged" not in await everything(store)


async def test_who_is_no_member_is_not_counted_nor_is_nonsense(store: Store):
    async with a_bot(store, at=OPENS) as bot:
        await bot.press("pulse.answer", f"{QUARTER}/obliged/yes", user="U0STRANGER")
        await members(bot, 1)
        for value in ("", "x", f"{QUARTER}/obliged", f"{QUARTER}/mood/yes", f"{QUARTER}/obliged/maybe"):
            event = ButtonPressed(
                id=value,
                at=bot.clock.now(),
                person=someone("U00"),
                action="pulse.answer",
                value=value,
                place=a_place(),
            )
            assert await bot.hear(event) is None
        async with store.reading() as shelves:
            assert (await shelves.connection.execute(select(OPINION))).all() == []


async def test_nothing_is_told_before_the_closing_and_only_tens_are_kept_after_it(store: Store):
    async with a_bot(store, at=OPENS) as bot:
        for number, user in enumerate(await members(bot, 20)):
            await answer(bot, user, "able", "yes" if number < 13 else "no")
            await answer(bot, user, "obliged", "no")
        assert "no results at the moment" in (await bot.type("pulse", user="U0STRANGER")).plain()
        await bot.tick(days=30)
        text = (await bot.type("pulse", user="U0STRANGER")).plain()
        assert "between 60 and 70%" in text
        assert text.count("not told") == 2, "nobody said yes to one, and nobody answered another"
        async with store.reading() as shelves:
            for table in (OPINION, OPINION_HEARD, OPINION_SALT):
                assert (await shelves.connection.execute(select(table))).all() == []
        assert "closed" in await answer(bot, "U00", "worth", "yes")


async def obliged(bot: Bot, yes: int, no: int) -> None:
    for number, user in enumerate(await members(bot, yes + no)):
        await answer(bot, user, "obliged", "yes" if number < yes else "no")
    await bot.tick(days=30)


def told(bot: Bot) -> list[str]:
    return [
        place.channel for place, card, _ in bot.platform.posted if card.summary == "Reminders rest for now"
    ]


async def test_when_one_in_five_felt_obliged_reminders_rest_and_champions_are_told_once(store: Store):
    async with a_bot(store, at=OPENS) as bot:
        await obliged(bot, 6, 20)
        await bot.tick(hours=1)
        champions = {
            each.person.id
            for playbook in bot.books[-1].playbooks
            for each in playbook.champions
            if each.person.platform == "slack"
        }
        assert set(told(bot)) >= champions
        assert len(told(bot)) == len(set(told(bot)))
        assert not set(told(bot)) & {f"U{number:02d}" for number in range(26)}


async def test_no_reminder_comes_while_they_rest_and_they_go_on_after_an_admin_confirmed_a_talk(store: Store):
    async with a_bot(store, at=OPENS) as bot:
        await bot.join("U0HOME")
        await choose(bot.services, someone("U0HOME"), reminders=Reminders.USUAL)
        await obliged(bot, 6, 20)

        async def reminders() -> int:
            async with store.reading() as shelves:
                return len(await shelves.nudges.of(someone("U0HOME")))

        before = await reminders()
        for _ in range(60):
            await bot.tick(hours=4)
        assert await reminders() == before
        champion = await bot.press("pulse.lift", user="U0PRIYA")
        assert "admin" in champion.plain()
        bot.platform.admins.add("U0BOSS")
        assert "Reminders go on" in (await bot.press("pulse.lift", user="U0BOSS")).plain()
        assert "not resting" in (await bot.press("pulse.lift", user="U0BOSS")).plain()
        async with store.reading() as shelves:
            (deed,) = await shelves.deeds.of(someone("U0BOSS"))
        assert (deed.action, deed.subject) == ("pulse.lift", "reminders")
        for _ in range(60):
            await bot.tick(hours=4)
        assert await reminders() > before
        assert len(told(bot)) == len(set(told(bot))), "and nobody is told again"


async def test_few_who_felt_obliged_change_nothing(store: Store):
    async with a_bot(store, at=OPENS) as bot:
        await obliged(bot, 4, 4)
        async with store.reading() as shelves:
            assert await shelves.opinions.rest(("slack", "T0SANDBOX")) is None


async def test_a_playbook_may_turn_the_questions_off(store: Store):
    async with a_bot(store, at=OPENS) as bot:
        first, *others = bot.books[-1].playbooks
        bot.books.append(type(bot.books[-1])((first.model_copy(update={"pulse": "off"}), *others)))
        await members(bot, 1)
        assert "closed" in await answer(bot, "U00", "obliged", "yes")
        assert json.dumps(labels(await bot.type("pulse", user="U00"))).count("Leave it out") == 0
