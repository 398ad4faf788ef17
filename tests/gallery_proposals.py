"""Proposals: the form, the queue, one looked at, its dialogs, and what its author and editors are told."""

from dataclasses import replace
from datetime import date

from bot.cards.elements import Card, Form
from bot.domain.proposals import Proposal, Sort, Wording
from bot.playbook.book import Playbook
from bot.playbook.proposed import judge, share_text
from bot.screens.proposals import (
    Given,
    accepted_card,
    change_form,
    decline_form,
    declined_card,
    look_card,
    propose_form,
    queue_card,
    reminder_card,
)
from bot.screens.retract import asking_card, withdrawn_card
from bot.texts import Words
from tests.factories import NOON, a_person

WORDINGS = {
    "fr": Wording(
        "La nuit de la réparation à Lille",
        ("Quarante lampes sont reparties allumées.", "Entrée libre, café compris."),
        "https://www.example.com/lille",
        date(2026, 12, 18),
    ),
    "en": Wording(
        "Repair night in Leeds",
        ("Forty lamps went home alight.", "Free entry, coffee included."),
        "https://www.example.com/leeds",
        date(2026, 12, 18),
    ),
}
REASONS = {
    "fr": "L’an dernier nous en avons déjà parlé trois fois. Revenez avec la prochaine !",
    "en": "Last year we told of it three times. Do come back with the next one!",
}


def proposal_screens(words: Words, playbook: Playbook) -> dict[str, Card | Form]:
    """Name -> card or form."""
    wording = WORDINGS[words.language]
    one = Proposal(
        "0" * 20, "slack", "T0SANDBOX", playbook.id, Sort.LINK, wording, NOON, a_person(), wants_credit=True
    )
    text = share_text(words, one.item, one.sort, wording, "Camille Durand", NOON.date())
    share, found = judge(playbook, text)
    assert share is not None, found
    bad = replace(wording, link="https://www.example.com/lille?employee=tom")
    _, problems = judge(playbook, share_text(words, one.item, one.sort, bad, "", NOON.date()))
    given = Given(facts=wording.facts[0], link=wording.link, sort=Sort.LINK.value)
    title = wording.title
    return {
        "proposal, asked": propose_form(words, playbook.id),
        "proposal, asked about a message": propose_form(words, playbook.id, given),
        "proposals, waiting": queue_card(words, [one, replace(one, sort=Sort.COLLEAGUE)]),
        "proposals, none": queue_card(words, []),
        "proposals, looked at": look_card(words, one, share.card(words, playbook.key(share)), ()),
        "proposals, to repair": look_card(
            words, replace(one, wants_credit=False, wording=bad), None, problems
        ),
        "proposals, changed": change_form(words, one),
        "proposals, declined": decline_form(words, one),
        "proposals, reminder": reminder_card(words, one),
        "retract, asked": asking_card(words, playbook.key(share), title, 2),
        "retracted": withdrawn_card(words, title),
        "answer, accepted": accepted_card(words, title),
        "answer, declined": declined_card(words, title, REASONS[words.language]),
    }
