"""`export`: everything that is kept of the person who asks, as two files to take along, at once (L11). Asking leaves no row."""

from bot.cards.elements import Card
from bot.commands.asker import Asker
from bot.commands.command import Command
from bot.domain.people import PersonRef
from bot.events import ButtonPressed, CommandTyped, Reply
from bot.screens.privacy import export_card, nothing_card
from bot.texts import Words
from bot.usecases.export_own import address_of, make_ticket
from bot.usecases.membership import find_member
from bot.usecases.privacy import everything_about
from bot.usecases.services import Services


async def run(event: CommandTyped, _rest: str, asker: Asker) -> Reply:
    """Give both addresses."""
    return Reply(await _card(asker.services, event.person, asker.words))


async def press_show(event: ButtonPressed, services: Services) -> Reply | None:
    """Do the same from another card."""
    words = await services.words_for(event.person, await find_member(services, event.person))
    return Reply(await _card(services, event.person, words))


async def _card(services: Services, person: PersonRef, words: Words) -> Card:
    own = await everything_about(services, person)
    if not own.rows:
        return nothing_card(words)
    ticket = make_ticket(services, person)
    return export_card(words, address_of(services, ticket, "json"), address_of(services, ticket, "zip"))


EXPORT = Command(
    name="export",
    aliases=("exporter",),
    run=run,
    buttons={"export.show": press_show},
    unwritten=frozenset({"export", "export.show"}),
)
