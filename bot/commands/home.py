"""`home`: what a person sees when they open the bot's Home."""

from bot.commands.asker import Asker
from bot.commands.claims import list_held
from bot.commands.command import Command
from bot.events import CommandTyped, Reply
from bot.screens.claims import Shown
from bot.screens.home import member_home, visitor_home
from bot.usecases.look import open_now
from bot.usecases.record_act import view_streak

MOST_OPEN = 5


async def run(event: CommandTyped, _rest: str, asker: Asker) -> Reply:
    """Draw Home: one's own things first, then what is open."""
    member = asker.member
    if member is None:
        return Reply(visitor_home(asker.words))
    held = await list_held(asker.services, member)
    found = await open_now(asker.services, event.person, besides=[each.claim.post for each in held])
    shown = [Shown(post, share) for post, share in asker.in_their_language(found)][:MOST_OPEN]
    streak = await view_streak(asker.services, member)
    return Reply(member_home(asker.words, member, streak, held, shown))


HOME = Command(name="home", aliases=(), run=run, is_listed=False)
