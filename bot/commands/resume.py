"""`resume`: the end of a pause, at once."""

from bot.cards.say import note
from bot.commands.asker import Asker
from bot.commands.command import Command
from bot.domain.people import PersonRef
from bot.events import ButtonPressed, CommandTyped, Reply
from bot.usecases.services import Services
from bot.usecases.take_pause import resume


async def run(event: CommandTyped, _rest: str, asker: Asker) -> Reply:
    """Come back."""
    return await _answer(asker.services, event.person)


async def press_now(event: ButtonPressed, services: Services) -> Reply | None:
    """Come back by button."""
    return await _answer(services, event.person)


async def _answer(services: Services, person: PersonRef) -> Reply:
    member, outcome = await resume(services, person)
    words = await services.words_for(person, member)
    return Reply(note(words, f"resume.{outcome}" if member else "pause.join_first"), replace=True)


RESUME = Command(name="resume", aliases=("reprendre", "reprise"), run=run, buttons={"resume.now": press_now})
