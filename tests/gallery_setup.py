"""What admins see while a programme is set up."""

from datetime import date

from bot.cards.elements import Card
from bot.playbook.book import Playbook
from bot.playbook.readiness import Step, steps_of
from bot.screens.setup import pilot_over_card, profiles_card, rotation_card, setup_card, step_card
from bot.texts import Words


def setup_screens(words: Words, playbook: Playbook) -> dict[str, Card]:
    """Name -> card."""
    steps = steps_of(playbook)
    settled = [
        Step(step.name, is_done=True, waived_by="Claire Morel" if step.name == "hours" else "")
        for step in steps
    ]
    return {
        "setting up": setup_card(words, playbook.name, steps),
        "setting up, all settled": setup_card(words, playbook.name, settled),
        **{f"setting up, {step.name}": step_card(words, step) for step in steps},
        "pilot over": pilot_over_card(words, playbook.name),
        "employer profiles": profiles_card(words),
        "nine months a champion": rotation_card(words, playbook.name, date(2026, 2, 23), ["Atelier"]),
    }
