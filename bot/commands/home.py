"""`home`: what a person sees when they open the bot's Home."""

from bot.commands.asker import Asker
from bot.commands.claims import list_held
from bot.commands.command import Command
from bot.domain.people import Member
from bot.events import CommandTyped, Reply
from bot.screens.claims import Shown
from bot.screens.home import HomeView, member_home, visitor_home
from bot.screens.path import Found
from bot.usecases.learn import next_tip
from bot.usecases.look import open_now
from bot.usecases.membership import today_of
from bot.usecases.record_act import view_streak

MOST_OPEN = 3


async def run(event: CommandTyped, _rest: str, asker: Asker) -> Reply:
    """Draw Home: what is open today first, then one's own things."""
    member, services = asker.member, asker.services
    if member is None:
        return Reply(visitor_home(asker.words))
    held = await list_held(services, member)
    theirs = [each.shown.item for each in held]
    found = [
        (post, share)
        for post, share in await open_now(services, event.person, member=member)
        if share not in theirs
    ]
    view = HomeView(
        member=member,
        today=today_of(services, member),
        streak=await view_streak(services, member),
        held=held,
        shown=[Shown(post, share) for post, share in asker.in_their_language(found)][:MOST_OPEN],
        tip=await _tip(asker, member),
    )
    return Reply(member_home(asker.words, view))


async def _tip(asker: Asker, member: Member) -> Found | None:
    """Choose the tip that comes next in the nearest playbook that has one for them."""
    for playbook in asker.playbooks_by_nearness():
        if tip := await next_tip(asker.services, member, playbook, is_brought=True):
            return tip
    return None


HOME = Command(name="home", aliases=("accueil",), run=run, is_listed=False)
