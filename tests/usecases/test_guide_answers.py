"""What the guide, the charter, the sceptics' page and the way to a human say to whom; and that none of it is noted."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from bot.cards.elements import Button, Buttons, Card, Paragraph
from bot.domain.people import Profile
from bot.events import CommandTyped
from bot.playbook.book import Book, Playbook
from bot.playbook.kinds.question import Question
from bot.router import Router
from bot.screens.human import ACTION
from bot.usecases.services import Services
from tests.bots import Bot, button, labels, the_starters
from tests.factories import a_person, a_place

FRENCH = "U0CAMILLE"
ENGLISH = "U0LEE"


@pytest.fixture
def people(bot: Bot) -> Bot:
    bot.platform.profiles |= {
        FRENCH: Profile(FRENCH, "fr-FR", "Europe/Paris"),
        ENGLISH: Profile(ENGLISH, "en-GB", "Europe/London"),
    }
    return bot


def starter(language: str) -> Playbook:
    return next(each for each in the_starters().playbooks if each.language == language)


def with_guide(bot: Bot, *playbooks: Playbook) -> Bot:
    """Put other playbooks in force."""
    book = Book(playbooks)
    services: Services = replace(bot.services, book=lambda: book)
    return replace(bot, services=services, router=Router(services))


def keys(card: Card, action: str) -> list[str]:
    """List the values of a card's buttons of one action."""
    rows = [element.items for element in card.elements if isinstance(element, Buttons)]
    return [
        item.value for items in rows for item in items if isinstance(item, Button) and item.action == action
    ]


def people_named(card: Card) -> list[str]:
    texts = [element.text for element in card.elements if isinstance(element, Paragraph)]
    return [span.person.user for text_ in texts for span in text_ if span.person]


async def test_an_answer_has_its_tips_what_comes_near_and_the_way_to_a_human(people: Bot):
    card = await people.type("guide Puis-je nommer un client ?", user=FRENCH, channel="C0PARTAGES")
    question = starter("fr").guide[0]
    assert question.answer.strip() in card.plain()
    assert card.summary == question.title
    assert f"starter-fr/tip/{question.see_also[0]}" in keys(card, "guide.open")
    assert button(card, ACTION)


async def test_what_comes_near_opens_in_the_place_of_the_answer(people: Bot):
    card = await people.type("guide do I get paid for this time?", user=ENGLISH)
    [near] = [key for key in keys(card, "guide.open") if "/question/" in key]
    opened = await people.press("guide.open", near, user=ENGLISH)
    assert opened.summary == starter("en").item("question", "nights-and-part-time").title


async def test_the_nearest_guide_answers_and_another_one_when_it_does_not_know(people: Bot):
    in_french_channel = await people.type("guide mistake", user=ENGLISH, channel="C0PARTAGES")
    assert in_french_channel.summary == starter("en").item("question", "what-if-i-get-it-wrong").title
    in_english_channel = await people.type(
        "guide Puis-je parler de mon salaire ?", user=FRENCH, channel="C0SHARES"
    )
    assert in_english_channel.summary == starter("fr").item("question", "salaire-et-conditions").title


async def test_without_a_sure_answer_humans_are_named_and_nothing_is_guessed(people: Bot):
    card = await people.type("guide How do I reset my VPN password?", user=ENGLISH)
    assert people.services.words_in("en")("guide.unsure") in card.plain()
    assert people_named(card) == [
        each.person.id for each in starter("en").champions if each.person.platform == "slack"
    ]
    assert card.plain().count("[") <= 7


async def test_a_champion_who_asks_is_sent_to_the_others(people: Bot):
    champions = [each.person.id for each in starter("fr").champions if each.person.platform == "slack"]
    assert len(champions) > 1
    card = await people.type("parler", user=champions[0], channel="C0PARTAGES")
    assert people_named(card) == champions[1:]


async def test_where_nobody_is_named_here_whoever_answers_for_the_programme_is(people: Bot):
    alone = starter("en").model_copy(update={"champions": ()})
    bot = with_guide(people, alone)
    card = await bot.type("human", user=ENGLISH)
    assert people_named(card) == []
    assert alone.owner in card.plain()
    nobody = alone.model_copy(update={"owner": None})
    card = await with_guide(bot, nobody).type("human", user=ENGLISH)
    assert people.services.words_in("en")("human.nobody") in card.plain()


async def test_champions_are_those_of_the_platform_one_is_on(people: Bot):
    for platform in ("slack", "teams"):
        card = await people.type("human", user=ENGLISH, on=platform)
        here = {each.person.id for each in starter("en").champions if each.person.platform == platform}
        assert set(people_named(card)) == here


async def test_the_list_has_eight_questions_a_page_and_every_question_once(people: Bot):
    card = await people.type("guide", user=ENGLISH)
    seen: list[str] = []
    for _ in range(10):
        shown = keys(card, "guide.open")
        assert 0 < len(shown) <= 8
        seen += shown
        turns = [each for each in labels(card) if each == people.services.words_in("en")("guide.after")]
        if not turns:
            break
        card = await people.press("guide.list", keys(card, "guide.list")[-1], user=ENGLISH)
    assert seen == [f"starter-en/question/{each.id}" for each in starter("en").guide]


@pytest.mark.parametrize(
    "value",
    [
        "",
        "/",
        "starter-en",
        "starter-en/question/none",
        "starter-en/charter/99",
        "starter-en/charter/x",
        "no/tip/one",
    ],
)
async def test_a_page_that_is_gone_is_owned_to_be(people: Bot, value: str):
    card = await people.press("guide.open", value, user=ENGLISH)
    assert people.services.words_in("en")("guide.gone") in card.plain()


@pytest.mark.parametrize("value", ["starter-en/-1", "starter-en/999", "starter-en/x", "starter-en"])
async def test_a_page_outside_the_list_is_its_beginning(people: Bot, value: str):
    card = await people.press("guide.list", value, user=ENGLISH)
    assert keys(card, "guide.open")[0] == f"starter-en/question/{starter('en').guide[0].id}"


async def test_a_playbook_without_a_guide_or_a_charter_says_so_and_leads_to_a_human(people: Bot):
    bare = starter("en").model_copy(update={"guide": (), "charter": None})
    bot, words = with_guide(people, bare), people.services.words_in("en")
    for typed in ("guide", "guide photo?"):
        card = await bot.type(typed, user=ENGLISH)
        assert words("guide.none") in card.plain()
        assert button(card, ACTION)
    card = await bot.type("charter", user=ENGLISH)
    assert words("charter.none") in card.plain()
    assert button(card, ACTION)


async def test_sceptics_get_what_the_guide_says_to_managers(people: Bot):
    card = await people.type("pourquoi", user=FRENCH, channel="C0PARTAGES")
    for question in starter("fr").guide:
        assert (question.title in card.plain()) == ("manager" in question.roles)


async def test_without_a_word_to_managers_the_two_prejudices_are_answered_by_the_bot(people: Bot):
    silent = starter("en").model_copy(update={"guide": ()})
    card = await with_guide(people, silent).type("why", user=ENGLISH)
    words = people.services.words_in("en")
    for key in ("why.job_question", "why.job_answer", "why.chat_question", "why.chat_answer"):
        assert words(key) in card.plain()


async def test_what_a_guide_says_to_managers_beyond_three_answers_is_a_button(people: Bot):
    asked = tuple(
        Question(id=f"m-{n}", title=f"Question {n}?", answer=f"Answer {n}.", roles=("manager",))
        for n in range(5)
    )
    card = await with_guide(people, starter("en").model_copy(update={"guide": asked})).type(
        "why", user=ENGLISH
    )
    assert [f"Answer {n}." in card.plain() for n in range(5)] == [True, True, True, False, False]
    assert keys(card, "guide.open") == ["starter-en/question/m-3", "starter-en/question/m-4"]


async def test_asking_reading_and_looking_for_a_human_leave_no_row_about_anybody(people: Bot):
    async def counted() -> dict[str, int]:
        async with people.store.reading() as shelves:
            named = ("member", "act", "claim", "delivery")
            return {
                name: (await shelves.connection.execute(text(f"SELECT count(*) FROM {name}"))).scalar_one()
                for name in named
            }

    before, posted = await counted(), len(people.platform.posted)
    for typed in ("guide photo?", "guide nothing of the sort", "guide", "why", "charter", "human"):
        await people.type(typed, user=ENGLISH)
    await people.press(ACTION, user=ENGLISH)
    assert await counted() == before
    assert len(people.platform.posted) == posted, "nobody was written to"


async def test_a_question_is_not_written_down_even_before_it_is_answered(people: Bot):
    event = CommandTyped(
        id="q1", at=people.clock.now(), person=a_person(ENGLISH), text="guide Ouagadieu?", place=a_place()
    )
    assert await people.router.accept(event)
    async with people.store.reading() as shelves:
        rows = (await shelves.connection.execute(text("SELECT * FROM inbox_event WHERE id = 'q1'"))).all()
    assert rows
    assert "Ouagadieu" not in str(rows)
    assert not await people.router.accept(event), "brought again, it is known"
