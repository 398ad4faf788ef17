"""Asking instead of guessing: the guide answers in one's own words, or names a human; over the real wires of both platforms."""

from dataclasses import dataclass

import pytest

from bot.demo import Demo
from bot.playbook.book import Playbook
from tests.bots import the_starters
from tests.journeys.dialogue import PLATFORMS, Seen, enters

pytestmark = pytest.mark.parametrize("platform", PLATFORMS)


@dataclass(frozen=True)
class Asks:
    """What one of the cast asks, in their language; the first of each is in the channel's playbook."""

    user: str
    known: str
    answer: str
    slip: str
    meant: str
    unknown: str
    why: str = "why"
    charter: str = "charter"
    human: str = "human"


CAST = [
    Asks(
        "U0CAMILLE",
        "Est-ce que je peux nommer un client ?",
        "puis-je-nommer-un-client",
        "un jounaliste m'écrit",
        "un-journaliste-m-ecrit",
        "Où est la salle de réunion du troisième étage ?",
        "pourquoi",
        "charte",
        "parler",
    ),
    Asks(
        "U0SAM",
        "may I post a photo of the workshop?",
        "pictures-with-colleagues",
        "can i criticse my employer",
        "may-i-criticise",
        "How do I reset my VPN password?",
    ),
]
EACH = pytest.mark.parametrize("asks", CAST, ids=lambda asks: asks.user)


def playbook_in(language: str) -> Playbook:
    """The starter playbook of a language."""
    return next(each for each in the_starters().playbooks if each.language == language)


def says(seen: Seen, text: str) -> bool:
    """Tell whether something seen has these words, whatever a platform does to its signs."""
    return _bare(text) in _bare(seen.all_text)


def _bare(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())


@EACH
async def test_a_question_in_ones_own_words_is_answered_privately(workplace: Demo, platform: str, asks: Asks):
    person = enters(workplace, asks.user, platform)
    before = len(person.public())
    question = playbook_in(person.words.language).item("question", asks.answer)
    answer = await person.types(f"guide {asks.known}")
    assert says(answer, question.title)
    assert says(answer, question.answer)
    assert len(person.public()) == before, "nobody else sees it"

    tip = playbook_in(person.words.language).tip(question.see_also[0])
    await person.until(lambda: tip.title in answer.buttons)
    await person.presses_label(answer, tip.title)
    await person.sees_privately("daily.tip.read")


@EACH
async def test_a_slip_of_the_keyboard_is_forgiven(workplace: Demo, platform: str, asks: Asks):
    person = enters(workplace, asks.user, platform)
    question = playbook_in(person.words.language).item("question", asks.meant)
    assert says(await person.types(f"guide {asks.slip}"), question.answer)


@EACH
async def test_what_the_guide_does_not_know_leads_to_a_human_by_name(
    workplace: Demo, platform: str, asks: Asks
):
    person = enters(workplace, asks.user, platform)
    unsure = await person.types(f"guide {asks.unknown}")
    assert says(unsure, person.words("guide.unsure"))
    assert says(unsure, "Nadia" if asks.user == "U0CAMILLE" else "Priya")

    await person.presses(unsure, "human.ask")
    human = await person.sees_privately("human.begin")
    assert says(human, person.words("human.words", programme=playbook_in(person.words.language).name))


@EACH
async def test_the_questions_can_be_leafed_through(workplace: Demo, platform: str, asks: Asks):
    person = enters(workplace, asks.user, platform)
    guide = playbook_in(person.words.language).guide
    listed = await person.types("guide")
    assert [each.title for each in guide[:8]] == list(listed.buttons)[:8]

    await person.presses(listed, "guide.after")
    more = await person.sees_privately("guide.before")
    assert [each.title for each in guide[8:16]] == list(more.buttons)[:8]

    await person.presses_label(more, guide[9].title)
    opened = await person.sees_privately("guide.all")
    assert says(opened, guide[9].answer)


@EACH
async def test_sceptics_find_plain_answers_and_the_charter(workplace: Demo, platform: str, asks: Asks):
    person = enters(workplace, asks.user, platform)
    why = await person.types(asks.why)
    for key in ("why.intro", "why.time", "why.kept", "why.free"):
        assert says(why, person.words(key))
    await person.presses(why, "guide.charter")
    charter = await person.sees_privately("charter.read")
    written = playbook_in(person.words.language).charter
    assert all(says(charter, each) for each in (*written.sentences, *written.commitments))
    assert says(await person.types(asks.charter), written.sentences[0])


@EACH
async def test_the_way_to_a_human_can_be_typed(workplace: Demo, platform: str, asks: Asks):
    person = enters(workplace, asks.user, platform)
    human = await person.types(asks.human)
    assert says(human, person.words("human.private"))
