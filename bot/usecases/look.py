"""Looking: what a member holds and what is open, each with the item it shows."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.domain.calendar import local
from bot.domain.claims import Claim, ClaimState
from bot.domain.people import Member, PersonRef
from bot.domain.posts import Post
from bot.playbook.book import Playbook
from bot.playbook.kinds.share import Share
from bot.ports import Shelves
from bot.usecases.services import Services

SHOWN_FOR: Final = timedelta(days=7)


async def held_by(services: Services, member: Member) -> Sequence[tuple[Claim, Post, Share]]:
    """List the ideas a member holds or finished lately, newest first; items that left the playbook are left out."""
    oldest = services.clock.now() - 2 * SHOWN_FOR
    async with services.store.reading() as shelves:
        claims = await shelves.claims.of(member.person)
        rows = [(claim, await shelves.posts.get(claim.post)) for claim in claims]
    return [
        (claim, post, share)
        for claim, post in rows
        if post
        and (share := share_of(services, post))
        and (claim.state is ClaimState.HELD or claim.changed_at > oldest)
    ]


async def open_now(
    services: Services, person: PersonRef, besides: Sequence[str] = ()
) -> Sequence[tuple[Post, Share]]:
    """List the shares whose places can still be claimed in the person's workspace, newest first."""
    now = services.clock.now()
    async with services.store.reading() as shelves:
        posts = await _recent(shelves, person, now)
    return [
        (post, share)
        for post in posts
        if post.id not in besides and post.closes_at > now and (share := share_of(services, post))
    ]


async def tip_for(services: Services, member: Member | None, playbook: Playbook) -> str | None:
    """Choose the tip to show someone privately: the first in the author's order they have not read."""
    if not playbook.tips:
        return None
    if member is None:
        return playbook.tips[0].id
    async with services.store.reading() as shelves:
        acts = await shelves.acts.of(member.person)
    read = {act.item: act.on for act in acts}
    today = local(services.clock.now(), member.timezone).date()
    return min(playbook.tips, key=lambda tip: read.get(playbook.key(tip), today - timedelta(days=4000))).id


def share_of(services: Services, post: Post) -> Share | None:
    """Give the share a post shows, while it is in the playbook."""
    playbook = services.book().playbook(post.playbook)
    item = playbook.item(post.kind, post.item) if playbook else None
    return item if isinstance(item, Share) else None


async def _recent(shelves: Shelves, person: PersonRef, now: datetime) -> Sequence[Post]:
    return await shelves.posts.shown_to(person.platform, person.workspace, (now - SHOWN_FOR).date())
