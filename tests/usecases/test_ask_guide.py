"""Asking the guide in one's own words: the answer that is found, and the questions it owns to have no answer for."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.playbook.book import Book, Playbook
from bot.usecases.ask_guide import MOST_INSTEAD, Found, ask_guide
from tests.bots import Bot, the_starters

FRENCH = {
    "Est-ce que je peux nommer un client ?": "puis-je-nommer-un-client",
    "On peut mettre le logo d’un client dans un post ?": "puis-je-nommer-un-client",
    "J’ai une photo de l’atelier avec mes collègues dessus, je peux la publier ?": "photo-de-collegues",
    "Que se passe-t-il si je dis une bêtise en ligne ?": "et-si-je-me-trompe",
    "j'ai fait une boulette": "et-si-je-me-trompe",
    "Est-ce que ça compte comme du temps de travail ?": "est-ce-du-temps-de-travail",
    "mon chef peut savoir ce que je publie ?": "mon-chef-voit-il-ce-que-je-fais",
    "QUELLES DONNÉES GARDEZ-VOUS SUR MOI ?": "que-garde-le-bot",
    "Faut-il que je dise où je travaille ?": "dois-je-dire-ou-je-travaille",
    "Une journaliste m’a contactée pour une interview": "un-journaliste-m-ecrit",
    "Ai-je le droit de critiquer la direction ?": "puis-je-critiquer",
    "puis-je parler de mon salaire sur internet": "salaire-et-conditions",
    "comment me désinscrire": "comment-partir",
    "Un recruteur m’a écrit, c’est embêtant ?": "un-recruteur-m-ecrit",
    "Je me fais insulter, qui peut m’aider ?": "on-me-harcele",
    "J’ai peur de faire des fautes d’orthographe": "je-fais-des-fautes",
    "Combien de fois par semaine faut-il publier ?": "quel-reseau-et-combien",
    "Je ne sais pas quoi raconter, je n’ai pas d’idée": "je-n-ai-rien-a-dire",
    "Ai-je le droit d’utiliser une intelligence artificielle pour rédiger ?": "un-texte-ecrit-par-une-ia",
    "Je suis délégué syndical, est-ce que je peux participer ?": "syndicat-et-programme",
    "je travaille la nuit": "travail-de-nuit-et-temps-partiel",
    "Que deviennent mes contacts si je change d’entreprise ?": "si-je-quitte-l-entreprise",
}
ENGLISH = {
    "may I post a photo of the workshop?": "pictures-with-colleagues",
    "Can I mention a client by name?": "may-i-name-a-customer",
    "can my boss see what I share?": "does-my-manager-see",
    "What happens if I make a mistake?": "what-if-i-get-it-wrong",
    "do I get paid for this time?": "is-it-working-time",
    "What data do you store about me?": "what-does-the-bot-keep",
    "Do I need to say who I work for when I post?": "do-i-say-where-i-work",
    "a reporter rang me, what do I do": "a-journalist-wrote",
    "Can I criticize my employer in public?": "may-i-criticise",
    "can we talk about salaries?": "pay-and-conditions",
    "how can I opt out": "how-do-i-leave",
    "Is it ok to use AI to write my post?": "help-from-ai",
    "somebody is bullying me": "i-am-being-harassed",
    "I am dyslexic, my spelling is awful": "my-spelling",
    "how often should I post?": "which-network-how-often",
    "what happens to my account when I get a new job": "when-i-leave-the-company",
    "I work the night shift, can I join?": "nights-and-part-time",
    "may I write about our competitors": "competitors",
    "is my colleague with the shiny new profile job hunting?": "are-they-job-hunting",
}
SLIPS = {
    "Un jounaliste m’écrit": "un-journaliste-m-ecrit",
    "puis je nomer un cleint": "puis-je-nommer-un-client",
    "parler de mon sallaire": "salaire-et-conditions",
    "i am being harrased online": "i-am-being-harassed",
    "does my mangaer see this": "does-my-manager-see",
    "can i criticse my employer": "may-i-criticise",
}
UNSURE = {
    "fr": (
        "Quelle est la recette de la tarte aux pommes ?",
        "Combien de jours de congés me reste-t-il ?",
        "Où est la salle de réunion du troisième étage ?",
        "Qui a gagné le match hier soir ?",
        "Comment poser une note de frais ?",
        "Quand arrive le nouveau directeur financier ?",
        "?!",
    ),
    "en": (
        "How do I reset my VPN password?",
        "What's for lunch today?",
        "Where can I park my bike?",
        "How many days of annual leave do I have?",
        "Who won the football match yesterday?",
        "Can you order a new keyboard for me?",
        "will it rain",
    ),
}


def playbook_in(language: str) -> Playbook:
    """The starter playbook of a language."""
    return next(each for each in the_starters().playbooks if each.language == language)


async def asked(bot: Bot, language: str, question: str) -> Found:
    found = await ask_guide(bot.services, [playbook_in(language)], question)
    assert found is not None
    return found


def id_of(found: Found) -> str | None:
    return found.answer.id if found.answer else None


async def answers(bot: Bot, questions: Mapping[str, str]) -> dict[str, str | None]:
    """Ask each in the language of the entry that is expected."""
    french = {each.id for each in playbook_in("fr").guide}
    return {
        question: id_of(await asked(bot, "fr" if id_ in french else "en", question))
        for question, id_ in questions.items()
    }


@pytest.mark.parametrize("questions", [FRENCH, ENGLISH], ids=["fr", "en"])
async def test_a_question_in_ones_own_words_finds_its_answer(bot: Bot, questions: Mapping[str, str]):
    assert await answers(bot, questions) == questions


async def test_a_slip_of_the_keyboard_is_forgiven(bot: Bot):
    assert await answers(bot, SLIPS) == SLIPS


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_what_the_guide_does_not_cover_gets_no_answer(bot: Bot, language: str):
    given = {question: id_of(await asked(bot, language, question)) for question in UNSURE[language]}
    assert given == dict.fromkeys(UNSURE[language])


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_every_question_of_the_guide_finds_itself_by_its_title(bot: Bot, language: str):
    for question in playbook_in(language).guide:
        assert id_of(await asked(bot, language, question.title)) == question.id


async def test_what_comes_near_is_offered_beside_the_answer_and_never_more_than_two(bot: Bot):
    for question in ENGLISH:
        found = await asked(bot, "en", question)
        assert len(found.others) <= 2
        assert all("/question/" in key for key in found.others)
    found = await asked(bot, "en", "do I get paid for this time?")
    assert list(found.others) == ["starter-en/question/nights-and-part-time"]


async def test_where_no_question_answers_a_tip_or_a_case_may_be_offered(bot: Bot):
    found = await asked(bot, "fr", "Faut-il déplier les sigles ?")
    assert found.answer is None
    assert list(found.others) == ["starter-fr/tip/deplier-les-sigles"]
    found = await asked(bot, "fr", "un membre de l’équipe ne participe pas")
    assert found.others[0] == "starter-fr/charter/7"
    assert len(found.others) <= MOST_INSTEAD


async def test_the_first_playbook_that_is_sure_answers(bot: Bot):
    both = [playbook_in("en"), playbook_in("fr")]
    found = await ask_guide(bot.services, both, "Puis-je parler de mon salaire ?")
    assert found is not None
    assert (found.playbook.id, id_of(found)) == ("starter-fr", "salaire-et-conditions")
    found = await ask_guide(bot.services, both, "Quelle est la recette de la tarte ?")
    assert found is not None
    assert (found.playbook.id, found.answer) == ("starter-en", None)


async def test_nowhere_to_look_finds_nothing(bot: Bot):
    assert await ask_guide(bot.services, [], "photo?") is None


async def test_an_edit_of_the_playbook_is_found_at_the_next_question(bot: Bot):
    assert id_of(await asked(bot, "en", "may I juggle with lamps?")) is None
    before = playbook_in("en")
    edited = before.model_copy(
        update={"guide": (before.guide[0].model_copy(update={"title": "May I juggle?"}), *before.guide[1:])}
    )
    book = Book((edited,))
    services = replace(bot.services, book=lambda: book)
    found = await ask_guide(services, [edited], "may I juggle with lamps?")
    assert found is not None
    assert id_of(found) == before.guide[0].id
    assert id_of(await asked(bot, "en", "may I juggle with lamps?")) is None


@given(question=st.text(max_size=60))
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_whatever_is_typed_is_answered_without_an_error(bot: Bot, question: str):
    assert await asked(bot, "en", question)
