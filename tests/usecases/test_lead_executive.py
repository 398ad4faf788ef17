"""The executive track: five minutes a day, in direct messages alone, prepared by somebody only if the executive says so."""

import re
from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest

from bot.cards.elements import Buttons, Card, Form
from bot.domain.acts import ActKind
from bot.domain.days import DueDays
from bot.domain.people import PersonRef, Profile
from bot.domain.wishes import Wish
from bot.events import ButtonPressed, FormSubmitted, Reply
from bot.playbook.book import Book
from bot.playbook.programme import Executive, Silence
from bot.ports import Gone, Store
from bot.usecases.lead_executive import LAST_CALL, Track, letter_due, read_person
from bot.usecases.membership import find_member
from bot.usecases.take_pause import take_pause
from tests.bots import Bot, a_bot, button, the_starters
from tests.factories import MONDAY, a_member, a_person

SAMIRA, TOM = "U0SAMIRA", "U0TOM"
FIRST = "starter-en/session/a-quiet-thank-you"
SECOND = "starter-en/session/read-and-say-nothing"


def the_book(**entry: str) -> Book:
    """The starters, with Samira as an executive of the English one."""
    named = Executive.model_validate({"person": f"slack:{SAMIRA}", **entry})
    return Book(
        tuple(
            each.model_copy(update={"executives": (named,)}) if each.language == "en" else each
            for each in the_starters().playbooks
        )
    )


@pytest.fixture
async def bot(store: Store) -> AsyncIterator[Bot]:
    async with a_bot(store, book=the_book(delegate=f"slack:{TOM}")) as found:
        yield found


@pytest.fixture
async def named(bot: Bot) -> Bot:
    """Samira takes part, is at the first session, and Tom prepares for her."""
    await bot.join(SAMIRA)
    await bot.press("assistant.yes", TOM, user=SAMIRA)
    return bot


def letters(bot: Bot, user: str = SAMIRA) -> list[str]:
    return [card.summary for place, card, _ in bot.platform.posted if place.channel == user]


async def send(bot: Bot, text: str, *, user: str = TOM, to: str = SAMIRA) -> Reply | None:
    return await bot.hear(
        FormSubmitted(
            id=f"form-{len(bot.platform.posted)}-{text[:8]}-{bot.clock.now()}",
            at=bot.clock.now(),
            person=a_person(user),
            form="prepare.send",
            answers={"text": text},
            context=to,
        )
    )


async def test_the_track_is_for_those_the_playbook_names_and_says_so_without_a_title(bot: Bot):
    await bot.join("U0CAMILLE")
    assert "/advocacy path" in (await bot.type("session")).plain()
    assert (await bot.type("seance", user=SAMIRA)).summary == "Portevoix: what to expect"


async def test_no_letter_comes_before_a_first_session_was_done_by_hand(bot: Bot):
    await bot.join(SAMIRA)
    card = await bot.type("session", user=SAMIRA)
    assert "A quiet thank-you" in card.plain()
    for _ in range(3):
        await bot.tick(days=1, hours=2)
    assert letters(bot) == []


async def test_the_next_session_comes_on_the_next_working_day_in_ones_hours(bot: Bot):
    await bot.join(SAMIRA)
    await bot.press("session.done", FIRST, user=SAMIRA)
    await bot.tick(hours=2)
    assert letters(bot) == [], "one a day is enough"
    await bot.tick(days=1, hours=-2)
    assert letters(bot) == [], "not before ten"
    await bot.tick(hours=2)
    await bot.tick(minutes=20)
    assert letters(bot) == ["Five minutes, if you have them: Read, and say nothing"]


async def test_another_day_keeps_nothing_and_stop_stops_at_once(bot: Bot):
    await bot.join(SAMIRA)
    await bot.press("session.done", FIRST, user=SAMIRA)
    await bot.press("session.later", user=SAMIRA)
    async with bot.store.reading() as shelves:
        assert len(await shelves.acts.of(a_person(SAMIRA))) == 1
    await bot.press("session.stop", user=SAMIRA)
    await bot.tick(days=1, hours=2)
    assert letters(bot) == []
    shown = await bot.type("session", user=SAMIRA)
    await bot.press("session.done", button(shown, "session.done").value, user=SAMIRA)
    await bot.tick(days=1)
    assert len(letters(bot)) == 1, "a session done by hand brings the letters back"


def test_five_letters_come_without_an_answer_and_the_last_says_goodbye():
    member, days = a_member(SAMIRA), DueDays(lambda _calendar, _on: False)
    playbook = the_book().playbooks[0]
    track = Track(playbook, playbook.executive[1], MONDAY, is_stopped=False)
    numbers = [letter_due(track, member, MONDAY + timedelta(number), days) for number in range(1, 15)]
    assert numbers == [1, 2, 3, 4, 0, 0, LAST_CALL, *[0] * 7]


async def test_the_last_letter_says_that_the_bot_stays_quiet(bot: Bot):
    await bot.join(SAMIRA)
    await bot.press("session.done", FIRST, user=SAMIRA)
    for _ in range(14):
        await bot.tick(days=1, hours=2 if not letters(bot) else 0)
    cards = [card for place, card, _ in bot.platform.posted if place.channel == SAMIRA]
    cards = [card for card in cards if card.summary.startswith("Five minutes")]
    assert len(cards) == LAST_CALL
    assert ["I will stay quiet" in card.plain() for card in cards] == [False] * 4 + [True]


async def test_no_letter_comes_in_a_pause(bot: Bot):
    await bot.join(SAMIRA)
    await bot.press("session.done", FIRST, user=SAMIRA)
    await take_pause(bot.services, a_person(SAMIRA), Wish(MONDAY + timedelta(1), MONDAY + timedelta(3)))
    for _ in range(3):
        await bot.tick(days=1, hours=2 if bot.clock.now().hour < 10 else 0)
    assert letters(bot) == []


async def test_after_the_last_session_nothing_comes_any_more(bot: Bot):
    await bot.join(SAMIRA)
    playbook = bot.services.book().playbook("starter-en")
    assert playbook is not None
    for session in playbook.executive:
        card = await bot.press("session.done", playbook.key(session), user=SAMIRA)
    assert "that was the last one" in card.plain()
    assert "You have been through all sessions" in (await bot.type("session", user=SAMIRA)).plain()
    await bot.tick(days=1, hours=2)
    assert letters(bot) == []


async def test_the_playbooks_delegate_is_a_proposal_that_only_the_executive_can_agree_to(bot: Bot):
    assert "Nobody on this platform has named you" in (await bot.type("prepare", user=TOM)).plain()
    await bot.join(SAMIRA)
    card = await bot.type("assistant", user=SAMIRA)
    assert "The playbook proposes" in card.plain()
    assert "Nobody on this platform has named you" in (await bot.type("prepare", user=TOM)).plain()
    await bot.press("assistant.yes", button(card, "assistant.yes").value, user=SAMIRA)
    assert "The next session: A quiet thank-you" in (await bot.type("preparer", user=TOM)).plain().replace(
        "**", ""
    )


async def test_whoever_is_named_is_enrolled_in_nothing(named: Bot):
    await named.type("prepare", user=TOM)
    pressed = ButtonPressed(
        id="write", at=named.clock.now(), person=a_person(TOM), action="prepare.write", value=SAMIRA
    )
    reply = await named.hear(pressed)
    assert reply is not None
    assert isinstance(reply.show, Form)
    assert await find_member(named.services, a_person(TOM)) is None
    assert letters(named, TOM) == []


async def test_a_prepared_text_that_is_brought_again_arrives_once_unless_it_could_not_arrive(named: Bot):
    await named.tick(hours=2)
    named.platform.unreachable.add(SAMIRA)
    refused = await send(named, "Thank Yann for the lamp.")
    assert refused is not None
    assert refused.errors
    named.platform.unreachable.clear()
    before = len(letters(named))
    for seconds in (1, 15, 45):
        await named.tick(seconds=seconds)
        answer = await send(named, "Thank Yann for the lamp.")
        assert answer is not None
        assert not answer.errors
    assert len(letters(named)) == before + 1


@pytest.mark.parametrize("written", ["<@U0PRIYA|priya>", "<@U0PRIYA>", "U0PRIYA"])
async def test_an_assistant_is_named_by_a_mention_or_an_id_after_a_question(bot: Bot, written: str):
    await bot.join(SAMIRA)
    asked = await bot.type(f"assistant {written}", user=SAMIRA)
    member = await find_member(bot.services, a_person(SAMIRA))
    assert member is not None
    assert member.assistant == ""
    await bot.press("assistant.yes", button(asked, "assistant.yes").value, user=SAMIRA)
    member = await find_member(bot.services, a_person(SAMIRA))
    assert member is not None
    assert member.assistant == "U0PRIYA"
    await bot.press("assistant.remove", user=SAMIRA)
    assert "named you" in (await bot.type("prepare", user="U0PRIYA")).plain()


@pytest.mark.parametrize("written", ["Priya", "@priya", "<@U0SAMIRA>", "<@priya>", "x" * 300])
async def test_nobody_is_named_by_a_name_alone_nor_by_oneself(bot: Bot, written: str):
    await bot.join(SAMIRA)
    card = await bot.type(f"assistant {written}", user=SAMIRA)
    assert not [item for row in card.elements if isinstance(row, Buttons) for item in row.items]


async def test_a_guest_cannot_be_named(bot: Bot):
    bot.platform.profiles["U0GUEST"] = Profile("Guest", "en-GB", "Europe/London", is_guest=True)
    await bot.join(SAMIRA)
    assert "could not tell whom you mean" in (await bot.type("assistant <@U0GUEST>", user=SAMIRA)).plain()


async def test_only_an_executive_can_name_somebody(bot: Bot):
    await bot.join("U0CAMILLE")
    await bot.press("assistant.yes", TOM)
    member = await find_member(bot.services, a_person())
    assert member is not None
    assert member.assistant == ""


async def test_what_was_prepared_arrives_at_once_and_is_kept_nowhere(named: Bot):
    await named.tick(hours=2)
    reply = await send(named, "Thank Ines for Tuesday's delivery.")
    assert reply is not None
    assert isinstance(reply.show, Card)
    assert "Delivered" in reply.show.plain()
    (card,) = [card for place, card, _ in named.platform.posted if place.channel == SAMIRA]
    assert "Thank Ines for Tuesday's delivery." in card.plain()
    assert "Ines" not in card.summary, "the notification's line quotes nothing"
    assert button(card, "session.done").value == FIRST
    async with named.store.reading() as shelves:
        assert not await shelves.inbox.waiting(named.clock.now() + timedelta(days=1), 10)


async def test_nothing_is_handed_over_outside_the_executives_hours_and_the_words_stay_in_the_dialog(
    named: Bot,
):
    reply = await send(named, "Too early in the morning.")
    assert reply is not None
    assert isinstance(reply.show, Form)
    assert "I cannot reach them" in reply.errors["text"]
    assert letters(named) == []


async def test_somebody_who_is_no_longer_named_reaches_nobody(named: Bot):
    await named.tick(hours=2)
    await named.press("assistant.remove", user=SAMIRA)
    reply = await send(named, "Anything")
    assert reply is not None
    assert isinstance(reply.show, Card)
    assert "not the one who prepares" in reply.show.plain()
    assert letters(named) == []


async def test_a_stranger_reaches_nobody_by_a_made_up_dialog(named: Bot):
    await named.tick(hours=2)
    await send(named, "Anything", user="U0CAMILLE")
    assert letters(named) == []


async def test_an_executive_who_left_the_company_is_told_as_not_to_be_reached(named: Bot):
    await named.tick(hours=2)
    # The first refusal answers the question for Tom's language.
    named.platform.failures += [Gone(), Gone()]
    reply = await send(named, "Anything")
    assert reply is not None
    assert reply.errors


def test_an_id_is_read_in_the_readers_own_workspace():
    near = PersonRef("teams", "T0TENANT", "me")
    guid = "d7745ff1-91c3-56fc-ac80-c8339cafd9c7"
    assert read_person(guid, near) == PersonRef("teams", "T0TENANT", guid)
    assert read_person("U0TOM", near) is None


async def test_a_session_done_twice_is_one_step(bot: Bot):
    await bot.join(SAMIRA)
    await bot.press("session.done", FIRST, user=SAMIRA)
    assert "noted already" in (await bot.press("session.done", FIRST, user=SAMIRA)).plain()
    async with bot.store.reading() as shelves:
        (act,) = await shelves.acts.of(a_person(SAMIRA))
    assert (act.kind, act.on) == (ActKind.SESSION_DONE, date(2026, 11, 23))


async def test_the_executive_part_is_in_an_executives_path_and_at_its_end(bot: Bot):
    await bot.join(SAMIRA)
    shown = (await bot.type("path", user=SAMIRA)).plain()
    assert shown.index("What you get out of it · 0 of 6") < shown.index("Five minutes a day · 0 of 6")


@pytest.mark.parametrize("value", ["", "x", "starter-en/tip/five-voices", "starter-en/session/none"])
async def test_what_is_no_session_is_done_by_nobody(bot: Bot, value: str):
    await bot.join(SAMIRA)
    await bot.press("session.done", value, user=SAMIRA)
    async with bot.store.reading() as shelves:
        assert await shelves.acts.of(a_person(SAMIRA)) == []


async def test_an_assistant_is_named_where_the_executives_things_are_kept(bot: Bot):
    await bot.join(SAMIRA)
    code = re.search(r"link ([A-Z0-9 -]+)\.", (await bot.type("link", user=SAMIRA)).plain())
    assert code
    await bot.type(f"link {code[1].strip()}", user="samira-in-teams", on="teams")
    card = await bot.type("assistant", user="samira-in-teams", on="teams")
    assert "Please do this from your account on Slack" in card.plain()


async def test_in_a_silence_no_session_comes_and_nothing_is_handed_over(store: Store):
    silence = Silence.model_validate({"since": "2026-11-23", "all_clear": "Claire Morel"})
    book = the_book()
    quiet = Book(tuple(each.model_copy(update={"silence": silence}) for each in book.playbooks))
    async with a_bot(store, book=quiet) as bot:
        await bot.join(SAMIRA)
        await bot.press("session.done", FIRST, user=SAMIRA)
        await bot.press("assistant.yes", TOM, user=SAMIRA)
        await bot.tick(days=1, hours=2)
        assert letters(bot) == []
        reply = await send(bot, "Anything")
        assert reply is not None
        assert reply.errors
