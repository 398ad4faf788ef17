"""Examples: given with a ticked consent alone, shown with a champion's notes, named only on a wish, and gone when taken back."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.cards.elements import Card, Form
from bot.events import ButtonPressed, FormSubmitted, Reply
from store.example_tables import EXAMPLE
from store.tables import DEED
from tests.bots import Bot, button, labels, someone
from tests.usecases.dialogs import answers_of, opens, saves, sends

AUTHOR, CHAMPION, READER = "U0CAMILLE", "U0PRIYA", "U0NEW"
POST = "On Tuesday a lamp from 1998 came back to the workshop."


async def rows(bot: Bot) -> list[object]:
    async with bot.store.reading() as shelves:
        return list(await shelves.connection.execute(select(EXAMPLE)))


async def gives(bot: Bot, text: str = POST, **answers: str) -> Card:
    form = await opens(bot, "examples.give")
    return await saves(bot, form, text=text, **({"consent": "agreed"} | answers))


async def given(bot: Bot, **answers: str) -> str:
    """Give one and return its id."""
    await bot.join(AUTHOR)
    await gives(bot, **answers)
    (row,) = await rows(bot)
    return str(row.id)


async def notes(bot: Bot, id_: str, *said: str, user: str = CHAMPION) -> Reply:
    answers = {f"note_{number}": each for number, each in enumerate(said, 1)}
    form = FormSubmitted(
        id=f"note-{bot._id()}",
        at=bot.clock.now(),
        person=someone(user),
        form="examples_note",
        answers={"note_1": "", "note_2": "", "note_3": ""} | answers,
        context=id_,
    )
    reply = await bot.hear(form)
    assert reply is not None
    return reply


def letters(bot: Bot) -> list[str]:
    return [
        card.plain() for place, card, marker in bot.platform.posted if not marker and place.channel == AUTHOR
    ]


async def test_anybody_sees_the_playbooks_examples_with_their_notes(bot: Bot):
    card = await bot.type("exemples", user=READER)
    assert "The squeak" in labels(card)
    shown = await bot.press("examples.look", button(card, "examples.look").value, user=READER)
    assert "It was the window" in shown.plain()
    assert "the joke is on him" in shown.plain()


async def test_only_members_give_one(bot: Bot):
    event = ButtonPressed(
        id="x", at=bot.clock.now(), person=someone(READER), action="examples.give", value=""
    )
    reply = await bot.hear(event)
    assert reply is not None
    assert isinstance(reply.show, Card)
    assert "Give a post of mine" not in labels(await bot.type("examples", user=READER))


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"text": POST}, "consent"),
        ({"text": POST, "consent": "other"}, "consent"),
        ({"consent": "agreed"}, "text"),
        ({"link": "javascript:alert(1)", "consent": "agreed"}, "link"),
    ],
)
async def test_without_a_tick_or_words_nothing_is_kept(bot: Bot, answers: dict[str, str], field: str):
    await bot.join(AUTHOR)
    form = await opens(bot, "examples.give")
    reply = await sends(bot, form, **answers)
    assert list(reply.errors) == [field]
    assert isinstance(reply.show, Form)
    assert answers_of(reply.show)["text"] == answers.get("text", "")
    assert await rows(bot) == []


async def test_the_sentence_that_is_shown_is_the_one_that_is_kept_and_the_words_are_sealed(bot: Bot):
    await bot.join(AUTHOR)
    form = await opens(bot, "examples.give")
    shown = Card("", tuple(each for each in form.elements if type(each).__name__ == "Paragraph")).plain()
    await gives(bot)
    await gives(bot)
    (row,) = await rows(bot)
    assert row.consent == shown
    assert "at any time" in shown
    assert b"lamp" not in row.text


async def test_what_waits_is_seen_by_its_author_and_champions_alone(bot: Bot):
    id_ = await given(bot)
    for user, sees in ((AUTHOR, True), (CHAMPION, True), (READER, False)):
        card = await bot.press("examples.look", f"o/{id_}", user=user)
        assert (POST in card.plain()) is sees
    mine = await bot.press("examples.look", f"o/{id_}")
    assert "Decline with thanks" not in labels(mine)


async def test_a_champion_adds_two_or_three_notes_and_everybody_sees_it_without_a_name(bot: Bot):
    id_ = await given(bot)
    assert list((await notes(bot, id_, "It begins with a moment.")).errors) == ["note_2"]
    await notes(bot, id_, "It begins with a moment.", "It has an ending.")
    await notes(bot, id_, "Other", "words")
    seen = (await bot.press("examples.look", f"o/{id_}", user=READER)).plain()
    assert POST in seen
    assert "• It has an ending." in seen
    assert "Other" not in seen
    assert AUTHOR not in seen
    await bot.tick(hours=2)
    (letter,) = letters(bot)
    assert "is among the examples now" in letter
    async with bot.store.reading() as shelves:
        actions = [row.action for row in await shelves.connection.execute(select(DEED))]
    assert actions == ["examples_note"]


async def test_the_author_is_named_only_if_they_said_so(bot: Bot):
    id_ = await given(bot, named="named")
    await notes(bot, id_, "One.", "Two.")
    assert f"@{AUTHOR}" in (await bot.press("examples.look", f"o/{id_}", user=READER)).plain()


async def test_taken_back_it_is_gone_everywhere_at_once_and_nobody_else_can(bot: Bot):
    id_ = await given(bot)
    await notes(bot, id_, "One.", "Two.")
    await bot.press("examples.withdraw", id_, user=READER)
    await bot.press("examples.withdraw", id_, user=CHAMPION)
    assert len(await rows(bot)) == 1
    await bot.press("examples.withdraw", id_)
    assert await rows(bot) == []
    assert POST not in (await bot.press("examples.look", f"o/{id_}", user=READER)).plain()
    assert not any("On Tuesday" in label for label in labels(await bot.type("examples", user=READER)))


async def test_declined_it_is_removed_and_its_author_thanked(bot: Bot):
    id_ = await given(bot)
    await bot.press("examples.decline", id_, user=READER)
    assert len(await rows(bot)) == 1
    await bot.press("examples.decline", id_, user=CHAMPION)
    assert await rows(bot) == []
    await bot.tick(hours=2)
    (letter,) = letters(bot)
    assert letter.startswith("Thank you for giving")


async def test_nobody_but_leaders_answers(bot: Bot):
    id_ = await given(bot)
    await notes(bot, id_, "One.", "Two.", user=AUTHOR)
    (row,) = await rows(bot)
    assert row.shown_on is None


async def test_it_goes_with_its_author_and_with_time(bot: Bot):
    id_ = await given(bot)
    await bot.press("leave.now")
    assert await rows(bot) == []
    id_ = await given(bot)
    bot.clock.advance(timedelta(days=91))
    await bot.tick()
    assert await rows(bot) == []
    await gives(bot)
    await notes(bot, id_, "One.", "Two.")
    assert len(await rows(bot)) == 1
    bot.clock.advance(timedelta(days=367))
    await bot.tick()
    assert await rows(bot) == []


async def test_three_of_one_person_wait_at_most(bot: Bot):
    await bot.join(AUTHOR)
    for number in range(4):
        card = await gives(bot, text=f"{POST} {number}")
    assert "Three of yours" in card.plain()
    assert len(await rows(bot)) == 3
