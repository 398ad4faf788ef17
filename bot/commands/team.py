"""`team`: how the group is doing together; no names, no ranks, and the same answer for everybody."""

from bot.commands.asker import Asker
from bot.commands.command import Command
from bot.events import CommandTyped, Reply
from bot.screens.team import team_card
from bot.usecases.look_together import look_together


async def run(event: CommandTyped, _rest: str, asker: Asker) -> Reply:
    """Show the last whole week, and the common goals."""
    together = await look_together(asker.services, event.person, asker.member)
    return Reply(team_card(asker.words, together.week, together.told, together.commons, together.smallest))


TEAM = Command(name="team", aliases=("equipe", "équipe"), run=run)
