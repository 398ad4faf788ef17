"""`setup`: an admin is walked through what a programme needs, one open step after the other (R32, R60, R68, R69)."""

from bot.cards.say import note
from bot.commands.asker import Asker
from bot.commands.command import Command
from bot.events import ButtonPressed, CommandTyped, Reply
from bot.playbook.readiness import steps_of
from bot.screens.setup import setup_card, step_card
from bot.usecases.services import Services


async def run(_event: CommandTyped, _rest: str, asker: Asker) -> Reply:
    """Show how the nearest programme stands."""
    playbook = asker.playbooks_by_nearness()[0]
    return Reply(setup_card(asker.words, playbook.name, steps_of(playbook)))


async def press_show(event: ButtonPressed, services: Services) -> Reply | None:
    """Show the list again, as the playbook is now."""
    asker = await Asker.of(event.person, event.place, services)
    playbook = asker.playbooks_by_nearness()[0]
    return Reply(setup_card(asker.words, playbook.name, steps_of(playbook)), replace=True)


async def press_step(event: ButtonPressed, services: Services) -> Reply | None:
    """Show one step whole."""
    asker = await Asker.of(event.person, event.place, services)
    steps = {step.name: step for step in steps_of(asker.playbooks_by_nearness()[0])}
    step = steps.get(event.value)
    return Reply(step_card(asker.words, step) if step else note(asker.words, "setup.gone"), replace=True)


SETUP = Command(
    name="setup",
    aliases=("demarrage", "démarrage"),
    run=run,
    for_champions=True,
    buttons={"setup.show": press_show, "setup.step": press_step},
)
