"""`why`: what managers and sceptics ask, answered plainly (R3, R20, R42)."""

from bot.commands.asker import Asker
from bot.commands.command import Command
from bot.events import CommandTyped, Reply
from bot.screens.guide import why_card


async def run(_event: CommandTyped, _rest: str, asker: Asker) -> Reply:
    """Answer from the nearest playbook; the bot's own sentences stand in where its guide says nothing to managers."""
    return Reply(why_card(asker.words, asker.playbooks_by_nearness()[0]))


WHY = Command(name="why", aliases=("pourquoi",), run=run)
