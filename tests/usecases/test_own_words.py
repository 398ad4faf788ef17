"""One's own words: who may be asked what, what is given back, and that none of it is ever written down."""

from dataclasses import replace
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.cards.elements import Card, Facts, Form, Quote, TextInput
from bot.commands import BUTTONS, COMMANDS, FORMS, find_command, is_unwritten
from bot.domain.draft import Answers, carried
from bot.domain.posts import Post
from bot.domain.share import unpacked
from bot.events import ButtonPressed, CommandTyped, Event, FormSubmitted, Gestured, Installed, Reply
from bot.ports import Store
from tests.bots import MORNING, Bot, button, labels, links
from tests.factories import a_person, a_place
from tests.gallery import TEXTS
from tests.store.making import a_message, all_text

EN = TEXTS.for_locale("en")
STORY = Answers(
    "A lamp came back on Tuesday.", "Tom opened it, whistling.", "What do you refuse to throw away?"
)


async def send(
    bot: Bot, form: str, answers: dict[str, str], context: str = "", user: str = "U0CAMILLE"
) -> Reply:
    """Send one of our forms."""
    event = FormSubmitted(
        id=bot._id(), at=bot.clock.now(), person=a_person(user), form=form, answers=answers, context=context
    )
    reply = await bot.hear(event)
    assert reply is not None
    return reply


async def press(bot: Bot, action: str, value: str = "", user: str = "U0CAMILLE") -> Reply:
    """Press a button that may answer with a form."""
    event = ButtonPressed(id=bot._id(), at=bot.clock.now(), person=a_person(user), action=action, value=value)
    reply = await bot.hear(event)
    assert reply is not None
    return reply


async def type_(bot: Bot, text: str, user: str = "U0CAMILLE") -> Reply:
    """Type a command that may answer with a form."""
    reply = await bot.hear(
        CommandTyped(id=bot._id(), at=bot.clock.now(), person=a_person(user), text=text, place=a_place())
    )
    assert reply is not None
    return reply


def quote(card: object) -> str:
    assert isinstance(card, Card)
    return next(element.text for element in card.elements if isinstance(element, Quote))


def written_in(form: object) -> dict[str, str]:
    assert isinstance(form, Form)
    return {element.name: element.value for element in form.elements if isinstance(element, TextInput)}


async def test_the_kit_asks_three_small_questions_about_the_angle_that_is_open(bot: Bot, share: Post):
    kit = await bot.press("claims.take", share.id)
    second = await bot.press("claims.angle", f"{share.id}/1")
    for card, chosen in ((kit, 0), (second, 1)):
        asks = button(card, "write.open")
        assert asks.opens_form
        form = (await press(bot, "write.open", asks.value)).show
        assert isinstance(form, Form)
        assert form.context == f"{share.id}/{chosen}"
        assert written_in(form) == {"struck": "", "example": "", "question": ""}


async def test_only_who_holds_the_idea_is_asked(bot: Bot, share: Post):
    assert (await press(bot, "write.open", f"{share.id}/0", "U0TOM")).show == await bot.press(
        "claims.take", share.id, user="U0TOM"
    ), "somebody who has not joined gets the invitation"
    closed = (await press(bot, "write.open", f"{share.id}/0")).show
    assert isinstance(closed, Card)
    assert closed.summary == EN("claims.closed")


async def test_the_answers_become_a_draft_with_the_disclosure_first_and_the_link_last(bot: Bot, share: Post):
    await bot.press("claims.take", share.id)
    answers = {"struck": STORY.struck, "example": STORY.example, "question": STORY.question}
    card = (await send(bot, "write", answers, f"{share.id}/0")).show
    lines = quote(card).split("\n")
    assert lines[0] == "I work for Atelier Lumen."
    assert lines[2::2][:3] == [STORY.struck, STORY.example, STORY.question]
    assert lines[-1].startswith("https://")
    assert isinstance(card, Card)
    page = links(card)[EN("draft.page")]
    assert unpacked(page.partition("#")[2], 5_000) == "\n".join(lines[:-1]).strip()
    assert STORY.struck.split()[1] not in page.partition("#")[0]


async def test_change_gives_the_answers_back_and_a_human_is_named_beside_the_draft(bot: Bot, share: Post):
    await bot.press("claims.take", share.id)
    card = (
        await send(bot, "write", {"struck": STORY.struck, "question": STORY.question}, f"{share.id}/2")
    ).show
    assert isinstance(card, Card)
    again = await press(bot, "write.change", button(card, "write.change").value)
    assert written_in(again.show) == {"struck": STORY.struck, "example": "", "question": STORY.question}
    assert isinstance(again.show, Form)
    assert again.show.context == f"{share.id}/2"
    human = await press(bot, "write.human", button(card, "write.human").value)
    assert quote(human.show) == quote(card)
    assert again.replace
    assert human.replace


async def test_only_the_networks_that_somebody_uses_are_counted_and_opened(bot: Bot, share: Post):
    everywhere = links(await bot.press("claims.take", share.id))
    async with bot.store.writing() as shelves:
        member = await shelves.members.hold(a_person())
        assert member is not None
        await shelves.members.put(
            replace(member, choices=replace(member.choices, networks=frozenset({"x", "gone"})))
        )
    kit = links(await bot.press("claims.open", share.id))
    card = (await send(bot, "write", {"struck": STORY.struck}, f"{share.id}/0")).show
    assert isinstance(card, Card)
    assert list(kit) == ["X", EN("kit.copy")]
    assert list(links(card)) == ["X", EN("draft.page")]
    assert [
        label for element in card.elements if isinstance(element, Facts) for label, _ in element.rows
    ] == ["X"]
    async with bot.store.writing() as shelves:
        await shelves.members.put(
            replace(member, choices=replace(member.choices, networks=frozenset({"gone"})))
        )
    assert links(await bot.press("claims.open", share.id)) == everywhere, "none left would help nobody"


async def test_an_empty_answer_brings_the_questions_again(bot: Bot, share: Post):
    await bot.press("claims.take", share.id)
    form = (await send(bot, "write", {"struck": " ", "question": "Why?"}, f"{share.id}/0")).show
    assert written_in(form) == {"struck": "", "example": "", "question": "Why?"}


@pytest.mark.parametrize("context", ["", "nowhere/0", "nowhere", "\x1f"])
async def test_words_about_an_idea_that_is_gone_are_given_back(bot: Bot, context: str):
    card = (await send(bot, "write", {"struck": STORY.struck, "question": STORY.question}, context)).show
    assert quote(card) == f"{STORY.struck}\n\n{STORY.question}"
    assert quote((await press(bot, "write.change", carried("gone/0", STORY))).show).startswith(STORY.struck)


async def test_typed_it_opens_the_one_idea_that_is_held(bot: Bot, share: Post):
    await type_(bot, "join", "U0TOM")
    none = (await type_(bot, "write")).show
    assert isinstance(none, Card)
    assert none.summary == EN("draft.none")
    await bot.press("claims.take", share.id)
    form = (await type_(bot, "write")).show
    assert isinstance(form, Form)
    assert form.context == f"{share.id}/0"
    invitation = (await type_(bot, "write", "U0TOM")).show
    assert isinstance(invitation, Card)
    assert EN("join.yes") in labels(invitation)


async def test_a_second_look_needs_no_membership_and_names_the_employer_of_the_playbook(bot: Bot):
    card = (await type_(bot, "check Our lamp is the best.\nRing 020 7946 0958.", "U0TOM")).show
    assert isinstance(card, Card)
    assert "I work for Atelier Lumen." in card.plain()
    assert "020 7946 0958" in card.plain()
    assert "Our lamp" not in card.plain(), "the text itself is not shown again"
    for word in ("relire", "vérifier", "verifier", "CHECK"):
        assert find_command(f"{word}\nUne ligne")[0] is find_command("check")[0]


async def test_a_second_look_without_a_text_asks_for_one(bot: Bot):
    for reply in (
        await type_(bot, "check", "U0TOM"),
        await press(bot, "check.open"),
        await send(bot, "check", {"text": " "}),
    ):
        assert written_in(reply.show) == {"text": ""}
    looked = (await send(bot, "check", {"text": "A plain text."}, user="U0TOM")).show
    assert isinstance(looked, Card)
    assert EN("check.nothing") in looked.plain()


SECRET = "Le vieux phare clignote"
PRIVATE: list[Event] = [
    CommandTyped(id="E1", at=MORNING, person=a_person(), text=f"check {SECRET}", place=a_place()),
    CommandTyped(id="E2", at=MORNING, person=a_person(), text=SECRET, place=a_place()),
    CommandTyped(id="E3", at=MORNING, person=a_person(), text=f"propose {SECRET}", place=a_place()),
    ButtonPressed(
        id="E4", at=MORNING, person=a_person(), action="write.change", value=carried("x/0", Answers(SECRET))
    ),
    ButtonPressed(
        id="E5", at=MORNING, person=a_person(), action="write.human", value=carried("x/0", Answers(SECRET))
    ),
    FormSubmitted(
        id="E6", at=MORNING, person=a_person(), form="write", answers={"struck": SECRET}, context="x/0"
    ),
    FormSubmitted(id="E7", at=MORNING, person=a_person(), form="check", answers={"text": SECRET}),
]
PLAIN: list[Event] = [
    CommandTyped(id="P1", at=MORNING, person=a_person(), text="tip", place=a_place()),
    ButtonPressed(id="P2", at=MORNING, person=a_person(), action="claims.take", value="x"),
    FormSubmitted(id="P3", at=MORNING, person=a_person(), form="settings", answers={"language": "fr"}),
    Gestured(id="P4", at=MORNING, person=a_person(), message=a_message(), emoji="x", added=True),
    Installed(id="P5", at=MORNING, platform="slack", workspace="T0SANDBOX", present=True),
]


@pytest.mark.parametrize("event", PRIVATE, ids=lambda event: event.id)
async def test_private_words_are_never_written_down_and_their_event_is_known_again(
    bot: Bot, store: Store, event: Event
):
    assert await bot.router.accept(event)
    kept = await all_text(store)
    assert event.id in kept
    assert "clignote" not in kept
    assert "U0CAMILLE" not in kept, "not even whose event it was"
    assert not await bot.router.accept(event)
    assert await bot.router.answer(event) is not None


async def test_a_crash_brings_back_what_was_written_and_nothing_else(bot: Bot, store: Store):
    for event in (*PRIVATE, *PLAIN):
        await bot.router.accept(event)
    async with store.reading() as shelves:
        waiting = await shelves.inbox.waiting(MORNING + timedelta(minutes=1), 100)
    assert {event.id for event in waiting} >= {"P1", "P2", "P3", "P5"}
    assert not {event.id for event in waiting} & {event.id for event in PRIVATE}


@pytest.mark.parametrize("event", PLAIN, ids=lambda event: event.id)
def test_what_is_not_private_is_finished_after_a_crash(event: Event):
    assert not is_unwritten(event)


def test_every_name_that_is_unwritten_is_a_form_a_button_or_a_command():
    for command in COMMANDS:
        assert command.unwritten <= {command.name, *command.buttons, *command.forms}
    assert {"write", "check"} <= set(FORMS)
    assert {"write.change", "write.human"} <= set(BUTTONS)


async def test_a_handler_that_fails_says_nothing_of_the_text_it_had(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
):
    def fail(text: str, *_: object) -> None:
        raise ValueError(f"cannot read {text}")

    monkeypatch.setattr("bot.commands.check.remarks", fail)
    with capture_logs() as lines:
        reply = await type_(bot, f"check {SECRET}")
    assert isinstance(reply.show, Card)
    assert reply.show.summary == EN("answer.trouble")
    assert [line["event"] for line in lines] == ["event.failed"]
    assert SECRET not in str([{**line, "exc_info": None} for line in lines])
