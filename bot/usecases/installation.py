"""Coming into a workspace or a channel, and having to leave it."""

from bot.events import Installed
from bot.usecases.services import Services


async def installed(services: Services, event: Installed) -> None:
    """Remember a workspace when the bot comes in; forget that it is there when it has to leave.

    Channels need nothing: the playbook names them, and the next delivery shows whether they can be written to.
    """
    if event.place is not None:
        services.wake()
        return
    async with services.store.writing() as shelves:
        if event.present:
            await shelves.workspaces.put(event.platform, event.workspace)
        else:
            await shelves.workspaces.remove(event.platform, event.workspace)
    services.wake()
