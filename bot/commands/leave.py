"""`leave`: at once, without a reason, and nothing stays but a receipt in the hands of whoever left."""

from bot.cards.elements import Button, Buttons, Card
from bot.cards.say import note, paragraph
from bot.commands.asker import Asker
from bot.commands.command import Command
from bot.events import ButtonPressed, CommandTyped, Reply
from bot.screens.privacy import goodbye_card
from bot.texts import Words
from bot.usecases.erase import Left, leave
from bot.usecases.membership import change, find_member
from bot.usecases.services import Services


async def run(event: CommandTyped, _rest: str, asker: Asker) -> Reply:
    """Leave now."""
    return Reply(_goodbye(asker.words, await leave(asker.services, event.person)))


async def press_ask(event: ButtonPressed, services: Services) -> Reply | None:
    """Ask once, because a button is easily touched."""
    words = await services.words_for(event.person, await find_member(services, event.person))
    buttons = Buttons((Button(words("leave.yes"), "leave.now"), Button(words("leave.no"), "leave.stay")))
    return Reply(Card(words("leave.ask"), (paragraph(words, "leave.ask"), buttons)))


async def press_now(event: ButtonPressed, services: Services) -> Reply | None:
    """Leave by button; the goodbye is worded before the language is forgotten."""
    words = await services.words_for(event.person, await find_member(services, event.person))
    return Reply(_goodbye(words, await leave(services, event.person)), replace=True)


async def press_stay(event: ButtonPressed, services: Services) -> Reply | None:
    """Stay; nothing changes."""
    words = await services.words_for(event.person, await find_member(services, event.person))
    return Reply(note(words, "leave.stayed"), replace=True)


async def press_renew(event: ButtonPressed, services: Services) -> Reply | None:
    """Stay after a long time away: the day is noted, nothing else."""
    member = await change(services, event.person, lambda member: member)
    words = await services.words_for(event.person, member)
    return Reply(note(words, "absence.stayed" if member else "leave.not_member"), replace=True)


def _goodbye(words: Words, left: Left) -> Card:
    if left.member is None:
        return note(words, "leave.not_member")
    return goodbye_card(words, left.member, left.at, left.receipt)


LEAVE = Command(
    name="leave",
    aliases=("partir", "quitter", "oublier", "forget"),
    run=run,
    buttons={
        "leave.ask": press_ask,
        "leave.now": press_now,
        "leave.stay": press_stay,
        "leave.renew": press_renew,
    },
)
