"""A channel's plan: two weeks, one slot in each state, and the choice of another."""

from datetime import date, datetime, timedelta

from bot.cards.elements import Card, Form
from bot.playbook.book import Playbook
from bot.playbook.programme import ClosedPeriod
from bot.screens.plan import Foreseen, Plan, Why, choose_form, plan_card, slot_card
from bot.texts import Words

TITLES = {"fr": "Résultats du semestre", "en": "Half-year results"}


def plan_screens(words: Words, playbook: Playbook) -> dict[str, Card | Form]:
    """Name -> card or form."""
    monday = date(2026, 11, 23)
    share, tip = playbook.shares[0], playbook.tips[0]
    days = [monday + timedelta(days=number) for number in range(3)]
    slots = [
        Foreseen(days[0], "share-1", "share", share, Why.PLANNED),
        Foreseen(days[0], "tip-1", "tip", tip, Why.TURN),
        Foreseen(days[1], "share-1", "share", playbook.shares[1], Why.CHOSEN),
        Foreseen(days[1], "tip-1", "tip", None, Why.SKIPPED),
        Foreseen(days[2], "share-1", "share", None, Why.CLOSED),
    ]
    period = ClosedPeriod.model_validate(
        {"title": TITLES[words.language], "from": date(2026, 11, 25), "to": date(2026, 11, 27)}
    )
    campaigns = playbook.campaigns[:1]
    plan = Plan(slots, datetime(2026, 11, 24, 9, 30), "Europe/Paris", (period,), campaigns)  # noqa: DTZ001
    company = [each for each in playbook.shares if each.origin == "company"][:1]
    tilted = [Foreseen(day, "share-1", "share", company[0], Why.TURN) for day in days]
    where = "C0SHARES/2026-11-24/share-1"
    return {
        "plan": plan_card(words, plan, "C0SHARES"),
        "plan, the company too often": plan_card(words, Plan(tilted, None, "Europe/Paris"), "C0SHARES"),
        "plan, nothing": plan_card(words, Plan((), None, "Europe/Paris"), "C0SHARES"),
        "plan, one idea": slot_card(
            words,
            slots[2],
            where,
            playbook.key(share),
            share.card(words, playbook.key(share)),
            may_post=True,
        ),
        "plan, one left out": slot_card(words, slots[3], where, "", None, may_post=True),
        "plan, chosen": choose_form(words, slots[2], where, playbook.shares[:4]),
    }
