"""The cards of the guide, the charter, the sceptics' page and the way to a human, drawn from a starter playbook."""

from bot.cards.elements import Card, Form
from bot.playbook.book import Playbook
from bot.playbook.kinds.question import Question
from bot.screens.guide import Lead, answer_card, case_card, charter_card, list_card, unsure_card, why_card
from bot.screens.human import Contact, human_card
from bot.texts import Words
from tests.factories import a_person


def guide_screens(words: Words, playbook: Playbook) -> dict[str, Card | Form]:
    """Name -> card."""
    by_roles, pictures, *_ = playbook.guide
    charter = playbook.charter
    assert charter is not None
    tips = [Lead(playbook.key(tip), tip.title) for tip in playbook.tips[:2]]
    near = [_lead(playbook, each) for each in playbook.guide[3:5]]
    case = Lead(f"{playbook.id}/charter/0", charter.cases[0].situation)
    contacts = [Contact(a_person("U0NADIA"), "Atelier"), Contact(a_person("U0PRIYA"))]
    not_for_managers = playbook.model_copy(update={"guide": playbook.guide[:2]})
    return {
        "guide, an answer": answer_card(words, playbook, pictures, tips, near),
        "guide, an answer for some roles": answer_card(words, playbook, by_roles),
        "guide, not sure": unsure_card(words, playbook, [*near, case], contacts),
        "guide, nothing near": unsure_card(words, playbook, [], [], "Claire Morel"),
        "guide, the first questions": list_card(words, playbook),
        "guide, the last questions": list_card(words, playbook, 24),
        "guide, a case of the charter": case_card(words, playbook, charter.cases[0]),
        "charter to be read": charter_card(words, charter),
        "why": why_card(words, playbook),
        "why, in the bot's own words": why_card(words, not_for_managers),
        "talk to a human": human_card(words, playbook.name, contacts),
        "talk to a human, no champion": human_card(words, playbook.name, [], "Claire Morel"),
        "talk to a human, nobody named": human_card(words, playbook.name, []),
    }


def _lead(playbook: Playbook, question: Question) -> Lead:
    return Lead(playbook.key(question), question.title)
