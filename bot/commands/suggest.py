"""`suggest`: whom to bring an idea to. It goes there as one's own message; nothing of it is kept here."""

from bot.commands.asker import Asker
from bot.commands.command import Command
from bot.commands.help import champions_of
from bot.events import CommandTyped, Reply
from bot.screens.help import suggest_card

LONGEST = 300


async def run(_event: CommandTyped, rest: str, asker: Asker) -> Reply:
    """Name the champions, and give back what was suggested, ready to be passed on."""
    return Reply(suggest_card(asker.words, rest[:LONGEST], champions_of(asker)))


# Its door is the menu of a message, where a platform has one; typed, it works as well.
SUGGEST = Command(name="suggest", aliases=("proposer",), run=run, is_listed=False)
