"""One's own words: the questions, the drafts that come of them, and the second look, drawn from a starter playbook."""

from dataclasses import replace

from bot.cards.elements import Card, Form
from bot.domain.draft import Answers
from bot.domain.second_look import remarks
from bot.playbook.book import Playbook
from bot.screens.human import Contact, whom_to_ask
from bot.screens.kit import Kit
from bot.screens.own_words import check_card, check_form, draft_card, orphan_card, write_form
from bot.texts import Texts, Words
from tests.factories import a_person, a_post

STORY = {
    "fr": Answers(
        "Mardi, une cliente a posé sur l’établi une lampe de 2015. L’interrupteur ne répondait plus.",
        "Tom a ouvert le pied en sifflotant : trois vis, un fil dessoudé, vingt minutes.",
        "Et vous, quel objet refusez-vous de jeter ?",
    ),
    "en": Answers(
        "On Tuesday a customer put a lamp from 2015 on the bench. Its switch no longer answered.",
        "Tom opened the foot, whistling: three screws, one loose wire, twenty minutes.",
        "What is the thing you refuse to throw away?",
    ),
}
LOOKED_AT = {
    "fr": (
        "Notre nouvelle lampe est magnifique, et le SAV la répare en vingt minutes, ce que peu de gens savent parce que "
        "nous ne l’avons jamais vraiment dit à personne avant le salon de mardi dernier à Lille. Appelez le 06 12 34 56 78, "
        "mot de passe du stand : Lampe2026!"
    ),
    "en": (
        "Our new lamp is beautiful, and the RMA desk repairs it in twenty minutes, which few people know because we had "
        "never really told anybody before the fair that we were at last Tuesday in Leeds. Ring 020 7946 0958, "
        "password of the stand: Lamp2026!"
    ),
}


def own_words_screens(words: Words, playbook: Playbook, texts: Texts) -> dict[str, Card | Form]:
    """Name -> card or form."""
    share, language = playbook.shares[0], playbook.language
    post = replace(a_post(), playbook=playbook.id, item=share.id)
    kit = Kit(playbook, share, post, texts, "https://bot.example.com")
    untied = playbook.share("une-question-au-reseau" if language == "fr" else "ask-the-network")
    story, looked_at = STORY[language], LOOKED_AT[language]
    near = Answers(share.angles[1].starter, share.facts[0])
    long = replace(story, example=" ".join([story.example] * 7))
    human = whom_to_ask(words, [Contact(a_person("U0NADIA"), "Atelier")])
    disclosure = words("kit.employer", company=playbook.company)
    found = remarks(looked_at, playbook.company or "")
    usual = playbook.model_copy(update={"checklists": ()})
    return {
        "own words": write_form(words, kit, 0),
        "own words, to change": write_form(words, kit, 2, story),
        "own words, nothing to disclose": write_form(words, replace(kit, share=untied or share), 0),
        "draft": draft_card(words, kit, 0, story),
        "draft, one line": draft_card(words, kit, 1, Answers(story.struck)),
        "draft, near the suggestion": draft_card(words, kit, 1, near),
        "draft, too long for some": draft_card(words, kit, 0, long),
        "draft, with a human": draft_card(words, kit, 0, story, human),
        "draft, idea gone": orphan_card(words, story),
        "check, a form": check_form(words),
        "check": check_card(words, playbook, looked_at, found, disclosure),
        "check, nothing seen": check_card(words, usual, story.struck, (), disclosure),
    }
