"""`leave`: at once, without a reason, and nothing stays."""

from bot.cards.elements import Button, Buttons, Card
from bot.cards.say import note, paragraph
from bot.commands.asker import Asker
from bot.commands.command import Command
from bot.events import ButtonPressed, CommandTyped, Reply
from bot.usecases.membership import find_member, leave
from bot.usecases.services import Services


async def run(event: CommandTyped, _rest: str, asker: Asker) -> Reply:
    """Leave now."""
    has_left = await leave(asker.services, event.person)
    return Reply(note(asker.words, "leave.left" if has_left else "leave.not_member"))


async def press_ask(event: ButtonPressed, services: Services) -> Reply | None:
    """Ask once, because a button is easily touched."""
    words = await services.words_for(event.person, await find_member(services, event.person))
    buttons = Buttons((Button(words("leave.yes"), "leave.now"), Button(words("leave.no"), "leave.stay")))
    return Reply(Card(words("leave.ask"), (paragraph(words, "leave.ask"), buttons)))


async def press_now(event: ButtonPressed, services: Services) -> Reply | None:
    """Leave by button; the goodbye is worded before the language is forgotten."""
    words = await services.words_for(event.person, await find_member(services, event.person))
    has_left = await leave(services, event.person)
    return Reply(note(words, "leave.left" if has_left else "leave.not_member"), replace=True)


async def press_stay(event: ButtonPressed, services: Services) -> Reply | None:
    """Stay; nothing changes."""
    words = await services.words_for(event.person, await find_member(services, event.person))
    return Reply(note(words, "leave.stayed"), replace=True)


LEAVE = Command(
    name="leave",
    aliases=("partir", "quitter"),
    run=run,
    buttons={"leave.ask": press_ask, "leave.now": press_now, "leave.stay": press_stay},
)
