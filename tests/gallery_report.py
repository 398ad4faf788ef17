"""The cards of the report and of the anonymous questions."""

from datetime import date

from bot.cards.elements import Card, Form
from bot.cards.say import note
from bot.domain.crowd import Told
from bot.domain.opinions import QUESTIONS
from bot.playbook.kinds.campaign import Campaign
from bot.screens.opinions import obliged_card, question_card, results_card
from bot.screens.report import Week, report_card
from bot.screens.team import Common
from bot.texts import Words

MONDAY = date(2026, 11, 16)
QUARTER = date(2026, 10, 1)
CAMPAIGN = Campaign.model_validate(
    {
        "id": "repair-days",
        "title": "Repair days",
        "text": "Three weeks.",
        "goal": "A story from each day.",
        "starts": "2026-11-02",
        "ends": "2026-12-04",
        "steps": 200,
    }
)


def report_screens(words: Words) -> dict[str, Card | Form]:
    """Name -> card."""
    told = {
        "rhythm": Told(4),
        "kind:scenario_played": Told(None),
        "kind:tip_read": Told(2),
        "staff": Told(1),
        "topic:customer": Told(6),
    }
    opinions = QUARTER, {f"opinion:{name}": Told(3) for name in QUESTIONS}
    address = "https://bot.example.com/report/enter/ticket"
    return {
        "report": report_card(
            words,
            Week(MONDAY, told, [Common(CAMPAIGN, Told(3))], opinions, is_resting=True, smallest=5),
            address,
        ),
        "report, a small group": report_card(
            words,
            Week(MONDAY, dict.fromkeys(told, Told(None)), [], None, is_resting=False, smallest=5),
            address,
        ),
        **{f"pulse, {name}": question_card(words, QUARTER, name, 5) for name in QUESTIONS},
        "pulse, results": results_card(words, opinions, 5),
        "pulse, no results": results_card(words, None, 5),
        "status, reminders rest": obliged_card(words),
        **{
            f"pulse, {name}": note(words, key)
            for name, key in {
                "thanks": "pulse.thanks",
                "closed": "pulse.closed",
                "lifted": "pulse.rest.lifted",
                "nothing to lift": "pulse.rest.goes_on",
            }.items()
        },
    }
