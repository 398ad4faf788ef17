"""Looking: what a member holds and what is open, each with the item it shows."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from bot.domain.calendar import logical_date
from bot.domain.claims import Claim, ClaimState
from bot.domain.people import Member, PersonRef
from bot.domain.posts import Post
from bot.playbook.book import Playbook
from bot.playbook.item import Suggestion
from bot.playbook.kinds.campaign import Campaign
from bot.playbook.kinds.share import Share
from bot.usecases.services import Services

SHOWN_FOR: Final = timedelta(days=7)


def wanted(member: Member | None, item: Suggestion, playbook: Playbook, today: date) -> bool:
    """Tell whether an item may be brought before a person privately on their date.

    Not: what they left out, by topic or with a campaign, what has expired, and what a closed period leaves unsaid.
    """
    if not playbook.may_say(item, today):
        return False
    if member is None:
        return True
    topics = member.choices.topics
    if topics and item.topic is not None and item.topic not in topics:
        return False
    campaigns = [each for each in playbook.campaigns if item.id in each.shares and item.kind == "share"]
    return not campaigns or any(is_wanted_campaign(member, each) for each in campaigns)


def is_wanted_campaign(member: Member, campaign: Campaign) -> bool:
    """Tell whether a member has not left a campaign out."""
    since = member.choices.campaigns_from
    return since is None or campaign.starts >= since


async def held_by(services: Services, member: Member) -> Sequence[tuple[Claim, Post, Share]]:
    """List the ideas a member holds or finished lately, withdrawn ones too; items that left the playbook are left out."""
    oldest = services.clock.now() - 2 * SHOWN_FOR
    async with services.store.reading() as shelves:
        claims = await shelves.claims.of(member.person)
        rows = [(claim, await shelves.posts.get(claim.post)) for claim in claims]
    return [
        (claim, post, share)
        for claim, post in rows
        if post
        and (share := share_of(services, post, even_withdrawn=True))
        and (claim.state is ClaimState.HELD or claim.changed_at > oldest)
    ]


async def open_now(
    services: Services, person: PersonRef, *, member: Member | None = None, channel: str = ""
) -> Sequence[tuple[Post, Share]]:
    """List the shares that can still be claimed in the person's workspace, each once, newest first.

    Of its posts the one is given that has a free place, then the one in `channel`. For a member, those are left out that
    they would rather not be shown.
    """
    now = services.clock.now()
    today = logical_date(member.arrangements, now) if member else now.date()
    async with services.store.reading() as shelves:
        posts = await shelves.posts.open_in(person.platform, person.workspace, now, channel)
    return [
        (post, share)
        for post in posts
        if (share := share_of(services, post))
        and (playbook := services.book().playbook(post.playbook))
        and (member is None or wanted(member, share, playbook, today))
    ]


def share_of(services: Services, post: Post, *, even_withdrawn: bool = False) -> Share | None:
    """Give the share a post shows, while it is in the playbook and was not withdrawn."""
    playbook = services.book().playbook(post.playbook)
    item = playbook.item(post.kind, post.item) if playbook else None
    if playbook is None or not isinstance(item, Share):
        return None
    return item if even_withdrawn or item.key not in playbook.withdrawn else None
