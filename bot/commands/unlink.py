"""`unlink`: accounts that were one are two again, at once and without a reason."""

from bot.cards.say import note
from bot.commands.asker import Asker
from bot.commands.command import Command
from bot.events import CommandTyped, Reply
from bot.screens.link import parted_card
from bot.usecases.link_accounts import unlink


async def run(event: CommandTyped, _rest: str, asker: Asker) -> Reply:
    """Undo the link now."""
    parted = await unlink(asker.services, event.person)
    if parted is None:
        return Reply(note(asker.words, "unlink.nothing"))
    kept = parted.member.person
    return Reply(parted_card(asker.words, kept, parted.accounts, is_kept_here=kept == event.person))


UNLINK = Command(name="unlink", aliases=("delier", "délier"), run=run)
