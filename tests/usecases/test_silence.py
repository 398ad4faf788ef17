"""A silence stops all that the bot says by itself at once, takes nothing from anybody, and ends where it was begun (R59)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from bot.cards.elements import Card
from bot.domain.delivery import Delivery, DeliveryKind, DeliveryState
from bot.domain.edits import SILENCE, Edit
from bot.domain.people import Place
from bot.domain.posts import Post
from bot.domain.roles import Role
from bot.events import ButtonPressed, FormSubmitted, Installed, Reply
from bot.playbook.book import Book
from bot.playbook.programme import Silence
from bot.playbook.watch import Watched
from bot.usecases.letter import write
from bot.usecases.mind_playbook import mind_playbook
from bot.usecases.speak import SILENT
from bot.usecases.tell_admins import tell_admins
from tests.bots import MORNING, Bot, a_bot, button, labels, someone
from tests.factories import a_place
from tests.usecases.dialogs import opens, saves, sends

TODAY = date(2026, 11, 23)
EARLY = datetime.fromisoformat("2026-11-23T07:00:00+00:00")
"""Before any channel's hour."""
LINE = "We pause all ideas <!channel> *for now*\nwhile our colleagues are looked after."
NADIA = "U0NADIA"


async def silences(bot: Bot, *, says: str = LINE, who: str = "Claire Morel", user: str = NADIA) -> Card:
    form = await opens(bot, "silence.open", user=user)
    return await saves(bot, form, user=user, says=says, all_clear=who)


async def posts_on(bot: Bot, place: Place, on: date) -> Sequence[Post]:
    async with bot.store.reading() as shelves:
        return await shelves.posts.on_day(place, on)


async def delivery(bot: Bot, key: str) -> Delivery:
    async with bot.store.reading() as shelves:
        found = await shelves.outbox.get(key)
    assert found is not None
    return found


def said(bot: Bot) -> list[str]:
    return [card.summary for _, card, marker in bot.platform.posted if marker]


@pytest.fixture
async def early(store):
    async with a_bot(store, at=EARLY) as bot:
        yield bot


async def test_it_says_what_it_does_before_anybody_begins_one_and_asks_who_ends_it(bot: Bot):
    card = await bot.type("silence", user=NADIA)
    assert labels(card) == ["Prepare a silence…"]
    form = await opens(bot, "silence.open", user=NADIA)
    reply = await sends(bot, form, user=NADIA, all_clear=" \u200b ")
    assert list(reply.errors) == ["all_clear"]
    assert not bot.services.is_silent()


async def test_no_post_comes_by_the_clock_or_by_hand_while_it_lasts(early: Bot):
    await silences(early, says="")
    for _ in range(3):
        await early.tick(hours=4)
    assert early.platform.in_channels == []
    assert "Claire Morel" in (await early.type("post", user="U0PRIYA")).plain()


async def test_queued_posts_and_reminders_are_dropped_with_their_reason(bot: Bot):
    await bot.join()
    now = bot.clock.now()
    async with bot.store.writing() as shelves:
        for subject in ("nudge", "day", "night"):
            await write(
                shelves,
                someone("U0CAMILLE"),
                subject,
                "2026-11-24",
                {},
                due_at=now + timedelta(hours=20),
                expires_at=now + timedelta(hours=30),
            )
    preview = await bot.type("post", user="U0PRIYA")
    await bot.press("post.confirm", button(preview, "post.confirm").value, user="U0PRIYA")
    (queued,) = await posts_on(bot, a_place(), TODAY)
    await silences(bot, says="")
    await bot.tick()
    assert bot.platform.in_channels == []
    for key in (f"post:{queued.id}", *_letters("nudge", "day")):
        found = await delivery(bot, key)
        assert (found.state, found.reason) == (DeliveryState.SKIPPED, SILENT)
    asked_for = await delivery(bot, *_letters("night"))
    assert asked_for.state is DeliveryState.DUE


def _letters(*subjects: str) -> list[str]:
    return [f"letter:{each}:2026-11-24:slack/T0SANDBOX/U0CAMILLE" for each in subjects]


async def test_the_one_line_is_posted_once_in_each_channel_word_for_word(early: Bot):
    await early.hear(Installed(id="teams", at=EARLY, platform="teams", workspace="T0TENANT", present=True))
    await silences(early)
    await silences_again(early)
    for _ in range(3):
        await early.tick(minutes=1)
    line = LINE.replace("\n", " ")
    channels = {place.channel for place, _, _ in early.platform.in_channels}
    assert said(early) == [line] * len(channels)
    assert len(channels) == 2
    card = early.platform.in_channels[0][1]
    assert card.plain() == line


async def silences_again(bot: Bot) -> Card:
    """Send the dialog that somebody had open all the time."""
    event = FormSubmitted(
        id=bot._id(),
        at=bot.clock.now(),
        person=someone("U0PRIYA"),
        form="silence.begin",
        answers={"says": "Another line", "all_clear": "Priya"},
    )
    reply = await bot.hear(event)
    assert reply is not None
    assert isinstance(reply.show, Card)
    return reply.show


async def test_a_second_press_changes_nothing(bot: Bot):
    await silences(bot)
    card = await silences_again(bot)
    assert "Claire Morel" in card.plain()
    async with bot.store.reading() as shelves:
        deeds = await shelves.deeds.since("slack", "T0SANDBOX", MORNING)
        texts = {edit.text for edit in await shelves.playbooks.edits()}
    assert [(each.person.user, each.role, each.action) for each in deeds] == [
        (NADIA, Role.CHAMPION, "silence.begin")
    ]
    assert not any("Another line" in text for text in texts)


async def test_the_line_is_not_said_any_more_once_the_silence_is_over(bot: Bot):
    await silences(bot)
    await bot.press("silence.end", user=NADIA)
    await bot.tick()
    assert LINE not in said(bot)


async def figures(bot: Bot) -> list[str]:
    """Give what is shown of a rhythm, but for what it says of today."""
    shown = (await bot.type("streak")).plain()
    return [shown.partition("Today")[0], *(line for line in shown.splitlines() if "reserve" in line)]


async def test_a_rhythm_is_the_same_after_a_silence_as_before(early: Bot):
    await early.join()
    tip = await early.type("tip")
    await early.press("tip.read", button(tip, "tip.read").value)
    before = await figures(early)
    await early.tick(hours=3)
    await silences(early, says="")
    for _ in range(4):
        await early.tick(days=1)
    await early.press("silence.end", user=NADIA)
    assert await figures(early) == before


async def test_the_all_clear_lets_the_next_days_posts_come_and_makes_up_for_none(early: Bot):
    await silences(early, says="")
    await early.tick(hours=3)
    card = await early.press("silence.end", user=NADIA)
    assert card.summary.startswith("The silence is over")
    await early.tick(minutes=5)
    assert said(early) == []
    await early.tick(hours=22, minutes=55)
    await early.tick(minutes=5)
    assert {post.kind for post in await posts_on(early, a_place(), TODAY + timedelta(days=1))} == {
        "share",
        "tip",
    }
    assert said(early)
    async with early.store.reading() as shelves:
        deeds = await shelves.deeds.of(someone(NADIA))
    assert [each.action for each in deeds] == ["silence.begin", "silence.end"]


async def test_an_all_clear_that_was_given_before_says_so_and_is_no_deed(bot: Bot):
    card = await bot.press("silence.end", user=NADIA)
    assert card.summary == bot.services.texts.for_locale("en")("silence.none")
    async with bot.store.reading() as shelves:
        assert await shelves.deeds.of(someone(NADIA)) == []


async def test_a_silence_in_a_file_is_not_lifted_in_chat_and_its_place_is_named(bot: Bot):
    first, *others = bot.books[-1].playbooks
    silence = Silence(since=TODAY, says=None, all_clear="Olivier")
    bot.books.append(Book((first.model_copy(update={"silence": silence}), *others)))
    card = await bot.type("silence", user=NADIA)
    assert labels(card) == []
    assert "playbook.yaml" in card.plain()
    assert "Olivier" in card.plain()
    await bot.press("silence.end", user=NADIA)
    assert bot.services.is_silent()


async def test_anybody_else_can_neither_begin_nor_end_it(bot: Bot):
    await silences(bot)
    for on in ("slack", "teams"):
        refused = await bot.press("silence.end", user="U0CAMILLE", on=on)
        assert "all-clear" not in refused.plain()
    assert bot.services.is_silent()


async def test_another_machine_says_nothing_of_what_it_had_in_hand(bot: Bot):
    await bot.tick()
    machine = replace(bot.services, book=lambda: bot.books[-1], take_up=tuple)
    preview = await bot.type("post", user="U0PRIYA")
    await silences(bot, says="")
    # It has not looked at the edits yet, and somebody presses there.
    event = ButtonPressed(
        id="press",
        at=bot.clock.now(),
        person=someone("U0PRIYA"),
        action="post.confirm",
        value=button(preview, "post.confirm").value,
        place=a_place(),
    )
    other = type(bot.router)(machine)
    await other.answer(event)
    spoken = len(bot.platform.posted)
    await bot.tick()
    assert len(bot.platform.posted) == spoken
    await other.close()


async def test_another_machine_takes_it_up_at_its_next_look(bot: Bot, tmp_path: Path):
    watched = Watched(tmp_path, bot.books[-1])
    machine = replace(bot.services, book=lambda: watched.current, take_up=watched.lay_over)
    await silences(bot)
    assert not machine.is_silent()
    await mind_playbook(machine, watched)
    assert machine.is_silent()
    await bot.press("silence.end", user=NADIA)
    await mind_playbook(machine, watched)
    assert not machine.is_silent()


async def test_a_post_that_is_due_when_it_begins_elsewhere_is_skipped_as_it_is_taken_in_hand(bot: Bot):
    async with bot.store.writing() as shelves:
        for playbook in ("starter-fr", "starter-en"):
            edit = Edit(playbook, SILENCE, "", "since: 2026-11-23\nall_clear: Claire\n", MORNING)
            await shelves.playbooks.add_edit(edit)
    await bot.tick()
    assert bot.platform.in_channels == []
    async with bot.store.reading() as shelves:
        states = {
            (await shelves.outbox.get(f"post:{post.id}"))
            for post in await shelves.posts.on_day(a_place(), TODAY)
        }
    assert {each.state for each in states if each} == {DeliveryState.SKIPPED}
    assert {each.kind for each in states if each} == {DeliveryKind.POST}


@pytest.mark.parametrize("form", ["workshop_plan", "brainstorm_start", "questions_answer", "launch.post"])
async def test_whoever_would_bring_something_by_hand_is_told_who_ends_it(bot: Bot, form: str):
    if form == "questions_answer":
        await act(bot, "ask_question", user="U0NEW", text="May I?", name="anonymous")
        asked = await bot.type("questions", user="U0PRIYA")
        question = button(asked, "questions.answer").value
    await silences(bot)
    playbook = bot.services.book().playbook("starter-en")
    assert playbook is not None
    filled = {
        "workshop_plan": {
            "agenda": playbook.key(playbook.workshops[0]),
            "channel": "C0SHARES",
            "day": "2026-11-26",
            "time": "14:00",
            "where": "Room 12",
        },
        "brainstorm_start": {
            "prompt": playbook.key(playbook.brainstorm[0]),
            "channel": "C0SHARES",
            "minutes": "20",
        },
    }
    if form == "launch.post":
        told = (await bot.press(form, "C0SHARES", user="U0PRIYA")).plain()
    elif form == "questions_answer":
        answers = {"text": "Yes.", "title": "May we?", "also": "channel:C0SHARES"}
        reply = await act(bot, form, context=question, **answers)
        told = reply.errors["also"]
    else:
        reply = await act(bot, form, **filled[form])
        assert isinstance(reply.show, Card)
        told = reply.show.plain()
    assert "Claire Morel" in told


async def test_a_silence_of_tomorrow_keeps_nobody_from_anything_today(bot: Bot):
    silence = Silence(since=TODAY + timedelta(days=1), says=None, all_clear="Claire Morel")
    books = (each.model_copy(update={"silence": silence}) for each in bot.services.book().playbooks)
    bot.books.append(Book(tuple(books)))
    assert "Claire Morel" not in (await bot.type("post", user="U0PRIYA")).plain()


@pytest.mark.parametrize(("about", "comes"), [("pilot", False), ("profiles", False), ("halted", True)])
async def test_what_the_programme_asks_of_admins_waits_and_what_is_about_the_bot_does_not(
    bot: Bot, about: str, comes: bool
):
    facts = {"name": "x", "platform": "slack", "workspace": "T0SANDBOX", "channel": "C0OLD", "reason": "gone"}
    async with bot.store.writing() as shelves:
        await tell_admins(bot.services, shelves, about, "occasion", facts)
    await silences(bot)
    before = len(bot.platform.posted)
    await bot.tick(minutes=1)
    told = [place.channel for place, _, marker in bot.platform.posted[before:] if not marker]
    assert bool(told) is comes


async def act(bot: Bot, form: str, *, user: str = "U0PRIYA", context: str = "", **answers: str) -> Reply:
    reply = await bot.hear(
        FormSubmitted(
            id=f"{form}-{bot._id()}",
            at=bot.clock.now(),
            person=someone(user),
            form=form,
            answers=answers,
            context=context,
        )
    )
    assert reply is not None
    return reply
