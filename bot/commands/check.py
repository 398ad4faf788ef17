"""`check`: a second look at a text, for anybody, by fixed rules. The text is answered and forgotten (R51, L10)."""

from bot.cards.clean import clean
from bot.cards.elements import Card
from bot.commands.asker import Asker
from bot.commands.command import Command
from bot.domain.second_look import remarks
from bot.events import ButtonPressed, CommandTyped, FormSubmitted, Reply
from bot.screens.own_words import check_card, check_form
from bot.usecases.services import Services


async def run(_event: CommandTyped, rest: str, asker: Asker) -> Reply:
    """Look at the text that was typed, or ask for one."""
    return Reply(_look(asker, rest) if rest else check_form(asker.words))


async def press_open(event: ButtonPressed, services: Services) -> Reply | None:
    """Ask for a text."""
    return Reply(check_form((await Asker.of(event.person, event.place, services)).words), replace=True)


async def submit(event: FormSubmitted, services: Services) -> Reply | None:
    """Look at the text that was sent."""
    asker = await Asker.of(event.person, None, services)
    text = event.answers.get("text", "")
    return Reply(_look(asker, text) if text.strip() else check_form(asker.words))


def _look(asker: Asker, typed: str) -> Card:
    text, playbook = clean(typed).strip(), asker.playbooks_by_nearness()[0]
    words, company = playbook.words(asker.services.texts), playbook.company or ""
    disclosure = words("kit.employer", company=company) if company else words("kit.unnamed")
    return check_card(asker.words, playbook, text, remarks(text, company), disclosure)


CHECK = Command(
    name="check",
    aliases=("verifier", "vérifier", "relire"),
    run=run,
    buttons={"check.open": press_open},
    forms={"check": submit},
    unwritten=frozenset({"check"}),
)
