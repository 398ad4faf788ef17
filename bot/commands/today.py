"""`today`: the ideas that are open now."""

from typing import Final

from bot.cards.say import note
from bot.commands.asker import Asker
from bot.commands.command import Command
from bot.events import CommandTyped, Reply
from bot.screens.claims import Shown, today_card
from bot.usecases.look import open_now

MOST_SHOWN: Final = 10
"""Five minutes a day do not read further; the others stand in their channels."""


async def run(event: CommandTyped, _rest: str, asker: Asker) -> Reply:
    """List open shares, of this channel and of the asker's language: those with a free place first."""
    services = asker.services
    here = asker.place.channel if asker.place else ""
    found = asker.in_their_language(await open_now(services, event.person, member=asker.member, channel=here))
    if found:
        shown = sorted((Shown(post, share) for post, share in found), key=lambda each: not each.post.left)
        return Reply(today_card(asker.words, shown[:MOST_SHOWN], more=len(shown[MOST_SHOWN:])))
    if asker.member and asker.in_their_language(await open_now(services, event.person)):
        return Reply(note(asker.words, "mute.none_left"))
    times = {
        channel.schedule.at
        for playbook in services.book().playbooks
        for channel in playbook.channels
        if channel.platform == event.person.platform
    }
    if not times:
        return Reply(note(asker.words, "today.none"))
    hours = ", ".join(asker.words.hour(at) for at in sorted(times))
    return Reply(note(asker.words, "today.none_at", hours=hours))


TODAY = Command(name="today", aliases=("aujourdhui", "aujourd'hui", "aujourd’hui"), run=run)
