"""`campaign`: what runs in this channel, until when, towards which common goal, and how to leave it out (R67)."""

from bot.commands.asker import Asker
from bot.commands.command import Command
from bot.events import CommandTyped, Reply
from bot.screens.campaigns import campaigns_card
from bot.usecases.campaigns import running
from bot.usecases.launch import today_in
from bot.usecases.make_edition import smallest_group


async def run(event: CommandTyped, _rest: str, asker: Asker) -> Reply:
    """Show what runs here, or else in the nearest programme."""
    services = asker.services
    playbook = asker.playbook_here() or asker.playbooks_by_nearness()[0]
    today = today_in(services, playbook)
    workspace = (event.person.platform, event.person.workspace)
    found = await running(services, workspace, playbook, today, asker.member)
    later = [each for each in playbook.campaigns if each.starts > today]
    coming = min(later, key=lambda each: each.starts, default=None)
    card = campaigns_card(
        asker.words, found, coming, smallest_group(services), is_member=asker.member is not None
    )
    return Reply(card)


CAMPAIGN = Command(name="campaign", aliases=("campagne",), run=run)
