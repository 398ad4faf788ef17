"""`me`: every field that is kept of the person who asks, in whatever table (R79). Asking leaves no row."""

from bot.commands.asker import Asker
from bot.commands.command import Command
from bot.domain.people import PersonRef
from bot.events import ButtonPressed, CommandTyped, Reply
from bot.screens.privacy import GROUPS, me_card, nothing_card, own_rows_card
from bot.texts import Words
from bot.usecases.membership import find_member
from bot.usecases.privacy import everything_about
from bot.usecases.services import Services


async def run(event: CommandTyped, _rest: str, asker: Asker) -> Reply:
    """Show how much is kept, and the way to all of it."""
    return await _overview(asker.services, event.person, asker.words, replace=False)


async def press_show(event: ButtonPressed, services: Services) -> Reply | None:
    """Do the same from another card."""
    return await _overview(services, event.person, await _words(event, services), replace=False)


async def press_all(event: ButtonPressed, services: Services) -> Reply | None:
    """Go back to the overview."""
    return await _overview(services, event.person, await _words(event, services), replace=True)


async def press_rows(event: ButtonPressed, services: Services) -> Reply | None:
    """Show a page of a group, `steps/2`."""
    group, _, page = event.value.partition("/")
    if group not in GROUPS or not (page.isascii() and page.isdigit()):
        return None
    words = await _words(event, services)
    own = await everything_about(services, event.person)
    if not own.rows:
        return Reply(nothing_card(words), replace=True)
    return Reply(own_rows_card(words, group, own.rows, event.person, int(page)), replace=True)


async def _overview(services: Services, person: PersonRef, words: Words, *, replace: bool) -> Reply:
    own = await everything_about(services, person)
    if not own.rows:
        return Reply(nothing_card(words), replace=replace)
    return Reply(me_card(words, own.accounts, own.rows), replace=replace)


async def _words(event: ButtonPressed, services: Services) -> Words:
    return await services.words_for(event.person, await find_member(services, event.person))


ME = Command(
    name="me",
    aliases=("moi",),
    run=run,
    buttons={"me.show": press_show, "me.all": press_all, "me.rows": press_rows},
    unwritten=frozenset({"me", "me.show", "me.all", "me.rows"}),
)
