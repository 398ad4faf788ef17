"""`today`: the ideas that are open now."""

from bot.cards.say import note
from bot.commands.asker import Asker
from bot.commands.command import Command
from bot.events import CommandTyped, Reply
from bot.screens.claims import Shown, today_card
from bot.usecases.look import open_now


async def run(event: CommandTyped, _rest: str, asker: Asker) -> Reply:
    """List open shares, of this channel and of the asker's language."""
    services = asker.services
    found = asker.in_their_language(await open_now(services, event.person, member=asker.member))
    if found:
        return Reply(today_card(asker.words, [Shown(post, share) for post, share in found]))
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
