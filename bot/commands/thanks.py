"""`thanks`: thank a colleague. They are asked first; what was typed is written down nowhere before."""

import re
from typing import Final

from bot.cards.clean import clean
from bot.cards.say import note
from bot.commands.asker import Asker
from bot.commands.command import Command
from bot.events import ButtonPressed, CommandTyped, Reply
from bot.screens.thanks import LONGEST
from bot.usecases.lead_executive import read_person
from bot.usecases.services import Services
from bot.usecases.thank import agree, ask_to_thank, decline

_FOR: Final = re.compile(r"^(?:for|pour|d[’']avoir|d[’']|de)\s*", re.IGNORECASE)


async def run(event: CommandTyped, rest: str, asker: Asker) -> Reply:
    """Ask the colleague, if they take part; the answer here is the same either way."""
    words, place = asker.words, event.place
    # A mention may hold a name with spaces: `<@U0TOM|Tom Martin>`.
    name, _, said = rest.partition(">" if rest.startswith("<") else " ")
    name += ">" if rest.startswith("<") else ""
    receiver = read_person(name, asker.person)
    text = _FOR.sub("", clean(said).strip())[:LONGEST]
    if receiver is None or not text:
        return Reply(note(words, "thanks.how"))
    if receiver == asker.person:
        return Reply(note(words, "thanks.oneself"))
    if place is None or asker.playbook_here() is None:
        return Reply(note(words, "thanks.not_here"))
    await ask_to_thank(asker.services, asker.person, receiver, place, text)
    return Reply(note(words, "thanks.asked"))


async def press_yes(event: ButtonPressed, services: Services) -> Reply | None:
    """Let it be said in the channel."""
    asker = await Asker.of(event.person, event.place, services)
    is_said = await agree(services, event.person, event.value)
    return Reply(note(asker.words, "thanks.agreed" if is_said else "thanks.gone"), replace=is_said)


async def press_no(event: ButtonPressed, services: Services) -> Reply | None:
    """Leave it between the two; nobody is told."""
    asker = await Asker.of(event.person, event.place, services)
    await decline(services, event.person, event.value)
    return Reply(note(asker.words, "thanks.declined"), replace=True)


THANKS = Command(
    name="thanks",
    aliases=("remercier",),
    run=run,
    buttons={"thanks.yes": press_yes, "thanks.no": press_no},
    unwritten=frozenset({"thanks"}),
)
