"""`join`: first what taking part means, then a neutral choice."""

from bot.cards.say import note
from bot.commands.asker import Asker
from bot.commands.command import Command
from bot.domain.people import Rhythm
from bot.events import ButtonPressed, CommandTyped, Reply
from bot.ports import PlatformError
from bot.screens.membership import invitation, welcome
from bot.usecases.membership import GuestsCannotJoin, find_member, join
from bot.usecases.services import Services


async def run(_event: CommandTyped, _rest: str, asker: Asker) -> Reply:
    """Show what to expect. Nothing is kept yet."""
    return Reply(note(asker.words, "join.already") if asker.member else invitation(asker.words))


async def press_yes(event: ButtonPressed, services: Services) -> Reply | None:
    """Join, by one's own press."""
    try:
        member = await join(services, event.person, event.place)
    except GuestsCannotJoin:
        words = await services.words_for(event.person, None)
        return Reply(note(words, "join.guest"), replace=True)
    except PlatformError:
        words = await services.words_for(event.person, None)
        return Reply(note(words, "join.try_later"), replace=True)
    words = services.words_in(member.locale)
    card = welcome(words) if member.rhythm is Rhythm.UNDECIDED else note(words, "join.already")
    return Reply(card, replace=True)


async def press_no(event: ButtonPressed, services: Services) -> Reply | None:
    """Say no: nothing is kept, nobody is told."""
    words = await services.words_for(event.person, await find_member(services, event.person))
    return Reply(note(words, "join.refused"), replace=True)


JOIN = Command(
    name="join",
    aliases=("rejoindre", "participer"),
    run=run,
    buttons={"join.yes": press_yes, "join.no": press_no},
)
