"""`recap`: one's own month, for one's own eyes, and whether it comes by itself each month (R14, R57)."""

from datetime import date

from bot.cards.answers import read_day
from bot.cards.elements import Card
from bot.cards.say import note
from bot.commands.asker import Asker
from bot.commands.command import Command
from bot.events import ButtonPressed, CommandTyped, Reply
from bot.screens.membership import invitation
from bot.screens.recap import recap_card
from bot.usecases.membership import choose
from bot.usecases.recap import month_before, view_month
from bot.usecases.services import Services


async def run(_event: CommandTyped, _rest: str, asker: Asker) -> Reply:
    """Show the month that goes on; where nothing is noted in it yet, the one before."""
    return Reply(await _shown(asker, None))


async def press_month(event: ButtonPressed, services: Services) -> Reply | None:
    """Turn back to another month."""
    first = read_day(f"{event.value}-01")
    if first is None:
        return None
    return Reply(await _shown(await Asker.of(event.person, event.place, services), first), replace=True)


async def press_stop(event: ButtonPressed, services: Services) -> Reply | None:
    """Send none by itself any more."""
    return await _wish(event, services, wants_recap=False)


async def press_start(event: ButtonPressed, services: Services) -> Reply | None:
    """Send it each month."""
    return await _wish(event, services, wants_recap=True)


async def _wish(event: ButtonPressed, services: Services, *, wants_recap: bool) -> Reply:
    member = await choose(services, event.person, wants_recap=wants_recap)
    words = await services.words_for(event.person, member)
    if member is None:
        return Reply(invitation(words))
    return Reply(note(words, "recap.started" if wants_recap else "recap.stopped"))


async def _shown(asker: Asker, first: date | None) -> Card:
    member = asker.member
    if member is None:
        return invitation(asker.words)
    month = await view_month(asker.services, member, first)
    if first is None and month.is_empty:
        last = await view_month(asker.services, member, month_before(month.first))
        month = month if last.is_empty else last
    return recap_card(asker.words, month, member.choices)


RECAP = Command(
    name="recap",
    aliases=("recapitulatif", "récapitulatif", "bilan-du-mois"),
    run=run,
    buttons={"recap.month": press_month, "recap.stop": press_stop, "recap.start": press_start},
)
