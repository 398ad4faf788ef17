"""Coming into a workspace or a channel, and having to leave it."""

from bot.domain.people import Place
from bot.domain.roles import Deed
from bot.events import Installed
from bot.ports import Shelves
from bot.usecases.services import Services
from bot.usecases.tell_admins import stop


async def installed(services: Services, event: Installed) -> None:
    """Remember a workspace when the bot comes in; forget that it is there, with its tokens, when it has to leave.

    Having to leave a channel stops it, and admins are told; coming in anew ends a stop.
    """
    platform, workspace = event.platform, event.workspace
    async with services.store.writing() as shelves:
        if event.place is not None:
            if event.present:
                await _go_on(services, shelves, event.place)
            elif services.book().at(event.place):
                await stop(services, shelves, event.place, "removed")
        elif event.present:
            await shelves.workspaces.put(platform, workspace)
            await shelves.halts.remove(platform, workspace)
        elif not await shelves.installations.is_younger(platform, workspace, event.at):
            # Otherwise the platform repeats what it said of an earlier installation, which is over already.
            await shelves.workspaces.remove(platform, workspace)
            await shelves.installations.remove(platform, workspace)
    services.wake()


async def go_on_in(services: Services, place: Place, deed: Deed) -> bool:
    """Post again in a channel that was stopped. False: it was not."""
    async with services.store.writing() as shelves:
        is_changed = await _go_on(services, shelves, place)
        if is_changed:
            await shelves.deeds.put(deed)
    services.wake()
    return is_changed


async def _go_on(services: Services, shelves: Shelves, place: Place) -> bool:
    """End a stop, and draw the cards anew that could not be drawn meanwhile."""
    now = services.clock.now()
    is_changed = await shelves.halts.remove(place.platform, place.workspace, place.channel)
    for post in await shelves.posts.claimable(now) if is_changed else ():
        if post.place == place:
            await shelves.outbox.ask_update(post.id, now, post.closes_at)
    return is_changed
