"""Withdrawing an entry: it is planned no more, its open posts are closed, and wherever it stands it says so."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from bot.domain.edits import EXPIRED, WITHDRAWN, Edit
from bot.domain.posts import Post
from bot.domain.roles import Deed
from bot.playbook.book import Playbook
from bot.playbook.item import Item
from bot.ports import Shelves
from bot.usecases.services import Services

SHOWN_FOR: Final = timedelta(days=30)
"""How far back its cards are drawn again."""
FIRST_DRAWN_AFTER: Final = timedelta(seconds=10)
"""By then every machine has taken up that it was withdrawn: they look every three seconds."""
DRAWN_WITHIN: Final = timedelta(days=1)


async def posts_of(services: Services, playbook: Playbook, item: Item) -> Sequence[Post]:
    """List where an item was shown lately, in every workspace, newest first."""
    async with services.store.reading() as shelves:
        return await _posts(services, shelves, playbook, item)


async def retract(services: Services, deed: Deed, playbook: Playbook, item: Item) -> bool:
    """Withdraw it. False: it was before."""
    now = services.clock.now()
    async with services.store.writing() as shelves:
        if not await shelves.playbooks.add_edit(Edit(playbook.id, WITHDRAWN, item.key, "", now)):
            return False
        for post in await _posts(services, shelves, playbook, item):
            if post.closes_at > now:
                await shelves.posts.close(post.id, now)
            await shelves.outbox.ask_update(post.id, now + FIRST_DRAWN_AFTER, now + DRAWN_WITHIN)
        await shelves.deeds.put(deed)
        edits = await shelves.playbooks.edits()
    services.take_up(edits)
    services.wake()
    return True


async def expire(services: Services, deed: Deed, playbook: Playbook, item: Item) -> bool:
    """Let it rest: it is suggested no more, and what stands of it stays. False: it rested before."""
    async with services.store.writing() as shelves:
        edit = Edit(playbook.id, EXPIRED, item.key, "", services.clock.now())
        if not await shelves.playbooks.add_edit(edit):
            return False
        await shelves.deeds.put(deed)
        edits = await shelves.playbooks.edits()
    services.take_up(edits)
    return True


async def _posts(services: Services, shelves: Shelves, playbook: Playbook, item: Item) -> Sequence[Post]:
    since = (services.clock.now() - SHOWN_FOR).date()
    return [
        post
        for platform, workspace in await shelves.workspaces.all()
        for post in await shelves.posts.shown_to(platform, workspace, since)
        if (post.playbook, post.kind, post.item) == (playbook.id, item.kind, item.id)
    ]
