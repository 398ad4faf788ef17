"""The question box: nobody is kept of an anonymous question, a signed one is answered privately, champions see words alone."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

import store as cellar
from bot.cards.elements import Card, Form, Quote
from bot.events import ButtonPressed, CommandTyped, FormSubmitted, Reply
from bot.playbook.kinds.question import Question as GuideEntry
from bot.playbook.overlay import as_files, overlay
from store.tables import DEED, METADATA, QUESTION
from tests.bots import Bot, a_bot, button, labels, someone, the_starters
from tests.store.everywhere import mentioned

PRIYA, CAMILLE, VISITOR = "U0PRIYA", "U0CAMILLE", "U0NEW"
ASKED = "If a customer complains below my post, is it up to me to answer?"
SAID = "Say thank you, then hand over to customer care: you have nothing to promise."
HOSTILE = '<!channel> **Q** [x](https://evil.example)"\nanswer: owned\n---\n!!python/object:os.system'


async def asks(bot: Bot, text: str = ASKED, *, user: str = VISITOR, name: str = "anonymous") -> str:
    reply = await bot.hear(
        FormSubmitted(
            id=f"ask-{bot._id()}",
            at=bot.clock.now(),
            person=someone(user),
            form="ask_question",
            answers={"text": text, "name": name},
        )
    )
    assert reply is not None
    assert isinstance(reply.show, Card)
    return reply.show.summary


async def answers(bot: Bot, id_: str, *, user: str = PRIYA, **fields: str) -> Reply:
    reply = await bot.hear(
        FormSubmitted(
            id=f"answer-{bot._id()}",
            at=bot.clock.now(),
            person=someone(user),
            form="questions_answer",
            answers={"text": SAID, "also": "", "title": "Who answers a complaint?"} | fields,
            context=id_,
        )
    )
    assert reply is not None
    return reply


async def rows(bot: Bot) -> list[dict[str, object]]:
    async with bot.store.reading() as shelves:
        return [row._asdict() for row in await shelves.connection.execute(select(QUESTION))]


async def waiting(bot: Bot, user: str = PRIYA) -> tuple[Card, list[str]]:
    card = await bot.type("questions", user=user)
    return card, [element.text for element in card.elements if isinstance(element, Quote)]


async def the_id(bot: Bot) -> str:
    return button((await waiting(bot))[0], "questions.answer").value


def written(bot: Bot, user: str) -> list[Card]:
    return [card for place, card, marker in bot.platform.posted if place.channel == user and not marker]


async def until(bot: Bot, moment: str) -> None:
    wanted = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    while bot.clock.now() < wanted:
        await bot.tick(minutes=min(30, (wanted - bot.clock.now()).total_seconds() / 60 + 0.01))


async def test_the_box_is_anonymous_unless_one_chooses_otherwise(bot: Bot):
    person = someone(VISITOR)
    reply = await bot.hear(
        CommandTyped(id="typed", at=bot.clock.now(), person=person, text=f"demander {ASKED}")
    )
    assert reply is not None
    assert isinstance(reply.show, Form)
    values = {each.name: each.value for each in reply.show.elements if hasattr(each, "name")}
    assert values == {"text": ASKED, "name": "anonymous"}
    assert await rows(bot) == []


async def test_an_anonymous_question_keeps_nobody_in_any_table(bot: Bot):
    assert await asks(bot) == "Your question is in the box."
    (row,) = await rows(bot)
    assert row["user_id"] == ""
    assert await mentioned(bot.store, someone(VISITOR)) == []
    assert "question" not in (await bot.type("me", user=VISITOR)).plain().lower()


async def test_no_byte_of_a_question_reaches_the_database_files(tmp_path: Path):
    opened = await cellar.open_store(f"sqlite:///{tmp_path}/box.sqlite3")
    async with a_bot(opened) as bot:
        await asks(bot, "Zwartepoel asks something.")
        await asks(bot, "Zwartepoel signs something.", name="signed")
        for id_ in [row["id"] for row in await rows(bot)]:
            await answers(bot, str(id_))
        await bot.router.close()
        found = [path.name for path in tmp_path.iterdir() if b"Zwartepoel" in path.read_bytes()]
    await opened.close()
    assert found == []


async def test_the_same_words_are_one_question(bot: Bot):
    await asks(bot)
    assert (await asks(bot)).startswith("This very question")
    assert (await asks(bot, user=CAMILLE)).startswith("This very question")
    assert len(await rows(bot)) == 1


async def test_two_who_sign_the_same_words_are_both_answered(bot: Bot):
    await asks(bot, name="signed")
    await asks(bot, name="signed", user=CAMILLE)
    assert len(await rows(bot)) == 2


async def test_champions_see_the_words_and_neither_who_asked_nor_whether_it_is_signed(bot: Bot):
    await asks(bot, name="signed")
    signed, quoted = await waiting(bot)
    assert quoted == [ASKED]
    assert VISITOR not in signed.plain()
    async with bot.store.writing() as shelves:
        (question,) = await shelves.questions.open("slack", "T0SANDBOX")
        await shelves.questions.remove("slack", "T0SANDBOX", question.id)
    await asks(bot)
    anonymous, _ = await waiting(bot)
    assert anonymous.plain() == signed.plain()


async def test_who_is_no_champion_sees_and_answers_nothing(bot: Bot):
    await asks(bot)
    id_ = await the_id(bot)
    assert ASKED not in (await bot.type("questions", user=VISITOR)).plain()
    reply = await answers(bot, id_, user=VISITOR)
    assert isinstance(reply.show, Card)
    assert (await waiting(bot))[1] == [ASKED]


async def test_a_signed_question_is_answered_privately_once(bot: Bot):
    await asks(bot, name="signed")
    id_ = await the_id(bot)
    for _ in range(2):
        await answers(bot, id_)
    await bot.tick()
    (letter,) = written(bot, VISITOR)
    assert ASKED in letter.plain()
    assert SAID in letter.plain()
    assert (await waiting(bot))[1] == []
    assert not [card for _, card, _ in bot.platform.in_channels if SAID in card.plain()]
    async with bot.store.reading() as shelves:
        assert [deed.action for deed in await shelves.deeds.of(someone(PRIYA))] == ["questions_answer"]


async def test_an_answer_in_the_evening_comes_in_the_morning(bot: Bot):
    await asks(bot, name="signed")
    id_ = await the_id(bot)
    bot.clock.advance(timedelta(hours=13))
    await answers(bot, id_)
    await bot.tick()
    assert written(bot, VISITOR) == []
    await until(bot, "2026-11-24T08:30")
    assert len(written(bot, VISITOR)) == 1


async def test_an_anonymous_question_is_answered_to_nobody_and_in_the_channel_without_the_asker(bot: Bot):
    await bot.tick()
    await asks(bot)
    posted = len(bot.platform.in_channels)
    reply = await answers(bot, await the_id(bot), also="channel:C0SHARES")
    assert not reply.errors
    await bot.tick()
    (_, card, _) = bot.platform.in_channels[posted]
    assert "Who answers a complaint?" in card.plain()
    assert SAID in card.plain()
    assert ASKED not in card.plain(), "the channel reads the question in the champion's words"
    assert written(bot, VISITOR) == []


async def test_a_channel_that_has_had_enough_today_takes_no_answer(bot: Bot):
    await bot.tick()
    for number in range(3):
        await asks(bot, f"Question number {number}?")
    ids = [str(row["id"]) for row in await rows(bot)]
    first = await answers(bot, ids[0], also="channel:C0SHARES")
    second = await answers(bot, ids[1], also="channel:C0SHARES")
    assert (list(first.errors), list(second.errors)) == ([], ["also"])


async def test_a_channel_that_is_not_the_programmes_is_left_out(bot: Bot):
    await asks(bot)
    await answers(bot, await the_id(bot), also="channel:C0ELSEWHERE")
    await bot.tick()
    assert not [place for place, _, _ in bot.platform.in_channels if place.channel == "C0ELSEWHERE"]


@pytest.mark.parametrize("text", [SAID, HOSTILE])
async def test_an_answer_becomes_an_entry_of_the_guide_as_it_was_typed(bot: Bot, text: str):
    await asks(bot, HOSTILE)
    id_ = await the_id(bot)
    reply = await answers(bot, id_, also="guide", title=f"May I? {HOSTILE}"[:110], text=text)
    assert not reply.errors
    async with bot.store.reading() as shelves:
        (edit,) = await shelves.playbooks.edits()
    laid = overlay(the_starters(), [edit])
    assert laid.problems == ()
    playbook = laid.book.playbook("starter-en")
    assert playbook is not None
    entry = playbook.item("question", edit.id)
    assert isinstance(entry, GuideEntry)
    assert entry.answer == text
    assert list(as_files([edit])) == ["starter-en/guide/from-chat.yaml"]


async def test_an_answer_without_words_is_said_beside_the_field(bot: Bot):
    await asks(bot)
    id_ = await the_id(bot)
    assert list((await answers(bot, id_, text="  ")).errors) == ["text"]
    assert list((await answers(bot, id_, also="guide", title=" ")).errors) == ["title"]
    assert (await waiting(bot))[1] == [ASKED]


async def test_what_is_no_question_is_dropped_and_written_down(bot: Bot):
    await asks(bot, HOSTILE)
    id_ = await the_id(bot)
    for _ in range(2):
        await bot.press("questions.drop", id_, user=PRIYA)
    assert await rows(bot) == []
    async with bot.store.reading() as shelves:
        (deed,) = await shelves.connection.execute(select(DEED))
    assert (deed.action, deed.subject) == ("questions.drop", id_)


async def test_champions_are_told_once_after_two_working_days_and_not_again(bot: Bot):
    await until(bot, "2026-11-26T12:00")
    await asks(bot)
    await asks(bot, "A second one?")
    await until(bot, "2026-11-30T09:50")
    known = len(written(bot, PRIYA))
    assert known == 0
    await until(bot, "2026-12-03T12:00")
    (notice,) = written(bot, PRIYA)
    assert notice.summary == "2 questions have waited for two working days."
    assert labels(notice) == ["See the questions"]


async def test_a_question_that_was_answered_in_time_is_told_of_to_nobody(bot: Bot):
    await asks(bot)
    await answers(bot, await the_id(bot))
    await until(bot, "2026-11-27T12:00")
    assert written(bot, PRIYA) == []


async def test_a_full_box_takes_no_more(bot: Bot):
    for number in range(50):
        assert (await asks(bot, f"Question {number}?")).startswith("Your question")
    assert (await asks(bot, "One more?")).startswith("The box is full")


async def test_questions_go_ninety_days_after_the_answer_and_signed_ones_when_their_author_leaves(bot: Bot):
    await asks(bot, name="signed")
    await asks(bot, "A second one?")
    ids = {str(row["id"]): row["user_id"] for row in await rows(bot)}
    anonymous = next(id_ for id_, user in ids.items() if not user)
    await answers(bot, anonymous)
    await bot.press("leave.now", user=VISITOR)
    assert [row["id"] for row in await rows(bot)] == [anonymous]
    bot.clock.advance(timedelta(days=90))
    await bot.tick()
    assert len(await rows(bot)) == 1
    bot.clock.advance(timedelta(days=1))
    await bot.tick()
    assert await rows(bot) == []


async def test_a_question_without_an_answer_goes_after_half_a_year(bot: Bot):
    await asks(bot)
    bot.clock.advance(timedelta(days=181))
    await bot.tick()
    assert await rows(bot) == []


async def test_another_workspace_sees_nothing_of_the_box(bot: Bot):
    await asks(bot)
    id_ = await the_id(bot)
    async with bot.store.reading() as shelves:
        assert await shelves.questions.open("slack", "T0OTHER") == []
        assert await shelves.questions.get("slack", "T0OTHER", id_) is None
        assert await shelves.questions.get("teams", "T0SANDBOX", id_) is None


async def test_the_button_of_the_card_opens_the_box_for_anybody(bot: Bot):
    event = ButtonPressed(id="open", at=bot.clock.now(), person=someone(VISITOR), action="ask.open")
    reply = await bot.hear(event)
    assert reply is not None
    assert isinstance(reply.show, Form)


def test_the_box_has_no_column_for_an_hour():
    assert not [column for column in METADATA.tables["question"].columns if "DATETIME" in str(column.type)]
