"""`buddy`: a member is named one champion to turn to, and may have that champion told that they would like a talk (R28)."""

from dataclasses import replace

from bot.cards.say import note
from bot.commands.asker import Asker
from bot.commands.command import Command
from bot.commands.human import contacts_near
from bot.events import ButtonPressed, CommandTyped, Reply
from bot.screens.buddy import buddy_card
from bot.usecases.buddy import buddy_of, tell_buddy
from bot.usecases.services import Services


async def run(_event: CommandTyped, _rest: str, asker: Asker) -> Reply:
    """Name somebody; nobody is told of it."""
    return _answer(asker)


async def press_show(event: ButtonPressed, services: Services) -> Reply | None:
    """Do the same by button."""
    return _answer(await Asker.of(event.person, event.place, services))


async def press_tell(event: ButtonPressed, services: Services) -> Reply | None:
    """Tell the champion that was named, if they still are one."""
    asker = await Asker.of(event.person, event.place, services)
    words = asker.words
    if asker.member is None:
        return Reply(note(words, "buddy.join_first"), replace=True)
    champion = next((each.person for each in contacts_near(asker) if each.person.user == event.value), None)
    if champion is None:
        return _answer(asker)
    # By the account that pressed: the champion is on its platform.
    await tell_buddy(services, replace(asker.member, person=event.person), champion)
    return Reply(note(words, "buddy.told"), replace=True)


def _answer(asker: Asker) -> Reply:
    if asker.member is None:
        return Reply(note(asker.words, "buddy.join_first"))
    contact = buddy_of(asker.services, asker.person, contacts_near(asker))
    return Reply(buddy_card(asker.words, contact) if contact else note(asker.words, "buddy.nobody"))


BUDDY = Command(
    name="buddy",
    aliases=("binome", "binôme"),
    run=run,
    buttons={"buddy.show": press_show, "buddy.tell": press_tell},
)
