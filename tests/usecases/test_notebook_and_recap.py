"""What is for the person alone: the notebook, the monthly recap, and a night before posting."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import store as cellar
from bot.cards.elements import Buttons, Card, Form
from bot.domain.acts import ActKind
from bot.domain.days import DueDays
from bot.domain.own import Note
from bot.domain.people import Rhythm
from bot.events import ButtonPressed, FormSubmitted
from bot.ports import Store
from bot.usecases.keep_notebook import read_lines, write_line
from bot.usecases.membership import choose, find_member
from bot.usecases.recap import is_recap_day, month_before, month_of
from tests.bots import Bot, a_bot, button, labels
from tests.factories import MONDAY, a_member, a_person, an_act

CAMILLE = a_person()
WIN = "A teacher in Metz asked us for the lamp with the long arm."


async def notes_of(bot: Bot) -> list[Note]:
    async with bot.store.reading() as shelves:
        return list(await shelves.notes.of(CAMILLE))


async def send(bot: Bot, text: str) -> Card | Form | None:
    reply = await bot.hear(
        FormSubmitted(
            id=f"form-{text[:9]}",
            at=bot.clock.now(),
            person=CAMILLE,
            form="notebook.write",
            answers={"text": text},
        )
    )
    return reply.show if reply else None


def letters(bot: Bot) -> list[str]:
    return [card.summary for place, card, _ in bot.platform.posted if place.channel == CAMILLE.user]


async def test_a_line_is_kept_encrypted_and_read_by_its_owner(bot: Bot):
    await bot.join()
    kept = await bot.type(f"notebook {WIN}")
    assert WIN not in kept.plain(), "somebody may be looking on"
    (note,) = await notes_of(bot)
    assert b"Metz" not in note.text
    assert WIN in (await bot.type("carnet")).plain()


async def test_a_line_can_be_written_in_a_dialog_and_is_kept_once(bot: Bot):
    await bot.join()
    assert isinstance(await send(bot, WIN), Card)
    assert await send(bot, WIN) is None, "the same form a second time is no new one"
    assert len(await notes_of(bot)) == 1


async def test_no_byte_of_a_line_reaches_the_database_files(tmp_path: Path):
    opened = await cellar.open_store(f"sqlite:///{tmp_path}/own.sqlite3")
    async with a_bot(opened) as bot:
        await bot.join()
        await bot.type(f"notebook {WIN}")
        await send(bot, f"{WIN} Again.")
        await bot.type("notebook")
        await bot.router.close()
        found = [path.name for path in tmp_path.iterdir() if b"Metz" in path.read_bytes()]
    await opened.close()
    assert found == []


async def test_no_byte_of_a_situations_answer_or_a_tick_reaches_the_database_files(tmp_path: Path):
    opened = await cellar.open_store(f"sqlite:///{tmp_path}/own.sqlite3")
    async with a_bot(opened) as bot:
        await bot.join()
        card = await bot.type("scenario")
        chosen = button(card, "scenario.choose").value.replace("/0", "/2")
        await bot.press("scenario.choose", chosen)
        await bot.press("checkup.step", "starter-en/checklist/linkedin-settings/4/11")
        await bot.press("tip.pass", "starter-en/tip/five-voices")
        await bot.router.close()
        written = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    await opened.close()
    assert chosen.rpartition("/")[0].encode() in written, "that it was played is kept"
    for secret in (chosen, "linkedin-settings/4", "scenario.choose", "checkup.step", "tip.pass"):
        assert secret.encode() not in written, secret


async def test_a_line_is_torn_out_after_a_question_and_nothing_stays(bot: Bot):
    await bot.join()
    await bot.type(f"notebook {WIN}")
    opened = await bot.type("notebook")
    asked = await bot.press("notebook.tear", button(opened, "notebook.tear").value)
    assert WIN in asked.plain()
    kept = await bot.press("notebook.kept")
    assert WIN in kept.plain()
    empty = await bot.press("notebook.torn", button(asked, "notebook.torn").value)
    assert "Still blank" in empty.plain()
    assert await notes_of(bot) == []


async def test_lines_come_newest_first_five_at_a_time(bot: Bot):
    await bot.join()
    for number in range(12):
        await bot.type(f"notebook line {number}.")
        await bot.tick(days=1)
    first = await bot.type("notebook")
    assert [f"line {number}." in first.plain() for number in (11, 7, 6)] == [True, True, False]
    older = await bot.press("notebook.open", "5")
    assert [f"line {number}." in older.plain() for number in (7, 6, 2, 1)] == [False, True, True, False]
    last = await bot.press("notebook.open", "10")
    assert [item.label for row in last.elements if isinstance(row, Buttons) for item in row.items][-3:] == [
        "Write a line",
        "Later lines",
        "Talk to a human",
    ]


async def test_a_line_closed_with_an_old_key_still_opens_and_one_whose_key_is_gone_can_be_torn_out(
    store: Store,
):
    old, new = "o" * 32, "n" * 32
    async with a_bot(store, secret_keys=(old,)) as bot:
        await bot.join()
        await bot.type(f"notebook {WIN}")
    async with a_bot(store, secret_keys=(new, old)) as bot:
        member = await find_member(bot.services, CAMILLE)
        assert member is not None
        bot.clock.advance(timedelta(seconds=1))
        await write_line(bot.services, CAMILLE, "Newer.")
        assert [line.text for line in await read_lines(bot.services, member)] == ["Newer.", WIN]
    async with a_bot(store, secret_keys=(new,)) as bot:
        member = await find_member(bot.services, CAMILLE)
        assert member is not None
        assert [line.text for line in await read_lines(bot.services, member)] == ["Newer.", None]


@pytest.mark.parametrize("text", ["", "  ", "\u200b", "x" * 501])
async def test_nothing_and_too_much_are_not_kept(bot: Bot, text: str):
    await bot.join()
    await send(bot, text)
    assert await notes_of(bot) == []


async def test_a_visitor_has_no_notebook(bot: Bot):
    assert (await bot.type(f"notebook {WIN}")).summary == "Portevoix: what to expect"
    assert await notes_of(bot) == []


kinds = st.sampled_from(list(ActKind))
days = st.integers(0, 90).map(lambda number: date(2026, 9, 20) + timedelta(number))


@given(st.lists(st.tuples(days, kinds)), st.lists(days))
def test_a_month_counts_its_own_steps_and_lines_and_nothing_that_was_only_seen(steps, written):
    acts = [an_act(on, item=f"p/x/{number}", kind=kind) for number, (on, kind) in enumerate(steps)]
    notes = [Note(str(number), on, b"") for number, on in enumerate(written)]
    month = month_of(acts, notes, date(2026, 10, 1), date(2026, 12, 20))
    inside = [(on, kind) for on, kind in steps if on.month == 10 and kind is not ActKind.TIP_SEEN]
    assert month.days == len({on for on, _ in inside})
    assert sum(month.steps.values()) == len(inside)
    assert ActKind.TIP_SEEN not in month.steps
    assert month.wins == sum(on.month == 10 for on in written)
    assert month.is_empty == (not inside and not month.wins)


@given(st.integers(2000, 2100), st.integers(1, 12), st.frozensets(st.integers(0, 6), min_size=1))
def test_every_month_with_working_days_has_one_day_for_its_recap(year, number, week):
    member = a_member()
    member = replace(member, arrangements=(replace(member.arrangement, work_week=week),))
    due = DueDays(lambda _calendar, _on: False)
    first = date(year, number, 1)
    chosen = [on for on in (first + timedelta(each) for each in range(28)) if is_recap_day(member, on, due)]
    assert len(chosen) == 1
    assert chosen[0] == next(
        on for on in (first + timedelta(each) for each in range(7)) if on.weekday() in week
    )


def test_the_month_before_january_is_december():
    assert month_before(date(2026, 1, 31)) == date(2025, 12, 1)


async def test_the_recap_comes_once_on_the_first_working_day_of_the_month_in_ones_hours(bot: Bot):
    await bot.join(rhythm=Rhythm.OFF)
    await bot.press("recap.start")
    await bot.press("tip.read", "starter-en/tip/five-voices")
    await bot.type(f"notebook {WIN}")
    await bot.tick(days=7)  # Monday 30 November
    assert letters(bot) == []
    await bot.tick(days=1)  # Tuesday 1 December, half past eight
    assert letters(bot) == []
    await bot.tick(hours=2)
    await bot.tick(minutes=20)
    await bot.tick(days=1)
    (card,) = [card for place, card, _ in bot.platform.posted if place.channel == CAMILLE.user]
    assert card.summary == "Your November 2026"
    assert "1 day with a small step" in card.plain()
    assert "1 tip read" in card.plain()
    assert "1 line in your notebook" in card.plain()
    assert "Metz" not in card.plain(), "what is written there stays there"


async def test_nobody_gets_a_recap_of_nothing_nor_one_they_did_not_ask_for(bot: Bot):
    await bot.join()
    await bot.press("recap.start")
    await bot.join("U0SAM")
    await bot.press("tip.read", "starter-en/tip/five-voices", user="U0SAM")
    await bot.press("recap.start", user="U0SAM")
    await bot.press("recap.stop", user="U0SAM")
    await bot.tick(days=8, hours=2)
    assert [place.channel for place, _, _ in bot.platform.posted if place.channel.startswith("U0")] == []
    shown = await bot.type("recap", user="U0SAM")
    assert shown.summary == "Your November 2026"
    assert "Send it each month" in labels(shown)
    await bot.press("recap.start", user="U0SAM")
    await bot.tick(minutes=20)
    assert [place.channel for place, _, _ in bot.platform.posted if place.channel.startswith("U0")] == [
        "U0SAM"
    ]


async def test_a_recap_names_ones_goals_and_compares_with_nothing(bot: Bot):
    await bot.join()
    await choose(bot.services, CAMILLE, goals=frozenset({"learn", "touch"}))
    await bot.press("tip.read", "starter-en/tip/five-voices")
    card = await bot.type("recap")
    assert "Learn · Stay in touch" in card.plain()
    before = await bot.press("recap.month", button(card, "recap.month").value)
    assert before.summary == "Your October 2026"
    assert "nothing needs to be" in before.plain()
    assert "November" not in before.plain()


async def test_after_a_quarter_the_recap_recalls_the_privacy_check_of_those_who_did_one(bot: Bot):
    await bot.join()
    await bot.press("checkup.done", "starter-en/checklist/seen-by-a-stranger")
    assert "Your last look" not in (await bot.type("recap")).plain()
    await bot.tick(days=100)
    await bot.press("tip.read", "starter-en/tip/five-voices")
    card = await bot.type("recap")
    assert "Your last look at your privacy settings was in November 2026" in card.plain()
    assert button(card, "checkup.list")


async def test_a_night_brings_a_word_on_the_next_working_day_and_knows_nothing_of_the_text(bot: Bot):
    await bot.join()
    await bot.tick(days=4)  # Friday
    assert "Monday 30 November" in (await bot.press("checkup.tomorrow")).plain()
    assert "is set already" in (await bot.press("checkup.tomorrow")).plain()
    await bot.tick(days=2, hours=2)
    assert letters(bot) == []
    await bot.tick(days=1)
    (card,) = [card for place, card, _ in bot.platform.posted if place.channel == CAMILLE.user]
    assert card.summary == "You wanted to sleep on it"
    assert button(card, "checkup.open").value == "starter-en/checklist/tone-distance-intent"


async def test_the_night_leads_back_to_the_kit_as_long_as_the_idea_is_theirs(bot: Bot):
    await bot.tick()
    await bot.join()
    async with bot.store.reading() as shelves:
        posts = await shelves.posts.shown_to("slack", "T0SANDBOX", MONDAY)
    share = next(post for post in posts if post.kind == "share" and post.place.channel == "C0SHARES")
    await bot.press("claims.take", share.id)
    await bot.press("checkup.tomorrow", share.id)
    await bot.tick(days=1, hours=2)
    card = next(card for place, card, _ in bot.platform.posted if place.channel == CAMILLE.user)
    assert button(card, "claims.open").value == share.id


async def test_a_visitor_is_reminded_of_nothing(bot: Bot):
    assert (await bot.press("checkup.tomorrow")).summary == "Portevoix: what to expect"


@pytest.mark.parametrize("value", ["", "x", "2026-13", "2026-11-01"])
async def test_a_month_that_does_not_exist_is_ignored(bot: Bot, value: str):
    await bot.join()
    press = ButtonPressed(id="p", at=bot.clock.now(), person=CAMILLE, action="recap.month", value=value)
    assert await bot.hear(press) is None
